"""Notes as they were read before, from a cache: what the front matter says and where, references, problems, comments.

The text of such a note is read when it is asked for, and most never are."""

from __future__ import annotations

import datetime
import math
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from papernotes.model.asset import Asset
from papernotes.model.directive import Directive
from papernotes.model.note import Note, NoteKind, Reference
from papernotes.model.where import Where
from papernotes.problem import Problem
from papernotes.store import packed, sidecar
from papernotes.store.notes import body_of

NAME = "notes"
_WIDTH = 10
"""Of a row."""
_SHAPE_BYTES = 12


class Read(NamedTuple):
    """What one file under the notes folder is."""

    note: Note | None
    problems: list[Problem]
    directives: list[Directive]


Row = tuple[str, str, bool, str, str, str, tuple[str, ...], Sequence[Any], Sequence[Any], bytes]
"""Stamp, digest, `is_key`, shape, kind, key, mentions, problems, comments; and packed, all else that a note says."""


class KeptNote(Note):
    """A note whose text is read from its file when it is asked for; "" if the file is gone."""

    __slots__ = ("_file", "_mentions", "_packed", "_text")
    _file: str
    _text: tuple[str, str] | None
    _mentions: tuple[str, ...]
    _packed: bytes

    def _read(self) -> tuple[str, str]:
        if self._text is None:
            try:
                text = sidecar.read(self._file).data.decode("utf-8", "replace")
            except OSError:
                text = ""
            self._text = body_of(text)
        return self._text

    @property
    def body(self) -> str:  # type: ignore[override]
        """The text after the front matter."""
        return self._read()[0]

    @property
    def head(self) -> str:  # type: ignore[override]
        """The lines of the front matter."""
        return self._read()[1]

    @property
    def mentions(self) -> tuple[str, ...]:
        """The keys that its text refers to, each once."""
        return self._mentions


class _Packed(KeptNote):
    """A note of which only what nearly every command asks for is there; asked for more, it is unpacked."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        """What Python does not find: a field that is not unpacked yet, or nothing."""
        if name not in _LATER:
            raise AttributeError(name)
        path = self.path
        self.body_line, self.title, meta, marks, references = sidecar.unpack(self._packed)
        self.meta = {word: _said(value) for word, value in meta.items()} if meta else meta
        self.marks = marks
        self.references = tuple([Reference(key, words, Where(path, *at), size) for key, words, *at, size in references])
        # The layouts are the same; the fields of a class that asks for none are found sooner.
        self.__class__ = KeptNote  # type: ignore[assignment]
        return getattr(self, name)


_LATER = {"body_line", "title", "meta", "marks", "references"}


class KeptNotes:
    """The notes of one knowledge base: `find` each, `add` what is not found, then `save`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        held = sidecar.load(root, NAME)
        rows = held.items() if isinstance(held, dict) else ()
        self._old = {name: row for name, row in rows if isinstance(row, tuple) and len(row) == _WIDTH}
        self._new: dict[str, Any] = {}
        self._changed = False

    def find(self, asset: Asset, file: str, is_key: bool, digest: str = "") -> Read | None:
        """What a file was when it was read, by its stamp, or by its digest where that is given; None if unknown."""
        row = self._old.get(asset.path)
        if row is None or row[2] is not is_key:
            return None
        if row[1] != digest if digest else not asset.stamp or row[0] != asset.stamp:
            return None
        try:
            found = _unpack(row, asset, file)
        except packed.BROKEN:
            return None
        if digest and asset.stamp:
            row = (asset.stamp, *row[1:])
            self._changed = True
        self._new[asset.path] = row
        return found

    def add(self, asset: Asset, is_key: bool, digest: str, read: Read, keys: Container[str]) -> None:
        """Take what a file is; `keys` are those of papers.

        A note whose front matter JSON does not hold is read each time."""
        if read.note is None:
            return
        read.note.digest = _digest(digest, is_key)
        try:
            said = _pack(read)
            row = (asset.stamp, digest, is_key, _shape(said, keys), *said[:2], read.note.mentions)
            self._new[asset.path] = (*row, *said[7:], sidecar.pack(said[2:7]))
        except ValueError:
            return
        read.note.shape = row[3]
        self._changed = True

    def save(self) -> None:
        """Write what is not yet kept; where that cannot be, the next run reads the files again."""
        if self._changed or self._new.keys() != self._old.keys():
            sidecar.save(self._root, NAME, self._new, fast=True)


def _digest(digest: str, is_key: bool) -> str:
    return f"{digest}{'+' * is_key}"


def _pack(read: Read) -> tuple[Any, ...]:
    """Kind, key, what is unpacked later, problems and comments.

    Raises ValueError where there is something in it that JSON does not hold."""
    note, problems, directives = read
    assert note is not None
    references = [[ref.key, ref.words, ref.where.line, ref.where.column, ref.length] for ref in note.references]
    return (
        *(str(note.kind), note.key, note.body_line, note.title),
        *({name: _value(value) for name, value in note.meta.items()}, dict(note.marks), references),
        *([packed.pack_problem(one) for one in problems], [packed.pack_directive(one) for one in directives]),
    )


def _shape(said: Sequence[Any], keys: Container[str]) -> str:
    """See Note.shape. Of a reference to no paper the place counts, as it is said."""
    *others, references, problems, directives = said
    named = [ref[:1] if ref[0] in keys else ref for ref in references]
    return sidecar.digest(repr((others, named, problems, directives)), _SHAPE_BYTES)


def _unpack(row: Row, asset: Asset, file: str) -> Read:
    """Raises one of packed.BROKEN."""
    note = _Packed.__new__(_Packed)
    _, digest, is_key, note.shape, kind, note.key, note._mentions, problems, directives, note._packed = row
    note.path, note.uri, note._file, note._text = asset.path, asset.uri, file, None
    note.kind, note.digest = _KINDS[kind], _digest(digest, is_key)
    if not problems and not directives:
        return Read(note, [], [])
    return Read(
        note,
        [packed.unpack_problem(one) for one in problems],
        [packed.unpack_directive(one) for one in directives],
    )


_KINDS = {str(kind): kind for kind in NoteKind}


def _value(value: Any) -> Any:
    """A value of the front matter as JSON: a day as {"day": ...}, a mapping as {"map": ...}.

    Raises ValueError for a time, a set, bytes: rare, and not worth a form of their own."""
    if type(value) is datetime.date:
        return {"day": value.isoformat()}
    if type(value) is list:
        return [_value(item) for item in value]
    if type(value) is dict and all(type(name) is str for name in value):
        return {"map": {name: _value(item) for name, item in value.items()}}
    if value is None or type(value) in (str, int, bool) or (type(value) is float and math.isfinite(value)):
        return value
    raise ValueError(type(value))


def _said(value: Any) -> Any:
    if value.__class__ is list:
        return [_said(item) for item in value]
    if value.__class__ is dict:
        day = value.get("day")
        return datetime.date.fromisoformat(day) if day else {name: _said(v) for name, v in value["map"].items()}
    return value
