"""Which way a request goes: straight to the host, or through the proxy that the environment names."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping

from papernotes.net.address import PORTS, Url
from papernotes.net.connect import Connector
from papernotes.net.connection import Connection
from papernotes.net.guard import Guard
from papernotes.net.names import Resolver, literal
from papernotes.net.proxy import Proxy, direct
from papernotes.net.wire import Patience

KEEPALIVE_S = 15.0
_FAREWELL_S = 1.0
_IDLE_MAX = 16
"""Connections that are kept to one origin."""
_HOSTS_MAX = 128
"""Origins to which connections are kept; beyond it the one that was asked longest ago is let go."""
# A user who names a proxy means it, wherever it is.
_ANYWHERE = Guard.of(["0.0.0.0/0", "::/0"])


class Routes:
    """Connections: those that wait for another request, by origin, and new ones."""

    def __init__(
        self,
        guard: Guard,
        resolver: Resolver,
        connect_s: float,
        context: ssl.SSLContext,
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        context.set_alpn_protocols(["http/1.1"])
        self._guard = guard
        self._context = context
        self._without = (proxies or {}).get("no", "")
        self._proxies = {name: Proxy.of(text) for name, text in (proxies or {}).items() if name != "no"}
        self._straight = Connector(guard, resolver, connect_s)
        self._to_proxy = Connector(_ANYWHERE, resolver, connect_s)
        self._idle: dict[str, list[Connection]] = {}
        """At the end stands the origin that was asked last."""
        self._open: set[Connection] = set()

    async def take(self, url: Url, patience: Patience, fresh: bool = False) -> Connection:
        """A connection for one request, to be given back; a new one if it is to be `fresh`. Raises Trouble."""
        proxy = self._proxy(url) if self._proxies else None
        kept = [] if fresh else self._idle.get(url.origin, [])
        now = asyncio.get_running_loop().time()
        while kept:
            connection = kept.pop()
            if now - connection.idle_since < KEEPALIVE_S and connection.wire.quiet():
                return connection
            self._drop(connection)
        async with asyncio.timeout_at(patience.end):
            connection = await self._new(url, proxy, patience)
        self._open.add(connection)
        return connection

    def give(self, connection: Connection) -> None:
        """Keep a connection for the next request, if there may be one; else close it."""
        if not connection.again():
            self._drop(connection)
            return
        connection.idle_since = asyncio.get_running_loop().time()
        kept = self._idle.pop(connection.origin, [])
        kept.append(connection)
        self._idle[connection.origin] = kept
        if len(kept) > _IDLE_MAX:
            self._drop(kept.pop(0))
        if len(self._idle) > _HOSTS_MAX:
            for old in self._idle.pop(next(iter(self._idle))):
                self._drop(old)

    async def aclose(self) -> None:
        """Close all connections."""
        wires = [connection.wire for connection in self._open]
        for connection in list(self._open):
            self._drop(connection)
        self._idle.clear()
        if wires:
            await asyncio.wait([wire.gone() for wire in wires], timeout=_FAREWELL_S)

    def _drop(self, connection: Connection) -> None:
        self._open.discard(connection)
        connection.wire.close()

    def _proxy(self, url: Url) -> Proxy | None:
        """The proxy that a request takes. Raises Trouble for an address that no proxy may be asked for either.

        What a name leads to is the proxy's to know; only addresses can be checked here."""
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all")
        if proxy is None or direct(url.host, self._without):
            return None
        if address := literal(url.host):
            self._guard.check([address], url.port or PORTS[url.scheme])
        return proxy

    async def _new(self, url: Url, proxy: Proxy | None, patience: Patience) -> Connection:
        host, port = url.host, url.port or PORTS[url.scheme]
        context = self._context if url.scheme == "https" else None
        if proxy is None:
            return Connection(await self._straight.open(host, port, context), url.origin)
        wire = await self._to_proxy.open(proxy.host, proxy.port, self._context if proxy.tls else None)
        if context is None:
            return Connection(wire, url.origin, proxy.headers)
        try:
            await proxy.leave(Connection(wire), host, port, patience)
            return Connection(await self._to_proxy.secure(wire, context, host), url.origin)
        except BaseException:
            wire.close()
            raise
