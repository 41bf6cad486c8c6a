"""Which services to ask for an identifier, in which order, and what to make of their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from papernotes.identifiers import fold_title
from papernotes.sources import Found, Ident, NotFound, Outcome, Unavailable
from papernotes.sources.github import NAMES

_ARXIV_DOI = "10.48550/arxiv."
_AGENCIES = {"Crossref": ("crossref", "doi_org", "semantic_scholar"), "DataCite": ("datacite", "doi_org")}
_DATACITE = (_ARXIV_DOI, "10.5281/", "10.17605/", "10.6084/")
"""Prefixes of arXiv, Zenodo, OSF and figshare, where nobody says who registered a DOI."""
_MOST = 6


class Asker(Protocol):
    """What the cascade needs of a Lookup."""

    async def ask(self, source_name: str, idents: Iterable[Ident]) -> dict[Ident, Outcome]:
        """What one service says."""

    async def resolve(self, ident: Ident) -> Outcome:
        """What the cascade says."""


async def resolve(lookup: Asker, ident: Ident) -> Outcome:
    """What the services for this kind of identifier say."""
    return await _CASCADES[ident.kind](lookup, ident)


async def prepare(lookup: Asker, idents: Sequence[Ident]) -> None:
    """Ask the first service of each kind for all identifiers at once; the cascade then finds the answers there."""
    by_kind: dict[str, list[Ident]] = defaultdict(list)
    for ident in map(direct, idents):
        by_kind[ident.kind].append(ident)
    for kind in ("arxiv", "pmid", "isbn"):
        if by_kind[kind]:
            await lookup.ask(_FIRST[kind], by_kind[kind])
    if not by_kind["doi"]:
        return
    by_agency: dict[str, list[Ident]] = defaultdict(list)
    for ident, outcome in (await lookup.ask("doi_ra", by_kind["doi"])).items():
        for name in _agents(ident, outcome)[:1]:
            by_agency[name].append(ident)
    for name, dois in by_agency.items():
        await lookup.ask(name, dois)


def direct(ident: Ident) -> Ident:
    """The arXiv id that a DOI of arXiv's stands for; any other identifier as it is."""
    if ident.kind == "doi" and ident.value.startswith(_ARXIV_DOI):
        return Ident("arxiv", ident.value.removeprefix(_ARXIV_DOI))
    return ident


async def _first(lookup: Asker, ident: Ident, *names: str) -> Outcome:
    """The first service that knows it, or that says it does not exist; else that one of them did not answer."""
    silent: list[Unavailable] = []
    missing: Outcome = NotFound(names[0])
    for name in names:
        outcome = (await lookup.ask(name, [ident]))[ident]
        if isinstance(outcome, Found) or (isinstance(outcome, NotFound) and outcome.definite):
            return outcome
        if isinstance(outcome, Unavailable):
            silent.append(outcome)
    return silent[0] if silent else missing


async def _arxiv(lookup: Asker, ident: Ident) -> Outcome:
    outcome = await _first(lookup, ident, "arxiv")
    if not isinstance(outcome, Unavailable):
        return outcome
    # DataCite holds arXiv's DOIs, and answers when arXiv has had enough of us.
    doi = Ident("doi", _ARXIV_DOI + ident.value.lower())
    second = await _first(lookup, doi, "datacite")
    third = second if isinstance(second, Found) else await _first(lookup, ident, "semantic_scholar")
    return third if isinstance(third, Found) else outcome


async def _doi(lookup: Asker, ident: Ident) -> Outcome:
    if direct(ident) != ident:
        return await _arxiv(lookup, direct(ident))
    agency = (await lookup.ask("doi_ra", [ident]))[ident]
    if isinstance(agency, NotFound):
        return agency
    return await _first(lookup, ident, *_agents(ident, agency))


def _agents(ident: Ident, agency: Outcome) -> Sequence[str]:
    """Who can be asked for a DOI; none for one that does not exist."""
    if isinstance(agency, Found):
        return _AGENCIES.get(str(agency.record.extra["agency"]), ("doi_org",))
    if isinstance(agency, NotFound):
        return ()
    return ("datacite",) if ident.value.startswith(_DATACITE) else ("crossref", "datacite", "doi_org")


async def _openreview(lookup: Asker, ident: Ident) -> Outcome:
    outcome = await _first(lookup, ident, "openreview", "semantic_scholar")
    if isinstance(outcome, Found):
        return outcome
    page = Ident("url", f"https://openreview.net/forum?id={ident.value}")
    second = await _first(lookup, page, "page")
    # The wall that stands before the API may stand before the page, and has a title too.
    good = isinstance(second, Found) and not second.record.extra.get("draft")
    return second if good else outcome


async def _url(lookup: Asker, ident: Ident) -> Outcome:
    """What the page says; a page that names an identifier and no more leads to what is known of that."""
    outcome = await _first(lookup, ident, "page")
    if not isinstance(outcome, Found) or not outcome.record.extra.get("draft"):
        return outcome
    for kind in ("doi", "arxiv"):
        if kind in outcome.record.ids:
            better = await lookup.resolve(Ident(kind, outcome.record.ids[kind]))
            return better if isinstance(better, Found) else outcome
    return outcome


async def _github(lookup: Asker, ident: Ident) -> Outcome:
    """The paper that a README names; the repository itself where it names none; ambiguous where it names several."""
    readme = await _readme(lookup, ident)
    if not isinstance(readme, Found):
        return readme
    said = fold_title(str(readme.record.extra["text"])[:20_000])
    found: dict[str, Found] = {}
    silent: Outcome | None = None
    for named in readme.record.extra["idents"][:_MOST]:
        outcome = await lookup.resolve(named)
        if isinstance(outcome, Found):
            found.setdefault(fold_title(outcome.record.title), outcome)
        elif isinstance(outcome, Unavailable):
            silent = outcome
    fitting = [outcome for title, outcome in found.items() if title in said]
    if len(found) == 1 and not fitting:
        fitting = list(found.values())
    if len(fitting) == 1:
        record = fitting[0].record
        return Found(replace(record, links={**record.links, **readme.record.links}))
    if found:
        return Unavailable("github", "ambiguous")
    return silent or readme


async def _readme(lookup: Asker, ident: Ident) -> Outcome:
    """The README under any of its names."""
    outcome: Outcome = NotFound("github")
    for name in NAMES:
        asked = Ident("github", f"{ident.value}#{name}")
        outcome = (await lookup.ask("github", [asked]))[asked]
        if not isinstance(outcome, NotFound):
            return outcome
    return outcome


def _by(*names: str) -> Callable[[Asker, Ident], Awaitable[Outcome]]:
    async def cascade(lookup: Asker, ident: Ident) -> Outcome:
        return await _first(lookup, ident, *names)

    return cascade


_FIRST = {"arxiv": "arxiv", "pmid": "pubmed", "isbn": "open_library"}
_CASCADES: dict[str, Callable[[Asker, Ident], Awaitable[Outcome]]] = {
    "arxiv": _arxiv,
    "doi": _doi,
    "openreview": _openreview,
    "acl": _by("acl", "semantic_scholar"),
    "dblp": _by("dblp"),
    "s2": _by("semantic_scholar"),
    "isbn": _by("open_library"),
    "pmid": _by("pubmed", "semantic_scholar"),
    "url": _url,
    "github": _github,
}
