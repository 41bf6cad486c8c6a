"""Catalogue files as they were read before: papers with their places, problems and comments, from a cache."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from papernotes.garbage import gc_paused
from papernotes.model.paper import Paper
from papernotes.store import packed, sidecar
from papernotes.store.catalogue import Catalogue, Recall, read_part
from papernotes.store.directives import SIGN, of_catalogue
from papernotes.store.kept_cut import Bare, cut
from papernotes.store.kept_paper import DIGEST_BYTES, LINE, Lines, Row, of_row, row_of

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
        self.digests.append(digest)
        try:
            part = self._in_part(path, name, data, digest)
            found, said = part or _read(data, fresh, _Entries(row["papers"] if row else (), name))
        except packed.BROKEN:
            found, said = _read(data, fresh, _Entries((), name))
        if said:
            self._new[name] = {"stamp": stamp, "digest": digest, **said}
        self.frames.append(said.get("frame", ""))
        return found

    def _in_part(self, path: Path, name: str, data: bytes, digest: str) -> tuple[Catalogue, dict[str, Any]] | None:
        """What a file says that was edited in one place, and what of it is to be kept; None where more has changed.

        Raises one of packed.BROKEN."""
        row = self._old.get(name)
        left = cut(row, data) if row and b"\r" not in data else None
        if row is None or left is None:
            return None
        entries = _Entries(left.between, name)
        part = read_part(left.text, name, entries, left.line)
        if part is None or not {one[0] for one in (*left.before, *left.after)}.isdisjoint(p.key for p in part.papers):
            return None
        lines = Lines(path, digest)
        around = [[of_row(one, name, one[LINE], lines) for one in rows] for rows in (left.before, left.after)]
        comments = of_catalogue(data.decode("utf-8"), name) if SIGN.encode() in data else []
        found = Catalogue([*around[0], *part.papers, *around[1]], [], True, comments)
        rows = [*left.before, *map(row_of, part.papers), *left.after]
        return found, _pack(found, rows, sorted([*left.bare, *entries.bare(rows)]), data)

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


def _read(data: bytes, fresh: Read, entries: _Entries) -> tuple[Catalogue, dict[str, Any]]:
    """What a file says, and what of it is to be kept: nothing where there is something in it that JSON does not hold.

    Raises one of packed.BROKEN."""
    found = fresh(data, entries)
    try:
        rows = [row_of(paper) for paper in found.papers]
        return found, _pack(found, rows, entries.bare(rows), data)
    except ValueError:
        return found, {}


def _pack(found: Catalogue, rows: Sequence[Row], bare: Sequence[Bare], data: bytes) -> dict[str, Any]:
    """`bare` are the lines that made no paper, or one whose digest is not known.

    Raises ValueError where there is something in it that JSON does not hold."""
    # A line end may be another one beside a status.
    is_plain = found.by_entries and b"\r" not in data
    in_part = is_plain and not found.problems and not found.lost and all(row[1] for row in rows)
    return {
        "papers": rows,
        "problems": [packed.pack_problem(problem) for problem in found.problems],
        "directives": [packed.pack_directive(one) for one in found.directives],
        "by_entries": found.by_entries,
        "lost": found.lost,
        "bare": list(bare),
        "frame": _frame(rows, bare) if is_plain else "",
        "text": data if in_part and not data.startswith(BOM_UTF8) else b"",
    }


def _frame(rows: Sequence[Row], bare: Sequence[Bare]) -> str:
    """What tells all but statuses from any other file."""
    return sidecar.digest(" ".join([row[2] for row in rows]) + repr(bare))


def _unpack(row: Mapping[str, Any], path: Path, name: str) -> Catalogue:
    """Raises one of packed.BROKEN."""
    lines = Lines(path, row["digest"])
    papers = [of_row(one, name, one[LINE], lines) for one in row["papers"]]
    problems = [packed.unpack_problem(problem) for problem in row["problems"]]
    directives = [packed.unpack_directive(one) for one in row["directives"]]
    return Catalogue(papers, problems, bool(row["by_entries"]), directives, list(row["lost"]))


class _Entries:
    """The entries that were read before, found again by their lines, wherever these stand now."""

    def __init__(self, rows: Sequence[Row], name: str) -> None:
        """Raises one of packed.BROKEN."""
        self._rows, self._name = {row[1]: row for row in rows if row[1]}, name
        self._asked: list[Bare] = []

    def bare(self, rows: Sequence[Row]) -> list[Bare]:
        """Of what was asked for, what is in none of these rows."""
        known = {(row[LINE], row[1]) for row in rows}
        return [one for one in self._asked if one not in known]

    def __call__(self, text: str, line: int) -> tuple[str, Paper | None]:
        """See `catalogue.Recall`. Raises one of packed.BROKEN."""
        digest = sidecar.digest(text, DIGEST_BYTES)
        self._asked.append((line, digest))
        row = self._rows.get(digest)
        return digest, of_row(row, self._name, line, text) if row else None
