"""What the network said: an answer, or why there is none. Weather is a value, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why there is no good answer; the codes that reports show."""

    DNS_NXDOMAIN = "dns_nxdomain"
    DNS_TEMP = "dns_temp"
    UNREACHABLE = "unreachable"
    """No route to any of its addresses: more often our network's fault than the host's."""
    REFUSED = "refused"
    RESET = "reset"
    TLS_EXPIRED = "tls_expired"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_HOSTNAME = "tls_hostname"
    TLS_FAILED = "tls_failed"
    """No handshake: an old protocol, plain HTTP on the port, a client certificate wanted."""
    TIMEOUT_CONNECT = "timeout_connect"
    TIMEOUT_READ = "timeout_read"
    TIMEOUT_TOTAL = "timeout_total"
    RATE_LIMITED = "rate_limited"
    HOST_DOWN = "host_down"
    """Not asked: other requests to the host failed one after the other."""
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REDIRECT_BAD_SCHEME = "redirect_bad_scheme"
    REDIRECT_PRIVATE = "redirect_private"
    PRIVATE_ADDRESS = "private_address"
    PORT_FORBIDDEN = "port_forbidden"
    INCOMPLETE = "incomplete"
    BAD_HTTP = "bad_http"
    SCHEME_FORBIDDEN = "scheme_forbidden"
    SYNTAX = "syntax"
    BUDGET_EXHAUSTED = "budget_exhausted"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed."""

    status: int
    url: str
    """Where it led to."""


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer, whatever its status."""

    url: str
    """The address that answered, after redirects."""
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; a repeated one is joined by ", "."""
    body: bytes = b""
    """Decoded; at most the cap that was asked for."""
    truncated: bool = False
    """The body went on beyond the cap, or was cut."""
    cut: Reason | None = None
    """Why the body ends early, where the caller took what there was (`partial=True`)."""
    insecure: bool = False
    """A redirect led from https to http."""
    cached_at: float | None = None
    """When it was fetched, in seconds since the epoch, if it comes from the disk."""
    hops: tuple[Hop, ...] = ()
    requests: int = 1
    """How many requests it took, redirects and retries included."""


@dataclass(frozen=True, slots=True)
class Failure:
    """No HTTP answer that can be used, and why."""

    url: str
    """The address that failed, after redirects."""
    reason: Reason
    detail: str = ""
    """For a person; holds no secret."""
    retry_at: float | None = None
    """When the host may be asked again, in seconds since the epoch."""
    hops: tuple[Hop, ...] = ()
    requests: int = 0


Answer = Response | Failure
