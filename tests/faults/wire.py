"""What can go wrong below the page: connections, bytes, headers, statuses, waits. Ids: links.md A5, with a variant."""

from __future__ import annotations

import asyncio

from faults.reply import (
    by,
    by_method,
    close,
    dripping,
    hang,
    limited,
    page,
    raw,
    reply,
    reset,
    then_reset,
    turns,
)
from faults.serve import Handler, Visit

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
GONE_AFTER_HEAD = by_method(reply(), raw(OK + b"Content-Length: 100\r\n\r\nshort"))


async def status_line(visit: Visit) -> None:
    """Ten megabytes before the first line ends."""
    await visit.send(b"HTTP/1.1 200 ")
    for _ in range(160):
        await visit.send(b"O" * 65536)


async def early_for_ever(visit: Visit) -> None:
    """Interim replies, and never a final one."""
    while True:
        await visit.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 500)


async def tired(visit: Visit) -> None:
    """Twenty requests are answered, then one is sent away, and so on."""
    await asyncio.sleep(0.002)
    await (reply(429, "", ("Retry-After", "1")) if visit.number % 20 == 0 else page())(visit)


def _retry(value: str, status: int = 429) -> Handler:
    return turns(reply(status, "", ("Retry-After", value)), page())


CONNECTION: dict[str, Handler] = {
    "F05": reset,
    "F06": turns(reset, page()),
    "F07": close,
    "F08": raw(b"SSH-2.0-OpenSSH_9.2\r\n\x00\x01\x02\xff\xfe"),
    "F08-http09": raw(b"<html><body>no status line</body></html>"),
    "F09": hang,
    "F10": dripping(b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n"),
    "F11": by_method(reply(), dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")),
    "F12-reset": by_method(reply(), then_reset(OK + b"Content-Length: 100\r\n\r\nhalf")),
    "F12-length": GONE_AFTER_HEAD,
    "F12-chunk": by_method(reply(), raw(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")),
    "F47": reply(200, "kept", ("X-Kept", "yes"), promise=True),
}

HEADERS: dict[str, Handler] = {
    "F15-size": raw(OK + b"X-Big: " + b"x" * 2_000_000 + b"\r\nContent-Length: 0\r\n\r\n"),
    "F15-count": raw(OK + b"".join(b"X-%d: y\r\n" % number for number in range(5000)) + b"Content-Length: 0\r\n\r\n"),
    "F15-status": status_line,
    "F15-early": early_for_ever,
    "F43-chunk": raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
    "F43-length": raw(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello!!"),
    "F43-both": raw(OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    "F43-fold": raw(OK + b"X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n"),
    "F43-nul": raw(OK + b"X-Nul: a\x00b\r\nContent-Length: 0\r\n\r\n"),
    "F43-gzip": raw(OK + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!"),
}

STATUS: dict[str, Handler] = {
    "F16": reply(404, "not here"),
    "F17": reply(410, "gone"),
    **{f"F18-{status}": by_method(reply(status), page()) for status in (405, 403, 404, 501)},
    "F19": by_method(reply(), reply(404)),
    "F20-403": reply(403),
    "F20-cf": reply(403, "", ("cf-mitigated", "challenge")),
    "F20-418": reply(418),
    "F20-999": reply(999),
    "F20-521": reply(521),
    "F21": reply(202),
    **{f"F26-{status}": turns(reply(status), page()) for status in (500, 502, 503, 504)},
    "F27-503": reply(503),
    "F27-after": reply(503, "", ("Retry-After", "1")),
    "F44-100": raw(b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nok"),
    "F44-103": raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nok"),
    "F44-101": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    **{f"F44-{status}": reply(status) for status in (204, 205, 206, 299)},
    "F44-304": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
}

WAIT: dict[str, Handler] = {
    "F22": turns(reply(429), page()),
    "F23": _retry("3"),
    "F24-date": turns(limited(offset_s=4), page()),
    "F24-past": turns(limited(offset_s=-3600), page()),
    "F24-garbage": _retry("soon"),
    "F24-negative": _retry("-5"),
    "F24-huge": reply(429, "", ("Retry-After", "1000000000")),
    "F24-unit": _retry("3s"),
    "F24-reset": turns(reply(429, "", ("RateLimit-Reset", "2")), page()),
    "F25": reply(429, "", ("Retry-After", "86400")),
    "F25-bare": reply(429),
    "F46": tired,
}

CLIENT: dict[str, Handler] = {
    "F45-ua": by(lambda visit: "papernotes" in visit.seen.headers.get("user-agent", ""), reply(403), page()),
    "F45-accept": by(lambda visit: "text/html" in visit.seen.headers.get("accept", ""), page(), reply(404)),
    "F50": page(),
}

WIRE = CONNECTION | HEADERS | STATUS | WAIT | CLIENT
