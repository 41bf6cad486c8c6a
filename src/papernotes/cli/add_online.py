"""What `add` learns from services, files and addresses."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from papernotes.cli.add_item import Item, Known, State
from papernotes.identifiers import arxiv_date, fold_title
from papernotes.lookup import (
    Candidate,
    Found,
    Ident,
    Lookup,
    NotFound,
    Outcome,
    Record,
    connected,
    doubt,
    identify,
)
from papernotes.lookup.open import CACHE
from papernotes.model.paper import shapes
from papernotes.problem import PapernotesError
from papernotes.sources import venue
from papernotes.sources.words import seen

__all__ = ["CACHE", "Wanted", "is_known_form", "read"]

_IDS = ("arxiv", "doi", "openreview", "acl", "dblp", "isbn")
_LINKS = {"github": "https://github.com/", "pmid": "https://pubmed.ncbi.nlm.nih.gov/", "url": ""}
_S2 = "https://www.semanticscholar.org/paper/"
_NAMES = {"arxiv": "arXiv", "doi": "doi", "openreview": "OpenReview", "acl": "ACL", "dblp": "DBLP", "isbn": "ISBN"}
_BUDGET_S = 120.0
_PATIENCE_S = 10.0
_KINDS = {"book": "book", "repo": "repo"}
_STATES = {"concern": "an expression of concern was published"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user said about asking."""

    offline: bool = False
    pick: int | None = None
    """The number of the candidate to take; 0 for the title as it is typed."""
    yes: bool = False
    """Take a candidate that is beyond doubt."""
    site_url: str = ""
    titled: bool = False
    """The title is given by an option: no service needs to know the paper."""
    cache: Path | None = None
    """The folder of kept answers."""


def is_known_form(what: str) -> bool:
    """Whether it is an identifier, an address or a PDF, and no words."""
    return bool(identify(what)) or _is_pdf(what)


def _is_pdf(what: str) -> bool:
    return what.lower().endswith(".pdf") and not what.lower().startswith(("http://", "https://"))


def read(whats: Sequence[str], known: Known, wanted: Wanted) -> list[Item]:
    """What becomes of each WHAT; those that are known already cost no request.

    Raises PapernotesError where a file cannot be read or PAPERNOTES_ENDPOINTS is wrong."""
    items = [_Work(what, known, wanted) for what in whats]
    open_items = [item for item in items if item.item.state is not State.KNOWN]
    if open_items:
        asyncio.run(_learn(open_items, wanted))
    return [item.item for item in items]


async def _learn(works: Sequence[_Work], wanted: Wanted) -> None:
    async with connected(
        os.environ,
        offline=wanted.offline,
        site_url=wanted.site_url,
        budget_s=_BUDGET_S,
        patience_s=_PATIENCE_S,
        cache=wanted.cache,
    ) as lookup:
        # In batches first: what follows finds the answers there.
        await lookup.many(ident for work in works for ident in work.idents if ident.kind != "github")
        await asyncio.gather(*(work.learn(lookup) for work in works))


class _Work:
    """One WHAT on its way to an item."""

    def __init__(self, what: str, known: Known, wanted: Wanted) -> None:
        self.item = Item(what)
        self.wanted = wanted
        self.idents: Sequence[Ident] = identify(what)
        self.title = ""
        self.text = ""
        """Of a PDF: a title that an identifier leads to must stand in it."""
        self.guess = ""
        """What seems to be the title of a PDF."""
        if not self.idents and _is_pdf(what):
            self._open(Path(what))
        elif not self.idents:
            self.title = seen(what)
        self._is_known(known)

    def _open(self, path: Path) -> None:
        from papernotes.lookup.pdf import MOST_BYTES
        from papernotes.lookup.pdf import read as read_pdf

        try:
            if path.stat().st_size > MOST_BYTES:
                raise PapernotesError(f"{path}: larger than {MOST_BYTES // 1024**2} MB; not read")
            said = read_pdf(path.read_bytes())
        except OSError as error:
            raise PapernotesError(f"{path}: cannot be read; {error.strerror}") from error
        if said.mistake:
            raise PapernotesError(f"{path}: {said.mistake}; nothing added")
        self.idents, self.title, self.text = said.idents, said.title or path.stem, said.text
        self.guess = self.title
        if said.stamp:
            self.idents, self.text = [said.stamp], ""

    def _is_known(self, known: Known) -> None:
        trusted = self.idents[:1] if not self.text else ()
        for fields in [*map(_from_ident, trusted), {"title": self.title}]:
            if paper := known.find(fields):
                self.item.state, self.item.key, self.item.where = State.KNOWN, paper.key, str(paper.where)
                self.item.path = paper.path

    async def learn(self, lookup: Lookup) -> None:
        """Fill the item."""
        if self.text:
            await self._learn_pdf(lookup)
        elif self.idents:
            self._take(self.idents[0], await lookup.resolve(self.idents[0]))
        else:
            await self._search(lookup)

    async def _learn_pdf(self, lookup: Lookup) -> None:
        """By the identifier whose title stands in the file: the first pages may also name other papers."""
        outcomes = [(ident, await lookup.resolve(ident)) for ident in self.idents[:4]]
        for ident, outcome in outcomes:
            if isinstance(outcome, Found) and fold_title(outcome.record.title) in self.text:
                self._take(ident, outcome)
                return
        await self._search(lookup)

    def _take(self, ident: Ident, outcome: Outcome) -> None:
        if isinstance(outcome, Found):
            self.item.fields = fields_of(outcome.record, ident)
            self.item.reason = _warning(outcome.record)
        elif isinstance(outcome, NotFound) and self.wanted.titled:
            self.item.fields = {
                name: said for name, said in _from_ident(ident).items() if name not in ("title", "needs")
            }
        elif isinstance(outcome, NotFound):
            self.item.failed(
                f"{outcome.source} knows no paper with {_NAMES.get(ident.kind, ident.kind)} '{ident.value}'"
            )
        elif outcome.reason == "ambiguous":
            self.item.failed("its README names several papers; give the identifier of yours")
        else:
            self._draft(_from_ident(ident), f"{outcome.source} did not answer ({outcome.reason})")

    async def _search(self, lookup: Lookup) -> None:
        search = await lookup.look(self.title)
        item, pick = self.item, self.wanted.pick
        item.choices = [_choice(candidate) for candidate in search.candidates]
        unsure = doubt(search.candidates)
        silent = ", ".join(f"{said.source} did not answer ({said.reason})" for said in search.silent)
        if pick == 0 or (not search.candidates and search.silent):
            item.choices = []
            self._draft({"title": self.title, "needs": ["metadata"]}, silent or "taken as you wrote it")
        elif pick is not None and pick > len(search.candidates):
            item.state, item.reason = State.DOUBTFUL, f"there is no candidate {pick}"
        elif pick is not None or (self.wanted.yes and not unsure and not search.silent):
            item.fields = item.choices[(pick or 1) - 1]["fields"]
            item.choices = []
        elif not search.candidates:
            item.failed("no service knows this title; --pick 0 adds it as it is")
        else:
            hint = "--yes takes the first, --pick N another" if not (unsure or silent) else "--pick N takes one of them"
            why = "; ".join(filter(None, (unsure, silent, hint, "--pick 0 takes the title as it is")))
            item.state, item.reason = State.DOUBTFUL, why

    def _draft(self, fields: dict[str, Any], reason: str) -> None:
        if self.guess:
            fields |= {"title": self.guess, "needs": ["title", "metadata"]}
        elif self.wanted.titled:
            fields["needs"] = ["metadata"]
        self.item.state, self.item.fields = State.DRAFT, fields
        said = "nobody was asked" if self.wanted.offline else reason
        self.item.reason = f"{said}; 'papernotes update' completes it"
        self.item.wanted = "" if self.guess or self.wanted.titled else _draft_key(fields)


