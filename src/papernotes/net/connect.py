"""How a connection comes about: the address that was checked is the one that is connected to."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain, zip_longest

from papernotes.net.answer import Reason
from papernotes.net.guard import Guard
from papernotes.net.names import Resolver, literal
from papernotes.net.trouble import Trouble, handshake, refusal
from papernotes.net.wire import Wire

# RFC 8305, section 5: the recommended delay before the next address is tried as well.
_STAGGER_S = 0.25


class Connector:
    """Opens TCP connections to permitted addresses only. The name stays what TLS verifies."""

    def __init__(self, guard: Guard, resolver: Resolver, timeout_s: float) -> None:
        """`timeout_s`: for the name, for TCP and for TLS, each."""
        self._guard = guard
        self._resolver = resolver
        self._timeout_s = timeout_s

    async def open(self, host: str, port: int, context: ssl.SSLContext | None = None) -> Wire:
        """A connection to one of the host's addresses, with TLS if there is a context. Raises Trouble."""
        addresses = await self._resolve(host)
        self._guard.check(addresses, port)
        try:
            async with asyncio.timeout(self._timeout_s):
                sock = await self._first(interleaved(addresses), port)
        except TimeoutError as error:
            raise Trouble(Reason.TIMEOUT_CONNECT, "no connection in time") from error
        return await self._made(sock, context, host)

    async def secure(self, wire: Wire, context: ssl.SSLContext, host: str) -> Wire:
        """The same connection, which has been quiet so far, with TLS. Raises Trouble."""
        loop, inner = asyncio.get_running_loop(), Wire()
        try:
            async with asyncio.timeout(self._timeout_s):
                made = await loop.start_tls(wire.transport, inner, context, server_hostname=verified(host))
        except (OSError, ssl.SSLError) as error:
            raise handshake(error) from error
        assert made
        inner.connection_made(made)
        return inner

    async def _made(self, sock: socket.socket, context: ssl.SSLContext | None, host: str) -> Wire:
        loop = asyncio.get_running_loop()
        name = verified(host) if context else None
        try:
            async with asyncio.timeout(self._timeout_s):
                return (await loop.create_connection(Wire, sock=sock, ssl=context, server_hostname=name))[1]
        except (OSError, ssl.SSLError) as error:
            raise handshake(error) from error

    async def _resolve(self, host: str) -> Sequence[str]:
        if address := literal(host):
            return [address]
        try:
            async with asyncio.timeout(self._timeout_s):
                addresses = await self._resolver(host)
        except TimeoutError as error:
            raise Trouble(Reason.DNS_TEMP, f"'{host}': the resolver does not answer") from error
        if not addresses:
            raise Trouble(Reason.DNS_NXDOMAIN, f"'{host}' has no address")
        return addresses

    async def _first(self, addresses: Sequence[str], port: int) -> socket.socket:
        """The connection that is there first; the next address is tried when one fails or takes long."""
        running: set[asyncio.Task[socket.socket]] = set()
        waiting = list(addresses)
        failed: list[Trouble] = []
        try:
            while waiting or running:
                if waiting:
                    running.add(asyncio.create_task(_one(waiting.pop(0), port)))
                wait = _STAGGER_S if waiting else None
                done, running = await asyncio.wait(running, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    if (error := task.exception()) is None:
                        running |= done - {task}
                        return task.result()
                    failed.append(error if isinstance(error, Trouble) else refusal(error))
        finally:
            await _drop(running)
        # A host that refuses says more than a network without IPv6.
        raise min(failed, key=lambda trouble: trouble.reason is Reason.UNREACHABLE)


async def _one(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
    try:
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise refusal(error) from error
    try:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException as error:
        sock.close()
        if isinstance(error, OSError):
            raise refusal(error) from error
        raise
    return sock


async def _drop(tasks: Iterable[asyncio.Task[socket.socket]]) -> None:
    """Cancel what lost the race, and close it if it arrived all the same."""
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Trouble):
            (await task).close()


def verified(host: str) -> str:
    """The name that a certificate must have. It never names the root's dot: https://example.org./"""
    return host.rstrip(".")


def interleaved(addresses: Sequence[str]) -> list[str]:
    """IPv6 and IPv4 by turns, beginning with the family of the first (RFC 8305, section 4)."""
    parsed = [(ipaddress.ip_address(address).version, address) for address in addresses]
    first = [address for version, address in parsed if version == parsed[0][0]]
    second = [address for version, address in parsed if version != parsed[0][0]]
    return [address for address in chain(*zip_longest(first, second)) if address is not None]
