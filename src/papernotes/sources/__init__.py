"""Metadata services: what to ask them and how to read what they say; no sockets in here.

A service is a `Source`: `request(idents)` says what to send, `read(reply, idents)` what came back means for each
identifier: `Found`, `NotFound` or `Unavailable`. A new one is a file and a line in `SOURCES`."""

from __future__ import annotations

from collections.abc import Mapping

from papernotes.sources.acl import Acl
from papernotes.sources.arxiv import Arxiv
from papernotes.sources.crossref import Crossref
from papernotes.sources.datacite import DataCite
from papernotes.sources.dblp import Dblp
from papernotes.sources.doi_org import Agencies, Handles, Negotiation
from papernotes.sources.github import GitHub
from papernotes.sources.meta_tags import Page
from papernotes.sources.open_library import OpenLibrary
from papernotes.sources.openalex import OpenAlex
from papernotes.sources.openreview import OpenReview
from papernotes.sources.pubmed import PubMed
from papernotes.sources.record import Found, Ident, NotFound, Outcome, Record, Unavailable
from papernotes.sources.semantic_scholar import SemanticScholar
from papernotes.sources.service import Query, Reply, Request, Source

SOURCES: tuple[type[Source], ...] = (
    Arxiv,
    Crossref,
    DataCite,
    Agencies,
    Handles,
    Negotiation,
    Dblp,
    OpenAlex,
    SemanticScholar,
    OpenReview,
    Acl,
    PubMed,
    OpenLibrary,
    GitHub,
    Page,
)


def registry(bases: Mapping[str, str] | None = None) -> dict[str, Source]:
    """Every service by name; `bases` puts a mirror, a proxy or a test in a service's place."""
    return {kind.name: kind((bases or {}).get(kind.name, "")) for kind in SOURCES}


__all__ = [
    "SOURCES",
    "Found",
    "Ident",
    "NotFound",
    "Outcome",
    "Query",
    "Record",
    "Reply",
    "Request",
    "Source",
    "Unavailable",
    "registry",
]
