"""Hashes of what pages show, so that a build can tell which pages are as they were without making them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from hashlib import blake2b
from operator import attrgetter

from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.model.paper import Paper, shapes
from papernotes.views.urls import Urls

_SIZE = 16
"""Bytes of a hash: two of a million pages meet once in 10^26 libraries."""


def digest(*parts: object) -> bytes:
    """A hash of parts, each by its bytes or else by its text; where one part ends counts."""
    found = blake2b(digest_size=_SIZE)
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.digest()


class Stamps:
    """The hashes of one library's papers and notes, each computed once."""

    def __init__(self, library: Library, urls: Urls) -> None:
        self._library = library
        self._urls = urls
        self._papers: dict[str, bytes] = {}
        self._notes: dict[str, bytes] = {}
        self._facts: dict[str, bytes] = {}
        self._values = attrgetter(*shapes())

    def paper(self, paper: Paper) -> bytes:
        """Of all the catalogue says of a paper, of its page's place, and of whether it has a note."""
        found = self._papers.get(paper.key)
        if found is None:
            said = (paper.key, self._urls.paper(paper.key), paper.key in self._library.note_of, self._values(paper))
            found = self._papers[paper.key] = _of(repr(said))
        return found

    def papers(self, papers: Iterable[Paper]) -> bytes:
        """Of papers in their order."""
        return _of(b"".join(map(self.paper, papers)))

    def note(self, note: Note) -> bytes:
        """Of a note with all of its text."""
        found = self._notes.get(note.path)
        if found is None:
            found = self._notes[note.path] = digest(note.body, self.facts(note))
        return found

    def notes(self, notes: Iterable[Note]) -> bytes:
        """Of notes in their order, with all of their text."""
        return _of(b"".join(map(self.note, notes)))

    def facts(self, note: Note) -> bytes:
        """Of what pages say of a note but its text: its place, its title, its front matter, whom it mentions."""
        found = self._facts.get(note.path)
        if found is None:
            mentioned = [ref.key for ref in note.references]
            said = (note.path, note.uri, note.kind.value, note.key, note.title, note.meta, mentioned)
            found = self._facts[note.path] = _of(repr(said))
        return found

    @cached_property
    def library(self) -> bytes:
        """Of all papers, and of the facts of all notes: for pages that show some of everything."""
        facts = b"".join(map(self.facts, self._library.notes))
        return digest(self.papers(self._library.papers), facts)


def _of(data: str | bytes) -> bytes:
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    return blake2b(raw, digest_size=_SIZE).digest()
