"""Catalogue files as they were read before: papers with their places, problems and comments, from a cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from papernotes.garbage import gc_paused
from papernotes.model.paper import Paper
from papernotes.store import packed, sidecar
from papernotes.store.catalogue import Catalogue, Recall
from papernotes.store.kept_paper import DIGEST_BYTES, LINE, Lines, of_row, row_of

NAME = "catalogue"
Read = Callable[[bytes, Recall], Catalogue]


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
            entries = _Entries(row["papers"] if row else (), name)
            found = fresh(data, entries)
        except packed.BROKEN:
            entries = _Entries((), name)
            found = fresh(data, entries)
        self.digests.append(digest)
        frame = ""
        with suppress(ValueError):
            said = _pack(found)
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


def _pack(found: Catalogue) -> dict[str, Any]:
    """Raises ValueError where there is something in it that JSON does not hold."""
    return {
        "papers": [row_of(paper) for paper in found.papers],
        "problems": [packed.pack_problem(problem) for problem in found.problems],
        "directives": [packed.pack_directive(one) for one in found.directives],
        "by_entries": found.by_entries,
        "lost": found.lost,
    }


def _unpack(row: Mapping[str, Any], path: Path, name: str) -> Catalogue:
    """Raises one of packed.BROKEN."""
    lines = Lines(path, row["digest"])
    papers = [of_row(one, name, one[LINE], lines) for one in row["papers"]]
    problems = [packed.unpack_problem(problem) for problem in row["problems"]]
    directives = [packed.unpack_directive(one) for one in row["directives"]]
    return Catalogue(papers, problems, bool(row["by_entries"]), directives, list(row["lost"]))


class _Entries:
    """The entries that were read before, found again by their lines, wherever these stand now."""

    def __init__(self, rows: Sequence[Any], name: str) -> None:
        """Raises one of packed.BROKEN."""
        self._rows, self._name = {row[1]: row for row in rows if row[1]}, name
        self._order: list[str] = []

    def frame(self, rows: Sequence[Any]) -> str:
        """What tells all that was asked for from any other, but for statuses; `rows` are what was read of it."""
        frames = {row[1]: row[2] for row in rows}
        return sidecar.digest(" ".join([frames.get(digest, digest) for digest in self._order]))

    def __call__(self, text: str, line: int) -> tuple[str, Paper | None]:
        """See `catalogue.Recall`. Raises one of packed.BROKEN."""
        digest = sidecar.digest(text, DIGEST_BYTES)
        self._order.append(digest)
        row = self._rows.get(digest)
        return digest, of_row(row, self._name, line, text) if row else None
