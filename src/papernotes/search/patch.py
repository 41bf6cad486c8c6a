"""An index of the full text brought up to date: the files that change because some documents have changed.

The result is what `Index` makes of all documents, byte for byte, without the words of the others. That works because
the files depend on each other in few ways: a document's number is its place, a shard is cut by its own words
(`shard.cut`), the version is a sum over the files, and what may be a spelling is known of each word by itself."""

from __future__ import annotations

import json
import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from papernotes.search import shard, texts
from papernotes.search.fulltext import (
    FOLDER,
    LENGTH,
    LENGTHS,
    as_json,
    head,
    is_spelling,
    least_spelled,
    mark,
)
from papernotes.search.shard import Entry, Post

Read = Callable[[str], bytes]
"""The content of a file of the old site by its path; raises OSError or KeyError where there is none."""


class Known(Protocol):
    """The words of all documents as they were; a row is a document's number, and in the lowest four bits a level."""

    def rows(self, words: Collection[str]) -> Mapping[str, Sequence[int]]:
        """All rows of each word."""

    def following(self, word: str, after: int, level: int, count: int, but: Collection[int]) -> Sequence[int]:
        """The first rows of a word behind a number, with that level, but of some documents; some may lack."""


_Difference = tuple[int, int, int]
"""Number of a document, the level of a word in it before and now; 0 stands for not at all."""


class Change(NamedTuple):
    """A document that is another one now, or is new at the end."""

    line: bytes
    """Its text as `fulltext.text_line` has it."""
    old: Mapping[str, int]
    """The words that it had; none if it is new."""
    new: Mapping[str, int]


_FEW, _MANY = 8, 60
"""Words that are asked for one at a time, unless so many say less than they did: as all do of a note that has grown."""


class _Doubt(Exception):
    """The old files do not say enough, or not what they should."""


def patched(read: Read, changes: Mapping[int, Change], known: Known | None = None) -> dict[str, bytes | None] | None:
    """Path and new content of the files of the index that change, None for those that are no more; {} if none does.

    `changes` are by the document's number, its place among the documents. `known` is asked for a word that is in more
    than `KEPT` documents and is said less than it was in one of them. The answer is None where the index has to be made
    anew: the old files are not ours, a number is left out, what is known would be needed, the number of documents that
    make a spelling is another."""
    try:
        return _Patch(read, known).files(changes)
    except (_Doubt, OSError, KeyError, ValueError, TypeError, RecursionError, zlib.error):
        return None


