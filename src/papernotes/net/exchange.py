"""One request and its reply, within bounds of time and memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

import httpx2

from papernotes.net.address import Url
from papernotes.net.answer import Reason
from papernotes.net.connection import Connection, Head, Headers
from papernotes.net.route import Routes
from papernotes.net.trouble import Trouble, trouble
from papernotes.net.wire import Patience

HEADER_BYTES = 64 * 1024
HEADER_COUNT = 500
_BODILESS = frozenset({101, 204, 205, 304})


@dataclass(frozen=True, slots=True)
class Timeouts:
    """In seconds."""

    connect: float = 5.0
    """For the name, for TCP and for TLS, each."""
    read: float = 10.0
    """Between two pieces."""
    total: float = 30.0
    """For an attempt with its redirects; a server that drips never idles."""


@dataclass(frozen=True, slots=True)
class Appetite:
    """How much of a body is wanted."""

    cap: int
    """Bytes, decoded."""
    body: bool = True
    partial: bool = False
    """What came before a body broke off is good enough."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked."""

    method: str
    url: Url
    headers: Headers
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request brought."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; a repeated one is joined by ", "."""
    raw: Headers = ()
    """As they came."""
    body: bytes = b""
    truncated: bool = False
    cut: Reason | None = None


async def exchange(routes: Routes, request: Request, appetite: Appetite, timeouts: Timeouts, limit_s: float) -> Reply:
    """The reply to one request, within `limit_s` seconds. Raises Trouble, whatever the other side sends."""
    patience = Patience(timeouts.read, asyncio.get_running_loop().time() + limit_s)
    connection = await _taken(routes, request, patience, fresh=False)
    used, heard = connection.idle_since > 0, connection.wire.heard
    try:
        return await converse(connection, request, appetite, patience)
    except Trouble as error:
        # A server may close a kept connection just as we ask: then it has not seen the request, and a new one is
        # asked at once (https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1).
        closed = error.reason in (Reason.RESET, Reason.BAD_HTTP) and connection.wire.heard == heard
        if not (used and closed and request.method in ("GET", "HEAD")):
            raise
    finally:
        routes.give(connection)
    connection = await _taken(routes, request, patience, fresh=True)
    try:
        return await converse(connection, request, appetite, patience)
    finally:
        routes.give(connection)


async def _taken(routes: Routes, request: Request, patience: Patience, fresh: bool) -> Connection:
    try:
        return await routes.take(request.url, patience, fresh)
    except TimeoutError as error:
        raise Trouble(Reason.TIMEOUT_TOTAL, "no connection in time") from error
    except Exception as error:  # as below
        raise trouble(error) from error


async def converse(connection: Connection, request: Request, appetite: Appetite, patience: Patience) -> Reply:
    """The same on a connection that is there."""
    target, headers = request.url.target, request.headers
    if connection.relay is not None:
        target = request.url.origin.encode("ascii") + target
        headers = [*headers, *connection.relay]
    try:
        head = await connection.ask(request.method, target, headers, request.content, patience)
        if request.method == "HEAD" or head.status in _BODILESS:
            connection.nobody()
    except Exception as error:
        if "_SWITCH_UPGRADE" in str(error):
            # 101 without having been asked to: senseless, but somebody is there.
            return Reply(101)
        # Hostile bytes find bugs in any library; one link must not cost the others their answers.
        raise trouble(error) from error
    return await _incoming(connection, head, request.method, appetite, patience)


async def _incoming(connection: Connection, head: Head, method: str, appetite: Appetite, patience: Patience) -> Reply:
    headers = _headers(head.headers)
    if not appetite.body or method == "HEAD" or head.status in _BODILESS:
        return Reply(head.status, headers, head.headers)
    body = bytearray()
    try:
        whole = await _read(connection.body(patience), head, headers, appetite.cap, body)
    except Exception as error:  # as above
        broken = trouble(error, in_body=True)
        if not appetite.partial:
            raise broken from error
        return Reply(head.status, headers, head.headers, bytes(body), truncated=True, cut=broken.reason)
    return Reply(head.status, headers, head.headers, bytes(body), truncated=not whole)


def _headers(raw: Headers) -> dict[str, str]:
    """The headers as text. Raises Trouble for more than anybody needs, and for what two readers take for two things."""
    size = sum(len(name) + len(value) for name, value in raw)
    if size > HEADER_BYTES or len(raw) > HEADER_COUNT:
        raise Trouble(Reason.BAD_HTTP, f"{len(raw)} headers of {size} bytes")
    try:
        pairs = [(name.decode("utf-8"), value.decode("utf-8")) for name, value in raw]
    except UnicodeDecodeError:
        pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]}, {value}" if name in found else value
    if "content-length" in found and "transfer-encoding" in found:
        # RFC 9112, section 6.3: it might be an attempt at smuggling, and ought to be handled as an error.
        raise Trouble(Reason.BAD_HTTP, "both Content-Length and Transfer-Encoding")
    return found


async def _read(
    parts: AsyncGenerator[bytes], head: Head, headers: Mapping[str, str], cap: int, body: bytearray
) -> bool:
    """Whether the body ended before the cap; `body` grows as it comes, so that a break leaves what was there."""
    if headers.get("content-encoding"):
        parts = httpx2.Response(head.status, headers=head.headers, stream=_Stream(parts)).aiter_bytes()
    async with aclosing(parts) as chunks:
        async for chunk in chunks:
            body += chunk[: cap - len(body) + 1]
            if len(body) > cap:
                del body[cap:]
                return False
    return True


class _Stream(httpx2.AsyncByteStream):
    """The raw body, for the library that decodes it."""

    def __init__(self, parts: AsyncGenerator[bytes]) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with aclosing(self._parts) as parts:
            async for part in parts:
                yield part
