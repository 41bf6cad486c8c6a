"""The words of the documents, kept from build to build: bytes to which what has changed is added at the end.

A line says what made them; then each record has a document's number, a stamp of what its words are of, the length of
the rest, a checksum, the words, and what each weighs. Of records with the same number the last one counts. Bytes that
are torn or not ours say nothing."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from struct import Struct
from zlib import crc32

from papernotes.search.fulltext import made_by

_RECORD = Struct("<I16sII")
_ZERO = 0x30
"""A weight is a character from 1 to ?, which stands in no word and parts none."""
_SIGNS = bytes(min(_ZERO + level, 255) for level in range(256))
_FEW = 4
"""Words that are sooner looked for one by one."""
_NEAR = 60
"""Documents that are looked at for each one that is wanted, before all of them are."""
_WEIGHTS = frozenset(range(_ZERO + 1, _ZERO + 16))


def beginning() -> bytes:
    """The line that the bytes begin with."""
    return f"papernotes words 1 {made_by()}\n".encode()


def record(number: int, stamp: bytes, words: Mapping[str, int]) -> bytes:
    """What is added for a document; the stamp has 16 bytes."""
    levels = bytes(words.values()).translate(_SIGNS)
    said = "\t".join(["", *words]).encode("utf-8", "replace") + b"\t\n" + levels
    return _RECORD.pack(number, stamp, len(said), crc32(said, crc32(stamp))) + said


class Places:
    """Where the last record of each document begins, by the document's number."""

    def __init__(self, packed: bytes = b"") -> None:
        """Raises ValueError for bytes that say no such thing."""
        self.end, self.records, *pairs = array("Q", packed) or (0, 0)
        """How many bytes are records, what follows is torn; and how many records they are."""
        self.at = dict(zip(pairs[::2], pairs[1::2], strict=True))

    def __bytes__(self) -> bytes:
        return array("Q", [self.end, self.records, *chain.from_iterable(self.at.items())]).tobytes()

    def add(self, data: bytes, at: int, base: int = 0) -> None:
        """Take the records in some bytes from there on; the bytes themselves begin at `base`."""
        size, whole = _RECORD.size, len(data)
        while at + size <= whole:
            number, _, length, _ = _RECORD.unpack_from(data, at)
            if at + size + length > whole:
                break
            self.at[number] = base + at
            self.records += 1
            at += size + length
        self.end = base + at


class Kept:
    """What such bytes say: these, or those of a file of which the places are known, and of which little is read."""

    def __init__(self, data: bytes = b"", file: Path | None = None, places: Places | None = None) -> None:
        self._file, self._given = file, data
        self.places = places or Places()
        if places is None and data.startswith(beginning()):
            self.places.add(data, len(beginning()))

    @property
    def end(self) -> int:
        """How many of the bytes are records; what follows is torn."""
        return self.places.end

    @cached_property
    def _data(self) -> bytes:
        """All of them. Raises OSError, and ValueError for a file that is shorter by now."""
        data = self._file.read_bytes() if self._file else self._given
        if len(data) < self.end:
            raise ValueError(self._file)
        return data

    def load(self) -> Kept:
        """Read all of the file, for who asks for many documents; where that cannot be, nothing is known."""
        try:
            _ = self._data
        except (OSError, ValueError):
            self._file, self._given, self.places = None, b"", Places()
        return self

    def _record(self, at: int) -> bytes:
        """The bytes of one record; fewer where it is torn, or the file cannot be read."""
        if self._file is None or "_data" in self.__dict__:
            data, size = self._data, _RECORD.size
            return data[at : at + size + _RECORD.unpack_from(data, at)[2]]
        try:
            with self._file.open("rb") as file:
                file.seek(at)
                head = file.read(_RECORD.size)
                return head + file.read(_RECORD.unpack(head)[2]) if len(head) == _RECORD.size else b""
        except OSError:
            return b""

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self.places.at)

    @property
    def wasteful(self) -> bool:
        """Whether most records do not count, so that it is time to write all of them anew."""
        return self.places.records > 2 * len(self)

    def words(self, number: int, stamp: bytes) -> dict[str, int] | None:
        """The words of a document; None where they are not known, or of something else than the stamp says."""
        at = self.places.at.get(number)
        found = b"" if at is None else self._record(at)
        if len(found) < _RECORD.size:
            return None
        _, its, _, check = _RECORD.unpack_from(found)
        said = found[_RECORD.size :]
        names, _, levels = said.partition(b"\t\n")
        words = names.decode("utf-8", "replace").split("\t")[1:]
        if its != stamp or crc32(said, crc32(stamp)) != check or len(words) != len(levels):
            return None
        return (
            {word: level - _ZERO for word, level in zip(words, levels, strict=True)} if {*levels} <= _WEIGHTS else None
        )

    def rows(self, words: Collection[str]) -> dict[str, list[int]]:
        """The documents of each word in order: the number, and in the lowest four bits what the word weighs there.

        Checksums are not looked at: who asks knows how many there must be. Raises OSError or ValueError where the
        file is not there any more."""
        found: dict[str, list[int]] = {word: [] for word in words}
        wanted = {word.encode("utf-8", "replace"): rows for word, rows in found.items()}
        if len(wanted) <= _FEW:
            for word, rows in wanted.items():
                rows += self._rows_of(word)
            return found
        for number, at in sorted(self.places.at.items()):
            length = _RECORD.unpack_from(self._data, at)[2]
            names, _, levels = self._data[at + _RECORD.size : at + _RECORD.size + length].partition(b"\t\n")
            weights = dict(zip(names.split(b"\t")[1:], levels, strict=False))
            for word in wanted.keys() & weights.keys():
                wanted[word].append(number << 4 | weights[word] - _ZERO & 15)
        return found

    def following(self, word: str, after: int, level: int, count: int, but: Collection[int]) -> list[int]:
        """The first rows of a word behind a document's number, with that level, but of some documents: so many at most.

        They are less where many documents would have to be looked at."""
        named, found = word.encode("utf-8", "replace"), list[int]()
        numbers = sorted(number for number in self.places.at if number > after)
        for number in numbers[: _NEAR * count]:
            if number in but:
                continue
            names, _, levels = self._record(self.places.at[number])[_RECORD.size :].partition(b"\t\n")
            if dict(zip(names.split(b"\t")[1:], levels, strict=False)).get(named) == _ZERO + level:
                found.append(number << 4 | level)
                if len(found) == count:
                    break
        return found

    def _rows_of(self, word: bytes) -> Iterator[int]:
        data, named = self._data, b"\t%s\t" % word
        for number, at in sorted(self.places.at.items()):
            start = at + _RECORD.size
            end = start + _RECORD.unpack_from(data, at)[2]
            place = data.find(named, start, end)
            if place >= 0:
                # What each word weighs stands in the same order behind the words.
                levels = data.find(b"\t\n", start, end) + 2
                level = levels + data.count(b"\t", start, place)
                if levels > 1 and level < end:
                    yield number << 4 | data[level] - _ZERO & 15
