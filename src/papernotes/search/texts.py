"""The texts of documents for the excerpts of hits: a few neighbouring documents in a file, each in a line of its own.

A file for each document would double the files of a site; more in one would make a hit dearer to show.
`assets/scripts/fulltext.js` reads what is written here."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

from papernotes.search.shard import packed

TOGETHER = 4
"""Documents in one file; `assets/scripts/fulltext.js` says the same."""
_END = b"\n"


def pack(lines: Sequence[bytes]) -> bytes:
    """The file of some documents; a line is JSON, in which no line break stands."""
    return packed(_END.join(lines))


def unpack(data: bytes) -> list[bytes]:
    """The lines of a file in order. Raises ValueError if it is none."""
    try:
        return zlib.decompress(data, -15).split(_END)
    except zlib.error as error:
        raise ValueError(error) from error


def replaced(lines: Sequence[bytes], new: Mapping[int, bytes]) -> list[bytes]:
    """The lines of a file with others in some places, or added at the end. Raises ValueError if a place stays empty."""
    found = [*lines, *(b"" for _ in range(len(lines), max(new, default=-1) + 1))]
    for place, line in new.items():
        found[place] = line
    if not all(found):
        raise ValueError("a text that is missing")
    return found
