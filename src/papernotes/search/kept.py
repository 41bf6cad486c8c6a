"""The words of the documents, kept from build to build: bytes to which what has changed is added at the end.

A line says what made them; then each record has a document's number, a stamp of what its words are of, the length of
the rest, a checksum, the words, and what each weighs. Of records with the same number the last one counts. Bytes that
are torn or not ours say nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from struct import Struct
from zlib import crc32

from papernotes.search.fulltext import made_by

_RECORD = Struct("<I16sII")
_ZERO = 0x30
"""A weight is a character from 1 to ?, which stands in no word and parts none."""
_WEIGHTS = frozenset(range(_ZERO + 1, _ZERO + 16))


def beginning() -> bytes:
    """The line that the bytes begin with."""
    return f"papernotes words 1 {made_by()}\n".encode()


def record(number: int, stamp: bytes, words: Mapping[str, int]) -> bytes:
    """What is added for a document; the stamp has 16 bytes."""
    levels = bytes([_ZERO + level for level in words.values()])
    said = "".join([f"\t{word}" for word in words]).encode("utf-8", "replace") + b"\t\n" + levels
    return _RECORD.pack(number, stamp, len(said), crc32(said, crc32(stamp))) + said


class Kept:
    """What such bytes say."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data
        self._places: dict[int, int] = {}
        """Where the last record of each document begins."""
        self._starts: list[int] = []
        self.end = 0
        """How many of the bytes are records; what follows is torn."""
        begin = beginning()
        if not data.startswith(begin):
            return
        at, size, whole = len(begin), _RECORD.size, len(data)
        while at + size <= whole:
            number, _, length, _ = _RECORD.unpack_from(data, at)
            if at + size + length > whole:
                break
            self._places[number] = at
            self._starts.append(at)
            at += size + length
        self.end = at

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._places)

    @property
    def wasteful(self) -> bool:
        """Whether most records do not count, so that it is time to write all of them anew."""
        return len(self._starts) > 2 * len(self._places)

    def words(self, number: int, stamp: bytes) -> dict[str, int] | None:
        """The words of a document; None where they are not known, or of something else than the stamp says."""
        at = self._places.get(number)
        if at is None:
            return None
        _, its, length, check = _RECORD.unpack_from(self._data, at)
        said = self._data[at + _RECORD.size : at + _RECORD.size + length]
        names, _, levels = said.partition(b"\t\n")
        found = names.decode("utf-8", "replace").split("\t")[1:]
        if its != stamp or crc32(said, crc32(stamp)) != check or len(found) != len(levels):
            return None
        return (
            {word: level - _ZERO for word, level in zip(found, levels, strict=True)} if {*levels} <= _WEIGHTS else None
        )

    def rows(self, word: str) -> list[int]:
        """The documents of a word in order: the number, and in the lowest four bits what the word weighs there.

        Checksums are not looked at: what is asked knows how many there must be."""
        data, needle, found = self._data, f"\t{word}\t".encode(), []
        at = data.find(needle, 0, self.end)
        while at >= 0:
            start = self._starts[bisect_right(self._starts, at) - 1] if self._starts else 0
            number, _, length, _ = _RECORD.unpack_from(data, start)
            first, last = start + _RECORD.size, start + _RECORD.size + length
            if first <= at and self._places[number] == start:
                place = data.find(b"\t\n", at, last) + 2 + data.count(b"\t", first, at)
                if place < last:
                    found.append(number << 4 | data[place] - _ZERO & 15)
            at = data.find(needle, at + 1, self.end)
        return sorted(found)
