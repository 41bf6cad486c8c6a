"""Which way a request goes: straight to the host, or through the proxy that the environment names."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping

import httpcore2
import httpx2

from papernotes.net.address import host_of
from papernotes.net.connect import GuardedBackend
from papernotes.net.guard import Guard
from papernotes.net.names import Resolver, literal

KEEPALIVE_S = 15.0
_IDLE_MAX = 16
_HOSTS_MAX = 128
"""Hosts to which connections are kept; beyond it the one that was asked longest ago is let go."""
# A user who names a proxy means it, wherever it is.
_ANYWHERE = Guard.of(["0.0.0.0/0", "::/0"])


class Routes:
    """Pools of connections: one for each host, and one for each proxy."""

    def __init__(
        self,
        guard: Guard,
        resolver: Resolver,
        connect_s: float,
        context: ssl.SSLContext,
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        self._guard = guard
        self._context = context
        self._proxies = dict(proxies or {})
        self._backend = GuardedBackend(guard, resolver, connect_s)
        self._straight: dict[str, httpcore2.AsyncConnectionPool] = {}
        self._closing: set[asyncio.Task[None]] = set()
        backend = GuardedBackend(_ANYWHERE, resolver, connect_s)
        named = {self._proxies[scheme] for scheme in ("http", "https", "all") if self._proxies.get(scheme)}
        self._through = {url: self._pool(backend, _proxy(url)) for url in named}

    def pool(self, url: httpx2.URL) -> httpcore2.AsyncConnectionPool:
        """The pool that a request takes. Raises Trouble for an address that no proxy may be asked for either.

        What a name leads to is the proxy's to know; only addresses can be checked here."""
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all")
        if not proxy or _direct(host_of(url), self._proxies.get("no", "")):
            return self._of_host(url)
        if address := literal(host_of(url)):
            self._guard.check([address], url.port or (443 if url.scheme == "https" else 80))
        return self._through[proxy]

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in (*self._straight.values(), *self._through.values()):
            await pool.aclose()
        await asyncio.gather(*self._closing)

    def _of_host(self, url: httpx2.URL) -> httpcore2.AsyncConnectionPool:
        """The host's own pool: one for all would be searched, connection by connection, for every request."""
        name = f"{url.scheme}://{url.netloc.decode('ascii')}"
        pool = self._straight.pop(name, None) or self._pool(self._backend)
        if len(self._straight) >= _HOSTS_MAX:
            self._let_go()
        # At the end stands the one that was asked last.
        self._straight[name] = pool
        return pool

    def _let_go(self) -> None:
        for name, pool in self._straight.items():
            if all(connection.is_idle() or connection.is_closed() for connection in pool.connections):
                task = asyncio.ensure_future(self._straight.pop(name).aclose())
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)
                return

    def _pool(self, backend: GuardedBackend, proxy: httpcore2.Proxy | None = None) -> httpcore2.AsyncConnectionPool:
        return httpcore2.AsyncConnectionPool(
            ssl_context=self._context,
            proxy=proxy,
            max_connections=None,
            max_keepalive_connections=_IDLE_MAX,
            keepalive_expiry=KEEPALIVE_S,
            network_backend=backend,
        )


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


def _direct(host: str, without: str) -> bool:
    """Whether NO_PROXY names a host: itself, a domain above it, or all with a star."""
    names = {name.strip().lstrip(".").lower() for name in without.split(",") if name.strip()}
    return any(name == "*" or host == name or host.endswith(f".{name}") for name in names)


def _proxy(text: str) -> httpcore2.Proxy:
    url = httpx2.URL(text)
    auth = (url.username.encode(), url.password.encode()) if url.userinfo else None
    bare = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/")
    return httpcore2.Proxy(bare, auth=auth)
