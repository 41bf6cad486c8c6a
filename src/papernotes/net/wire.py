"""A connection as bytes: what comes is held, within bounds, until it is asked for, and nobody waits without end."""

from __future__ import annotations

import asyncio
import select
import socket
from typing import NamedTuple

from papernotes.net.answer import Reason
from papernotes.net.trouble import Trouble

# What a server sends beyond it stays with the system, whose window then tells the server to wait.
_HELD_MAX = 64 * 1024


class Patience(NamedTuple):
    """How long a reply is waited for."""

    idle_s: float
    """Between two pieces."""
    end: float
    """For all of it: a time of the loop's clock."""


class Wire(asyncio.Protocol):
    """One TCP connection, with or without TLS. It belongs to one reader."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.heard = 0
        """How many bytes the other side has said."""
        self._held = b""
        self._ended = False
        self._paused = False
        self._error: Exception | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._gone = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As the loop wants it."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """As the loop wants it."""
        self.heard += len(data)
        self._held += data
        if len(self._held) > _HELD_MAX and not self._paused:
            self.transport.pause_reading()
            self._paused = True
        self._wake()

    def eof_received(self) -> None:
        """As the loop wants it, which then closes the connection."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """As the loop wants it."""
        self._ended, self._error = True, exc
        self._wake()
        if not self._gone.done():
            self._gone.set_result(None)

    async def read(self, patience: Patience) -> bytes:
        """What has come, b"" at the end. Raises Trouble if nothing does in time, and OSError for what broke."""
        if asyncio.get_running_loop().time() > patience.end:
            # A flood is always there before the timer.
            raise Trouble(Reason.TIMEOUT_TOTAL, "the reply did not end in time")
        if not self._held and not self._ended:
            await self._more(patience)
        data, self._held = self._held, b""
        if self._paused and not self._ended:
            self.transport.resume_reading()
            self._paused = False
        if not data and self._error:
            raise self._error
        return data

    def write(self, data: bytes) -> None:
        """Send, now or soon; that it could not be sent is found out by reading."""
        self.transport.write(data)

    def quiet(self) -> bool:
        """Whether the connection is open and the other side has said nothing, of which the loop may not know yet."""
        if self._held or self._ended or self.transport.is_closing():
            return False
        sock = self.transport.get_extra_info("socket")
        return sock is not None and not _readable(sock)

    def close(self) -> None:
        """Close it at once; a farewell of TLS would be waited for."""
        self.transport.abort()

    def gone(self) -> asyncio.Future[None]:
        """What is done when it is closed."""
        return self._gone

    async def _more(self, patience: Patience) -> None:
        # One timer for both: deadlines within deadlines cost more than what they watch.
        loop = asyncio.get_running_loop()
        due = loop.time() + patience.idle_s
        self._waiting = loop.create_future()
        timer = loop.call_at(min(due, patience.end), self._late, due > patience.end)
        try:
            await self._waiting
        finally:
            timer.cancel()
            self._waiting = None

    def _late(self, total: bool) -> None:
        if self._waiting and not self._waiting.done():
            detail = "the reply did not end in time" if total else "nothing came for too long"
            self._waiting.set_exception(Trouble(Reason.TIMEOUT_TOTAL if total else Reason.TIMEOUT_READ, detail))

    def _wake(self) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)


def _readable(sock: socket.socket) -> bool:
    """Whether there is something to read, or the end; so it is with a socket that is closed."""
    number = sock.fileno()
    if number < 0:
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([number], [], [], 0)[0])
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return bool(poll.poll(0))
