"""The ACL Anthology's BibTeX files: https://aclanthology.org/info/ids/ names its identifiers; there is no API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from papernotes.sources.dblp import from_draft, only_entry
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import Reply, Request, Source


class Acl(Source):
    """Papers of computational linguistics by Anthology id."""

    name = "acl"
    base = "https://aclanthology.org"
    kinds = ("acl",)
    types = ("application/x-bibtex", "text/x-bibtex", "text/plain", "application/octet-stream", "application/x-tex", "")
    definite = True

    def request(self, idents: Sequence[Ident]) -> Request:
        """One file."""
        return Request(f"{self.base}/{quote(idents[0].value, safe='')}.bib")

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """The one entry."""
        ident = idents[0].value
        return {
            idents[0]: from_draft(
                self.name, only_entry(reply.body), {"acl": ident}, f"https://aclanthology.org/{ident}"
            )
        }
