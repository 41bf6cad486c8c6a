"""The common case of a catalogue read without a YAML parser, several times faster.

An entry whose every line is complete in itself (`name: text`, `name: [a, b]`, one level of `name: text` below a
mapping) means the same to this reader and to YAML; anything else, and anything a check would complain of, is left to
the YAML reader. tests/test_quick.py holds both readers to the same answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from papernotes.identifiers import NORMALISE
from papernotes.late import regex
from papernotes.model.paper import Shape, shapes
from papernotes.store.scalar import BOOLEANS, NULLS, UNFINISHED

# Outside of these every line break is "\n" and every character may stand in YAML.
_ODD = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_ENTRY = regex(r"^(?=[^\s#])", re.M)
_KEY = regex(r"([a-zA-Z][\w.+-]*):[ ]*(?:\n|\Z)", re.A)
# In plain text: letters, digits or Chinese first; then no ": ", no " #", no colon at the end.
_START = r"[^\W_]"
_TEXT = rf"{_START}(?:[^\n:#\t]|:(?=[^\s])|(?<=[^\s])#)*(?<! )"
_ITEM = rf"{_START}[^\n:#\t,?\[\]{{}}]*"
_QUOTED = r'"[^"\\\n]+"'
_LIST = rf"\[[ ]*((?:{_ITEM}|{_QUOTED}[ ]*)(?:,[ ]*(?:{_ITEM}|{_QUOTED}[ ]*))*)\]"
_PAIR = rf"[a-z][a-z0-9_-]*:[ ]+{_QUOTED}[ ]*"
_MAP = rf"\{{[ ]*({_PAIR}(?:,[ ]*{_PAIR})*)\}}"
_LINE = rf"([ ]+)([a-z]+):(?:[ ]+(?:({_QUOTED})|({_TEXT})|{_LIST}|{_MAP}))?[ ]*(?:\n|\Z)"
# The line of a field, a blank one or a comment, or any other, so that no piece of a text is passed over.
_LINES = regex(rf"{_LINE}|[ ]*(?:#[^\n]*)?(?:\n|\Z)|([^\n]*\n?)")
_HELD = regex(rf"([a-z][a-z0-9_-]*):[ ]+({_QUOTED})")
_PART = regex(rf"({_QUOTED})|([^\s,][^,]*)")
_INDENT = regex(r"\n([ ]+)[a-z]")
_VALUE = regex(r"[ ]+(?=[^\s#])")
_DIGITS = regex(r"[0-9]{1,9}\Z", re.A)
_WORDS = BOOLEANS | UNFINISHED | {"null"}
_LONGEST = max(map(len, _WORDS))


class Chunk(NamedTuple):
    """The lines of one entry, up to the next one."""

    text: str
    line: int
    """Lines before it."""
    key: str
    fields: dict[str, Any] | None
    """What the entry says; None where only the YAML reader can tell."""

    @property
    def end(self) -> int:
        """The number of lines before the next entry."""
        return self.line + self.text.count("\n") + (not self.text.endswith("\n"))

    def place(self, name: str) -> tuple[int, int] | None:
        """The line and column of a field ("year") or of a value on the field's own line ("year=").

        None where YAML must be asked. Raises KeyError where there is no such field."""
        field = name.removesuffix("=")
        if field not in (self.fields or {}):
            if "." in field:
                return None
            raise KeyError(name)
        indent = _INDENT.search(self.text)
        start = self.text.find(f"\n{indent[1]}{field}:", 0) + 1 if indent else 0
        if not indent or not start:
            return None
        line, begin = self.line + self.text.count("\n", 0, start) + 1, len(indent[1])
        if field == name:
            return line, begin + 1
        value = _VALUE.match(self.text, start + begin + len(field) + 1)
        return (line, value.end() - start + 1) if value else None

    def without(self, field: str) -> str:
        """The lines without a field's value; as they are where the field is not found, or a comment is beside it."""
        indent = _INDENT.search(self.text) if field in (self.fields or {}) else None
        start = self.text.find(f"\n{indent[1]}{field}:") + 1 if indent else 0
        if not indent or not start:
            return self.text
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        value = _VALUE.match(self.text, start + len(indent[1]) + len(field) + 1)
        if not value or "#" in self.text[start:end]:
            return self.text
        # Where the value begins is a place that problems name.
        return self.text[: value.end()] + self.text[end:]


def chunks(text: str) -> Iterator[Chunk] | None:
    """The entries of a catalogue in order; None where its text cannot be cut into entries."""
    found = pieces(text)
    return None if found is None else (chunk(piece, line) for piece, line in found)


