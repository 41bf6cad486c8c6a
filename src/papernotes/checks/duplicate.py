"""One paper in two entries, told by an identifier, or by title, authors and year."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from papernotes.checks.ids import ARXIV_DOI, NAMES, NORMAL
from papernotes.checks.registry import found, rule
from papernotes.identifiers import family_given, fold_title, normalise_doi, normalise_isbn
from papernotes.model.library import Library
from papernotes.model.paper import PUBLISHED, Paper
from papernotes.model.topic import topic_path
from papernotes.problem import Level, Problem

_MOST = 20
"""Entries of one title that are compared with each other: "Preface" may stand in every volume."""


class Same(NamedTuple):
    """Two entries with one identifier."""

    first: Paper
    second: Paper
    field: str
    kind: str
    """Another than the field where the DOI is arXiv's."""
    ident: str


def same_ids(library: Library) -> Sequence[Same]:
    """Entries that share an identifier in its normal form, each with the first one that has it."""
    return _same_ids(tuple(library.papers))


# Several rules ask.
@lru_cache(maxsize=1)
def _same_ids(papers: tuple[Paper, ...]) -> list[Same]:
    same = []
    owner: dict[tuple[str, str], Paper] = {}
    for paper in papers:
        told: set[str] = set()
        for kind, (field, ident) in _identities(paper).items():
            first = owner.setdefault((kind, ident), paper)
            if first is not paper and first.key not in told:
                told.add(first.key)
                same.append(Same(first, paper, field, kind, ident))
    return same


def _identities(paper: Paper) -> Mapping[str, tuple[str, str]]:
    """Kind of identifier to the field that says it and its normal form."""
    every: dict[str, tuple[str, str]] = {}
    for field, normal in NORMAL.items():
        text = getattr(paper, field)
        ident = normal(text) if text else None
        if field == "doi" and ident and ident.startswith(ARXIV_DOI):
            every.setdefault("arxiv", (field, ident.removeprefix(ARXIV_DOI)))
        # All papers of one volume have its ISBN.
        elif ident and (field != "isbn" or paper.kind == "book"):
            every[field] = (field, ident)
    return every


@rule("ID009", Level.ERROR, "suggestion", of="catalogue")
def duplicate_id(library: Library) -> Iterator[Problem]:
    """Two entries have the same identifier.

    Why: They are one paper, or one of the two ids is wrong.
    Bad:
        vit:
          title: ViT
          arxiv: "2010.11929"
        dosovitskiy2021image:
          title: An Image is Worth 16x16 Words
          doi: 10.48550/arXiv.2010.11929
    Good:
        vit:
          title: ViT
          arxiv: "2010.11929"
        detr:
          title: DETR
          arxiv: "2005.12872"
    """
    for first, second, field, kind, ident in same_ids(library):
        said = f"{NAMES[kind]} '{ident}' is already that of '{first.key}' ({first.where})"
        yield found(second.at(f"{field}="), said, "merge the two entries, or correct one")


@rule("BIB013", Level.WARNING, "suggestion", of="catalogue")
def duplicate_paper(library: Library) -> Iterator[Problem]:
    """Two entries have the same title, a common author (or one names none), years at most one apart, no other DOI.

    Why: Status and notes of a paper that stands twice are in two places. Entries with one identifier are ID009's.
    Bad:
        vit:
          title: "An Image is Worth 16x16 Words"
          authors: [Alexey Dosovitskiy]
        dosovitskiy2021image:
          title: "An image is worth 16x16 words."
          authors: ["Dosovitskiy, A."]
    Good:
        vit:
          title: "An Image is Worth 16x16 Words"
          authors: [Alexey Dosovitskiy]
        dosovitskiy2016:
          title: "Discriminative Unsupervised Feature Learning"
          authors: ["Dosovitskiy, A."]
    """
    told = {(same.first.key, same.second.key) for same in same_ids(library)}
    for first, second in _pairs(tuple(library.papers)):
        if not _other_topics(first, second) and (first.key, second.key) not in told:
            said = f"'{second.key}' is probably the same paper as '{first.key}' ({first.where})"
            yield found(second.where, said, "merge the two entries")


@rule("BIB014", Level.WARNING, "suggestion", of="catalogue")
def duplicate_under_topics(library: Library) -> Iterator[Problem]:
    """A paper has one entry for each of its topics.

    Why: An entry may have several topics; two entries have two statuses, of which one is soon out of date.
    Bad:
        detr:
          title: End-to-End Object Detection with Transformers
          topics: [物体检测]
        detr2:
          title: End-to-End Object Detection with Transformers
          topics: [Transformer in Vision]
    Good:
        detr:
          title: End-to-End Object Detection with Transformers
          topics: [物体检测, Transformer in Vision]
    """
    for first, second in _pairs(tuple(library.papers)):
        if _other_topics(first, second):
            topics = ", ".join(dict.fromkeys((*first.topics, *second.topics)))
            said = f"'{second.key}' is '{first.key}' ({first.where}) under another topic"
            yield found(second.where, said, f"keep one entry with 'topics: [{topics}]'")


def _other_topics(first: Paper, second: Paper) -> bool:
    one, two = set(map(topic_path, first.topics)), set(map(topic_path, second.topics))
    return bool(one and two and one != two)


@lru_cache(maxsize=1)
def _pairs(papers: tuple[Paper, ...]) -> list[tuple[Paper, Paper]]:
    """Entries that are one paper, each with the first such entry."""
    pairs = []
    by_title: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.title and (title := fold_title(paper.title)):
            by_title[title].append(paper)
    for group in by_title.values():
        works = [_Work(paper) for paper in group] if len(group) > 1 else []
        for i, work in enumerate(works[1:], 1):
            first = next((other for other in works[: min(i, _MOST)] if other.same(work)), None)
            if first:
                pairs.append((first.paper, work.paper))
    return pairs


class _Work:
    """What tells two papers of one title apart."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        doi = normalise_doi(paper.doi) if paper.doi else None
        # A preprint and its publication are one paper with two DOIs.
        self.doi = None if doi and doi.startswith(ARXIV_DOI) else doi
        self.isbn = normalise_isbn(paper.isbn) if paper.isbn else None
        self.authors = {_author(name) for name in paper.authors}

    def same(self, other: _Work) -> bool:
        """Zotero's rule for two items of one title; an entry without authors is by anyone.

        Source: https://github.com/zotero/zotero/blob/main/chrome/content/zotero/xpcom/duplicates.js"""
        one, two = self.paper, other.paper
        if one.kind != two.kind and {one.kind, two.kind} - set(PUBLISHED):
            return False  # A paper and its repository or talk.
        if one.year and two.year and abs(one.year - two.year) > 1:
            return False
        if (self.doi and other.doi and self.doi != other.doi) or (self.isbn and other.isbn and self.isbn != other.isbn):
            return False
        return not self.authors or not other.authors or not self.authors.isdisjoint(other.authors)


@lru_cache(maxsize=4096)
def _author(name: str) -> tuple[str, str]:
    """Family name and first letter of the given name, without accents and case."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    family, given = family_given(plain.rstrip(" 0123456789"))
    return family, given[:1]
