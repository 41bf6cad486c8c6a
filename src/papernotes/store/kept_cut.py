"""A catalogue file that was edited in one place: the entries that stand as they stood, and what is between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from papernotes.store.kept_paper import LINE, Row, moved

MOST = 200_000
"""Bytes between; to look up the entries of more by their lines costs less than to read them."""
_STEP = 1 << 16
_LINE = itemgetter(LINE)

Bare = tuple[int, str]
"""Lines of the file's that make no paper, as its head: the number of lines before them, and their digest."""


class Cut(NamedTuple):
    """What an edit has left."""

    before: Sequence[Row]
    between: Sequence[Row]
    """Those of which some may be as they were."""
    after: Sequence[Row]
    """By their lines as these are now."""
    bare: Sequence[Bare]
    text: str
    """What is to be read."""
    line: int
    """The number of lines before it."""


def cut(kept: Mapping[str, Any], data: bytes) -> Cut | None:
    """What is left of a file that was `kept` with its text; None where that is too little.

    An entry is as it was where its lines are, and those between which it begins and the next one does.
    Raises one of packed.BROKEN."""
    old, rows = kept["text"], kept["papers"]
    if not old or not data:
        return None
    start, end = _common(old, data)
    end_old, end_new = len(old) - end, len(data) - end
    first, line_old, line_new = old.count(b"\n", 0, start), old.count(b"\n", 0, end_old), data.count(b"\n", 0, end_new)
    count = max(bisect_left(rows, first, key=_LINE) - 1, 0)
    # A line begins behind the first line break of what is common at the end.
    rest = bisect_left(rows, line_old + 1, key=_LINE)
    top, shift = rows[count][LINE] if count else 0, line_new - line_old
    begin = _back(data, start, first + 1 - top) if count else 0
    stop = _on(data, end_new, rows[rest][LINE] - line_old) if rest < len(rows) else len(data)
    if stop - begin > MOST:
        return None
    bottom = rows[rest][LINE] if rest < len(rows) else line_old + len(old)
    bare = [(line + (line >= bottom) * shift, digest) for line, digest in kept["bare"] if not top <= line < bottom]
    after = [moved(row, row[LINE] + shift) for row in rows[rest:]] if shift else rows[rest:]
    return Cut(rows[:count], rows[count:rest], after, bare, data[begin:stop].decode("utf-8"), top)


def _back(data: bytes, place: int, lines: int) -> int:
    """Where the line begins that many line breaks before a place lie behind."""
    for _ in range(lines):
        place = data.rindex(b"\n", 0, place)
    return place + 1


def _on(data: bytes, place: int, lines: int) -> int:
    """Where the line begins that many line breaks behind a place lie before."""
    for _ in range(lines):
        place = data.index(b"\n", place) + 1
    return place


def _common(one: bytes, other: bytes) -> tuple[int, int]:
    """How many bytes are the same at the beginning, and how many of the others at the end."""
    most = min(len(one), len(other))
    start = _same(most, lambda low, high: one[low:high] == other[low:high])
    low, high = len(one), len(other)
    return start, _same(most - start, lambda a, b: one[low - b : low - a] == other[high - b : high - a])


def _same(most: int, equal: Callable[[int, int], bool]) -> int:
    """The largest number up to `most` before which all is `equal`."""
    place, step = 0, _STEP
    while step:
        if place + step <= most and equal(place, place + step):
            place += step
        else:
            step //= 2
    return place
