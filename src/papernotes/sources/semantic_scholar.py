"""Semantic Scholar's graph: https://api.semanticscholar.org/api-docs/graph. Links arXiv ids, DOIs and DBLP keys."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from papernotes.identifiers import normalise_acl, normalise_arxiv, normalise_dblp, normalise_doi
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import Query, Reply, Request, Source
from papernotes.sources.shape import BadBody

_FIELDS = "title,authors,year,venue,publicationVenue,externalIds,publicationTypes,publicationDate"
_PREFIXES = {"arxiv": "ARXIV:", "doi": "DOI:", "acl": "ACL:", "pmid": "PMID:", "s2": "", "url": "URL:"}
_HASH = re.compile(r"[0-9a-f]{40}\Z")


class SemanticScholar(Source):
    """Papers by any identifier, 500 in a request."""

    name = "semantic_scholar"
    base = "https://api.semanticscholar.org"
    kinds = ("s2", "arxiv", "doi", "acl", "pmid", "openreview")
    batch = 100
    searches = True
    spoils = True

    def request(self, idents: Sequence[Ident]) -> Request:
        """One paper, or by POST a list whose answer is aligned with it."""
        if len(idents) == 1:
            asked = quote(_name(idents[0]), safe=":/")
            return Request(f"{self.base}/graph/v1/paper/{asked}?" + urlencode({"fields": _FIELDS}))
        body = json.dumps({"ids": [_name(ident) for ident in idents]}).encode()
        url = f"{self.base}/graph/v1/paper/batch?" + urlencode({"fields": _FIELDS})
        return Request(url, {"content-type": "application/json"}, body=body)

    def search(self, query: Query) -> Request:
        """The one best match of a title."""
        asked = {"query": " ".join(shape.WORDS.findall(query.title))[:300], "fields": _FIELDS}
        return Request(f"{self.base}/graph/v1/paper/search/match?" + urlencode(asked))

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """The one paper, or the list in the order of the question, null for what is unknown."""
        body = shape.from_json(reply.body)
        if isinstance(body, dict) and len(idents) == 1:
            body = [body]
        if not isinstance(body, list) or len(body) != len(idents):
            raise BadBody("no list that is aligned with the question")
        rows = zip(idents, body, strict=True)
        found = {ident: self._record(row) for ident, row in rows if row is not None}
        if None in found.values():
            raise BadBody("no paper")
        return {ident: record for ident, record in found.items() if record}

    def hits(self, reply: Reply) -> list[Record]:
        """The match; an unknown title is a 404."""
        body = shape.from_json(reply.body)
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            raise BadBody("no data")
        return [record for row in shape.mappings(body["data"]) if (record := self._record(row))]

    def _record(self, row: Any) -> Record | None:
        if not isinstance(row, dict) or not shape.text(row.get("title")):
            return None
        ids = _ids(shape.mapping(row, "externalIds"))
        number = shape.text(row.get("paperId"))
        if _HASH.match(number):
            ids["s2"] = number
        known = shape.mapping(row, "publicationVenue")
        said = (
            shape.text(row.get("venue")),
            shape.text(known.get("name")),
            *shape.texts(known.get("alternate_names"))[:8],
        )
        found = venue.of(doi=ids.get("doi", ""), acl=ids.get("acl", ""), dblp=ids.get("dblp", ""), words=said)
        preprint = found.casefold() in ("arxiv", "arxiv.org") or (not found and "arxiv" in ids)
        return Record(
            self.name,
            title=words.title(shape.text(row.get("title"))),
            authors=words.names(shape.text(person.get("name")) for person in shape.mappings(row.get("authors"))),
            year=shape.year(row.get("year")),
            month=shape.month(row.get("publicationDate")),
            venue="arXiv" if preprint else words.plain(found),
            kind="preprint" if preprint else _kind(row),
            ids=ids,
            url=f"https://www.semanticscholar.org/paper/{ids['s2']}" if "s2" in ids else "",
            extra={"venue_text": words.plain(said[0])},
        )


def _name(ident: Ident) -> str:
    if ident.kind == "openreview":
        return f"URL:https://openreview.net/forum?id={ident.value}"
    return _PREFIXES[ident.kind] + ident.value


def _ids(said: Mapping[str, Any]) -> dict[str, str]:
    """A DOI that is only arXiv's own says nothing that the arXiv id does not."""
    found = {
        "arxiv": normalise_arxiv(shape.text(said.get("ArXiv"))),
        "doi": normalise_doi(shape.text(said.get("DOI"))),
        "acl": normalise_acl(shape.text(said.get("ACL"))),
        "dblp": normalise_dblp(shape.text(said.get("DBLP"))),
        "pmid": shape.text(said.get("PubMed")) if shape.text(said.get("PubMed")).isdigit() else None,
    }
    good = {kind: value for kind, value in found.items() if value}
    if good.get("doi", "").startswith("10.48550/"):
        del good["doi"]
    return good


def _kind(row: Mapping[str, Any]) -> str:
    kinds = shape.texts(row.get("publicationTypes"))
    if "Conference" in kinds:
        return "inproceedings"
    return "article" if {"JournalArticle", "Review"} & set(kinds) else "book" if "Book" in kinds else "other"
