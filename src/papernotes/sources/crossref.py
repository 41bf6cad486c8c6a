"""Crossref's REST API: https://api.crossref.org/swagger-ui/index.html, https://www.crossref.org/documentation/retrieve-metadata/rest-api/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from papernotes.identifiers import normalise_arxiv, normalise_doi, normalise_isbn, url_of
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import Query, Reply, Request, Source
from papernotes.sources.shape import BadBody

FAKES = ("10.65215/",)
"""Prefixes of publishers that register copies of other people's papers."""
_KINDS = {
    "journal-article": "article",
    "proceedings-article": "inproceedings",
    "posted-content": "preprint",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-chapter": "inproceedings",
    "dissertation": "thesis",
}
_SELECT = (
    "DOI,title,subtitle,author,container-title,event,type,issued,published-print,published-online,relation,updated-by,"
    "update-to,publisher,URL,ISBN,prefix"
)
_GAP_S = 1.0
"""Between two lists: one a second is the public pool's limit."""
_SEARCHED = "type:journal-article,type:proceedings-article,type:book-chapter,type:posted-content,type:book"


class Crossref(Source):
    """Works by DOI, and by the words of a reference."""

    name = "crossref"
    base = "https://api.crossref.org"
    kinds = ("doi",)
    batch = 20
    searches = True

    def request(self, idents: Sequence[Ident]) -> Request:
        """One work, or a list by filter; what the list does not hold is unknown."""
        if len(idents) == 1:
            return Request(f"{self.base}/works/{quote(idents[0].value, safe='/')}")
        # The comma separates filters, and a DOI that holds one cannot be written.
        wanted = ",".join(f"doi:{ident.value}" for ident in idents)
        return Request(
            f"{self.base}/works?" + urlencode({"filter": wanted, "rows": len(idents), "select": _SELECT}), gap_s=_GAP_S
        )

    def alone(self, ident: Ident) -> bool:
        """Whether it cannot stand in a list."""
        return "," in ident.value

    def search(self, query: Query) -> Request:
        """By title, surnames and year, as a reference says them."""
        said = " ".join([query.title, *(name.split()[-1] for name in query.authors[:3] if name), str(query.year or "")])
        asked = {"query.bibliographic": said.strip()[:500], "rows": 10, "select": _SELECT, "filter": _SEARCHED}
        return Request(f"{self.base}/works?" + urlencode(asked), gap_s=_GAP_S)

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """By the DOI of each work."""
        said = {record.ids["doi"]: record for record in self.hits(reply)}
        # A DOI can be an alias of another, and the answer to a single question is its answer.
        if len(idents) == 1 and len(said) == 1:
            return dict.fromkeys(idents, next(iter(said.values())))
        return {ident: said[ident.value] for ident in idents if ident.value in said}

    def hits(self, reply: Reply) -> list[Record]:
        """The works of a message, which is one or a list of them."""
        message = shape.from_json(reply.body)
        message = message.get("message") if isinstance(message, dict) else None
        if not isinstance(message, dict) or not ("DOI" in message or isinstance(message.get("items"), list)):
            raise BadBody("no work and no list of works")
        works = [message] if "DOI" in message else shape.mappings(message["items"])
        return [record for work in works if (record := self._record(work))]

    def _record(self, work: Mapping[str, Any]) -> Record | None:
        doi = normalise_doi(shape.text(work.get("DOI")))
        if not doi:
            return None
        event = shape.mapping(work, "event")
        places = (*shape.texts(work.get("container-title")), *(shape.text(event.get(n)) for n in ("acronym", "name")))
        kind = _KINDS.get(shape.text(work.get("type")), "other")
        year, month = _date(work)
        isbn = normalise_isbn(shape.text(work.get("ISBN"))) if kind == "book" else None
        return Record(
            self.name,
            title=_title(work),
            authors=words.names(_person(person) for person in shape.mappings(work.get("author"))),
            year=year,
            month=month,
            venue=words.plain(venue.of(doi=doi, words=places)),
            kind=kind,
            ids={"doi": doi} | ({"isbn": isbn} if isbn else {}) | _arxiv(work),
            published=_published(work),
            state=_state(work),
            url=url_of("doi", doi) or "",
            extra={
                "venue_text": words.plain(shape.text(work.get("container-title"))),
                "publisher": words.plain(shape.text(work.get("publisher"))),
                "type": shape.text(work.get("type"))[:40],
                "updates": _updates(work),
                "notice": bool(shape.mappings(work.get("update-to"))),
                "lookalike": doi.startswith(FAKES),
            },
        )


def _title(work: Mapping[str, Any]) -> str:
    title, subtitle = words.title(shape.text(work.get("title"))), words.title(shape.text(work.get("subtitle")))
    # Some publishers put the subtitle into the title as well.
    return f"{title}: {subtitle}" if subtitle and subtitle.casefold() not in title.casefold() else title


def _person(person: Mapping[str, Any]) -> str:
    family = shape.text(person.get("family"))
    return words.name(shape.text(person.get("given")), family) if family else shape.text(person.get("name"))


def _date(work: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The first date that says a year: in print, then issued, then online; date-parts may be [[null]]."""
    for name in ("published-print", "issued", "published-online"):
        parts = shape.items(shape.mapping(work, name).get("date-parts"))
        first = shape.items(parts[0]) if parts else []
        if year := shape.year(first[0] if first else None):
            month = first[1] if len(first) > 1 and isinstance(first[1], int) and 1 <= first[1] <= 12 else None
            return year, month
    return None, None


def _state(work: Mapping[str, Any]) -> str:
    """What is said of the work itself: `updated-by`. `update-to` is what a notice says of another work."""
    kinds = {shape.text(update.get("type")).replace("-", "_") for update in shape.mappings(work.get("updated-by"))}
    if kinds & {"retraction", "partial_retraction", "removal"} or _title(work).upper().startswith("RETRACTED:"):
        return "retracted"
    if "withdrawal" in kinds or _title(work).upper().startswith("WITHDRAWN:"):
        return "withdrawn"
    return "concern" if "expression_of_concern" in kinds else ""


def _updates(work: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
    return tuple(
        {"type": shape.text(update.get("type"))[:40], "doi": normalise_doi(shape.text(update.get("DOI"))) or ""}
        for update in shape.mappings(work.get("updated-by"))
    )


def _related(work: Mapping[str, Any], name: str) -> list[str]:
    return [shape.text(item.get("id")) for item in shape.mappings(shape.mapping(work, "relation").get(name))]


def _arxiv(work: Mapping[str, Any]) -> dict[str, str]:
    """The arXiv id of the preprint of a published work."""
    for said in _related(work, "has-preprint"):
        doi = normalise_doi(said) or ""
        if ident := normalise_arxiv(doi.removeprefix("10.48550/arxiv.") if doi.startswith("10.48550/") else said):
            return {"arxiv": ident}
    return {}


def _published(work: Mapping[str, Any]) -> dict[str, str]:
    doi = next(filter(None, map(normalise_doi, _related(work, "is-preprint-of"))), None)
    return {"doi": doi} if doi else {}
