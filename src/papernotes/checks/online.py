"""What services say of titles, authors, years and venues (`--online`)."""

from __future__ import annotations

from collections.abc import Iterator

from papernotes.checks.registry import found, rule
from papernotes.checks.witness import ByKey, pairs, who
from papernotes.evidence.agree import alike, differs
from papernotes.evidence.places import another, published
from papernotes.evidence.said import SAME, likeness
from papernotes.model.library import Library
from papernotes.model.paper import PUBLISHED
from papernotes.problem import Level, Problem
from papernotes.store.mistake import short
from papernotes.text import HAN

_IDS = ("arxiv", "doi", "openreview", "acl", "dblp", "isbn")
_NEAR = 0.8
"""A hit that is so like the title may be the paper: no reason to suspect that there is none."""


@rule("BIB001", Level.WARNING, "suggestion")
def title_mismatch(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """The title is not the one that the paper's identifiers lead to.

    Why: Either the title is written wrong, or the identifier is that of another paper.
    Bad:
        teacups:
          title: Counting Teacups
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Teacups}
    Good:
        teacups:
          title: Sorting tea-cups
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Teacups}
    """
    for paper, said in pairs(library, evidence):
        records = said.records()
        if not records or "title" in paper.needs or said.conflict() or said.renamed(paper):
            continue
        if max(likeness(paper, record) for record in records) < SAME:
            message = f"title '{short(paper.title)}' is '{short(records[0].title)}' elsewhere"
            yield found(paper.at("title="), message, f"correct it or the identifier; says {who(records)}")


@rule("BIB004", Level.WARNING, "suggestion")
def author_mismatch(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """The first author is another one, or less than 60 % of the authors are those that every service names.

    Why: Badly wrong authors are what an invented reference is told by.
    Bad:
        teacups:
          title: Sorting Teacups
          authors: [Cleo Muster, Ada Beispiel]
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Teacups, authors: [Ada Beispiel, Bo Li]}
    Good:
        teacups:
          title: Sorting Teacups
          authors: ["Beispiel, Ada"]
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Teacups, authors: [Ada Beispiel, Bo Li]}
    """
    for paper, said in pairs(library, evidence):
        named = [record for record in said.fitting(paper) if record.authors]
        if named and paper.authors and all(differs(paper.authors, record.authors) for record in named):
            names = "; ".join(named[0].authors[:4]) + (" …" if len(named[0].authors) > 4 else "")
            message = f"authors of '{paper.key}' are '{short(names)}' elsewhere"
            yield found(paper.at("authors="), message, f"says {who(named)}")


@rule("BIB006", Level.WARNING, "suggestion")
def year_mismatch(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """The year is more than one away from that of every service.

    Why: One year lies between a preprint or an online version and the printed one; two are a mistake.
    Bad:
        teacups:
          title: Sorting Teacups
          year: 2012
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Teacups, year: 2021}
    Good:
        teacups:
          title: Sorting Teacups
          year: 2020
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Teacups, year: 2021}
    """
    for paper, said in pairs(library, evidence):
        dated = [record for record in said.fitting(paper) if record.year and not record.extra.get("lookalike")]
        if dated and paper.year and all(abs(paper.year - (record.year or 0)) > 1 for record in dated):
            message = f"year {paper.year} is {dated[0].year} elsewhere"
            yield found(paper.at("year="), message, f"says {who(dated)}")


@rule("BIB009", Level.WARNING, "suggestion")
def venue_mismatch(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """Two services agree on another venue, and none names the catalogue's.

    Why: A paper is cited with the venue that accepted it.
    Bad:
        teacups:
          title: Sorting Teacups
          venue: CVPR
          year: 2021
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Teacups, year: 2021, venue: ICML, kind: article}
        - {source: dblp, asked: doi, title: Sorting Teacups, year: 2021, venue: ICML, kind: article}
    Good:
        teacups:
          title: Sorting Teacups
          venue: International Conference on Machine Learning
          year: 2021
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Teacups, year: 2021, venue: ICML, kind: article}
        - {source: dblp, asked: doi, title: Sorting Teacups, year: 2021, venue: ICML, kind: article}
    """
    for paper, said in pairs(library, evidence):
        if place := another(paper, said):
            message = f"venue '{short(paper.venue)}' is '{place.venue}' elsewhere"
            yield found(paper.at("venue="), message, f"says {who(place.records)}")


@rule("BIB010", Level.INFO, "suggestion")
def preprint_superseded(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """A preprint has been published, as two services say.

    Why: The published version is the one to cite; `papernotes update` shows the difference and keeps the arXiv id.
    Bad:
        teacups:
          title: Sorting Teacups
          venue: arXiv
          year: 2021
          arxiv: "2101.99901"
        === services ===
        - {source: semantic_scholar, asked: arxiv, title: Sorting Teacups, year: 2021, venue: ICML, kind: article}
        - {source: dblp, asked: arxiv, title: Sorting Teacups, year: 2021, venue: ICML, kind: article}
    Good:
        teacups:
          title: Sorting Teacups
          venue: arXiv
          year: 2021
          arxiv: "2101.99901"
        === services ===
        - {source: semantic_scholar, asked: arxiv, title: Sorting Teacups, year: 2021, venue: ICML, kind: article}
    """
    for paper, said in pairs(library, evidence):
        place = published(paper, said) if paper.venue else None
        if place:
            message = f"'{paper.key}' is published at {place.venue} {place.year}"
            yield found(paper.at("venue="), message, f"'papernotes update {paper.key}'; says {who(place.records)}")


@rule("BIB016", Level.WARNING)
def hallucination_suspect(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """A paper without identifier is found nowhere by its title, although every service answered.

    Why: Language models invent references. Where one service was silent, or the title is Chinese, nothing is said.
    Bad:
        teacups:
          title: Sorting Teacups
          venue: ICML
          year: 2021
        === services ===
        - {source: dblp, searched: true}
        - {source: crossref, searched: true}
        - {source: arxiv, searched: true}
    Good:
        teacups:
          title: Sorting Teacups
          venue: ICML
          year: 2021
        === services ===
        - {source: dblp, searched: true}
        - {source: crossref, searched: true}
        - {source: arxiv, unavailable: timeout}
    """
    for paper, said in pairs(library, evidence):
        if paper.kind not in PUBLISHED or paper.links or any(getattr(paper, kind) for kind in _IDS):
            continue
        if len(said.searched) < 2 or said.unanswered() or HAN.search(paper.title):
            continue
        if not any(alike(title, hit.title) >= _NEAR for hit in said.hits for title in (paper.title, *paper.aliases)):
            message = f"no service knows a paper '{short(paper.title)}'"
            yield found(paper.at("title="), message, f"does it exist? asked: {', '.join(said.searched)}")


@rule("BIB018", Level.INFO)
def title_changed(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """The title is that of an earlier version of the preprint.

    Why: It is no mistake, but the paper is found and cited under its new title.
    Bad:
        teacups:
          title: On Teacups
          arxiv: "2101.99901"
        === services ===
        - {source: arxiv, asked: arxiv, title: Sorting Teacups, version: 2}
        - {source: arxiv, earlier: true, title: On Teacups, version: 1}
    Good:
        teacups:
          title: Sorting Teacups
          arxiv: "2101.99901"
        === services ===
        - {source: arxiv, asked: arxiv, title: Sorting Teacups, version: 2}
        - {source: arxiv, earlier: true, title: On Teacups, version: 1}
    """
    for paper, said in pairs(library, evidence):
        now = next((record for record in said.records("arxiv") if record.source == "arxiv"), None)
        if now and likeness(paper, now) < SAME and said.renamed(paper):
            message = f"title '{short(paper.title)}' is that of an earlier version"
            yield found(paper.at("title="), message, f"it is now '{short(now.title)}'; says {who([now])}")
