"""A page of the site before any host has it: its place, its HTML, the note that stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from papernotes.model.note import Note
from papernotes.views.stamp import digest


class Section(NamedTuple):
    """An entry of the page's table of contents."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page; a host renders the note's Markdown between `head` and `tail`.

    A page that costs to make is made when it is written, and not at all while its digest is as it was."""

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
    """paper, shared, topic, index, home, journal."""
    key: str = ""
    """The paper's key, on a paper's page."""
    metadata: str = ""
    """Elements for the <head>: what the page says to machines."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    make: Callable[[], Page] | None = None
    """Gives the whole page; what is said here of place, title, note, kind, key and `meta` holds for that, too."""
    stamp: bytes = b""
    """A hash of all that `make` reads besides the note; without `make` it is not used."""

    def made(self) -> Page:
        """The page with its HTML."""
        return self.make() if self.make else self

    @property
    def digest(self) -> bytes:
        """A hash of all that the core puts into the page: its note, its fields, the lists it shows."""
        note = self.note
        said = (note.body, repr(note.meta), note.body_line) if note else ()
        about = (self.uri, self.title, self.kind, self.key, str(self.searchable), repr(self.meta))
        if self.make:
            return digest(*about, *said, self.stamp)
        html = (self.head, self.tail, repr(self.sections), self.description, self.metadata)
        return digest(*about, *said, *html)


class TextFile(NamedTuple):
    """A file of the site that is no page: a feed, the catalogue for other programs."""

    uri: str
    make: Callable[[], str | bytes]
    """Gives the content."""
    stamp: bytes
    """A hash of all that `make` reads."""

    def content(self) -> bytes:
        """The file's bytes; characters that are none become "?"."""
        made = self.make()
        return made if isinstance(made, bytes) else made.encode("utf-8", "replace")