def pieces(text: str) -> Iterator[tuple[str, int]] | None:
    """The lines of each entry and how many are before them; None where a text cannot be cut into entries."""
    text = plain_ends(text)
    return None if _ODD.search(text) else _pieces(text)


def plain_ends(text: str) -> str:
    """The text with the line ends of Windows made plain ones."""
    return text.replace("\r\n", "\n") if "\r" in text else text


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    line = start = 0
    for match in _ENTRY.finditer(text):
        if match.start() > start:
            piece = text[start : match.start()]
            yield piece, line
            line += piece.count("\n")
            start = match.start()
    if start < len(text):
        yield text[start:], line


def chunk(text: str, line: int) -> Chunk:
    """What the lines of one entry say."""
    match = _KEY.match(text)
    if match is None or match[1].casefold() in _WORDS:
        return Chunk(text, line, "", None)
    return Chunk(text, line, match[1], _fields(text, match.end()))


def _fields(text: str, place: int) -> dict[str, Any] | None:
    """The fields of the lines from `place` on; None at the first line that is not of the simple form."""
    known = shapes()
    fields: dict[str, Any] = {}
    indent = inner = ""
    value: Any
    held: dict[str, str] | None = None  # The mapping whose lines are being read.
    for space, name, quoted, plain, items, pairs, other in _LINES.findall(text, place):
        if other:
            return None
        if not name:
            continue
        indent = indent or space
        if space != indent:
            # One level below a mapping, all its lines alike.
            inner = inner or space
            value = quoted[1:-1] if quoted else plain
            if held is None or space != inner or len(space) <= len(indent) or name in held or not _says(value, quoted):
                return None
            held[name] = value
            continue
        shape = known.get(name)
        if shape is None or name in fields or (held is not None and not held):
            return None
        held, inner = None, ""
        if len(quoted) > _LONGEST + 2 and shape.type == "text" and not (quoted[1].isspace() or quoted[-2].isspace()):
            value = quoted[1:-1]
        elif items or plain or quoted:
            value = _value(name, quoted, plain, items) if len(items) > _LONG else _again(name, quoted, plain, items)
        elif pairs:
            value = _held(shape, pairs)
        else:
            # The lines of a mapping follow.
            value = held = {} if shape.type == "map" else None
        if value is None:
            return None
        fields[name] = value
    return None if held is not None and not held else fields


def _says(value: str, quoted: str) -> bool:
    """Whether an item of a mapping is neither empty nor null."""
    return bool(value and value.strip()) and (bool(quoted) or value not in NULLS)


def _value(name: str, quoted: str, plain: str, items: str) -> Any:
    """The value of a field; None where YAML or a check must look at it."""
    shape = shapes()[name]
    kind = shape.type
    if items:
        parts = _parts(items)
        return parts if kind == "list" and _WORDS.isdisjoint(map(str.casefold, parts)) else None
    text = quoted[1:-1] if quoted else plain
    if kind == "text" or kind == "date":
        if not quoted and text[0].isdigit() and name in NORMALISE:
            return None
        if len(text) > _LONGEST and not text[0].isspace() and not text[-1].isspace():
            return text
        return None if text.strip().casefold() in _WORDS or not text.strip() else text
    if kind == "int" and not quoted and _DIGITS.match(text):
        value = int(text)
        inside = name == "year" or (shape.low or 0) <= value <= (shape.high or value)
        return value if inside else None
    return None


# Years, statuses, venues, topics and tags are the same few again and again; authors are not.
_LONG = 50
_again = lru_cache(maxsize=4096)(_value)


def _held(shape: Shape, pairs: str) -> dict[str, str] | None:
    """The mapping that stands in braces; None where YAML or a check must look at it."""
    found = [(name, quoted[1:-1]) for name, quoted in _HELD.findall(pairs)]
    held = dict(found)
    plain = shape.type == "map" and len(held) == len(found) and _WORDS.isdisjoint(held)
    return held if plain and all(value.strip() for value in held.values()) else None


def _parts(items: str) -> tuple[str, ...]:
    """The items of a list, quotes taken off; one that is blank between its quotes counts as a word to look at."""
    if '"' not in items:
        return tuple([item.strip(" ") for item in items.split(",")])
    if items[0] == '"' == items[-1]:
        # The usual form: every item in quotes, one space behind each comma.
        parts = items[1:-1].split('", "')
        if items.count('"') == 2 * len(parts) and all(map(str.strip, parts)):
            return tuple(parts)
    found = (quoted[1:-1] if quoted else plain.rstrip(" ") for quoted, plain in _PART.findall(items))
    return tuple([item if item.strip() else "null" for item in found])
