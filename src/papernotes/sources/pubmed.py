"""PubMed's summaries: https://www.ncbi.nlm.nih.gov/books/NBK25499/ (ESummary)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from papernotes.identifiers import normalise_doi
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import JSON, Reply, Request, Source
from papernotes.sources.shape import BadBody


class PubMed(Source):
    """Articles by PMID."""

    name = "pubmed"
    base = "https://eutils.ncbi.nlm.nih.gov"
    kinds = ("pmid",)
    batch = 100
    types = (*JSON, "text/plain")

    def request(self, idents: Sequence[Ident]) -> Request:
        """A list of summaries."""
        asked = {"db": "pubmed", "id": ",".join(i.value for i in idents), "retmode": "json", "tool": "papernotes"}
        return Request(f"{self.base}/entrez/eutils/esummary.fcgi?" + urlencode(asked))

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """By PMID; what is unknown has an `error` instead of a title."""
        body = shape.from_json(reply.body)
        result = body.get("result") if isinstance(body, dict) else None
        # Where no PMID is known there is only an error in words.
        if isinstance(body, dict) and result is None and "error" in body and "limit" not in shape.text(body["error"]):
            return {}
        if not isinstance(result, dict):
            raise BadBody("no result")
        found = ((ident, self._record(ident, shape.mapping(result, ident.value))) for ident in idents)
        return {ident: record for ident, record in found if record}

    def _record(self, ident: Ident, row: Mapping[str, Any]) -> Record | None:
        if "error" in row or not shape.text(row.get("title")):
            return None
        ids = {shape.text(i.get("idtype")): shape.text(i.get("value")) for i in shape.mappings(row.get("articleids"))}
        doi = normalise_doi(ids.get("doi", ""))
        journal = shape.text(row.get("fulljournalname")) or shape.text(row.get("source"))
        retracted = "Retracted Publication" in shape.texts(row.get("pubtype"))
        people = (shape.text(person.get("name")) for person in shape.mappings(row.get("authors")))
        return Record(
            self.name,
            title=words.title(shape.text(row.get("title"))),
            authors=words.names(map(_turned, people)),
            year=shape.year(row.get("pubdate")),
            month=shape.month(row.get("pubdate")),
            venue=words.plain(venue.of(doi=doi or "", words=(journal,))),
            kind="article",
            ids={"pmid": ident.value} | ({"doi": doi} if doi else {}),
            state="retracted" if retracted else "",
            url=f"https://pubmed.ncbi.nlm.nih.gov/{ident.value}/",
            extra={"venue_text": words.plain(journal)},
        )


def _turned(person: str) -> str:
    """ "Example JQ" as "J. Q. Example"."""
    family, _, initials = person.rpartition(" ")
    good = family and initials.isalpha() and initials.isupper() and len(initials) <= 4
    return " ".join(f"{letter}." for letter in initials) + f" {family}" if good else person
