"""A Markdown file under notes/: a paper's note, a topic's introduction, a journal day, or a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from papernotes.model.where import Where


class NoteKind(StrEnum):
    """What a Markdown file is for; its place and name decide."""

    PAPER = "paper"
    TOPIC = "topic"
    JOURNAL = "journal"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Reference:
    """`[[key]]`, `[[key|words]]` or `[@key]` in running text."""

    key: str
    words: str
    where: Where
    """Of the opening bracket."""
    length: int
    """Of the whole reference in the source, in code points."""


@dataclass(slots=True, eq=False)
class Note:
    """One Markdown file; `body` is the text after the front matter, which begins at line `body_line`."""

    path: str
    """Relative to the knowledge base: notes/fang2021read.md."""
    uri: str
    """Relative to the notes folder: fang2021read.md."""
    kind: NoteKind
    key: str
    """The paper's key, the topic's path, the journal's date as 2022-06-13, or "" for a page."""
    body: str
    body_line: int = 1
    meta: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Where each field of the front matter stands."""
    references: tuple[Reference, ...] = ()
    title: str = ""
    """The first level-one heading, or the front matter's title; may be empty."""
    head: str = ""
    """The lines of the front matter as written, from the file's second line on; empty where it has none."""
    digest: str = ""
    """What tells its text, and whether it may be a paper's, from every other; "" where nobody has asked."""
    shape: str = ""
    """What tells all but its text from every other, the places of references to papers left out; "" as above."""

    @property
    def mentions(self) -> tuple[str, ...]:
        """The keys that its text refers to, each once."""
        return tuple(dict.fromkeys([ref.key for ref in self.references]))

    @property
    def read(self) -> tuple[str, ...]:
        """The days the paper was read, oldest first, as 2022-06-13."""
        value = self.meta.get("read", ())
        if value.__class__ is str:
            # As most say it.
            return (value,) if value else ()
        if value.__class__ is date:
            return (value.isoformat(),)
        days = value if isinstance(value, list | tuple) else [value]
        # YAML makes 2022-06-13 10:00:00 a time of that day.
        return tuple(sorted(str(day.date() if isinstance(day, datetime) else day) for day in days if day))

    def at(self, name: str) -> Where:
        """Where a field of the front matter stands; the first line where it is unknown."""
        return Where(self.path, *self.marks.get(name, (1, 1)))
