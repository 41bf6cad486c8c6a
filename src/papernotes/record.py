"""What a metadata service says of a paper, in one shape for all services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Ident(NamedTuple):
    """An identifier in its normal form."""

    kind: str
    """arxiv, doi, openreview, acl, dblp, s2, isbn, pmid, url; github (owner/name), whose README may name a paper."""
    value: str


@dataclass(frozen=True, slots=True)
class Record:
    """A paper as one service knows it; empty where it does not say."""

    source: str
    """The service's name: crossref."""
    title: str = ""
    authors: tuple[str, ...] = ()
    """Given names first: Ashish Vaswani."""
    year: int | None = None
    venue: str = ""
    """A name that the venue registry knows, or the service's own words."""
    kind: str = ""
    """article, inproceedings, preprint, book, thesis, other."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Kind to normal form: arxiv without its version."""
    links: Mapping[str, str] = field(default_factory=dict)
    """pdf, code, page."""
    published: Mapping[str, str] = field(default_factory=dict)
    """Identifiers of the version of record, where this is the preprint."""
    version: int | None = None
    """Of an arXiv preprint."""
    state: str = ""
    """retracted, withdrawn, concern, rejected, or "" where nothing is known."""
    url: str = ""
    """The page a person can look at, as evidence."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What only one service says: abstract, comment, venue_text (its words for the venue), type, updates."""
    month: int | None = None
    """1 to 12."""


@dataclass(frozen=True, slots=True)
class Found:
    """The service knows it."""

    record: Record


@dataclass(frozen=True, slots=True)
class NotFound:
    """The service answered, and does not know it."""

    source: str
    definite: bool = False
    """The identifier does not exist; not only unknown to this service."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No usable answer: it says nothing about the paper."""

    source: str
    reason: str
    """rate_limited, blocked, budget, timeout, bad_body, offline, or a code of papernotes.net.answer.Reason."""
    retry_at: float | None = None


Outcome = Found | NotFound | Unavailable
