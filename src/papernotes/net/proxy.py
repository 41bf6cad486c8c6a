"""The proxies that an environment names, and how one is asked to step aside."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import httpx2

from papernotes.net.address import PORTS
from papernotes.net.answer import Reason
from papernotes.net.connection import Connection
from papernotes.net.trouble import Trouble
from papernotes.net.wire import Patience


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy."""

    host: str
    port: int
    tls: bool
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """What it wants to see: who we are."""

    @classmethod
    def of(cls, text: str) -> Proxy:
        """The proxy of an address such as http://user:password@proxy.example:3128."""
        url = httpx2.URL(text)
        who = f"{unquote(url.username)}:{unquote(url.password)}".encode()
        headers = ((b"proxy-authorization", b"Basic " + base64.b64encode(who)),) if url.userinfo else ()
        return cls(url.raw_host.decode("ascii"), url.port or PORTS[url.scheme], url.scheme == "https", headers)

    async def leave(self, connection: Connection, host: str, port: int, patience: Patience) -> None:
        """Ask for a way through to a host; what follows on the wire is the host's.

        Raises Trouble. RFC 9110, section 9.3.6."""
        there = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        target = there.encode("ascii")
        head = await connection.ask("CONNECT", target, [(b"host", target), *self.headers], b"", patience)
        if not connection.switched():
            raise Trouble(Reason.UNREACHABLE, f"the proxy says: {head.status}", passing=False)


def environment_proxies(environ: Mapping[str, str]) -> dict[str, str]:
    """The proxies that an environment names: http, https, all, and no for the hosts that need none.

    Raises ValueError for one that is not spoken to by HTTP, such as socks5://."""
    names = {name.lower()[:-6]: value.strip() for name, value in environ.items() if name.lower().endswith("_proxy")}
    # https://httpoxy.org/: a request's Proxy header turns up as HTTP_PROXY in a CGI program's environment.
    if "REQUEST_METHOD" in environ:
        names.pop("http", None)
    proxies = {name: value for name, value in names.items() if name in ("http", "https", "all", "no") and value}
    for name in set(proxies) - {"no"}:
        proxies[name] = value if "://" in (value := proxies[name]) else f"http://{value}"
        if httpx2.URL(proxies[name]).scheme not in ("http", "https"):
            raise ValueError(f"{name}_proxy is no HTTP proxy")
    return proxies


def direct(host: str, without: str) -> bool:
    """Whether NO_PROXY names a host: itself, a domain above it, or all with a star."""
    names = {name.strip().lstrip(".").lower() for name in without.split(",") if name.strip()}
    return any(name == "*" or host == name or host.endswith(f".{name}") for name in names)
