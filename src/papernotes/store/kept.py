"""Catalogue files as they were read before: papers with their places, problems and comments, from a cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from papernotes.garbage import gc_paused
from papernotes.model.paper import Mark, Paper, shapes
from papernotes.store import packed, sidecar
from papernotes.store.catalogue import Catalogue, Marks, Recall
from papernotes.store.quick import Chunk, plain_ends

NAME = "catalogue"
Read = Callable[[bytes, Recall], Catalogue]
_DIGEST_BYTES = 12
"""Of the lines of an entry: they are compared with those of one file only."""


class Kept:
    """The catalogue files of one knowledge base; `read` each, then `save`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        held = sidecar.load(root, NAME)
        rows = held.items() if isinstance(held, dict) else ()
        self._old = {name: row for name, row in rows if isinstance(row, dict)}
        self._new: dict[str, Any] = {}
        self.digests: list[str] = []
        """What the files said that were read, in order."""
        self.frames: list[str] = []
        """The same but for the papers' statuses; "" where that is unknown."""

    def read(self, path: Path, name: str, fresh: Read) -> Catalogue:
        """What a catalogue file says: as it was kept, or read by `fresh` from its bytes. Raises OSError."""
        row = self._old.get(name)
        stamp = sidecar.stamp(os.stat(path))  # noqa: PTH116 - one call, no Path
        if row and stamp and row.get("stamp") == stamp and (found := self._unpacked(row, path, name)):
            self._new[name] = row
            return found
        data, stamp = sidecar.read(path)
        digest = sidecar.digest(data)
        if row and row.get("digest") == digest and (found := self._unpacked(row, path, name)):
            self._new[name] = row | ({"stamp": stamp} if stamp else {})
            return found
        try:
            entries = _Entries(row["papers"] if row else ())
            found = fresh(data, entries)
        except packed.BROKEN:
            entries = _Entries(())
            found = fresh(data, entries)
        self.digests.append(digest)
        frame = ""
        with suppress(ValueError):
            said = _pack(found, entries.frames)
            # A line end may be another one beside a status.
            frame = entries.frame(said["papers"]) if found.by_entries and b"\r" not in data else ""
            self._new[name] = {"stamp": stamp, "digest": digest, "frame": frame, **said}
        self.frames.append(frame)
        return found

    def _unpacked(self, row: Mapping[str, Any], path: Path, name: str) -> Catalogue | None:
        try:
            with gc_paused():
                found = _unpack(row, path, name)
            self.digests.append(str(row["digest"]))
            self.frames.append(str(row["frame"]))
        except packed.BROKEN:
            return None
        return found

    def save(self) -> None:
        """Write what is not yet kept; where that cannot be, the next run reads the files again."""
        if self._new != self._old:
            sidecar.save(self._root, NAME, self._new, fast=True)


def _pack(found: Catalogue, frames: Mapping[str, str]) -> dict[str, Any]:
    """`frames` are those of some entries, by their digests.

    Raises ValueError where there is something in it that JSON does not hold."""
    return {
        "papers": [_row(paper, frames) for paper in found.papers],
        "problems": [packed.pack_problem(problem) for problem in found.problems],
        "directives": [packed.pack_directive(one) for one in found.directives],
        "by_entries": found.by_entries,
        "lost": found.lost,
    }


def _row(paper: Paper, frames: Mapping[str, str]) -> list[Any]:
    """The key, where the places come from, the fields that differ from an empty paper's, the digest and the frame."""
    marks, digest = paper.marks, paper.digest
    chunk = marks.chunk if isinstance(marks, Marks) else None
    if chunk is not None:
        frame = frames.get(digest) or sidecar.digest(chunk.without("status"), _DIGEST_BYTES)
        return [paper.key, [chunk.line, chunk.end], chunk.fields, digest, frame]
    empty = _EMPTY
    fields = {name: value for name in shapes() if (value := getattr(paper, name)) != empty[name]}
    return [paper.key, dict(marks), fields, digest, digest]


_EMPTY = {name: getattr(Paper(""), name) for name in shapes()}


def _unpack(row: Mapping[str, Any], path: Path, name: str) -> Catalogue:
    """Raises one of packed.BROKEN."""
    lines = _Lines(path, row["digest"])
    papers = [_paper(one, name, lines) for one in row["papers"]]
    problems = [packed.unpack_problem(problem) for problem in row["problems"]]
    directives = [packed.unpack_directive(one) for one in row["directives"]]
    return Catalogue(papers, problems, bool(row["by_entries"]), directives, list(row["lost"]))


def _paper(row: Sequence[Any], path: str, lines: _Lines) -> Paper:
    key, places, fields, digest, _ = row
    if places.__class__ is list:
        marks: Any = Marks(places[0], partial(lines.chunk, places[0], places[1], key, fields))
    else:
        marks = {name: tuple(mark) for name, mark in places.items()}
    return Paper(key, **fields, path=path, marks=marks, digest=digest)


class _Entries:
    """The entries that were read before, found again by their lines, wherever these stand now."""

    def __init__(self, rows: Sequence[Any]) -> None:
        """Raises one of packed.BROKEN."""
        self._rows = {row[3]: row for row in rows if row[3]}
        self.frames: Mapping[str, str] = {digest: row[4] for digest, row in self._rows.items()}
        """Of the entries' digests, what tells all but the status."""
        self._order: list[str] = []

    def frame(self, rows: Sequence[Any]) -> str:
        """What tells all that was asked for from any other, but for statuses; `rows` are what was read of it."""
        frames = {row[3]: row[4] for row in rows}
        return sidecar.digest(" ".join(frames.get(digest, digest) for digest in self._order))

    def __call__(self, text: str, line: int) -> tuple[str, tuple[str, dict[str, Any], Mapping[str, Mark]] | None]:
        """See `catalogue.Recall`. Raises one of packed.BROKEN."""
        digest = sidecar.digest(text, _DIGEST_BYTES)
        self._order.append(digest)
        row = self._rows.get(digest)
        if row is None:
            return digest, None
        key, places, fields, *_ = row
        if places.__class__ is list:
            return digest, (key, fields, Marks(line, Chunk(text, line, key, fields)))
        shift = line + 1 - places[""][0]
        return digest, (key, fields, {name: (at + shift, column) for name, (at, column) in places.items()})


class _Lines:
    """The lines of a catalogue file, read when the place of something in it is asked for."""

    def __init__(self, path: Path, digest: str) -> None:
        self._path, self._digest = path, digest
        self._lines: Sequence[str] | None = None

    def chunk(self, line: int, end: int, key: str, fields: dict[str, Any]) -> Chunk | None:
        """The entry between two lines; None if the file is another one by now."""
        if self._lines is None:
            try:
                data = sidecar.read(self._path).data
            except OSError:
                data = b""
            same = sidecar.digest(data) == self._digest
            self._lines = plain_ends(data.decode("utf-8").removeprefix("\ufeff")).split("\n") if same else ()
        return Chunk("\n".join(self._lines[line:end]), line, key, fields) if self._lines else None
