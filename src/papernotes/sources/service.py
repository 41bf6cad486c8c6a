"""What all services share: a request, a reply, and what an HTTP status says before the body is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from papernotes.sources.record import Found, Ident, NotFound, Outcome, Record, Unavailable
from papernotes.sources.shape import BadBody

CAP = 4 * 1024 * 1024
"""Bytes of a body, decoded; no record of a paper comes near."""
JSON = ("application/json", "application/vnd.api+json", "application/vnd.citationstyles.csl+json", "text/json")


class Request(NamedTuple):
    """What to send to a service."""

    url: str
    headers: Mapping[str, str] = {}
    cap: int = CAP
    body: bytes | None = None
    """For POST, as JSON."""
    gap_s: float = 0.0
    """The least time until the service may be asked again, where this request costs it more than others."""


class Reply(NamedTuple):
    """What came back."""

    status: int
    content_type: str
    body: bytes
    truncated: bool = False
    """The body went on beyond the cap."""
    retry_at: float | None = None
    url: str = ""
    """The address that answered."""


class Query(NamedTuple):
    """A paper to look for by words."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None


class Source:
    """A metadata service: what to ask it, and how to read what it says. Nothing in here opens a socket.

    A subclass sets the attributes and writes `request` and `parse`, and where the service has a search, `search` and
    `hits`; `parse` and `hits` raise BadBody."""

    name: str = ""
    """Of the service: crossref."""
    base: str = ""
    """Where it is; another one is a mirror, a proxy or a test."""
    kinds: tuple[str, ...] = ()
    """The identifiers that it can be asked for."""
    batch: int = 1
    """How many of them one request may hold."""
    types: tuple[str, ...] = JSON
    """The content types of a good answer."""
    missing: frozenset[int] = frozenset((404, 410))
    """The statuses that say it knows nothing of what was asked for."""
    definite: bool = False
    """Whether what it does not know does not exist."""
    searches: bool = False
    """Whether it can look for a title."""
    spoils: bool = False
    """Whether one bad identifier spoils a batch with status 400: ask for the halves."""

    def __init__(self, base: str = "") -> None:
        self.base = (base or type(self).base).rstrip("/")

    def request(self, idents: Sequence[Ident]) -> Request:
        """What to send to learn of at most `batch` identifiers."""
        raise NotImplementedError

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """The records that a good answer holds; an identifier without one is unknown. Raises BadBody."""
        raise NotImplementedError

    def alone(self, ident: Ident) -> bool:
        """Whether it must be asked for by itself, because a list has no place for it."""
        return False

    def search(self, query: Query) -> Request:
        """What to send to look for a title."""
        raise NotImplementedError

    def hits(self, reply: Reply) -> list[Record]:
        """The records that a search found, best first. Raises BadBody."""
        raise NotImplementedError

    def read(self, reply: Reply, idents: Sequence[Ident]) -> dict[Ident, Outcome]:
        """What the service says of each identifier, whatever came back. Never raises."""
        said = self.refused(reply)
        if said is None:
            try:
                found = self.parse(reply, idents)
            except BadBody:
                said = self.no("bad_body")
            else:
                return {i: Found(found[i]) if i in found else NotFound(self.name, self.definite) for i in idents}
        return dict.fromkeys(idents, said)

    def read_hits(self, reply: Reply) -> list[Record] | Unavailable:
        """What a search found, or why there is no answer. Never raises."""
        said = self.refused(reply)
        if said is not None:
            return [] if isinstance(said, NotFound) else said
        try:
            return self.hits(reply)
        except BadBody:
            return self.no("bad_body")

    def refused(self, reply: Reply) -> NotFound | Unavailable | None:
        """What the status and the content type say already, None for an answer worth reading."""
        if reply.status == 429:
            return Unavailable(self.name, "rate_limited", reply.retry_at)
        if reply.status in self.missing:
            return NotFound(self.name, self.definite)
        if reply.status in (401, 402, 403, 407, 418, 451):
            return Unavailable(self.name, "budget" if reply.status == 402 else "blocked", reply.retry_at)
        if reply.status != 200:
            return Unavailable(self.name, f"http_{reply.status}", reply.retry_at)
        kind = reply.content_type.partition(";")[0].strip().lower()
        if self.types and kind not in self.types:
            # DBLP's "Making sure you're not a bot!" comes with status 200.
            return self.no("blocked" if kind in ("text/html", "application/xhtml+xml") else "bad_body")
        return self.no("bad_body") if reply.truncated else None

    def no(self, reason: str) -> Unavailable:
        """That there is no usable answer."""
        return Unavailable(self.name, reason)
