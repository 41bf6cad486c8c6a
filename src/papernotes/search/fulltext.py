"""The index of the pages' text: an inverted index in shards, of which a query fetches the few that hold its words.

A shard holds neighbouring words with the documents they are in; a piece holds the text of one document, for the excerpt
of a hit. So a reader pays for the query, not for the library. `assets/scripts/fulltext.js` reads what is written here,
and docs/search.md says how the files are made up.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from operator import sub

from papernotes.search.passage import Section
from papernotes.search.words import words

FOLDER = "assets/search"
SHARD = 12_000
"""Bytes of a shard before it is compressed; it holds whole words."""
KEPT = 2_000
"""Documents of one word; of a word in more, those in which it weighs most."""
SPELLINGS = 5_000
"""Words that typing errors are corrected to, the most frequent."""
_TITLE, _HEADING = 8, 3
_STEEP, _LENGTH, _USUAL = 1.2, 0.4, 400
_LEVELS = 15


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
    """Each word of the document with how much it says of it, 1 to 15.

    A pure function of the document and of `words().version`: what it returns can be kept from build to build. The
    weight is that of BM25 without the word's rarity, which the browser knows; a usual length stands for the library's
    average, so that one document more changes no other."""
    # A line for each, so that no pair of characters reaches from one into the next.
    found = words().counts(" \n".join([section.words for section in document.sections]))
    for section in document.sections:
        for word, times in _fact(section.title).items():
            found[word] += times * _HEADING
    length = sum(found.values())
    for text, weight in ((document.title, _TITLE), *document.facts):
        for word, times in _fact(text).items():
            found[word] += times * weight
    level = _levels(length // 40)
    return {word: level[times] if times < 64 else level[63] for word, times in found.items()}


@lru_cache(maxsize=1 << 14)
def _fact(text: str) -> Mapping[str, int]:
    """The words of a name, a tag or a year, which many papers have."""
    return words().counts(text)


@lru_cache(maxsize=1024)
def _levels(length: int) -> tuple[int, ...]:
    """The weight of a word by how often it occurs in a document of so many forties of words."""
    slow = _STEEP * (1 - _LENGTH + _LENGTH * length * 40 / _USUAL)
    return tuple(max(1, round(_LEVELS * times / (times + slow))) for times in range(64))


class Index:
    """The documents of a site, added one by one, and then the files of the index."""

    def __init__(self) -> None:
        self._texts: list[bytes] = []
        # For each word its documents in order: the number, and in the lowest four bits what the word weighs there.
        self._posts: dict[str, array[int]] = {}

    def add(self, document: Document, found: Mapping[str, int] | None = None) -> None:
        """Take a document in; `found` are its words where they are known from an earlier build."""
        base = len(self._texts) << 4
        for word, level in (document_words(document) if found is None else found).items():
            post = self._posts.get(word)
            if post is None:
                post = self._posts[word] = array("I")
            post.append(base | level)
        sections = [[s.anchor, s.title, s.text] for s in document.sections]
        self._texts.append(_packed(_json([document.url, document.title, sections])))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path in the site and content of each file; the same documents in the same order give the same bytes."""
        shards = list(_shards(self._posts))
        hashed = blake2b(digest_size=6)
        for content in chain((pack for _, pack in shards), self._texts):
            hashed.update(content)
        head = {"version": hashed.hexdigest(), "count": len(self._texts), "shards": [first for first, _ in shards]}
        yield f"{FOLDER}/text.json", _json(head)
        yield f"{FOLDER}/spellings.json", _json(_spellings(self._posts))
        for number, (_, pack) in enumerate(shards):
            yield f"{FOLDER}/words/{number}.pack", pack
        for number, text in enumerate(self._texts):
            yield f"{FOLDER}/texts/{number}.pack", text


def _shards(posts: Mapping[str, array[int]]) -> Iterator[tuple[str, bytes]]:
    """First word and content of each shard, in the words' order.

    For the characters that words are made of, the order of code points is that of UTF-16, which the browser has."""
    first, size = "", 0
    lines: list[str] = []
    body: list[bytes] = []
    for word in sorted(posts):
        post = posts[word]
        line, data = _post(word, post)
        first = first or word
        lines.append(line)
        body.append(data)
        size += len(data) + len(line)
        if size > SHARD:
            yield first, _shard(lines, body)
            first, lines, body, size = "", [], [], 0
    if lines:
        yield first, _shard(lines, body)


def _post(word: str, post: array[int]) -> tuple[str, bytes]:
    """A word's line in the shard, and its documents: the gaps between their numbers, then the weights."""
    count = len(post)
    rows: Sequence[int] = post
    if count > KEPT:
        rows = sorted(sorted(post, key=lambda row: (-(row & 15), row))[:KEPT])
    docs = [row >> 4 for row in rows]
    gaps = [docs[0], *map(sub, docs[1:], docs)] if len(docs) > 1 else docs
    most = max(gaps)
    size = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    coded = bytes(gaps) if size == 1 else _little(array("H" if size == 2 else "I", gaps))
    line = f"{word}\t{count}\t{size}" + (f"\t{len(docs)}" if len(docs) < count else "")
    return line, coded + bytes([row & 15 for row in rows])


def _little(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _shard(lines: Sequence[str], body: Sequence[bytes]) -> bytes:
    """The words' lines, an empty one, and what belongs to each line in order."""
    return _packed("\n".join([*lines, "", ""]).encode("utf-8", "replace") + b"".join(body))


def _packed(data: bytes) -> bytes:
    """Deflated: not every host compresses files of an unknown kind."""
    return zlib.compress(data, 6, wbits=-15)


def _spellings(posts: Mapping[str, array[int]]) -> list[str]:
    known = [word for word in posts if len(word) > 3 and word.isascii() and word.isalpha()]
    return sorted(sorted(known, key=lambda word: (-len(posts[word]), word))[:SPELLINGS])


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


__all__ = ["Document", "Index", "document_words"]
