"""DataCite's REST API, which holds arXiv's DOIs and Zenodo's: https://support.datacite.org/docs/api."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from papernotes.identifiers import arxiv_date, normalise_arxiv, normalise_doi, url_of
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import Reply, Request, Source
from papernotes.sources.shape import BadBody

_KINDS = {
    "journalarticle": "article",
    "conferencepaper": "inproceedings",
    "preprint": "preprint",
    "book": "book",
    "dissertation": "thesis",
}
_FIELDS = "doi,titles,creators,publicationYear,version,types,url,publisher,container,relatedIdentifiers"


class DataCite(Source):
    """Works by DOI."""

    name = "datacite"
    base = "https://api.datacite.org"
    kinds = ("doi",)
    batch = 25

    def request(self, idents: Sequence[Ident]) -> Request:
        """One work, or a list; what the list does not hold is unknown."""
        if len(idents) == 1:
            return Request(f"{self.base}/dois/{quote(idents[0].value, safe='/')}")
        asked = {"ids": ",".join(i.value for i in idents), "fields[dois]": _FIELDS, "page[size]": len(idents)}
        return Request(f"{self.base}/dois?" + urlencode(asked))

    def alone(self, ident: Ident) -> bool:
        """Whether it cannot stand in a list."""
        return "," in ident.value

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """By the DOI of each work; `data` is one work or a list."""
        body = shape.from_json(reply.body)
        data = body.get("data") if isinstance(body, dict) else None
        if not isinstance(data, list | dict):
            raise BadBody("no data")
        records = [record for row in shape.mappings(data) if (record := self._record(shape.mapping(row, "attributes")))]
        if data and not records:
            raise BadBody("no work in the data")
        said = {record.ids["doi"]: record for record in records}
        return {ident: said[ident.value] for ident in idents if ident.value in said}

    def _record(self, work: Mapping[str, Any]) -> Record | None:
        doi = normalise_doi(shape.text(work.get("doi")))
        if not doi:
            return None
        arxiv = normalise_arxiv(doi.removeprefix("10.48550/arxiv.")) if doi.startswith("10.48550/") else None
        date = arxiv_date(arxiv) if arxiv else None
        kinds = shape.mapping(work, "types")
        said = shape.text(kinds.get("resourceType")) or shape.text(kinds.get("resourceTypeGeneral"))
        general = shape.text(kinds.get("resourceTypeGeneral")).replace(" ", "").casefold()
        version = shape.text(work.get("version")).lstrip("vV")
        container = shape.text(shape.mapping(work, "container").get("title"))
        return Record(
            self.name,
            title=words.title(_title(work)),
            authors=words.names(_person(person) for person in shape.mappings(work.get("creators"))),
            year=date[0] if date else shape.year(work.get("publicationYear")),
            month=date[1] if date else None,
            venue="arXiv" if arxiv else words.plain(venue.of(doi=doi, words=(container,))),
            kind="preprint" if arxiv else _KINDS.get(general, "other"),
            ids={"doi": doi} | ({"arxiv": arxiv} if arxiv else {}),
            published=_published(work),
            version=int(version) if arxiv and version.isascii() and version.isdigit() and len(version) < 4 else None,
            url=url_of("doi", doi) or "",
            extra={"type": words.plain(said, 60), "page": words.web(shape.text(work.get("url")))},
        )


def _title(work: Mapping[str, Any]) -> str:
    """The first title that is no translation or subtitle of another."""
    titles = shape.mappings(work.get("titles"))
    main = next((row for row in titles if not row.get("titleType")), titles[0] if titles else {})
    return shape.text(main.get("title"))


def _person(person: Mapping[str, Any]) -> str:
    family = shape.text(person.get("familyName"))
    if family:
        return words.name(shape.text(person.get("givenName")), family)
    said = shape.text(person.get("name"))
    # "Example, Inc." is an organisation.
    return said if shape.text(person.get("nameType")) == "Organizational" else words.turned(said)


def _published(work: Mapping[str, Any]) -> dict[str, str]:
    for row in shape.mappings(work.get("relatedIdentifiers")):
        doi = normalise_doi(shape.text(row.get("relatedIdentifier")))
        if doi and shape.text(row.get("relationType")) == "IsPreprintOf":
            return {"doi": doi}
    return {}
