"""Queries that nobody wrote for the search: made by rule from a library, twelve kinds, with the papers each must find.

What a query must find follows from the rule: the papers that have the tag, whose title holds the words, and so on."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from papernotes.model.paper import Paper
from papernotes.search.words import words

Query = tuple[str, str, list[str]]
_WORD = re.compile(r"[A-Za-z]{7,}")
_HAN = re.compile("[\u4e00-\u9fff]+")


def made(papers: Sequence[Paper], seed: int = 7) -> list[Query]:
    """Kind, query and the keys of the papers to find; the same for the same papers and seed."""
    chance = random.Random(seed)
    kinds = (_zh_word, _zh_known, _zh_part, _mixed, _acronym, _venue, _typo, _title, _prefix, _tag, _zh_var, _zh_trad)
    return [query for kind in kinds for query in _some(list(kind(papers, chance)), chance)]


def _some(queries: list[Query], chance: random.Random, most: int = 40) -> list[Query]:
    return sorted(chance.sample(queries, min(most, len(queries))))


def _zh(paper: Paper) -> str:
    return next((name for name in paper.aliases if _HAN.search(name)), "")


def _tags(papers: Sequence[Paper]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for paper in papers:
        for tag in paper.tags:
            found.setdefault(tag, []).append(paper.key)
    return found


def _holding(papers: Sequence[Paper], part: str) -> list[str]:
    """The papers whose title or Chinese title holds the words."""
    low = part.lower()
    return [p.key for p in papers if low in p.title.lower() or low in _zh(p).lower()]


def _zh_word(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for tag, keys in _tags(papers).items():
        if _HAN.fullmatch(tag) and len(tag) > 2:
            yield "zh-word", tag, keys


def _zh_known(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for paper in papers:
        if len(_zh(paper)) > 4:
            yield "zh-known", _zh(paper), [paper.key]


def _zh_part(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for paper in papers:
        runs = [run for run in _HAN.findall(_zh(paper)) if len(run) > 4]
        if runs:
            run = chance.choice(runs)
            start = chance.randrange(len(run) - 3)
            part = run[start : start + chance.choice((3, 4))]
            yield "zh-part", part, _holding(papers, part)


def _mixed(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for paper in papers:
        names, tags = _WORD.findall(paper.title), [tag for tag in paper.tags if _HAN.fullmatch(tag)]
        if names and tags:
            name, tag = chance.choice(names), chance.choice(tags)
            keys = [key for key in _holding(papers, name) if key in _tags(papers)[tag]]
            yield "mixed", chance.choice((f"{name} {tag}", f"{name}{tag}", f"{tag} {name.lower()}")), keys


def _acronym(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for paper in papers:
        name, colon, _ = paper.title.partition(":")
        if colon and " " not in name:
            forms = (name, name.lower(), name.upper(), name.replace("-", ""), name.replace("-", " "))
            yield "acronym", chance.choice(forms), [paper.key]


def _venue(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for venue, year in sorted({(p.venue, p.year) for p in papers if p.venue and p.year}):
        keys = [p.key for p in papers if (p.venue, p.year) == (venue, year)]
        forms = (
            f"{venue} {year}",
            f"{venue}{year}",
            f"{str(venue).lower()} {year}",
            f"{year} {venue}",
            f"{venue}{(year or 0) % 100:02}",
        )
        yield "venue", chance.choice(forms), keys


def _wrong(word: str, chance: random.Random) -> str:
    """The word with one typing error, not in its first letter."""
    at = chance.randrange(1, len(word) - 1)
    other = chance.choice("aeionrst")
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + other + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )


def _typo(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for paper in papers:
        found = sorted(set(_WORD.findall(paper.title)))
        if len(found) > 1:
            one, two = chance.sample(found, 2)
            keys = [key for key in _holding(papers, one) if key in _holding(papers, two)]
            yield "typo", f"{_wrong(one.lower(), chance)} {two.lower()}", keys


def _title(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for paper in papers:
        parts = paper.title.replace(":", "").split()
        if len(parts) > 4:
            start = chance.randrange(len(parts) - 3)
            part = " ".join(parts[start : start + 4])
            yield "title", part.lower(), [p.key for p in papers if part in p.title.replace(":", "")]


def _prefix(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for paper in papers:
        found = _WORD.findall(paper.title)
        if len(found) > 1:
            at = chance.randrange(len(found) - 1)
            part = found[at + 1][: chance.randint(4, 6)]
            keys = [p.key for p in papers if found[at] in p.title and re.search(rf"\b{part}", p.title, re.I)]
            yield "prefix", f"{found[at].lower()} {part.lower()}", keys


def _tag(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    for paper in papers:
        if len(paper.tags) > 1:
            one, two = chance.sample(paper.tags, 2)
            yield "tag", f"{one} {two}", [p.key for p in papers if {one, two} <= set(p.tags)]
        tag = chance.choice(paper.tags) if paper.tags else ""
        if tag:
            keys = [p.key for p in papers if tag in p.tags and p.status == paper.status]
            yield "tag", f"{paper.status} {tag}", keys


def _zh_var(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    groups = {phrase: group for group in words().lexicon.groups for phrase in group}
    for tag, keys in _tags(papers).items():
        for other in groups.get(tag, ()):
            if other != tag:
                yield "zh-var", other, keys


def _zh_trad(papers: Sequence[Paper], chance: random.Random) -> Iterator[Query]:
    lexicon = words().lexicon
    old = str.maketrans(lexicon.simplified[::-1], lexicon.traditional[::-1])
    for paper in papers:
        for run in _HAN.findall(_zh(paper)):
            if len(run) > 3 and run.translate(old) != run:
                yield "zh-trad", run.translate(old), _holding(papers, run)
