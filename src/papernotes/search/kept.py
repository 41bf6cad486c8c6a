"""The words of the documents, kept from build to build: bytes to which what has changed is added at the end.

A line says what made them; then each record has a document's number, a stamp of what its words are of, the length of
the rest, a checksum, the words, and what each weighs. Of records with the same number the last one counts. Bytes that
are torn or not ours say nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from struct import Struct
from zlib import crc32

from papernotes.search.fulltext import made_by

_RECORD = Struct("<I16sII")
_ZERO = 0x30
"""A weight is a character from 1 to ?, which stands in no word and parts none."""
_SIGNS = bytes(min(_ZERO + level, 255) for level in range(256))
_FEW = 4
"""Words that are sooner looked for one by one."""
_WEIGHTS = frozenset(range(_ZERO + 1, _ZERO + 16))


def beginning() -> bytes:
    """The line that the bytes begin with."""
    return f"papernotes words 1 {made_by()}\n".encode()


def record(number: int, stamp: bytes, words: Mapping[str, int]) -> bytes:
    """What is added for a document; the stamp has 16 bytes."""
    levels = bytes(words.values()).translate(_SIGNS)
    said = "\t".join(["", *words]).encode("utf-8", "replace") + b"\t\n" + levels
    return _RECORD.pack(number, stamp, len(said), crc32(said, crc32(stamp))) + said


class Kept:
    """What such bytes say."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data
        self._places: dict[int, int] = {}
        """Where the last record of each document begins."""
        self._records = 0
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
            self._records += 1
            at += size + length
        self.end = at

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._places)

    @property
    def wasteful(self) -> bool:
        """Whether most records do not count, so that it is time to write all of them anew."""
        return self._records > 2 * len(self._places)

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

    def rows(self, words: Collection[str]) -> dict[str, list[int]]:
        """The documents of each word in order: the number, and in the lowest four bits what the word weighs there.

        Checksums are not looked at: who asks knows how many there must be."""
        found: dict[str, list[int]] = {word: [] for word in words}
        wanted = {word.encode("utf-8", "replace"): rows for word, rows in found.items()}
        if len(wanted) <= _FEW:
            for word, rows in wanted.items():
                rows += self._rows_of(word)
            return found
        for number, at in sorted(self._places.items()):
            length = _RECORD.unpack_from(self._data, at)[2]
            names, _, levels = self._data[at + _RECORD.size : at + _RECORD.size + length].partition(b"\t\n")
            weights = dict(zip(names.split(b"\t")[1:], levels, strict=False))
            for word in wanted.keys() & weights.keys():
                wanted[word].append(number << 4 | weights[word] - _ZERO & 15)
        return found

    def _rows_of(self, word: bytes) -> Iterator[int]:
        data, named = self._data, b"\t%s\t" % word
        for number, at in sorted(self._places.items()):
            start = at + _RECORD.size
            end = start + _RECORD.unpack_from(data, at)[2]
            place = data.find(named, start, end)
            if place >= 0:
                # What each word weighs stands in the same order behind the words.
                levels = data.find(b"\t\n", start, end) + 2
                level = levels + data.count(b"\t", start, place)
                if levels > 1 and level < end:
                    yield number << 4 | data[level] - _ZERO & 15
