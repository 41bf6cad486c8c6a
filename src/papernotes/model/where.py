"""Where something stands in the user's files."""

from __future__ import annotations

from typing import NamedTuple


class Where(NamedTuple):
    """A place in a file; lines and columns count from 1, columns in code points."""

    path: str
    """Relative to the knowledge base, with forward slashes."""
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
