"""Papers that belong together: by topics, tags, mentions and the rare words of titles and notes.

Each paper is compared only with those that share something rare with it, so the work grows with the number of papers,
not with its square."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import log

from papernotes.model.library import Library, venue_name
from papernotes.model.note import NoteKind
from papernotes.model.paper import Paper
from papernotes.model.topic import ancestors, topic_path
from papernotes.text import fold

COUNT = 5
_COMMON = 60
"""What more papers than this share tells nothing of two of them."""
_WORDS = 40
"""How many of a paper's rarest words count."""
_NOTE = 20_000
"""How many characters of a note are read."""
_WEIGHT = {"topic": 2.0, "tag": 1.0, "venue": 0.3, "mention": 6.0, "title": 1.2, "word": 0.5}
_TOKEN = re.compile(r"[a-z][a-z0-9]{2,24}(?:-[a-z0-9]+)?|[\u3400-\u9fff]{2,}")
_STOP = frozenset(
    "the and for with from are was were this that these those into via using based towards toward not can has "
    "have its our more all you need new which their than when how what between over under also use used one two "
    "http https www com org 一种 基于 我们 他们 可以 这个 那个 以及 但是 因为 所以 如果 没有 不是 进行 使用 "
    "方法 论文 模型 本文 作者 通过".split()
)
Feature = tuple[str, str]


def related(library: Library) -> Mapping[str, Sequence[Paper]]:
    """The papers closest to each, by its key; the closest first, the same whatever the machine."""
    features = [dict(_features(library, paper)) for paper in library.papers]
    holders: dict[Feature, list[int]] = defaultdict(list)
    for index, found in enumerate(features):
        for feature in found:
            holders[feature].append(index)
    rarity = {f: log(1 + len(features) / len(h)) for f, h in holders.items() if 1 < len(h) <= _COMMON}
    place = {(topic, p.key): i for topic, papers in library.by_topic.items() for i, p in enumerate(papers)}
    found_of = {}
    for index, paper in enumerate(library.papers):
        scores: dict[int, float] = defaultdict(float)
        own = {f: rarity[f] * weight for f, weight in features[index].items() if f in rarity}
        for feature in sorted(own, key=lambda f: (-own[f], f))[:_WORDS]:
            for other in holders[feature]:
                scores[other] += own[feature]
        scores.pop(index, None)
        best = sorted(scores, key=lambda other: (-round(scores[other], 6), other))[:COUNT]
        found_of[paper.key] = _filled(library, place, paper, [library.papers[other] for other in best])
    return found_of


def _features(library: Library, paper: Paper) -> Iterator[tuple[Feature, float]]:
    """What the paper has to share, the last of equal names holding."""
    note = library.note_of.get(paper.key)
    for word in _tokens(f"{note.meta.get('summary', '')} {note.body[:_NOTE]}" if note else ""):
        yield ("word", word), _WEIGHT["word"]
    for word in _tokens(" ".join((paper.title, *paper.aliases, paper.summary))):
        yield ("word", word), _WEIGHT["title"]
    for tag in paper.tags:
        yield ("tag", tag), _WEIGHT["tag"]
    for topic in paper.topics:
        yield ("topic", topic_path(topic)), _WEIGHT["topic"]
    if paper.venue and paper.year:
        yield ("venue", f"{venue_name(paper)} {paper.year}"), _WEIGHT["venue"]
    # Who mentions a paper shares the mention with it, and with the others who do.
    yield ("mention", paper.key), _WEIGHT["mention"]
    for ref in note.references if note and note.kind is NoteKind.PAPER else ():
        yield ("mention", ref.key), _WEIGHT["mention"]


def _tokens(said: str) -> set[str]:
    """Latin words, and pairs of Chinese characters."""
    found = set()
    for word in _TOKEN.findall(fold(said)):
        if word[0] >= "\u3400":
            found |= {a + b for a, b in pairwise(word)}
        else:
            found.add(word)
    return found - _STOP


def _filled(library: Library, place: Mapping[tuple[str, str], int], paper: Paper, best: list[Paper]) -> list[Paper]:
    """At least three where the paper's topics hold so many: the next ones of its topic, in the catalogue's order."""
    found = {other.key: other for other in best}
    for topic in (above for path in paper.topics for above in reversed(ancestors(topic_path(path)))):
        group = library.by_topic[topic] if topic else ()
        for step in range(1, len(group)):
            if len(found) >= 3:
                break
            other = group[(place[topic, paper.key] + step) % len(group)]
            found.setdefault(other.key, other)
    return list(found.values())
