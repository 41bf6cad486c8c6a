"""Hashes of what pages show, so that a build can tell which pages are as they were without making them."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.model.paper import Paper, shapes
from papernotes.views.urls import Urls

_SIZE = 16
"""Bytes of a hash: two of a million pages meet once in 10^26 libraries."""
_FORM = 2
"""Of marshal: later ones write equal values in several ways."""


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
        self._frames: dict[str, bytes] = {}
        self._papers: dict[str, bytes] = {}
        self._statuses: dict[str, bytes] = {}
        self._notes: dict[str, bytes] = {}
        self._facts: dict[str, bytes] = {}
        self._values = attrgetter(*(name for name in shapes() if name != "status"))

    def paper(self, paper: Paper) -> bytes:
        """Of all the catalogue says of a paper, of its page's place, and of whether it has a note."""
        found = self._papers.get(paper.key)
        if found is None:
            found = self._papers[paper.key] = self.frame(paper) + self._status(paper.status)
        return found

    def frame(self, paper: Paper) -> bytes:
        """The same without the paper's status, which changes often and moves little."""
        found = self._frames.get(paper.key)
        if found is None:
            said = (paper.key, self._urls.paper(paper.key), paper.key in self._library.note_of, *self._values(paper))
            found = self._frames[paper.key] = _of(_packed(said))
        return found

    def learn_frames(self, frames: Mapping[str, bytes]) -> None:
        """Take what `frame` gives of papers, by their keys, as an earlier build found it."""
        self._frames.update(frames)

    def _status(self, status: str) -> bytes:
        found = self._statuses.get(status)
        if found is None:
            found = self._statuses[status] = _of(status)
        return found

    def papers(self, papers: Sequence[Paper]) -> bytes:
        """Of papers in their order."""
        known, frames, statuses = self._papers, self._frames, self._statuses
        for paper in papers:
            key = paper.key
            if key not in known:
                # As `paper` does it; there are thousands of them.
                frame, status = frames.get(key), statuses.get(paper.status)
                known[key] = frame + status if frame and status else self.paper(paper)
        return _of(b"".join([known[paper.key] for paper in papers]))

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
            found = self._facts[note.path] = _of(_packed(said))
        return found

    def learn(self, facts: Mapping[str, bytes]) -> None:
        """Take what `facts` gives of some notes, by their path, as an earlier build found it."""
        self._facts.update(facts)

    @cached_property
    def frames(self) -> bytes:
        """Of all papers without their statuses, and of the facts of all notes: for what statuses do not move."""
        return _of(b"".join([*map(self.frame, self._library.papers), self.notes_facts]))

    @cached_property
    def notes_facts(self) -> bytes:
        """Of the facts of all notes."""
        return _of(b"".join(map(self.facts, self._library.notes)))

    @cached_property
    def library(self) -> bytes:
        """Of all papers, and of the facts of all notes: for pages that show some of everything."""
        return digest(self.papers(self._library.papers), self.notes_facts)


def _packed(said: Any) -> bytes:
    """Bytes that differ where the values do."""
    try:
        return marshal.dumps(said, _FORM)
    except ValueError:
        # Front matter may hold days.
        return repr(said).encode("utf-8", "surrogatepass")


def _of(data: str | bytes) -> bytes:
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    return blake2b(raw, digest_size=_SIZE).digest()
