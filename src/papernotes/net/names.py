"""Names to addresses: the system's resolver, or another one."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from papernotes.net.answer import Reason
from papernotes.net.trouble import Trouble

Resolver = Callable[[str], Awaitable[Sequence[str]]]
"""The addresses of a name, the best first; raises Trouble with DNS_NXDOMAIN or DNS_TEMP."""

# 127.1, 0x7f.1, 2130708745 and 0177.0.0.1 are addresses to every socket library.
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\.?", re.IGNORECASE | re.ASCII)
_LOOKUPS = 32
_UNKNOWN = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def literal(host: str) -> str | None:
    """The address that a host is, however it is written; None for a name."""
    bare = host.strip("[]").rstrip(".").lower()
    if bare == "localhost" or bare.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(bare)) if _NUMERIC.fullmatch(bare) else None
    except OSError:
        return None


@cache
def _threads() -> ThreadPoolExecutor:
    # The loop's own pool has few threads: names whose server does not answer would keep all others waiting.
    return ThreadPoolExecutor(_LOOKUPS, "papernotes-dns")


async def system(host: str) -> list[str]:
    """The addresses of a name as the operating system knows them.

    Raises Trouble; a name that does not exist and a resolver that does not answer are two reasons."""
    loop = asyncio.get_running_loop()
    try:
        # Bytes: as text it would go through an IDNA codec that refuses long labels with another exception.
        asked = (host.encode("ascii"), None, socket.AF_UNSPEC, socket.SOCK_STREAM)
        found = await loop.run_in_executor(_threads(), socket.getaddrinfo, *asked)
    except socket.gaierror as error:
        reason = Reason.DNS_NXDOMAIN if error.errno in _UNKNOWN else Reason.DNS_TEMP
        raise Trouble(reason, f"'{host}': {error.strerror}") from error
    except (OSError, UnicodeError) as error:
        raise Trouble(Reason.DNS_TEMP, f"'{host}': {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def hosts(table: Mapping[str, Sequence[str] | Reason], otherwise: Resolver | None = None) -> Resolver:
    """A resolver that knows the names of a table, as a hosts file does.

    A reason instead of addresses is the way in which asking for the name fails.
    Other names are asked of `otherwise`; without it they do not exist."""

    async def resolve(host: str) -> Sequence[str]:
        known = table.get(host.rstrip(".").lower())
        if known is None and otherwise is not None:
            return await otherwise(host)
        if known is None or isinstance(known, Reason):
            raise Trouble(known or Reason.DNS_NXDOMAIN, f"'{host}': no such name in the table")
        return known

    return resolve
