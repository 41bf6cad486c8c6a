"""A page of the site before any host has it: its place, its HTML, the note that stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from papernotes.model.note import Note


class Section(NamedTuple):
    """An entry of the page's table of contents."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page; a host renders the note's Markdown between `head` and `tail`."""

    uri: str
    """The folder it stands in, without slashes at the ends: topics/检测/未看; "" is the home page."""
    title: str
    head: str = ""
    """HTML above the note."""
    tail: str = ""
    """HTML below it."""
    note: Note | None = None
    sections: tuple[Section, ...] = ()
    """Those of `tail`."""
    description: str = ""
    searchable: bool = True
    kind: str = "index"
    """paper, topic, index, home, journal."""
    key: str = ""
    """The paper's key, on a paper's page."""
    metadata: str = ""
    """Elements for the <head>: what the page says to machines."""
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """A hash of all that the core puts into the page: its note, its fields, the lists it shows."""
        parts = (self.uri, self.title, self.head, self.tail, self.description, self.metadata, repr(self.sections))
        text = "\0".join((*parts, self.note.body if self.note else ""))
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class TextFile(NamedTuple):
    """A file of the site that is no page: a feed, the catalogue for other programs."""

    uri: str
    text: str
