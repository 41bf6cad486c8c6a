"""Asking the services about the papers of a catalogue: in batches, and no more than is needed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from papernotes.evidence.agree import alike
from papernotes.evidence.places import is_preprint, is_published, places
from papernotes.evidence.said import FOUND, SAME, Evidence, Said, likeness
from papernotes.identifiers import NORMALISE
from papernotes.lookup.ask import Lookup
from papernotes.lookup.cascade import direct
from papernotes.lookup.identify import identify
from papernotes.model.paper import PUBLISHED, Paper
from papernotes.sources import Found, Ident, NotFound, Outcome, Query, Record, Unavailable

_KINDS = ("arxiv", "doi", "openreview", "acl", "dblp", "isbn")
_ONE_BY_ONE = {"openreview": "openreview", "acl": "acl", "dblp": "dblp", "isbn": "open_library"}
_SEARCHED = ("dblp", "crossref")
_AGENCIES = {"Crossref": "crossref", "DataCite": "datacite"}
_ARXIV_DOI = "10.48550/arxiv."
_LINKS = ("page", "pubmed", "code")
_VERSIONS = 4
"""How many earlier versions of a preprint are looked at for its old title."""


@dataclass
class _Work:
    """One paper while its evidence is gathered."""

    paper: Paper
    idents: list[Ident]
    said: list[Said] = field(default_factory=list)
    followed: list[Record] = field(default_factory=list)
    hits: list[Record] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    silent: list[Unavailable] = field(default_factory=list)
    earlier: list[Record] = field(default_factory=list)

    def evidence(self, day: str = "") -> Evidence:
        """What is known by now."""
        return Evidence(
            tuple(self.said),
            tuple(self.followed),
            tuple(self.hits),
            tuple(self.searched),
            tuple(self.silent),
            tuple(self.earlier),
            day,
        )

    def add(self, source: str, said: Mapping[Ident, Outcome], ident: Ident, asked: Ident | None = None) -> None:
        """Keep what a service said of an identifier, asked for in its own form or in another."""
        if (asked or ident) in said:
            self.said.append(Said(source, ident, said[asked or ident]))


async def gather(
    lookup: Lookup, papers: Iterable[Paper], *, day: str, step: Callable[[], None] = lambda: None
) -> dict[str, Evidence]:
    """The evidence for each paper, by its key; `step` is called when a paper is done. Raises nothing for weather."""
    works = [_Work(paper, own_idents(paper)) for paper in papers]
    await asyncio.gather(
        _arxiv(lookup, works),
        _dois(lookup, works),
        _linker(lookup, works),
        _others(lookup, works),
        _drafts(lookup, works),
    )
    await _earlier(lookup, works)
    await _follow(lookup, works)
    await asyncio.gather(*(_search(lookup, work, step) for work in works))
    return {work.paper.key: work.evidence(day) for work in works}


def own_idents(paper: Paper) -> list[Ident]:
    """The identifiers that stand in the catalogue, in their normal form; arXiv's own DOI is the arXiv id."""
    found = (Ident(kind, NORMALISE[kind](getattr(paper, kind)) or "") for kind in _KINDS if getattr(paper, kind))
    return list(dict.fromkeys(direct(ident) for ident in found if ident.value))


def _of(works: Sequence[_Work], kind: str) -> list[Ident]:
    return [ident for work in works for ident in work.idents if ident.kind == kind]


def _each(works: Sequence[_Work], kind: str) -> list[tuple[_Work, Ident]]:
    return [(work, ident) for work in works for ident in work.idents if ident.kind == kind]


async def _arxiv(lookup: Lookup, works: Sequence[_Work]) -> None:
    """arXiv, and where it does not answer DataCite, which holds arXiv's DOIs."""
    said = await lookup.ask("arxiv", _of(works, "arxiv"))
    silent = [ident for ident, outcome in said.items() if isinstance(outcome, Unavailable)]
    dois = {ident: Ident("doi", _ARXIV_DOI + ident.value.lower()) for ident in silent}
    second = await lookup.ask("datacite", dois.values())
    for work, ident in _each(works, "arxiv"):
        work.add("arxiv", said, ident)
        if ident in dois:
            work.add("datacite", second, ident, dois[ident])


async def _dois(lookup: Lookup, works: Sequence[_Work]) -> None:
    """Who registered each DOI, then that agency; OpenAlex for notices of retraction."""
    dois = _of(works, "doi")
    agencies, cross = await asyncio.gather(lookup.ask("doi_ra", dois), lookup.ask("openalex", dois))
    by_agency: dict[str, list[Ident]] = defaultdict(list)
    for ident, outcome in agencies.items():
        by_agency[_agency(outcome)].append(ident)
    asked = await asyncio.gather(*(lookup.ask(name, idents) for name, idents in by_agency.items()))
    for work, ident in _each(works, "doi"):
        work.add("doi_ra", agencies, ident)
        work.add("openalex", cross, ident)
        for name, said in zip(by_agency, asked, strict=True):
            work.add(name, said, ident)


def _agency(outcome: Outcome) -> str:
    if isinstance(outcome, NotFound):
        # It does not exist: does the resolver say so too?
        return "doi_handle"
    if isinstance(outcome, Found):
        return _AGENCIES.get(str(outcome.record.extra.get("agency")), "doi_org")
    return "crossref"


