"""arXiv's API: https://info.arxiv.org/help/api/user-manual.html, sections 3.1 to 3.3 and 5.2."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote
from xml.etree.ElementTree import Element

from papernotes.identifiers import arxiv_date, normalise_arxiv, normalise_doi
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, NotFound, Record, Unavailable
from papernotes.sources.service import Query, Reply, Request, Source
from papernotes.sources.shape import BadBody

_ATOM = "{http://www.w3.org/2005/Atom}"
_OWN = "{http://arxiv.org/schemas/atom}"
_VERSION = re.compile(r"v(\d+)\Z")
_ERRORS = "/api/errors"
_WITHDRAWN = re.compile(
    r"(?i)\A\W*(?:this (?:paper|article|manuscript|submission|work|preprint|version)"
    r" (?:has been|is|was) (?:\w+ )?withdrawn"
    r"|(?:the|this|our)? ?(?:paper|article|manuscript|submission)? ?withdrawn\b"
    r"|(?:the )?authors? (?:has|have|had)? ?(?:\w+ )?with(?:draws?|drawn|drew)\b"
    r"|withdrawn (?:by|due|because|for)\b)"
)
_OTHERS = re.compile(
    r"(?i)(?:previous|earlier|first|older|other) versions? |was withdrawn from|which has been withdrawn"
)


class Arxiv(Source):
    """Preprints by id, and by the words of their title."""

    name = "arxiv"
    base = "https://export.arxiv.org"
    kinds = ("arxiv",)
    batch = 50
    types = ("application/atom+xml", "application/xml", "text/xml")
    definite = True
    searches = True
    spoils = True

    def request(self, idents: Sequence[Ident]) -> Request:
        """One id list; `max_results` must be said, or ten come back."""
        ids = ",".join(quote(ident.value, safe="/.") for ident in idents)
        return Request(f"{self.base}/api/query?id_list={ids}&max_results={len(idents)}")

    def search(self, query: Query) -> Request:
        """The exact phrase; signs that the query language uses are blanks to it."""
        phrase = " ".join(re.findall(r"\w+", query.title))[:300]
        wanted = quote('ti:"' + phrase + '"')
        return Request(f"{self.base}/api/query?search_query={wanted}&start=0&max_results=10")

    def refused(self, reply: Reply) -> NotFound | Unavailable | None:
        """Also the plain text that says one asked too often, which comes with any status."""
        if reply.body[:40].strip().lower().startswith(b"rate exceeded"):
            return Unavailable(self.name, "rate_limited", reply.retry_at)
        # A malformed id: status 400 and an entry called Error.
        bad = reply.status == 400 and _ERRORS.encode() in reply.body
        return NotFound(self.name, True) if bad else super().refused(reply)

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """By the id in each entry: their order is not that of the question, and what is missing is just not there."""
        said: dict[str, Record] = {}
        for record in sorted(self.hits(reply), key=lambda record: record.version or 0):
            # An identifier with its version asks for that one.
            said |= {record.ids["arxiv"]: record, f"{record.ids['arxiv']}v{record.version}": record}
        return {ident: said[ident.value] for ident in idents if ident.value in said}

    def hits(self, reply: Reply) -> list[Record]:
        """The entries of the feed, without the one that stands for an error."""
        root = shape.from_xml(reply.body)
        if root.tag != f"{_ATOM}feed":
            raise BadBody("no Atom feed")
        return [record for entry in root.iter(f"{_ATOM}entry") if (record := self._record(entry))]

    def _record(self, entry: Element) -> Record | None:
        address = _text(entry, f"{_ATOM}id")
        ident = "" if _ERRORS in address else normalise_arxiv(address) or ""
        if not ident:
            return None
        comment, journal = _text(entry, f"{_OWN}comment"), _text(entry, f"{_OWN}journal_ref")
        doi = normalise_doi(_text(entry, f"{_OWN}doi")) or ""
        version = _VERSION.search(address)
        date = arxiv_date(ident)
        found = venue.of(doi=doi, words=(venue.accepted(journal), venue.accepted(comment)))
        return Record(
            self.name,
            title=words.title(_text(entry, f"{_ATOM}title")),
            authors=words.names(_text(author, f"{_ATOM}name") for author in entry.iter(f"{_ATOM}author")),
            year=date[0] if date else shape.year(_text(entry, f"{_ATOM}published")),
            month=date[1] if date else None,
            venue="arXiv",
            kind="preprint",
            ids={"arxiv": ident},
            links={"pdf": f"https://arxiv.org/pdf/{ident}"},
            published={"doi": doi} if doi and not doi.startswith("10.48550/") else {},
            version=int(version[1]) if version else None,
            state="withdrawn" if withdrawn(comment) else "",
            url=f"https://arxiv.org/abs/{ident}",
            extra={
                "abstract": words.plain(_text(entry, f"{_ATOM}summary"), 5000),
                "comment": words.plain(comment),
                "journal_ref": words.plain(journal),
                "accepted_at": found,
                "updated": words.plain(_text(entry, f"{_ATOM}updated"), 30),
            },
        )


def withdrawn(comment: str) -> bool:
    """Whether the comment of the latest version says that the paper itself is withdrawn; arXiv has no flag for it."""
    return bool(_WITHDRAWN.search(comment)) and not _OTHERS.search(comment)


def _text(element: Element, tag: str) -> str:
    found = element.find(tag)
    return "" if found is None else " ".join("".join(found.itertext()).split())
