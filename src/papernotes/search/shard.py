"""The shards of the full text: neighbouring words with the documents that they are in.

Where a shard ends is up to the words in it and hardly to how long they are, so that a note that changes changes the
shards of its own words and no others. `assets/scripts/fulltext.js` reads what is written here."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import sub
from typing import NamedTuple

LEAST, MOST = 6_000, 11_000
"""Bytes of a shard before it is compressed; it holds whole words."""
APART = 60
"""Of so many words one may begin a shard."""
KEPT = 2_000
"""Documents of one word; of a word in more, those in which it weighs most."""

_ROW = 48
_WHOLE = (1 << _ROW) - 1
"""More bits than a row has."""
_WIDE = 4
_LOWEST = 0 if sys.byteorder == "little" else _WIDE - 1
"""Where the lowest byte of a number in an array stands."""
_FOUR_BITS = bytes(byte & 15 for byte in range(256))


class Entry(NamedTuple):
    """A word as it stands in a shard."""

    word: str
    line: str
    data: bytes


class Post(NamedTuple):
    """A word's documents."""

    total: int
    """How many there are."""
    rows: Sequence[int]
    """Those that are kept, in order: the number, and in the lowest four bits what the word weighs there."""


def weight(row: int) -> int:
    """What rows are kept by, the lowest first: those in which the word weighs most, of equal ones the first."""
    return (~row & 15) << _ROW | row


def entry(word: str, rows: Sequence[int], count: int = 0) -> Entry:
    """A word's line in the shard, and its documents: the gaps between their numbers, then the weights."""
    count = count or len(rows)
    if len(rows) > KEPT:
        # As `weight` says it; there are thousands of them.
        kept = sorted([(~row & 15) << _ROW | row for row in rows])[:KEPT]
        rows = sorted([key & _WHOLE for key in kept])
    docs = [row >> 4 for row in rows]
    gaps = [*map(sub, docs, [0, *docs])] if len(docs) > 1 else docs
    most = max(gaps)
    size = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    coded = bytes(gaps) if size == 1 else _little(array("H" if size == 2 else "I", gaps)).tobytes()
    line = f"{word}\t{count}\t{size}" if len(docs) == count else f"{word}\t{count}\t{size}\t{len(docs)}"
    return Entry(word, line, coded + _weights(rows))


def _weights(rows: Sequence[int]) -> bytes:
    if isinstance(rows, array) and rows.itemsize == _WIDE:
        return rows.tobytes()[_LOWEST::_WIDE].translate(_FOUR_BITS)
    return bytes([row & 15 for row in rows])


def post(entry: Entry) -> Post:
    """The documents of an entry. Raises ValueError if they cannot be read."""
    count, size, length = _sizes(entry.line)
    gaps = array({1: "B", 2: "H", 4: "I"}[size], entry.data[: length * size])
    docs = accumulate(_little(gaps))
    return Post(count, [doc << 4 | level for doc, level in zip(docs, entry.data[length * size :], strict=True)])


def pack(entries: Iterable[Entry]) -> bytes:
    """A shard's content: the words' lines, an empty one, and what belongs to each line in order."""
    found = list(entries)
    lines = "\n".join([*(entry.line for entry in found), "", ""])
    return packed(lines.encode("utf-8", "replace") + b"".join([entry.data for entry in found]))


def packed(data: bytes) -> bytes:
    """Deflated: not every host compresses files of an unknown kind."""
    return zlib.compress(data, 6, wbits=-15)


def unpack(data: bytes) -> list[Entry]:
    """The words of a shard in order. Raises ValueError if it is none."""
    try:
        lines, mark, body = zlib.decompress(data, -15).partition(b"\n\n")
    except zlib.error as error:
        raise ValueError(error) from error
    found, at = [], 0
    for line in lines.decode().split("\n"):
        _, size, length = _sizes(line)
        end = at + length * (size + 1)
        found.append(Entry(line[: line.index("\t")], line, body[at:end]))
        at = end
    if not mark or at != len(body):
        raise ValueError("a shard of another length")
    return found


def ends(size: int, word: str) -> bool:
    """Whether a shard of so many bytes ends before the word."""
    return size >= MOST or (size >= LEAST and not zlib.crc32(word.encode("utf-8", "replace")) % APART)


def cut(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The words of each shard; they come in the order of code points.

    For the characters that words are made of that is the order of UTF-16, which the browser has."""
    found: list[Entry] = []
    size = 0
    for one in entries:
        if found and ends(size, one.word):
            yield found
            found, size = [], 0
        found.append(one)
        size += length(one)
    if found:
        yield found


def length(entry: Entry) -> int:
    """What an entry adds to its shard."""
    return len(entry.line) + len(entry.data)


def _sizes(line: str) -> tuple[int, int, int]:
    _, count, size, *kept = line.split("\t")
    sizes = int(count), int(size), int(kept[0] if kept else count)
    if sizes[1] not in (1, 2, 4) or not 0 < sizes[2] <= min(sizes[0], KEPT):
        raise ValueError(f"no word of a shard: {line[:80]!r}")
    return sizes


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
