"""One request and its reply, within bounds of time and memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import httpcore2
import httpx2

from papernotes.net.address import host_of
from papernotes.net.answer import Reason
from papernotes.net.stream import WatchedStream
from papernotes.net.trouble import Trouble, trouble

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
class Reply:
    """What one request brought."""

    status: int
    headers: httpx2.Headers
    body: bytes = b""
    truncated: bool = False
    cut: Reason | None = None


async def exchange(
    pool: httpcore2.AsyncConnectionPool,
    request: httpx2.Request,
    appetite: Appetite,
    timeouts: Timeouts,
    limit_s: float,
) -> Reply:
    """The reply to one request, within `limit_s` seconds. Raises Trouble, whatever the other side sends."""
    end = asyncio.get_running_loop().time() + limit_s
    try:
        async with asyncio.timeout_at(end):
            response = await pool.handle_async_request(_outgoing(request, timeouts))
    except TimeoutError as error:
        raise Trouble(Reason.TIMEOUT_TOTAL, "no reply in time") from error
    except Exception as error:
        if "_SWITCH_UPGRADE" in str(error):
            # 101 without having been asked to: senseless, but somebody is there.
            return Reply(101, httpx2.Headers())
        # Hostile bytes find bugs in any library; one link must not cost the others their answers.
        raise trouble(error) from error
    stream = response.extensions.get("network_stream")
    if isinstance(stream, WatchedStream):
        stream.head_is_there()
    try:
        return await _incoming(response, request.method, appetite, end)
    finally:
        await response.aclose()


def _outgoing(request: httpx2.Request, timeouts: Timeouts) -> httpcore2.Request:
    url = request.url
    per_step = {"connect": timeouts.connect, "read": timeouts.read, "write": timeouts.read, "pool": None}
    # A certificate never names the root's dot: https://example.org./
    name = host_of(url).rstrip(".")
    return httpcore2.Request(
        method=request.method,
        url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.content,
        extensions={"timeout": per_step, "sni_hostname": name},
    )


async def _incoming(response: httpcore2.Response, method: str, appetite: Appetite, end: float) -> Reply:
    size = sum(len(name) + len(value) for name, value in response.headers)
    if size > HEADER_BYTES or len(response.headers) > HEADER_COUNT:
        raise Trouble(Reason.BAD_HTTP, f"{len(response.headers)} headers of {size} bytes")
    headers = httpx2.Headers(response.headers)
    if "content-length" in headers and "transfer-encoding" in headers:
        # RFC 9112, section 6.3: it might be an attempt at smuggling, and ought to be handled as an error.
        raise Trouble(Reason.BAD_HTTP, "both Content-Length and Transfer-Encoding")
    if not appetite.body or method == "HEAD" or response.status in _BODILESS:
        return Reply(response.status, headers)
    body = bytearray()
    try:
        async with asyncio.timeout_at(end):
            whole = await _read(response, headers, appetite.cap, body)
    except TimeoutError as error:
        broken, cause = Trouble(Reason.TIMEOUT_TOTAL, "the body did not end in time"), error
    except Exception as error:  # as above
        broken, cause = trouble(error, in_body=True), error  # type: ignore[assignment]
    else:
        return Reply(response.status, headers, bytes(body), truncated=not whole)
    if not appetite.partial:
        raise broken from cause
    return Reply(response.status, headers, bytes(body[: appetite.cap]), truncated=True, cut=broken.reason)


async def _read(response: httpcore2.Response, headers: httpx2.Headers, cap: int, body: bytearray) -> bool:
    """Whether the body ended before the cap; `body` grows as it comes, so that a break leaves what was there."""
    decoding = httpx2.Response(response.status, headers=headers, stream=_Stream(response))
    async with aclosing(decoding.aiter_bytes()) as chunks:
        async for chunk in chunks:
            body += chunk[: cap - len(body) + 1]
            if len(body) > cap:
                del body[cap:]
                return False
    return True


class _Stream(httpx2.AsyncByteStream):
    """The raw body, for the library that decodes it."""

    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._response.aiter_stream():
            yield part
