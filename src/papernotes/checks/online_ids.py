"""What services say of identifiers: whether they exist, what they lead to, and whether it still holds (`--online`)."""

from __future__ import annotations

from collections.abc import Iterator

from papernotes.checks.registry import found, rule
from papernotes.checks.witness import ByKey, pairs, who
from papernotes.evidence.news import new_version, retractions
from papernotes.evidence.places import canonical, is_preprint
from papernotes.evidence.said import likeness
from papernotes.model.library import Library
from papernotes.model.venue import registry
from papernotes.problem import Level, Problem
from papernotes.store.mistake import short


@rule("ID010", Level.ERROR)
def id_conflict(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """The DOI and another identifier of a paper are of two papers.

    Why: One of them is wrong, and whoever follows it reads or cites another paper.
    Bad:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          arxiv: "2101.99901"
          doi: 10.5555/surveys.2
        === services ===
        - {source: arxiv, asked: arxiv, title: Sorting Imaginary Numbers with Teacups, authors: [Ada Beispiel]}
        - {source: crossref, asked: doi, title: A Survey of Surveys of Unwritten Books, authors: [Cleo Muster]}
    Good:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          arxiv: "2101.99901"
          doi: 10.5555/teacups.1
        === services ===
        - {source: arxiv, asked: arxiv, title: Sorting Imaginary Numbers with Teacups, authors: [Ada Beispiel]}
        - {source: crossref, asked: doi, title: Sorting imaginary numbers with tea-cups, authors: [Ada Beispiel]}
    """
    for paper, said in pairs(library, evidence):
        if two := said.conflict():
            doi, other = two
            kind = next((kind for kind in ("arxiv", "acl", "openreview") if other in said.records(kind)), "arxiv")
            # The one that does not have the paper's title is the wrong one.
            wrong = "doi" if likeness(paper, doi) <= likeness(paper, other) else kind
            message = f"'doi' is of '{short(doi.title)}' and '{kind}' of '{short(other.title)}'"
            yield found(paper.at(f"{wrong}="), message, f"correct one; says {who(two)}")


@rule("ID011", Level.ERROR)
def doi_unregistered(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """A DOI does not exist: neither its register nor the resolver knows it.

    Why: It leads nowhere, in the site and in every bibliography that is made from the catalogue.
    Bad:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          doi: 10.5555/taecups.1
        === services ===
        - {source: doi_ra, asked: doi, missing: true}
        - {source: doi_handle, asked: doi, missing: true}
    Good:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          doi: 10.5555/teacups.1
        === services ===
        - {source: doi_ra, asked: doi, missing: true}
        - {source: doi_handle, asked: doi, unavailable: timeout}
    """
    for paper, said in pairs(library, evidence):
        if said.missing("doi", "doi_ra", "doi_handle"):
            message = f"DOI '{short(paper.doi)}' is not registered"
            yield found(paper.at("doi="), message, "doi.org knows no such DOI; is it copied whole?")


@rule("ID012", Level.ERROR)
def arxiv_missing(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """An arXiv id does not exist: arXiv answers, and has no such paper.

    Why: A digit is wrong, and with the right ones it may be another paper.
    Bad:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          arxiv: "2101.99909"
        === services ===
        - {source: arxiv, asked: arxiv, missing: true}
    Good:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          arxiv: "2101.99901"
        === services ===
        - {source: arxiv, asked: arxiv, unavailable: rate_limited}
    """
    for paper, said in pairs(library, evidence):
        if said.missing("arxiv", "arxiv"):
            message = f"arXiv has no paper '{short(paper.arxiv or paper.doi)}'"
            where = paper.at("arxiv=" if paper.arxiv else "doi=")
            yield found(where, message, f"check it at https://arxiv.org/abs/{short(paper.arxiv)}")


@rule("ID013", Level.INFO, "suggestion")
def new_arxiv_version(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """A preprint has a newer version than the one that its note names, or one from after the last day it was read.

    Why: Results are corrected in new versions, and the note speaks of the old ones.
    Bad:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          arxiv: "2101.99901"
        === notes/teacups.md ===
        Of 2101.99901v1: twelve cups are enough.
        === services ===
        - {source: arxiv, asked: arxiv, title: Sorting Imaginary Numbers with Teacups, version: 3}
    Good:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          arxiv: "2101.99901"
        === notes/teacups.md ===
        Of 2101.99901v3: twelve cups are enough.
        === services ===
        - {source: arxiv, asked: arxiv, title: Sorting Imaginary Numbers with Teacups, version: 3}
    """
    for paper, said in pairs(library, evidence):
        for one in new_version(paper, library.note_of.get(paper.key), said):
            yield found(paper.at("arxiv="), f"'{paper.key}' has a new version: {one.text}", f"see {one.record.url}")


@rule("BIB011", Level.ERROR)
def retracted(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """A paper was retracted or withdrawn (error), or possibly withdrawn, or has an expression of concern (warning).

    Why: What it says does not hold. That no notice is found is no proof that there is none.
    Bad:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Imaginary Numbers with Teacups, state: retracted}
    Good:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Imaginary Numbers with Teacups}
    """
    for paper, said in pairs(library, evidence):
        for one in retractions(paper, said):
            weak = one.kind in ("possibly", "concern")
            where = paper.at("arxiv=" if one.record.source == "arxiv" else "doi=")
            url = f"see {one.record.url}" if one.record.url else ""
            yield found(where, f"'{paper.key}' {one.text}", url, level=Level.WARNING if weak else None)


@rule("BIB012", Level.WARNING)
def not_accepted(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """OpenReview says that the paper was rejected or withdrawn at its venue, or only submitted there.

    Why: It did not appear there, and is cited as if it had.
    Bad:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          venue: ICLR
          year: 2021
          openreview: TeaCups0001
        === services ===
        - source: openreview
          asked: openreview
          title: Sorting Imaginary Numbers with Teacups
          state: rejected
          extra: {venueid: ICLR.cc/2021/Conference/Rejected_Submission}
    Good:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          venue: arXiv
          year: 2021
          openreview: TeaCups0001
        === services ===
        - source: openreview
          asked: openreview
          title: Sorting Imaginary Numbers with Teacups
          state: rejected
          extra: {venueid: ICLR.cc/2021/Conference/Rejected_Submission}
    """
    for paper, said in pairs(library, evidence):
        if is_preprint(paper):
            continue
        for record in said.records("openreview"):
            state = record.state or ("only submitted" if record.extra.get("submitted") else "")
            group = str(record.extra.get("venueid", "")).split("/")[0].split(".")[0]
            at = registry().find(group)
            if record.source == "openreview" and state and at and at.name == canonical(paper.venue):
                yield found(paper.at("venue="), f"'{paper.key}' was {state} at {at.name}", f"says {who([record])}")


@rule("BIB017", Level.WARNING, "suggestion")
def lookalike_doi(library: Library, evidence: ByKey) -> Iterator[Problem]:
    """A DOI is that of a copy: of a publisher that registers copies, or a posting from two years after the paper.

    Why: Searches show such copies before the paper itself, and they are cited by mistake.
    Bad:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          year: 2021
          doi: 10.5555/copies.9
        === services ===
        - source: crossref
          asked: doi
          title: Sorting Imaginary Numbers with Teacups
          year: 2025
          kind: preprint
          extra: {type: posted-content}
    Good:
        teacups:
          title: Sorting Imaginary Numbers with Teacups
          year: 2021
          doi: 10.5555/teacups.1
        === services ===
        - {source: crossref, asked: doi, title: Sorting Imaginary Numbers with Teacups, year: 2021, kind: article}
    """
    for paper, said in pairs(library, evidence):
        for record in said.records("doi"):
            if record.source != "crossref":
                continue
            posted = record.extra.get("type") == "posted-content" and paper.year and record.year
            late = posted and (record.year or 0) >= (paper.year or 0) + 2
            if record.extra.get("lookalike") or late:
                why = f"a posting of {record.year}" if late else "of a publisher that registers copies"
                message = f"DOI '{short(paper.doi)}' is {why}"
                yield found(paper.at("doi="), message, f"take the paper's own; says {who([record])}")
