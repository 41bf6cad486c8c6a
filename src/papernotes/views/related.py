"""Papers that belong together: by topics, tags, mentions and the rare words of titles and summaries.

The text of notes is not read: what is related would change with every note that is written.
Each paper is compared only with those that share something rare with it, so the work grows with the number of papers,
not with its square."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import log
from operator import add, attrgetter
from typing import Any

from papernotes.late import regex
from papernotes.model.library import Library, venue_name
from papernotes.model.note import NoteKind
from papernotes.model.paper import Paper
from papernotes.model.topic import ancestors, topic_path
from papernotes.text import fold
from papernotes.views.memory import Memory
from papernotes.views.stamp import digest

COUNT = 5
_COMMON = 60
"""What more papers than this share tells nothing of two of them."""
_WORDS = 40
"""How many of a paper's rarest words count."""
_WEIGHT = {"topic": 2.0, "tag": 1.0, "venue": 0.3, "mention": 6.0, "title": 1.2, "word": 0.5}
_TOKEN = regex(r"[a-z][a-z0-9]{2,24}(?:-[a-z0-9]+)?|[\u3400-\u9fff]{2,}")
_STOP = frozenset(
    "the and for with from are was were this that these those into via using based towards toward not can has "
    "have its our more all you need new which their than when how what between over under also use used one two "
    "http https www com org 一种 基于 我们 他们 可以 这个 那个 以及 但是 因为 所以 如果 没有 不是 进行 使用 "
    "方法 论文 模型 本文 作者 通过".split()
)
Feature = str
"""A word, or the kind and the name of something else between zeros, which no word begins with."""


_SAID = attrgetter("key", "title", "aliases", "summary", "tags", "topics", "venue", "year")


def recalled(library: Library, memory: Memory) -> Mapping[str, Sequence[Paper]]:
    """As `related`, by what an earlier build found if all that counts is as it was."""

    def work() -> dict[str, list[str]]:
        return {key: [paper.key for paper in papers] for key, papers in related(library).items()}

    found = memory.recall("related", _stamp(library), work, lambda known: _fits(library, known))
    return {key: [library.by_key[other] for other in others] for key, others in found.items()}


def _stamp(library: Library) -> bytes:
    """A hash of all that `related` reads."""
    said = [
        (note.key, str(note.meta.get("summary", "")), [ref.key for ref in note.references])
        for note in library.note_of.values()
    ]
    return digest(repr(list(map(_SAID, library.papers))), repr(said))


def _fits(library: Library, known: Any) -> bool:
    """Whether something that was read from a file is a list of papers for each paper."""
    if not isinstance(known, dict) or known.keys() != library.by_key.keys():
        return False
    lists = known.values()
    return all(isinstance(keys, list) and all(isinstance(k, str) and k in known for k in keys) for keys in lists)


def related(library: Library) -> Mapping[str, Sequence[Paper]]:
    """The papers closest to each, by its key; the closest first, the same whatever the machine."""
    features = [_features(library, paper) for paper in library.papers]
    holders: dict[Feature, list[int]] = defaultdict(list)
    for index, found in enumerate(features):
        for feature in found:
            holders[feature].append(index)
    rarities = [log(1 + len(features) / max(count, 1)) for count in range(_COMMON + 1)]
    rarity = {f: rarities[len(h)] for f, h in holders.items() if 1 < len(h) <= _COMMON}
    place = {(topic, p.key): i for topic, papers in library.by_topic.items() for i, p in enumerate(papers)}
    found_of = {}
    for index, paper in enumerate(library.papers):
        scores: dict[int, float] = defaultdict(float)
        own = sorted([(-rarity[f] * weight, f) for f, weight in features[index].items() if f in rarity])
        for loss, feature in own[:_WORDS]:
            for other in holders[feature]:
                scores[other] -= loss
        scores.pop(index, None)
        found_of[paper.key] = _filled(library, place, paper, [library.papers[other] for other in _best(scores)])
    return found_of


def _best(scores: Mapping[int, float]) -> list[int]:
    """The papers of the highest scores, those before others in the catalogue that come close to the same."""
    if len(scores) > COUNT:
        # Only these can be among the first, whatever rounding makes equal.
        floor = nlargest(COUNT, scores.values())[-1] - 1e-5
        scores = {other: score for other, score in scores.items() if score >= floor}
    return sorted(scores, key=lambda other: (-round(scores[other], 6), other))[:COUNT]


def _features(library: Library, paper: Paper) -> dict[Feature, float]:
    """What the paper has to share, and its weight; the last of equal names holding."""
    note = library.note_of.get(paper.key)
    words = _tokens(str(note.meta.get("summary", ""))) if note else ()
    found = dict.fromkeys(words, _WEIGHT["word"])
    found |= dict.fromkeys(_tokens(" ".join((paper.title, *paper.aliases, paper.summary))), _WEIGHT["title"])
    said = [("tag", tag) for tag in paper.tags]
    said += [("topic", topic_path(topic)) for topic in paper.topics]
    if paper.venue and paper.year:
        said.append(("venue", f"{venue_name(paper)} {paper.year}"))
    # Who mentions a paper shares the mention with it, and with the others who do.
    said.append(("mention", paper.key))
    said += [("mention", ref.key) for ref in (note.references if note and note.kind is NoteKind.PAPER else ())]
    return found | {f"\0{kind}\0{name}": _WEIGHT[kind] for kind, name in said}


def _tokens(said: str) -> set[str]:
    """Latin words, and pairs of Chinese characters."""
    found: set[str] = set()
    for word in _TOKEN.findall(fold(said)):
        if word[0] >= "\u3400":
            found.update(map(add, word, word[1:]))
        else:
            found.add(word)
    found.difference_update(_STOP)
    return found


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
