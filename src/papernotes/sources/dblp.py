"""DBLP: records by key as BibTeX, and a search: https://dblp.org/faq/How+to+use+the+dblp+search+API.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from papernotes.formats.bibtex_read import read
from papernotes.formats.draft import Draft
from papernotes.identifiers import normalise_arxiv, normalise_dblp, normalise_doi
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import JSON, Query, Reply, Request, Source
from papernotes.sources.shape import BadBody

_KINDS = {
    "Conference and Workshop Papers": "inproceedings",
    "Journal Articles": "article",
    "Informal and Other Publications": "preprint",
    "Informal Publications": "preprint",
    "Books and Theses": "book",
    "Parts in Books or Collections": "inproceedings",
}


class Dblp(Source):
    """Publications of computer science."""

    name = "dblp"
    base = "https://dblp.org"
    kinds = ("dblp",)
    types = (*JSON, "application/x-bibtex", "text/x-bibtex", "text/plain")
    searches = True

    def request(self, idents: Sequence[Ident]) -> Request:
        """One record; `param=1` is the form without cross references."""
        return Request(f"{self.base}/rec/{quote(idents[0].value, safe='/')}.bib?param=1")

    def search(self, query: Query) -> Request:
        """Title and first surname; signs have a meaning in the query language."""
        said = " ".join(shape.WORDS.findall(" ".join([query.title, *(n.split()[-1] for n in query.authors[:1] if n)])))
        return Request(
            f"{self.base}/search/publ/api?" + urlencode({"q": said[:300], "format": "json", "h": 10, "c": 0})
        )

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """The one entry."""
        draft = only_entry(reply.body)
        return {
            idents[0]: from_draft(self.name, draft, {"dblp": idents[0].value}, f"{self.base}/rec/{idents[0].value}")
        }

    def hits(self, reply: Reply) -> list[Record]:
        """The hits; there is no `hit` where there are none."""
        body = shape.from_json(reply.body)
        found = shape.mapping(body, "result", "hits")
        if "@total" not in found:
            raise BadBody("no hits")
        rows = (shape.mapping(hit, "info") for hit in shape.mappings(found.get("hit")))
        return [record for row in rows if (record := self._record(row))]

    def _record(self, row: Mapping[str, Any]) -> Record | None:
        key = normalise_dblp(shape.text(row.get("key")))
        if not key:
            return None
        people = shape.items(shape.mapping(row, "authors").get("author"))
        doi = normalise_doi(shape.text(row.get("doi")))
        arxiv = next((ident for ee in shape.texts(row.get("ee")) if (ident := _arxiv(ee))), None)
        said = tuple(shape.texts(row.get("venue")))
        preprint = key.startswith("journals/corr/")
        return Record(
            self.name,
            title=words.title(shape.text(row.get("title"))),
            authors=words.names(p if isinstance(p, str) else shape.text(shape.mapping(p).get("text")) for p in people),
            year=shape.year(row.get("year")),
            venue="arXiv" if preprint else words.plain(venue.of(doi=doi or "", dblp=key, words=said)),
            kind="preprint" if preprint else _KINDS.get(shape.text(row.get("type")), "other"),
            ids={"dblp": key} | ({"doi": doi} if doi else {}) | ({"arxiv": arxiv} if arxiv else {}),
            url=f"https://dblp.org/rec/{key}",
            extra={"venue_text": words.plain(", ".join(said))},
        )


def _arxiv(url: str) -> str | None:
    doi = normalise_doi(url) or ""
    return normalise_arxiv(doi.removeprefix("10.48550/arxiv.") if doi.startswith("10.48550/") else url)


def only_entry(body: bytes) -> Draft:
    """The one paper of a BibTeX body. Raises BadBody."""
    try:
        reading = read(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadBody("no UTF-8") from error
    if len(reading.drafts) != 1 or reading.mistakes or not reading.drafts[0].fields.get("title"):
        raise BadBody("no single BibTeX entry")
    return reading.drafts[0]


def from_draft(source: str, draft: Draft, ids: Mapping[str, str], url: str) -> Record:
    """What a BibTeX entry says, as a record."""
    said = draft.fields
    named = {kind: said[kind] for kind in ("arxiv", "doi", "acl", "isbn", "openreview") if said.get(kind)} | dict(ids)
    bibtex = said.get("bibtex", {})
    raw = next((bibtex[name] for name in ("booktitle", "journal") if name in bibtex), "")
    found = venue.of(
        doi=named.get("doi", ""),
        acl=named.get("acl", ""),
        dblp=named.get("dblp", ""),
        words=(raw, said.get("venue", "")),
    )
    preprint = found == "arXiv" or named.get("dblp", "").startswith("journals/corr/")
    entry = str(bibtex.get("entrytype", ""))
    return Record(
        source,
        title=words.title(said["title"]),
        authors=words.names(said.get("authors", ())),
        year=said.get("year"),
        month=said.get("month"),
        venue="arXiv" if preprint else words.plain(found),
        kind="preprint" if preprint else said.get("kind") or entry or "inproceedings",
        ids=named,
        links={name: good for name, url in said.get("links", {}).items() if name == "pdf" and (good := words.web(url))},
        url=url,
        extra={"venue_text": words.plain(raw)},
    )