async def _linker(lookup: Lookup, works: Sequence[_Work]) -> None:
    """Semantic Scholar, which knows what else an identifier is called; one question for each paper."""
    kinds = lookup.sources["semantic_scholar"].kinds
    wanted = {id(work): next((ident for ident in work.idents if ident.kind in kinds), None) for work in works}
    said = await lookup.ask("semantic_scholar", [ident for ident in wanted.values() if ident])
    for work in works:
        if ident := wanted[id(work)]:
            work.add("semantic_scholar", said, ident)


async def _others(lookup: Lookup, works: Sequence[_Work]) -> None:
    """The services of the other identifiers."""
    for kind, name in _ONE_BY_ONE.items():
        said = await lookup.ask(name, _of(works, kind))
        for work, ident in _each(works, kind):
            work.add(name, said, ident)


async def _drafts(lookup: Lookup, works: Sequence[_Work]) -> None:
    """What the page of a draft without identifiers says."""
    wanted: list[tuple[_Work, Ident]] = []
    for work in works:
        links = work.paper.links if work.paper.needs and not work.idents else {}
        wanted += [(work, ident) for name in _LINKS if name in links for ident in identify(links[name])][:1]
    outcomes = await lookup.many(ident for _, ident in wanted)
    for work, ident in wanted:
        outcome = outcomes[ident]
        source = outcome.record.source if isinstance(outcome, Found) else outcome.source
        work.said.append(Said(source, ident, outcome))


async def _earlier(lookup: Lookup, works: Sequence[_Work]) -> None:
    """Earlier versions of preprints that have another title by now."""
    wanted: dict[Ident, _Work] = {}
    for work in works:
        if "title" in work.paper.needs:
            continue
        for record in work.evidence().records("arxiv"):
            if record.source == "arxiv" and record.version and likeness(work.paper, record) < SAME:
                numbers = range(1, min(record.version, _VERSIONS + 1))
                wanted |= {Ident("arxiv", f"{record.ids['arxiv']}v{n}"): work for n in numbers}
    for ident, outcome in (await lookup.ask("arxiv", wanted)).items():
        if isinstance(outcome, Found):
            wanted[ident].earlier.append(outcome.record)


async def _follow(lookup: Lookup, works: Sequence[_Work]) -> None:
    """The published versions that the answers name, for papers that the catalogue has as preprints."""
    wanted: dict[str, dict[Ident, list[_Work]]] = defaultdict(lambda: defaultdict(list))
    for work in works:
        for ident in _named(work) if is_preprint(work.paper) else ():
            name = {"doi": "crossref"}.get(ident.kind, ident.kind)
            wanted[name][ident].append(work)
    names = list(wanted)
    for name, said in zip(names, await asyncio.gather(*(lookup.ask(n, wanted[n]) for n in names)), strict=True):
        for ident, outcome in said.items():
            for work in wanted[name][ident]:
                if isinstance(outcome, Found):
                    work.followed.append(outcome.record)
                elif isinstance(outcome, Unavailable):
                    work.silent.append(outcome)


def _named(work: _Work) -> list[Ident]:
    """Identifiers of a version of record that the catalogue does not have."""
    found: dict[Ident, None] = {}
    for record in work.evidence().fitting(work.paper):
        named = dict(record.published) | (dict(record.ids) if is_published(record) else {})
        for kind in ("doi", "acl", "dblp"):
            ident = NORMALISE[kind](str(named.get(kind, ""))) or ""
            if ident and not ident.startswith((_ARXIV_DOI, "journals/corr/")):
                found[Ident(kind, ident)] = None
    return [ident for ident in found if ident not in work.idents]


async def _search(lookup: Lookup, work: _Work, step: Callable[[], None]) -> None:
    """Look for the title, where no identifier leads to the paper, or only one service says that it is published."""
    if _is_worth_it(work):
        paper = work.paper
        query = Query(paper.title, paper.authors, paper.year)
        # In the order of the services, whoever answers first.
        for name, found in zip(
            _SEARCHED, await asyncio.gather(*(lookup.hits(name, query) for name in _SEARCHED)), strict=True
        ):
            _take(work, name, found)
        if not any(alike(paper.title, record.title) >= FOUND for record in work.hits):
            _take(work, "arxiv", await lookup.hits("arxiv", query))
    step()


def _is_worth_it(work: _Work) -> bool:
    paper, evidence = work.paper, work.evidence()
    if paper.kind not in PUBLISHED or "title" in paper.needs or evidence.conflict():
        return False
    if not work.idents and not evidence.records():
        return True
    if not is_preprint(paper):
        return False
    fitting = evidence.fitting(paper)
    hinted = any(record.published or record.extra.get("accepted_at") for record in fitting) or places(paper, evidence)
    sure = any(place.sure for place in places(paper, evidence))
    # Semantic Scholar knows of nearly all publications; where it was silent, a search is the only way.
    linked = any(one.source == "semantic_scholar" and isinstance(one.outcome, Found) for one in work.said)
    return bool(fitting) and not sure and (bool(hinted) or not linked)


def _take(work: _Work, name: str, found: Sequence[Record] | Unavailable) -> None:
    if isinstance(found, Unavailable):
        work.silent.append(found)
    else:
        work.searched.append(name)
        work.hits += found
