"""Papers as they were read before, from a cache: fields are unpacked when one is asked for, and most never are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from papernotes.model.paper import Paper, shapes
from papernotes.store import sidecar
from papernotes.store.catalogue import Marks
from papernotes.store.quick import Chunk, plain_ends

DIGEST_BYTES = 12
"""Of the lines of an entry: they are compared with those of one file only."""
EARLY = ("title", "topics", "status", "venue", "year", "tags", "added", "priority")
"""What lists show, and are made and sorted by."""
Row = tuple[Any, ...]
"""Key, digest, what tells all but the status, the numbers of lines before the entry and before the next one, the fields
of EARLY; and packed, the other fields and the places, counted from the entry's first line, or None where these are
found again in its lines."""
LINE = 3
"""Where a row has the number of lines before the entry."""


class KeptPaper(Paper):
    """A paper of which key, file, digest and EARLY are there; asked for more, it becomes a plain paper."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        """What Python does not find: a field that is not unpacked yet, or nothing."""
        if name not in Paper.__slots__:
            raise AttributeError(name)
        row, line, lines = self.later
        key, digest, _, _, end, *early, packed = row
        fields, places = sidecar.unpack(packed)
        fields |= {name: value for name, value in zip(EARLY, early, strict=True) if value}
        if places is not None:
            marks: Any = {word: (line + at, column) for word, (at, column) in places.items()}
        elif lines.__class__ is str:
            marks = Marks(line, Chunk(lines, line, key, fields))
        else:
            marks = Marks(line, partial(lines.chunk, line, end, key, fields))
        Paper.__init__(self, key, **fields, path=self.path, marks=marks, digest=digest, later=self.later)
        # The layouts are the same; a plain paper's fields are found sooner.
        self.__class__ = Paper  # type: ignore[assignment]
        return getattr(self, name)


def of_row(row: Row, path: str, line: int, lines: Lines | str) -> Paper:
    """The paper of a row whose entry stands behind so many `lines`, or in a text of its own.

    Raises one of packed.BROKEN."""
    paper = KeptPaper.__new__(KeptPaper)
    paper.key, paper.digest, _, _, _, *early, _ = row
    paper.title, paper.topics, paper.status, paper.venue, paper.year, paper.tags, paper.added, paper.priority = early
    paper.path, paper.later = path, (row, line, lines)
    return paper


def row_of(paper: Paper) -> Row:
    """The row of a paper. Raises ValueError where there is something in it that cannot be packed."""
    if paper.__class__ is KeptPaper:
        row, line, _ = paper.later
        return moved(row, line)
    chunk = paper.marks.chunk if isinstance(paper.marks, Marks) else None
    frame = paper.digest
    if chunk is not None:
        fields, line, end, places = dict(chunk.fields or {}), chunk.line, chunk.end, None
        frame = sidecar.digest(chunk.without("status"), DIGEST_BYTES)
    else:
        fields = {name: value for name in shapes() if (value := getattr(paper, name)) != _EMPTY[name]}
        line = end = paper.where.line - 1
        places = {name: (at - line, column) for name, (at, column) in paper.marks.items()}
    early = [getattr(paper, name) for name in EARLY]
    fields = {name: value for name, value in fields.items() if name not in EARLY or not value}
    return paper.key, paper.digest, frame, line, end, *early, sidecar.pack((fields, places))


def moved(row: Row, line: int) -> Row:
    """The row of the same entry behind so many lines."""
    return (*row[:LINE], line, row[LINE + 1] - row[LINE] + line, *row[LINE + 2 :])


_EMPTY = {name: getattr(Paper(""), name) for name in shapes()}


class Lines:
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
