"""Handlers to make faults of: a reply, several in turn, raw bytes, and the ways to break off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate

from faults.serve import Handler, Visit

Headers = tuple[tuple[str, str], ...]
HTML = "text/html; charset=utf-8"


def reply(status: int = 200, body: str | bytes = "", *headers: tuple[str, str], promise: bool = False) -> Handler:
    """An ordinary reply; with `promise` it says that the connection stays, and closes it all the same."""
    content = body.encode() if isinstance(body, str) else body

    async def handle(visit: Visit) -> None:
        await visit.send(wire(visit, status, content, headers, promise))

    return handle


def wire(visit: Visit, status: int, body: bytes, headers: Iterable[tuple[str, str]], keep: bool = False) -> bytes:
    """The bytes of a reply; a HEAD gets none of the body."""
    fields = {"Content-Type": HTML, "Content-Length": str(len(body)), "Connection": "keep-alive" if keep else "close"}
    bare = status < 200 or status == 204
    lines = [f"HTTP/1.1 {status} Said", *([] if bare else (f"{name}: {value}" for name, value in fields.items()))]
    lines += [f"{name}: {value}" for name, value in headers]
    head = "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n"
    return head if visit.seen.method == "HEAD" else head + body


def page(body: str = "<p>A page that is there.</p>", title: str = "A page") -> Handler:
    """A page of HTML."""
    return reply(200, f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>")


def redirect(status: int, where: str | Callable[[Visit], str]) -> Handler:
    """A redirect; `where` may depend on the visit."""

    async def handle(visit: Visit) -> None:
        to = where if isinstance(where, str) else where(visit)
        await visit.send(wire(visit, status, b"", [("Location", to)]))

    return handle


def turns(*handlers: Handler) -> Handler:
    """One after the other; the last stays."""

    async def handle(visit: Visit) -> None:
        await handlers[min(visit.number, len(handlers)) - 1](visit)

    return handle


def by_method(head: Handler, get: Handler) -> Handler:
    """One for HEAD, one for the rest."""

    async def handle(visit: Visit) -> None:
        await (head if visit.seen.method == "HEAD" else get)(visit)

    return handle


def by(key: Callable[[Visit], bool], yes: Handler, no: Handler) -> Handler:
    """One where something holds of the visit, one where not."""

    async def handle(visit: Visit) -> None:
        await (yes if key(visit) else no)(visit)

    return handle


def raw(*parts: bytes) -> Handler:
    """Bytes as they are, then the end."""

    async def handle(visit: Visit) -> None:
        for part in parts:
            await visit.send(part)

    return handle


def dripping(head: bytes, drip: bytes) -> Handler:
    """`head` at once, then a bit more every now and then, for ever."""

    async def handle(visit: Visit) -> None:
        await visit.send(head)
        while True:
            await asyncio.sleep(visit.server.pace_s)
            await visit.send(drip)

    return handle


def then_reset(head: bytes) -> Handler:
    """Bytes, then a RST."""

    async def handle(visit: Visit) -> None:
        await visit.send(head)
        # What is sent must have been read before the RST throws it away.
        await asyncio.sleep(0.05)
        visit.reset()

    return handle


async def reset(visit: Visit) -> None:
    """RST instead of a reply."""
    visit.reset()


async def close(visit: Visit) -> None:
    """The end instead of a reply."""


async def hang(visit: Visit) -> None:
    """Nothing at all."""
    await asyncio.sleep(3600)


def limited(status: int = 429, offset_s: float = 4.0) -> Handler:
    """Retry-After as a date some seconds from now."""

    async def handle(visit: Visit) -> None:
        date = formatdate(time.time() + offset_s, usegmt=True)
        await visit.send(wire(visit, status, b"", [("Retry-After", date)]))

    return handle
