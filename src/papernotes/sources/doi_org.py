"""doi.org: who registered a DOI, where it leads, and the metadata that any agency gives.

Formats: https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation,
https://citation.crosscite.org/docs.html, https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from papernotes.identifiers import normalise_doi, url_of
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import Reply, Request, Source
from papernotes.sources.shape import BadBody

_CSL = "application/vnd.citationstyles.csl+json"
_KINDS = {
    "article-journal": "article",
    "article": "article",
    "paper-conference": "inproceedings",
    "chapter": "inproceedings",
    "book": "book",
    "thesis": "thesis",
}


class Agencies(Source):
    """Who registered a DOI: `extra["agency"]` is Crossref, DataCite, ISTIC ...; one that is unknown does not exist."""

    name = "doi_ra"
    base = "https://doi.org"
    kinds = ("doi",)
    batch = 20
    definite = True

    def request(self, idents: Sequence[Ident]) -> Request:
        """A list between commas."""
        return Request(f"{self.base}/doiRA/" + ",".join(quote(ident.value, safe="/") for ident in idents))

    def alone(self, ident: Ident) -> bool:
        """Whether it cannot stand in a list."""
        return "," in ident.value

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """By the DOI of each row; a row with a status instead of an agency is a DOI that does not exist."""
        rows = shape.from_json(reply.body)
        said: dict[str, str] = {}
        known: set[str] = set()
        for row in shape.mappings(rows) if isinstance(rows, list) else ():
            doi, agency = normalise_doi(shape.text(row.get("DOI"))), shape.text(row.get("RA"))
            if doi and (agency or row.get("status")):
                known.add(doi)
                said |= {doi: agency} if agency else {}
        if missing := [ident for ident in idents if ident.value not in known]:
            raise BadBody(f"nothing of '{missing[0].value}'")
        return {
            ident: Record(self.name, ids={"doi": ident.value}, extra={"agency": words.plain(said[ident.value], 40)})
            for ident in idents
            if ident.value in said
        }


class Handles(Source):
    """Whether a DOI exists, and where it leads (`links["page"]`); costs no agency a request."""

    name = "doi_handle"
    base = "https://doi.org"
    kinds = ("doi",)
    definite = True

    def request(self, idents: Sequence[Ident]) -> Request:
        """One handle; only its URL is of interest."""
        return Request(f"{self.base}/api/handles/{quote(idents[0].value, safe='/')}?type=URL")

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """Code 1: it leads somewhere; 200: it exists and has no URL; 100: it does not exist."""
        body = shape.from_json(reply.body)
        code = body.get("responseCode") if isinstance(body, dict) else None
        if code not in (1, 100, 200):
            raise BadBody("no response code")
        if code == 100:
            return {}
        urls = (
            words.web(shape.text(shape.mapping(row, "data").get("value")))
            for row in shape.mappings(body.get("values"))
            if row.get("type") == "URL"
        )
        page = next((url for url in urls if url), "")
        links = {"page": page} if page else {}
        return {idents[0]: Record(self.name, ids={"doi": idents[0].value}, links=links)}


class Negotiation(Source):
    """The metadata of a DOI of any agency, as CSL-JSON; costs a hop, and Crossref's pool where it is Crossref's."""

    name = "doi_org"
    base = "https://doi.org"
    kinds = ("doi",)
    types = (_CSL, "application/json", "application/citeproc+json")

    def request(self, idents: Sequence[Ident]) -> Request:
        """One DOI; the header decides that metadata comes and no page."""
        return Request(f"{self.base}/{quote(idents[0].value, safe='/')}", {"accept": _CSL})

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """The one item."""
        item = shape.from_json(reply.body)
        item = item[0] if isinstance(item, list) and len(item) == 1 else item
        if not isinstance(item, dict) or not shape.text(item.get("title")):
            raise BadBody("no CSL item")
        return {idents[0]: self._record(item, idents[0].value)}

    def _record(self, item: Mapping[str, Any], doi: str) -> Record:
        year, month = _date(item)
        return Record(
            self.name,
            title=words.title(shape.text(item.get("title"))),
            authors=words.names(_person(person) for person in shape.mappings(item.get("author"))),
            year=year,
            month=month,
            venue=words.plain(venue.of(doi=doi, words=tuple(shape.texts(item.get("container-title"))))),
            kind=_KINDS.get(shape.text(item.get("type")), "other"),
            ids={"doi": doi},
            url=url_of("doi", doi) or "",
        )


def _person(person: Mapping[str, Any]) -> str:
    family, given = shape.text(person.get("family")), shape.text(person.get("given"))
    particle = shape.text(person.get("non-dropping-particle"))
    return words.name(given, f"{particle} {family}".strip()) if family else shape.text(person.get("literal"))


def _date(item: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Of the first that says a year; date-parts may hold nothing, null or texts."""
    for name in ("published-print", "issued", "published-online", "published"):
        date = shape.mapping(item, name)
        parts = shape.items(date.get("date-parts"))
        first = shape.items(parts[0]) if parts else []
        if year := shape.year(first[0] if first else date.get("raw")):
            month = shape.text(first[1]) if len(first) > 1 else ""
            return year, int(month) if month in map(str, range(1, 13)) else None
    return None, None
