"""Connections for the HTTP library: the address that was checked is the one that is connected to."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain, zip_longest

import httpcore2

from papernotes.net.answer import Reason
from papernotes.net.guard import Guard
from papernotes.net.names import Resolver, literal
from papernotes.net.stream import WatchedStream
from papernotes.net.trouble import Trouble, refusal

# RFC 8305, section 5: the recommended delay before the next address is tried as well.
_STAGGER_S = 0.25


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Opens TCP connections to permitted addresses only. The name stays what TLS verifies."""

    def __init__(self, guard: Guard, resolver: Resolver, timeout_s: float) -> None:
        self._guard = guard
        self._resolver = resolver
        self._timeout_s = timeout_s
        self._open = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to one of the host's addresses. Raises Trouble."""
        limit = timeout or self._timeout_s
        addresses = await self._resolve(host, limit)
        self._guard.check(addresses, port)
        try:
            async with asyncio.timeout(limit):
                return WatchedStream(await self._first(interleaved(addresses), port, limit))
        except TimeoutError as error:
            raise Trouble(Reason.TIMEOUT_CONNECT, "no connection in time") from error

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Never: no page lives there."""
        raise Trouble(Reason.PRIVATE_ADDRESS, "sockets of this machine are not asked")

    async def sleep(self, seconds: float) -> None:
        """As the library wants it."""
        await asyncio.sleep(seconds)

    async def _resolve(self, host: str, limit: float) -> Sequence[str]:
        if address := literal(host):
            return [address]
        try:
            async with asyncio.timeout(limit):
                addresses = await self._resolver(host)
        except TimeoutError as error:
            raise Trouble(Reason.DNS_TEMP, f"'{host}': the resolver does not answer") from error
        if not addresses:
            raise Trouble(Reason.DNS_NXDOMAIN, f"'{host}' has no address")
        return addresses

    async def _first(self, addresses: Sequence[str], port: int, limit: float) -> httpcore2.AsyncNetworkStream:
        """The connection that is there first; the next address is tried when one fails or takes long."""
        running: set[asyncio.Task[httpcore2.AsyncNetworkStream]] = set()
        waiting = list(addresses)
        failed: list[Trouble] = []
        try:
            while waiting or running:
                if waiting:
                    running.add(asyncio.create_task(self._one(waiting.pop(0), port, limit)))
                wait = _STAGGER_S if waiting else None
                done, running = await asyncio.wait(running, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    if (error := task.exception()) is None:
                        running |= done - {task}
                        return task.result()
                    failed.append(error if isinstance(error, Trouble) else refusal(Exception(error)))
        finally:
            await _drop(running)
        # A host that refuses says more than a network without IPv6.
        raise min(failed, key=lambda trouble: trouble.reason is Reason.UNREACHABLE)

    async def _one(self, address: str, port: int, limit: float) -> httpcore2.AsyncNetworkStream:
        try:
            return await self._open.connect_tcp(address, port, timeout=limit)
        except (httpcore2.NetworkError, httpcore2.TimeoutException, OSError) as error:
            raise refusal(error) from error


async def _drop(tasks: Iterable[asyncio.Task[httpcore2.AsyncNetworkStream]]) -> None:
    """Cancel what lost the race, and close it if it arrived all the same."""
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Trouble):
            await (await task).aclose()


def interleaved(addresses: Sequence[str]) -> list[str]:
    """IPv6 and IPv4 by turns, beginning with the family of the first (RFC 8305, section 4)."""
    parsed = [(ipaddress.ip_address(address).version, address) for address in addresses]
    first = [address for version, address in parsed if version == parsed[0][0]]
    second = [address for version, address in parsed if version != parsed[0][0]]
    return [address for address in chain(*zip_longest(first, second)) if address is not None]
