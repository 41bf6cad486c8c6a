"""A connection that is watched until the head of a reply is there."""

from __future__ import annotations

import select
import socket
import ssl
from typing import Any

import httpcore2

from papernotes.net.answer import Reason
from papernotes.net.trouble import Trouble

# The library's own limit holds for one head, and interim replies (1xx) may follow each other for ever.
_HEAD_BYTES = 256 * 1024
_BEGIN = b"HTTP/"


class WatchedStream(httpcore2.AsyncNetworkStream):
    """Passes everything on; raises Trouble for what is no HTTP, or never comes to the point."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner
        self._begin = b""
        self._left = _HEAD_BYTES
        self._socket: Any = None

    def head_is_there(self) -> None:
        """From now on it is the body: another matter."""
        self._left = -1

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the library wants it."""
        data = await self._inner.read(max_bytes, timeout)
        if self._left >= 0:
            self._watch(data)
        return data

    def _watch(self, data: bytes) -> None:
        if len(self._begin) < len(_BEGIN):
            # Some servers end a body with a line break too many; it comes before the next reply.
            self._begin = (self._begin + data[:64]).lstrip(b"\r\n")[: len(_BEGIN)]
            if not _BEGIN.startswith(self._begin):
                raise Trouble(Reason.BAD_HTTP, "what answers does not speak HTTP")
        self._left -= len(data)
        if self._left < 0:
            raise Trouble(Reason.BAD_HTTP, "no reply within 256 KiB")

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the library wants it; what comes next is a head."""
        self._begin, self._left = b"", _HEAD_BYTES
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """As the library wants it."""
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        """The same over TLS."""
        return WatchedStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """As the library wants it."""
        if info != "is_readable":
            return self._inner.get_extra_info(info)
        # Asked of every idle connection before every request; the library's own way took a third of all our time.
        self._socket = self._socket or self._inner.get_extra_info("socket")
        return self._socket is None or _readable(self._socket)


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
