"""What Git says of the files of a knowledge base."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path


def dirty(root: Path, paths: Sequence[str]) -> list[str]:
    """Those of the files that hold changes which Git does not have; none where there is no Git or no repository.

    What is staged is kept by Git, so it does not count. Format: https://git-scm.com/docs/git-status (porcelain v1)"""
    # A repository of somebody else's must not run its programs for us.
    safe = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]
    command = ["git", *safe, "status", "--porcelain", "-z", "--untracked-files=all", "--", *paths]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return []
    if done.returncode:
        return []
    # Paths are relative to the top of the repository.
    rows = [row for row in done.stdout.decode("utf-8", "replace").split("\0") if len(row) > 3]
    changed = [row[3:] for row in rows if row[1] in "MD?"]
    return [path for path in paths if any(name == path or name.endswith(f"/{path}") for name in changed)]
