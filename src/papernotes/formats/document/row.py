"""What the readers of documents hand to each other: rows of the source, entries made of them, pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from papernotes.formats.document.found import Found


@dataclass(slots=True)
class Row:
    """A line of the source or, where a heading is glued to its end, a part of one."""

    line: int
    """Of the source, from 1."""
    text: str
    code: str = ""
    """The language where it is a line of a program ("fence" if its fences are there, "long" for data)."""
    drop: str = ""
    """Why it is left out."""

    @property
    def blank(self) -> bool:
        """Whether nothing is written there."""
        return not self.text.strip()


@dataclass(eq=False)
class Entry:
    """One place of the source that is about one paper, or about one blog, repository, data set ..."""

    found: Found
    line: int
    topic: str = ""
    section_status: str = ""
    """What the section says: unread, reading, read, revisit or ""."""
    kind: str = "paper"
    heads: list[tuple[int, str]] = field(default_factory=list)
    """Lines that went into fields, with the fields' names."""
    rows: list[Row] = field(default_factory=list)
    """Of the note, blank ones included."""
    shown: list[Row] = field(default_factory=list)
    """Rows that became fields and that a journal's page shows as well."""
    meta: dict[str, Any] = field(default_factory=dict)
    """Of the note's front matter."""
    mark: str = ""
    """A status that the note itself says."""

    @property
    def noted(self) -> bool:
        """Whether something was written below it."""
        return any(not row.blank for row in self.rows)


@dataclass(eq=False)
class Page:
    """A page of its own."""

    uri: str
    title: str
    line: int
    rows: list[Row] = field(default_factory=list)
    """In them, a reference to an entry is [[entry:N]] or [[entry:N|words]]."""
    heads: list[int] = field(default_factory=list)
    """Lines that became its title."""


@dataclass
class Outcome:
    """What one of the readers found."""

    entries: list[Entry] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    sections: list[tuple[int, str, int, Page]] = field(default_factory=list)
    """Line of a section's name, the field it fills, the number of the first entry below it, its page."""
