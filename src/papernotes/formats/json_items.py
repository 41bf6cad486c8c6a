"""The objects of a JSON list with their lines; one that is broken does not take the others with it."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from papernotes.formats.draft import Fate, Piece
from papernotes.late import regex

_LIST = regex(r'"(?:items|papers)"\s*:\s*\[')
_OBJECT = regex(r'\{\s*"[\w-]+"\s*:')
_KEY = regex(r'(\s*)"((?:[^"\\]|\\.)*)"\s*:')
_SPACE = regex(r"[\s,]*")


class Item(NamedTuple):
    """An object of the list; `value` is None where `wrong` says why it cannot be read."""

    value: dict[str, Any] | None
    line: int
    end: int
    """First and last line, from 1."""
    wrong: str = ""


def items(text: str) -> Iterator[Item]:
    """The objects of a JSON list, or of the list "items" or "papers" of an object, or the object itself.

    Format: https://www.rfc-editor.org/rfc/rfc8259. Never raises."""
    breaks = [match.start() for match in re.finditer("\n", text)]
    decoder = json.JSONDecoder(strict=False)
    pos = _begin(text)
    while (pos := _SPACE.match(text, pos).end()) < len(text) and text[pos] not in "]}":  # type: ignore[union-attr]
        line = bisect_right(breaks, pos - 1) + 1
        try:
            value, end = decoder.raw_decode(text, pos)
            wrong = "" if isinstance(value, dict) else "no object stands here"
        except json.JSONDecodeError as error:
            value, wrong = None, error.msg[:1].lower() + error.msg[1:]
            line = bisect_right(breaks, error.pos - 1) + 1
            found = _OBJECT.search(text, max(error.pos, pos + 1))
            end = found.start() if found else len(text)
        except RecursionError:
            value, wrong, end = None, "objects are nested too deeply", len(text)
        last = bisect_right(breaks, max(end - 1, pos) - 1) + 1
        yield Item(value if isinstance(value, dict) else None, line, last, wrong)
        pos = max(end, pos + 1)


def _begin(text: str) -> int:
    """Where the first object stands."""
    first = _SPACE.match(text).end()  # type: ignore[union-attr]
    if text[first : first + 1] == "[":
        return first + 1
    inner = _LIST.search(text, first, first + 2_000_000)
    # A list within the first object's own fields is not meant.
    if inner and text[first : first + 1] == "{" and '"title"' not in text[first : inner.start()]:
        return inner.end()
    return first if text[first : first + 1] == "{" else len(text)


def pieces(item: Item, lines: Sequence[str], number: int, home: dict[str, str]) -> Iterator[Piece]:
    """Where each line of an object went; `home` gives the catalogue's field by the object's own, "-" a reason."""
    names = list(item.value or ())
    current: list[str] = []
    indent = -1
    for n in range(item.line, item.end + 1):
        text = lines[n - 1]
        match = _KEY.match(text.lstrip("[{ \t") if n == item.line else text)
        if match and match[2] in names and (n == item.line or indent in (-1, len(match[1]))):
            indent = len(match[1]) if n > item.line else indent
            current = [match[2]]
            if item.line == item.end:
                current = names
        if text.strip():
            yield _piece(n, number, [home.get(name, "bibtex") for name in current] if text.strip(" \t,[]{}") else [])


def _piece(line: int, number: int, homes: list[str]) -> Piece:
    kept = [home for home in homes if home[:1] != "-"]
    if homes and not kept:
        return Piece(line, Fate.DROPPED, homes[0][1:])
    return Piece(line, Fate.FIELD, ",".join(dict.fromkeys(kept)) or "key", number)