def fields_of(record: Record, ident: Ident | None = None) -> dict[str, Any]:
    """The fields of the catalogue that a record fills; `ident` is how it was found."""
    named = {kind: record.ids[kind] for kind in _IDS if record.ids.get(kind)}
    if named.get("doi", "").startswith("10.48550/"):
        del named["doi"]
    links = dict(record.links)
    if named.keys() & {"arxiv", "openreview", "acl"}:
        # The id says where the PDF is.
        links.pop("pdf", None)
    if named and not (ident and ident.kind == "url"):
        links.pop("page", None)
    if ident is not None:
        named |= {ident.kind: ident.value} if ident.kind in _IDS and ident.kind not in named else {}
        links |= _from_ident(ident).get("links", {})
    fields: dict[str, Any] = {
        "title": record.title,
        "authors": list(record.authors),
        "venue": record.venue,
        "year": record.year,
        "month": record.month if record.kind in ("preprint", "article") else None,
        **named,
        "links": links,
        "kind": _KINDS.get(record.kind, ""),
    }
    return {name: fields[name] for name in shapes() if fields.get(name) not in ("", None, [], {})}


def _from_ident(ident: Ident) -> dict[str, Any]:
    """A draft: what an identifier says by itself; its title only stands in for the real one."""
    title = f"{_NAMES.get(ident.kind, ident.kind)} {ident.value}" if ident.kind != "url" else ident.value
    fields: dict[str, Any] = {"title": title, "needs": ["title", "metadata"]}
    if ident.kind in _IDS:
        fields[ident.kind] = ident.value
        doi, acl = (ident.value if ident.kind == kind else "" for kind in ("doi", "acl"))
        fields["venue"] = "arXiv" if ident.kind == "arxiv" else venue.of(doi=doi, acl=acl)
    if ident.kind in _LINKS:
        name = {"github": "code", "pmid": "pubmed"}.get(ident.kind, "page")
        fields["links"] = {name: _LINKS[ident.kind] + ident.value}
    if ident.kind == "s2":
        fields["links"] = {"page": _S2 + ident.value}
    if ident.kind == "arxiv" and (date := arxiv_date(ident.value)):
        fields["year"], fields["month"] = date
    return {name: said for name, said in fields.items() if said}


def _draft_key(fields: Mapping[str, Any]) -> str:
    """arxiv-2401-12345, where there is no author to make a key of; "" for a title."""
    if "title" not in fields["needs"]:
        return ""
    words = "".join(char if char.isascii() and char.isalnum() else "-" for char in fields["title"].lower())
    return "-".join(word for word in words.split("-") if word and word not in ("https", "http", "www"))[:60].strip("-")


def _choice(candidate: Candidate) -> dict[str, Any]:
    return {"score": candidate.score, "reasons": list(candidate.reasons), "fields": fields_of(candidate.record)}


def _warning(record: Record) -> str:
    """What a person must know of a paper before reading it; "" where nothing is."""
    if record.extra.get("lookalike"):
        return "its publisher registers copies of other people's papers; is it the one you mean?"
    return _STATES.get(record.state, f"it was {record.state}, says {record.source}") if record.state else ""
