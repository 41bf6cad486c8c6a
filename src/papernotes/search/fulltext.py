"""The index of the pages' text: an inverted index in shards, of which a query fetches the few that hold its words.

A shard holds neighbouring words with the documents they are in; another file the texts of a few documents, for the
excerpt of a hit. So a reader pays for the query, not for the library. `assets/scripts/fulltext.js` reads what is
written here, and docs/search.md says how the files are made up.
"""

from __future__ import annotations

import json
import zlib
from array import array
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b

from papernotes.search import shard, texts
from papernotes.search.passage import Section
from papernotes.search.words import words

FOLDER = "assets/search"
SPELT = 4_000
"""Typing errors are corrected to words that one of so many documents has, and one more."""
LENGTHS = f"{FOLDER}/lengths.pack"
"""The file that says how long each document is."""
LENGTH = ""
"""Stands among the words of a document for how long it is."""
_TITLE, _HEADING = 8, 3
_TIMES = tuple(max(level, 8 * 1.35 ** (level - 8)) for level in range(1, 16))
"""How often a word occurs, in levels: all numbers up to 8, then some up to 65; `fulltext.js` says the same."""
_SIZES = tuple(40 * 1.5**step for step in range(1, 15))
"""How many words a document has, in steps, which are few so that a sentence more seldom changes one."""
_LEVELS, _MANY = len(_TIMES), 64
_MARKS = 1 << 64
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Document:
    """A page to find."""

    url: str
    """From the site's root."""
    title: str
    facts: Sequence[tuple[str, int]] = ()
    """Further text that it is found by and that is not shown, each with its weight; a word of the text weighs 1."""
    sections: Sequence[Section] = ()


def document_words(document: Document) -> dict[str, int]:
    """Each word of the document with how much of it is there, and its length, each in levels from 1 to 15.

    A pure function of the document and of `made_by()`: what it returns can be kept from build to build. The browser
    makes the weight of BM25 of both; a usual length stands there for the library's average. Were the weight said
    here, a sentence more would change it for every word of a note, and so the shards of all of them."""
    # A line for each, so that no pair of characters reaches from one into the next.
    found = words().counts(" \n".join([section.words for section in document.sections]))
    headings = [(section.title, _HEADING) for section in document.sections if section.title]
    _add(found, headings)
    size = sum(found.values())
    _add(found, ((document.title, _TITLE), *document.facts))
    levels = _levels()
    if max(found.values(), default=0) < _MANY:
        made = dict(zip(found, map(levels.__getitem__, found.values()), strict=True))
    else:
        made = {word: levels[times] if times < _MANY else _LEVELS for word, times in found.items()}
    made[LENGTH] = 1 + bisect_right(_SIZES, size)
    return made


def _add(found: dict[str, int], texts: Iterable[tuple[str, int]]) -> None:
    """Count the words of each text as often as it weighs."""
    get = found.get
    for text, weight in texts:
        for word, times in _fact(text).items():
            found[word] = get(word, 0) + times * weight


@lru_cache(maxsize=1 << 14)
def _fact(text: str) -> Mapping[str, int]:
    """The words of a name, a tag or a year, which many papers have."""
    return words().counts(text)


@lru_cache(maxsize=1)
def _levels() -> tuple[int, ...]:
    """The level of each number of times below `_MANY`: the nearest."""
    return tuple(1 + min(range(_LEVELS), key=lambda at: abs(_TIMES[at] - times)) for times in range(_MANY))


def made_by() -> str:
    """A hash of all that the files depend on besides the documents: what is kept of another one is of no use."""
    weights = (_TITLE, _HEADING, _TIMES, _SIZES, SPELT)
    cuts = (shard.LEAST, shard.MOST, shard.APART, shard.KEPT, texts.TOGETHER, zlib.ZLIB_RUNTIME_VERSION)
    return blake2b(repr((words().version, weights, cuts)).encode(), digest_size=8).hexdigest()


class Index:
    """The documents of a site, added one by one, and then the files of the index."""

    def __init__(self) -> None:
        self._lengths = bytearray()
        self._texts: list[bytes] = []
        """Files, made as soon as they are full: the texts of all documents would be a lot to hold."""
        self._lines: list[bytes] = []
        """Texts of the next one."""
        # For each word its documents in order: the number, and in the lowest four bits how much of it is there.
        self._posts: defaultdict[str, array[int]] = defaultdict(partial(array, "I"))

    def add(self, document: Document, found: Mapping[str, int] | None = None) -> None:
        """Take a document in; `found` are its words where they are known."""
        self.add_text(text_line(document), document_words(document) if found is None else found)

    def add_text(self, text: bytes, found: Mapping[str, int]) -> None:
        """Take a document in by the line of its text and its words."""
        base, posts = len(self._lengths) << 4, self._posts
        # For each word and level, posts[word].append(base | level): there are millions, and so no step is Python's.
        deque(map(array.append, map(posts.__getitem__, found), map(base.__or__, found.values())), 0)
        self._lengths.append(posts.pop(LENGTH, [1])[0] & 15)
        self._lines.append(text)
        if len(self._lines) == texts.TOGETHER:
            self._texts.append(texts.pack(self._lines))
            self._lines = []

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path in the site and content of each file; the same documents in the same order give the same bytes."""
        posts, total = self._posts, len(self._lengths)
        made: list[tuple[str, bytes]] = []
        firsts: list[str] = []
        for entries in shard.cut([shard.entry(word, posts[word]) for word in sorted(posts)]):
            firsts.append(entries[0].word)
            made.append((f"{FOLDER}/words/{len(made)}.pack", shard.pack(entries)))
        packs = [*self._texts, texts.pack(self._lines)] if self._lines else self._texts
        made += ((f"{FOLDER}/texts/{number}.pack", pack) for number, pack in enumerate(packs))
        made.append((LENGTHS, shard.packed(bytes(self._lengths))))
        version = sum(mark(name, content) for name, content in made)
        least = least_spelled(total)
        spellings = sorted(word for word, post in posts.items() if is_spelling(word) and len(post) >= least)
        yield f"{FOLDER}/text.json", head(version, total, firsts)
        yield f"{FOLDER}/spellings.json", as_json(spellings)
        yield from made


def head(version: int, count: int, firsts: Sequence[str]) -> bytes:
    """The file that is read first; `version` is the sum of the files' marks."""
    return as_json({"version": f"{version % _MARKS:016x}", "count": count, "shards": list(firsts)})


def mark(name: str, content: bytes) -> int:
    """What a file adds to the version, which is a sum so that one file that changes changes it without the others."""
    return int.from_bytes(blake2b(content, digest_size=8, key=name.encode()).digest(), "big")


def text_line(document: Document) -> bytes:
    """A document's text for the excerpt of a hit, in one line."""
    return as_json([document.url, document.title, document.sections])


def is_spelling(word: str) -> bool:
    """Whether a typing error may be corrected to such a word."""
    return len(word) > 3 and word.isascii() and word.isalpha()


def least_spelled(count: int) -> int:
    """How many of so many documents a word must be in for typing errors to be corrected to it."""
    return 1 + count // SPELT


def as_json(value: object) -> bytes:
    """The value as JSON in as few bytes as it takes."""
    return _ENCODER.encode(value).encode("utf-8", "replace")