class _Patch:
    def __init__(self, read: Read, known: Known | None) -> None:
        self.read = read
        self.known = known
        self.version, self.count, self.firsts = _head(read(f"{FOLDER}/text.json"))
        self.weaker: list[str] = []
        self.rows: dict[str, Sequence[int]] = {}
        self.made: dict[str, bytes | None] = {}
        self.counts: dict[str, int] = {}
        """In how many documents each word is that is now in more or in fewer."""

    def files(self, changes: Mapping[int, Change]) -> dict[str, bytes | None]:
        total = max(self.count, *(number + 1 for number in changes)) if changes else self.count
        gaps = any(number not in changes for number in range(self.count, total))
        if gaps or least_spelled(total) != least_spelled(self.count):
            raise _Doubt
        words = _differences(changes)
        self.weaker = [word for word, found in words.items() if any(new < old for _, old, new in found)]
        shards = list(self._shards(words))
        for number, (_, made) in enumerate(shards):
            if made != number:
                content = made if isinstance(made, bytes) else self._old(f"words/{made}.pack")
                self._put(f"words/{number}.pack", content, number < len(self.firsts))
        for number in range(len(shards), len(self.firsts)):
            self._drop(f"words/{number}.pack")
        self._texts(changes)
        self._lengths(changes)
        self._spell()
        path = f"{FOLDER}/text.json"
        now = head(self.version, total, [first for first, _ in shards])
        if now != self.read(path):
            self.made[path] = now
        return self.made

    def _texts(self, changes: Mapping[int, Change]) -> None:
        new: dict[int, dict[int, bytes]] = defaultdict(dict)
        for number, change in changes.items():
            new[number // texts.TOGETHER][number % texts.TOGETHER] = change.line
        for number, lines in new.items():
            name = f"texts/{number}.pack"
            is_there = number * texts.TOGETHER < self.count
            old = texts.unpack(self._old(name)) if is_there else []
            self._put(name, texts.pack(texts.replaced(old, lines)), is_there)

    def _lengths(self, changes: Mapping[int, Change]) -> None:
        lengths = bytearray(zlib.decompress(self.read(LENGTHS), -15))
        if len(lengths) != self.count:
            raise _Doubt
        for number, change in sorted(changes.items()):
            lengths[number : number + 1] = bytes([change.new[LENGTH]])
        self._put("lengths.pack", shard.packed(bytes(lengths)), replaces=True)

    def _shards(self, words: Mapping[str, Sequence[_Difference]]) -> Iterator[tuple[str, bytes | int]]:
        """First word of each shard, and its content, or the number of the old shard that it is as it was."""
        changed: dict[int, list[str]] = defaultdict(list)
        for word in sorted(words):
            number = max(0, bisect_right(self.firsts, word) - 1)
            changed[number].append(word)
            if number and word == self.firsts[number] and not all(new for _, _, new in words[word]):
                # If the word goes, the shard before may end elsewhere.
                changed[number - 1] += ()
        number, last = 0, len(self.firsts)
        while number < last or number in changed:
            if number not in changed:
                yield self.firsts[number], number
                number += 1
                continue
            entries: list[Entry] = []
            pieces: list[list[Entry]] = []
            # Until a shard that is as it was begins where it did: then it goes on as it did.
            while number in changed or (number < last and not self._ends(pieces, number)):
                old = shard.unpack(self._old(f"words/{number}.pack")) if number < last else []
                entries += self._merged(old, {word: words[word] for word in changed.get(number, ())})
                pieces = list(shard.cut(entries))
                number += 1
            yield from ((piece[0].word, shard.pack(piece)) for piece in pieces)

    def _ends(self, pieces: Sequence[Sequence[Entry]], number: int) -> bool:
        return not pieces or shard.ends(sum(map(shard.length, pieces[-1])), self.firsts[number])

    def _merged(self, old: Sequence[Entry], words: Mapping[str, Sequence[_Difference]]) -> list[Entry]:
        found = {entry.word: entry for entry in old}
        for word, differences in words.items():
            before = shard.post(found[word]) if word in found else Post(0, ())
            after = self._post(word, before, differences)
            if before.total != after.total:
                self.counts[word] = after.total
            if after.total:
                found[word] = shard.entry(word, after.rows, after.total)
            else:
                found.pop(word, None)
        return [found[word] for word in sorted(found)]

    def _post(self, word: str, before: Post, differences: Sequence[_Difference]) -> Post:
        total = before.total + sum((new > 0) - (old > 0) for _, old, new in differences)
        rows, whole = set(before.rows), before.total == len(before.rows)
        gone = [number << 4 | old for number, old, _ in differences if old]
        added = [number << 4 | new for number, _, new in differences if new]
        if whole and not rows.issuperset(gone):
            raise _Doubt
        if not whole:
            # What was left out weighs less than the least that was kept.
            least = max(before.rows, key=shard.weight)
            sure = [row for row in added if shard.weight(row) < shard.weight(least)]
            lacking = min(shard.KEPT, total) - len(rows.difference(gone)) - len(sure)
            if lacking <= 0:
                added = sure
            elif more := self._next(word, least, lacking, differences):
                rows.update(more)
            else:
                rows = self._asked(word, before.total)
        return Post(total, sorted(rows.difference(gone).union(added)))

    def _next(self, word: str, least: int, count: int, differences: Sequence[_Difference]) -> Sequence[int]:
        """So many rows that come after the least that was kept, none where they are not soon found."""
        changed = {number for number, _, _ in differences}
        more = self.known.following(word, least >> 4, least & 15, count, changed) if self.known else ()
        return more if len(more) == count else ()

    def _asked(self, word: str, total: int) -> set[int]:
        if word not in self.rows and self.known:
            # Only a word that is said less is asked for; to ask for all of them is as much work as for a few.
            one = len(self.rows) < _FEW and len(self.weaker) < _MANY
            self.rows |= self.known.rows([word] if one else self.weaker)
        rows = set(self.rows.get(word, ()))
        if len(rows) != total:
            raise _Doubt
        return rows

    def _spell(self) -> None:
        path, least = f"{FOLDER}/spellings.json", least_spelled(self.count)
        possible = {word: count for word, count in self.counts.items() if is_spelling(word)}
        if not possible:
            return
        known = set(json.loads(self.read(path)))
        now = known.difference(possible) | {word for word, count in possible.items() if count >= least}
        if now != known:
            self.made[path] = as_json(sorted(now))

    def _old(self, name: str) -> bytes:
        return self.read(f"{FOLDER}/{name}")

    def _put(self, name: str, content: bytes, replaces: bool) -> None:
        path = f"{FOLDER}/{name}"
        if replaces:
            before = self.read(path)
            if before == content:
                return
            self.version -= mark(path, before)
        self.version += mark(path, content)
        self.made[path] = content

    def _drop(self, name: str) -> None:
        path = f"{FOLDER}/{name}"
        self.version -= mark(path, self.read(path))
        self.made[path] = None


def _head(content: bytes) -> tuple[int, int, list[str]]:
    """Version, number of documents and first words of the shards that the first file of an index says."""
    said = json.loads(content)
    version, count, firsts = int(said["version"], 16), said["count"], said["shards"]
    if type(count) is not int or count < 0 or not all(isinstance(first, str) for first in firsts):
        raise _Doubt
    return version, count, firsts


def _differences(changes: Mapping[int, Change]) -> dict[str, list[_Difference]]:
    found: dict[str, list[_Difference]] = defaultdict(list)
    for number, (_, old, new) in changes.items():
        for word in (old.keys() | new.keys()).difference([LENGTH]):
            if old.get(word) != new.get(word):
                found[word].append((number, old.get(word, 0), new.get(word, 0)))
    return found
