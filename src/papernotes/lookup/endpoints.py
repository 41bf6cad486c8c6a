"""Mirrors and proxies in place of the services."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from papernotes.net import SERVICES, HostLimit
from papernotes.problem import PapernotesError, near
from papernotes.sources import SOURCES
from papernotes.sources.words import web

VARIABLE = "PAPERNOTES_ENDPOINTS"
_LOOPBACK = ("127.0.0.0/8", "::1/128")


class Endpoints(NamedTuple):
    """Where the services are, if not where they usually are."""

    bases: Mapping[str, str]
    """By the service's name."""
    allow: tuple[str, ...]
    """The private networks that these need; for `Fetcher(allow=...)`."""
    hosts: Mapping[str, HostLimit]
    """What the hosts bear; a host that is one's own is asked without pauses. For `Limits(hosts=...)`."""


def endpoints(environ: Mapping[str, str]) -> Endpoints:
    """What PAPERNOTES_ENDPOINTS says: {"crossref": "https://mirror.example.org"} as JSON; nothing where it is not set.

    An endpoint with a private address is the user's own wish, and lets that address through, and no other.
    Raises PapernotesError."""
    said = environ.get(VARIABLE, "").strip()
    try:
        bases = json.loads(said) if said else {}
    except ValueError as error:
        raise PapernotesError(f'{VARIABLE} is no JSON; write {{"crossref": "https://..."}}') from error
    names = [kind.name for kind in SOURCES]
    for name, base in bases.items() if isinstance(bases, dict) else [("", said)]:
        if name not in names:
            raise PapernotesError(
                f"{VARIABLE}: unknown service '{name}'; {near(name, names, 'one of ' + ', '.join(names))}"
            )
        if not isinstance(base, str) or not web(base):
            raise PapernotesError(f"{VARIABLE}: '{base}' of '{name}' is no address; write https://...")
    hosts = [urlsplit(base).hostname or "" for base in bases.values()]
    own = {host: network for host in hosts if (network := _private(host))}
    allow = tuple(dict.fromkeys(one for networks in own.values() for one in networks))
    return Endpoints(bases, allow, {**SERVICES, **dict.fromkeys(own, HostLimit(4, 0.0))})


def _private(host: str) -> tuple[str, ...]:
    """The networks of a host that is written as a private address, or is this machine; empty for any other."""
    if host == "localhost":
        return _LOOPBACK
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ()
    return () if address.is_global else (str(address),)
