"""The difference of two texts, as Git shows and applies it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

_HEAD = re.compile(r"@@ -(\d+)((?:,\d+)?) \+(\d+)((?:,\d+)?) @@")
_NO_END = "\\ No newline at end of file\n"


def hunks(before: str, after: str, *, first_line: int = 1, context: int = 3) -> Iterator[str]:
    """The lines of the hunks, each with its line end; nothing for equal texts.

    `first_line`: where both texts begin in their file. Format: https://git-scm.com/docs/diff-format"""
    # Only "\n" ends a line for Git; splitlines knows many more.
    old, new = (re.findall(r"[^\n]*\n|[^\n]+\Z", text) for text in (before, after))
    for number, line in enumerate(difflib.unified_diff(old, new, n=context)):
        if number < 2:
            continue
        if match := _HEAD.match(line):
            one, length, other, size = match.groups()
            yield f"@@ -{int(one) + first_line - 1}{length} +{int(other) + first_line - 1}{size} @@\n"
        elif line.endswith("\n"):
            yield line
        else:
            yield f"{line}\n{_NO_END}"


def patch(path: str, before: str, after: str) -> str:
    """A patch of one file that `git apply` takes; empty for equal texts.

    `path`: with slashes, from the top of the repository."""
    body = "".join(hunks(before, after))
    # Without the tab a name with a blank ends at the blank.
    tab = "\t" if " " in path else ""
    return f"diff --git a/{path} b/{path}\n--- a/{path}{tab}\n+++ b/{path}{tab}\n{body}" if body else ""


def top(root: Path) -> Path:
    """The top of the Git repository that a folder lies in; the folder itself where there is none."""
    here = root.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
