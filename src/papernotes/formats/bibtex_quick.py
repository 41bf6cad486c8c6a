"""The common case of BibTeX, as DBLP writes it, without bibtexparser, several times faster.

A part of a text is read so if each of its entries has balanced braces, a field to a line and nothing around it; any
other is left to the parser. tests/test_bibtex_quick.py holds the two to the same answers."""

from __future__ import annotations

import re
from typing import NamedTuple

# Possessive throughout: no text makes these go back and try again.
_VALUE = r"\{(?:[^{}\\]|\\[^\\]|\{(?:[^{}\\]|\\[^\\]|\{(?:[^{}\\]|\\[^\\])*+\})*+\})*+\}"
_HEAD = re.compile(r"[ \t]*@(\w++)\{[ \t]*([^\s,{}()\"=#%~\\']++),[ \t]*\n")
_NAMED = rf"[ \t]*([A-Za-z][\w-]*+)[ \t]*=[ \t]*({_VALUE}|[0-9]++|[A-Za-z]++)[ \t]*"
_FIELD = re.compile(rf"{_NAMED}(,?)[ \t]*\n")
_LAST = re.compile(rf"{_NAMED},?[ \t]*\}}[ \t]*(?:\n|\Z)")
_END = re.compile(r"[ \t]*\}[ \t]*(?:\n|\Z)")
# An entry that begins inside a value: the parser takes the value for unfinished.
_INNER = re.compile(r"\n\s*@")
_BLANK = re.compile(r"\s*+")
_SPECIAL = frozenset({"string", "preamble", "comment"})


class Found(NamedTuple):
    """An entry as it is written."""

    type: str
    key: str
    line: int
    """Lines before it."""
    end: int
    """Lines before its last one."""
    fields: list[tuple[str, str, int]]
    """Name, value with what encloses it, and the lines before it."""


def entries(text: str) -> list[Found] | None:
    """The entries of a text; None where only the parser can tell."""
    found: list[Found] = []
    keys: set[str] = set()
    place = _BLANK.match(text).end()  # type: ignore[union-attr]
    line = text.count("\n", 0, place)
    while place < len(text):
        head = _HEAD.match(text, place)
        if head is None or head[1].lower() in _SPECIAL or head[2] in keys:
            return None
        keys.add(head[2])
        read = _fields(text, head.end(), line + 1)
        if read is None:
            return None
        fields, place, end = read
        found.append(Found(head[1], head[2], line, end, fields))
        blank = _BLANK.match(text, place)
        line = end + text.count("\n", place - 1, blank.end()) if blank else end
        place = blank.end() if blank else place
    return found


def _fields(text: str, place: int, line: int) -> tuple[list[tuple[str, str, int]], int, int] | None:
    """The fields from `place` on, the place behind the entry, and the lines before the entry's last one."""
    fields: list[tuple[str, str, int]] = []
    names: set[str] = set()
    comma = True
    while True:
        end = _END.match(text, place)
        if end is not None:
            return fields, end.end(), line
        match = _FIELD.match(text, place) or _LAST.match(text, place)
        name = match[1].lower() if match else ""
        if match is None or not comma or name in names or _INNER.search(match[2]):
            return None
        names.add(name)
        fields.append((name, match[2], line))
        line += match[2].count("\n")
        place = match.end()
        if match.re is _LAST:
            return fields, place, line
        comma = bool(match[3])
        line += 1
