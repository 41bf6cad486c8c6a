"""What Git says of the files of a knowledge base."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from papernotes.text import is_day

# A repository of somebody else's must not run its programs for us.
_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


def dirty(root: Path, paths: Sequence[str]) -> list[str]:
    """Those of the files that hold changes which Git does not have; none where there is no Git or no repository.

    What is staged is kept by Git, so it does not count. Format: https://git-scm.com/docs/git-status (porcelain v1)"""
    said = _said(root, "status", "--porcelain", "-z", "--untracked-files=all", "--", *paths)
    # Paths are relative to the top of the repository.
    rows = [row for row in (said or "").split("\0") if len(row) > 3]
    changed = [row[3:] for row in rows if row[1] in "MD?"]
    return [path for path in paths if any(name == path or name.endswith(f"/{path}") for name in changed)]


def commit(folder: Path) -> str:
    """What tells the history that a folder's repository has from any other; "" where there is none.

    The history of a clone that holds only the latest commits is no history: it is "shallow"."""
    said = _said(folder, "rev-parse", "--is-shallow-repository", "HEAD")
    shallow, _, name = (said or "").strip().partition("\n")
    return "shallow" if shallow == "true" else name


def days(folder: Path) -> dict[str, str]:
    """The day on which each file below a folder was last changed, as 2022-06-13, by its path from there.

    The author's day, so it is the same on every machine; what is not committed has none. Without Git, nothing.
    Format: https://git-scm.com/docs/git-log (the day, then after a line break the names, all ended by NUL)"""
    # --no-show-signature: or it could run a program that the repository names.
    options = ("--format=%as", "--name-only", "-z", "--relative", "--no-renames", "--no-show-signature")
    # Each commit of 7,000 notes takes it some milliseconds.
    parts = (_said(folder, "log", *options, "--", ".", limit_s=600) or "").split("\0")
    found: dict[str, str] = {}
    day = ""
    for part, then in zip(parts, [*parts[1:], ""], strict=True):
        if then.startswith("\n"):
            day = part
        elif part and is_day(day):
            found.setdefault(part.removeprefix("\n"), day)
    return found


def _said(folder: Path, *command: str, limit_s: float = 60) -> str | None:
    """What a command of Git's prints; None where there is no Git, no repository, or it fails."""
    # A clone without all of its files must not go and fetch them.
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    try:
        done = subprocess.run(
            ["git", *_SAFE, *command], cwd=folder, env=environment, capture_output=True, check=False, timeout=limit_s
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if done.returncode else done.stdout.decode("utf-8", "replace")
