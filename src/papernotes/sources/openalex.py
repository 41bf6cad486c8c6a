"""OpenAlex: https://docs.openalex.org/api-entities/works. Its merges are polluted: for cross-checks and retractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from papernotes.identifiers import normalise_doi, url_of
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, NotFound, Record, Unavailable
from papernotes.sources.service import Query, Reply, Request, Source
from papernotes.sources.shape import BadBody

_SELECT = "id,doi,title,display_name,authorships,publication_year,type,is_retracted,primary_location"
_KINDS = {"article": "article", "preprint": "preprint", "book": "book", "dissertation": "thesis"}
_KINDS |= {"book-chapter": "inproceedings"}


class OpenAlex(Source):
    """Works by DOI: one at a time, which is free, or a list, which costs a ten-thousandth of a dollar."""

    name = "openalex"
    base = "https://api.openalex.org"
    kinds = ("doi",)
    batch = 50
    searches = True

    def request(self, idents: Sequence[Ident]) -> Request:
        """A singleton in the form that is not billed, `doi:` and not the DOI's URL; or a list by filter."""
        if len(idents) == 1:
            return Request(f"{self.base}/works/doi:{quote(idents[0].value, safe='/')}")
        wanted = "doi:" + "|".join(ident.value for ident in idents)
        asked = {"filter": wanted, "per_page": len(idents), "select": _SELECT}
        return Request(f"{self.base}/works?" + urlencode(asked))

    def alone(self, ident: Ident) -> bool:
        """Whether it cannot stand in a list: commas and bars separate filters and their values."""
        return "," in ident.value or "|" in ident.value

    def search(self, query: Query) -> Request:
        """By title; this one is billed."""
        said = " ".join(shape.WORDS.findall(query.title))[:300]
        return Request(f"{self.base}/works?" + urlencode({"filter": f"title.search:{said}", "per_page": 10}))

    def refused(self, reply: Reply) -> NotFound | Unavailable | None:
        """A budget that is used up is no rate that a pause would mend."""
        said = super().refused(reply)
        spent = reply.status == 429 and b"budget" in reply.body[:2000].lower()
        return Unavailable(self.name, "budget", reply.retry_at) if spent else said

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """The one work, or the works of a list by their DOIs; two works of one DOI are a merge gone wrong: none."""
        if len(idents) > 1:
            found = self.hits(reply)
            dois = [record.ids.get("doi", "") for record in found]
            said = {doi: record for doi, record in zip(dois, found, strict=True) if dois.count(doi) == 1}
            return {ident: said[ident.value] for ident in idents if ident.value in said}
        work = shape.from_json(reply.body)
        record = self._record(work) if isinstance(work, dict) else None
        if record is None:
            raise BadBody("no work")
        return dict.fromkeys(idents, record)

    def hits(self, reply: Reply) -> list[Record]:
        """The results of a list."""
        body = shape.from_json(reply.body)
        if not isinstance(body, dict) or not isinstance(body.get("results"), list):
            raise BadBody("no results")
        return [record for work in shape.mappings(body["results"]) if (record := self._record(work))]

    def _record(self, work: Mapping[str, Any]) -> Record | None:
        title = words.title(shape.text(work.get("title")) or shape.text(work.get("display_name")))
        if not title or "id" not in work:
            return None
        doi = normalise_doi(shape.text(work.get("doi"))) or ""
        place = shape.mapping(work, "primary_location")
        source = shape.text(shape.mapping(place, "source").get("display_name"))
        return Record(
            self.name,
            title=title,
            authors=words.names(_person(row) for row in shape.mappings(work.get("authorships"))),
            year=shape.year(work.get("publication_year")),
            venue=words.plain(venue.of(doi=doi, words=(source, shape.text(place.get("raw_source_name"))))),
            kind=_KINDS.get(shape.text(work.get("type")), "other"),
            ids={"doi": doi} if doi else {},
            state="retracted" if work.get("is_retracted") is True else "",
            url=words.web(shape.text(work.get("id"))) or (url_of("doi", doi) or "" if doi else ""),
            extra={"venue_text": words.plain(source), "type": shape.text(work.get("type"))[:40]},
        )


def _person(row: Mapping[str, Any]) -> str:
    """As the paper names the author; OpenAlex's own name may be that of a homonym."""
    return shape.text(row.get("raw_author_name")) or shape.text(shape.mapping(row, "author").get("display_name"))
