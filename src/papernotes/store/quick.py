"""The common case of a catalogue read without a YAML parser, several times faster.

An entry whose every line is complete in itself (`name: text`, `name: [a, b]`, one level of `name: text` below a
mapping) means the same to this reader and to YAML; anything else, and anything a check would complain of, is left to
the YAML reader. tests/test_quick.py holds both readers to the same answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from papernotes.model.paper import shapes

# Outside of these every line break is "\n" and every character may stand in YAML.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_ENTRY = re.compile(r"^(?=[^\s#])", re.M)
_KEY = re.compile(r"([a-zA-Z][\w.+-]*):[ ]*(?:\n|\Z)", re.A)
# In plain text: letters, digits or Chinese first; then no ": ", no " #", no colon at the end.
_START = r"[^\W_]"
_TEXT = rf"{_START}(?:[^\n:#\t]|:(?=[^\s])|(?<=[^\s])#)*(?<! )"
_ITEM = rf"{_START}[^\n:#\t,?\[\]{{}}]*"
_LINE = re.compile(
    rf"([ ]+)([a-z]+):(?:[ ]+(?:\"([^\"\\\n]+)\"|({_TEXT})|\[[ ]*({_ITEM}(?:,[ ]*{_ITEM})*)\]))?[ ]*(?:\n|\Z)"
)
_BLANK = re.compile(r"(?:[ ]*(?:#[^\n]*)?(?:\n|\Z))")
_DIGITS = re.compile(r"[0-9]{1,9}\Z", re.A)
_WORDS = frozenset("yes no on off true false y n null todo ??? ？？？ tbd 待补".split())
_NUMERIC = frozenset({"arxiv", "doi", "openreview", "acl", "dblp", "isbn"})


class Chunk(NamedTuple):
    """The lines of one entry, up to the next one."""

    text: str
    line: int
    """Lines before it."""
    key: str
    fields: dict[str, Any] | None
    """What the entry says; None where only the YAML reader can tell."""


def chunks(text: str) -> Iterator[Chunk] | None:
    """The entries of a catalogue in order; None where its text cannot be cut into entries."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if _ODD.search(text):
        return None
    return _chunks(text)


def _chunks(text: str) -> Iterator[Chunk]:
    line = start = 0
    for match in _ENTRY.finditer(text):
        if match.start() > start:
            piece = text[start : match.start()]
            yield _chunk(piece, line)
            line += piece.count("\n")
            start = match.start()
    if start < len(text):
        yield _chunk(text[start:], line)


def _chunk(text: str, line: int) -> Chunk:
    match = _KEY.match(text)
    if match is None or match[1].casefold() in _WORDS:
        return Chunk(text, line, "", None)
    return Chunk(text, line, match[1], _fields(text, match.end()))


def _fields(text: str, place: int) -> dict[str, Any] | None:
    """The fields of the lines from `place` on; None at the first line that is not of the simple form."""
    known = shapes()
    fields: dict[str, Any] = {}
    indent = ""
    held: dict[str, str] | None = None
    """The mapping whose lines are being read."""
    inner = ""
    end = len(text)
    while place < end:
        match = _LINE.match(text, place)
        if match is None:
            blank = _BLANK.match(text, place)
            if blank is None or blank.end() == place:
                return None
            place = blank.end()
            continue
        place = match.end()
        space, name, quoted, plain, items = match.groups()
        indent = indent or space
        if space != indent:
            # One level below a mapping, all its lines alike.
            inner = inner or space
            value = quoted or plain
            if held is None or space != inner or len(space) <= len(indent) or value is None or name in held:
                return None
            if (not quoted and value in ("null", "Null", "NULL")) or not value.strip():
                return None
            held[name] = value
            continue
        if held is not None and not held:
            return None
        held, inner = None, ""
        shape = known.get(name)
        if shape is None or name in fields:
            return None
        kind = shape.type
        if items is not None:
            if kind != "list":
                return None
            parts = tuple([item.strip(" ") for item in items.split(",")])
            if not _WORDS.isdisjoint(map(str.casefold, parts)):
                return None
            fields[name] = parts
        elif quoted is not None:
            if kind not in ("text", "date") or quoted.strip().casefold() in _WORDS or not quoted.strip():
                return None
            fields[name] = quoted
        elif plain is None:
            if kind != "map":
                return None
            fields[name] = held = {}
        elif kind == "text" or kind == "date":
            if (name in _NUMERIC and plain[0].isdigit()) or plain.casefold() in _WORDS:
                return None
            fields[name] = plain
        elif kind == "int" and _DIGITS.match(plain):
            number = int(plain)
            if name != "year" and not (shape.low or 0) <= number <= (shape.high or number):
                return None
            fields[name] = number
        else:
            return None
    return None if held is not None and not held else fields
