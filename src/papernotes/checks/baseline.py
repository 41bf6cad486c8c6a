"""Problems that were there when a collection was adopted: they are known, and only new ones count."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from papernotes.problem import PapernotesError, Problem
from papernotes.store import write

DEFAULT = ".papernotes/baseline.json"
"""Where the baseline lies, relative to the knowledge base."""
VERSION = 1
# Lines and columns in a message change with every line that is added above.
_NUMBER = re.compile(r"[0-9]+")


class Lines:
    """The lines of files, for telling a problem by the line it stands on."""

    def __init__(self, root: Path) -> None:
        self.read = cache(lambda path: _lines(root / path))

    def fingerprint(self, problem: Problem) -> str:
        """What a problem is known by: rule, file, the words of its line and its message, but no line number."""
        lines = self.read(problem.where.path)
        line = lines[problem.where.line - 1].strip() if 0 < problem.where.line <= len(lines) else ""
        parts = (problem.rule, problem.where.path, line, _NUMBER.sub("#", problem.message))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:20]


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return []
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def save(path: Path, root: Path, problems: Sequence[Problem]) -> None:
    """Write the problems as known ones, sorted, so that a version control shows what changed.

    Raises PapernotesError."""
    lines = Lines(root)
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for problem in problems:
        mark = lines.fingerprint(problem)
        row = rows.setdefault(
            (problem.where.path, problem.rule, mark),
            {"file": problem.where.path, "rule": problem.rule, "message": problem.message, "mark": mark, "count": 0},
        )
        row["count"] += 1
    said = {"version": VERSION, "problems": [rows[name] for name in sorted(rows)]}
    before = write.read_exact(path) if path.exists() else None
    write.replace(path, before, json.dumps(said, ensure_ascii=False, indent=1) + "\n")


def load(path: Path) -> Counter[str]:
    """How often each known problem was there, by its fingerprint. Raises PapernotesError if the file is none."""
    try:
        said = json.loads(write.read_exact(path))
        if said["version"] != VERSION:
            raise PapernotesError(f"{path}: is of version {said['version']}; write it again with --write-baseline")
        return Counter({str(row["mark"]): int(row["count"]) for row in said["problems"]})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PapernotesError(f"{path}: is no baseline; write it again with --write-baseline") from error


def unknown(problems: Sequence[Problem], known: Counter[str], root: Path) -> tuple[list[Problem], int]:
    """The problems that are not known, and how many of the known ones are gone."""
    lines, left = Lines(root), Counter(known)
    new = []
    for problem in problems:
        mark = lines.fingerprint(problem)
        if left[mark] > 0:
            left[mark] -= 1
        else:
            new.append(problem)
    return new, left.total()
