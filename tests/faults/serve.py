"""The machinery: a listener for each fault, a log of what it was asked, a thread that runs them."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

HEAD_LIMIT = 256 * 1024


@dataclass(frozen=True)
class Seen:
    """One request, as it came."""

    at: float
    """time.monotonic()"""
    method: str
    target: str
    headers: dict[str, str]
    """Names in lower case."""


@dataclass
class Visit:
    """A request and the connection it came on."""

    seen: Seen
    number: int
    """The how-manieth of its fault, from 1."""
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    server: Server
    fault: str
    keep: bool = False
    """Wait for another request on the connection."""

    async def send(self, data: bytes) -> None:
        """Write and wait until it is gone."""
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """End the connection with a RST."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Handler = Callable[[Visit], Awaitable[None]]


@dataclass
class Listener:
    """Where one fault lives, and what has come."""

    address: str
    name: str = ""
    """The host's name in its URLs; empty for the address."""
    handler: Handler | None = None
    context: ssl.SSLContext | None = None
    blurts: bool = False
    """Answers before there is a request it can read."""
    port: int = 0
    scheme: str = "http"
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    in_flight: int = 0
    most_in_flight: int = 0


class Server:
    """Listeners in a thread of their own. `pace_s`: between two drips of a slow fault."""

    def __init__(self, pace_s: float) -> None:
        self.pace_s = pace_s
        self.listeners: dict[str, Listener] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def add(self, fault: str, listener: Listener) -> None:
        """Open a listener; when this returns it is ready."""
        self.listeners[fault] = listener
        asyncio.run_coroutine_threadsafe(self._open(fault, listener), self._loop).result(10)

    async def _open(self, fault: str, listener: Listener) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            self._tasks.add(task)
            try:
                await self._connection(fault, listener, reader, writer)
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
                writer.transport.abort()
            finally:
                self._tasks.discard(task)

        server = await asyncio.start_server(
            serve,
            listener.address,
            listener.port,
            ssl=listener.context,
            limit=HEAD_LIMIT,
            ssl_handshake_timeout=30 if listener.context else None,
        )
        listener.port = server.sockets[0].getsockname()[1]
        self._servers.append(server)

    async def _connection(
        self, fault: str, listener: Listener, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        listener.connections += 1
        keep = True
        while keep and listener.handler:
            seen = Seen(time.monotonic(), "", "", {})
            if listener.blurts:
                await reader.read(HEAD_LIMIT)
            else:
                seen = _request(await reader.readuntil(b"\r\n\r\n"))
            if length := int(seen.headers.get("content-length", 0)):
                await reader.readexactly(length)
            listener.seen.append(seen)
            visit = Visit(seen, len(listener.seen), reader, writer, self, fault)
            listener.in_flight += 1
            listener.most_in_flight = max(listener.most_in_flight, listener.in_flight)
            try:
                await listener.handler(visit)
            finally:
                listener.in_flight -= 1
            keep = visit.keep
        if not writer.transport.is_closing():
            writer.close()

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _request(head: bytes) -> Seen:
    line, *fields = head.decode("latin-1").split("\r\n")
    method, target, *_ = line.split(" ")
    pairs = (text.partition(":") for text in fields if text)
    return Seen(time.monotonic(), method, target, {name.lower(): value.strip() for name, _, value in pairs})
