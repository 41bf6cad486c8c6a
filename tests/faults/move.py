"""Redirects: fine ones, endless ones, and those that lead where nobody should go."""

from __future__ import annotations

from faults.reply import by, page, raw, redirect, reply, turns
from faults.serve import Handler, Visit

FOUND = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"


def watched(host: str) -> Handler:
    """A redirect to a private target, written as `host`; who is contacted there is logged."""

    def where(visit: Visit) -> str:
        watch = "watch-v6" if ":" in host and "." not in host else "watch-local"
        return f"http://{host}:{visit.server.listeners[watch].port}/secret"

    return redirect(302, where)


def _inside(visit: Visit) -> str:
    return f"http://inside.test:{visit.server.listeners['watch'].port}/secret"


def _plain(visit: Visit) -> str:
    there = visit.server.listeners["F50"]
    return f"http://{there.address}:{there.port}/"


def _shorter(visit: Visit) -> str:
    return f"/{int(visit.seen.target[1:]) - 1}"


def _countdown(*statuses: int) -> Handler:
    async def handle(visit: Visit) -> None:
        left = int(visit.seen.target[1:])
        await (redirect(statuses[left % len(statuses)], _shorter) if left else page())(visit)

    return handle


def _location(value: bytes) -> Handler:
    return by(lambda visit: visit.seen.target == "/", raw(FOUND + b"Location:" + value + b"\r\n\r\n"), page())


def _moved(status: int, to: str) -> Handler:
    return by(lambda visit: visit.seen.target == to, page(), redirect(status, to))


MOVE: dict[str, Handler] = {
    "F28-self": redirect(302, "/"),
    "F28-growing": redirect(302, lambda visit: visit.seen.target + "x"),
    "F28-pair": redirect(302, lambda visit: "/b" if visit.seen.target == "/" else "/"),
    "F29": by(
        lambda visit: "pass=yes" in visit.seen.headers.get("cookie", ""),
        page(),
        reply(302, "", ("Location", "/"), ("Set-Cookie", "pass=yes; Path=/")),
    ),
    "F30-none": raw(FOUND + b"\r\n"),
    "F30-slashes": _location(b" //"),
    "F30-empty": _location(b" "),
    "F30-spaces": _location(b" /a page"),
    "F30-utf8": _location(b" /" + "论文".encode()),
    "F30-latin1": _location(b" /caf\xe9"),
    "F30-two": raw(FOUND + b"Location: /a\r\nLocation: /b\r\n\r\n"),
    "F30-300": raw(b"HTTP/1.1 300 Multiple Choices\r\nContent-Length: 0\r\n\r\n"),
    "F31-file": redirect(302, "file:///etc/hostname"),
    "F31-javascript": redirect(302, "javascript:alert(1)"),
    "F31-data": redirect(302, "data:text/html,x"),
    "F31-ftp": redirect(302, "ftp://ftp.example.org/"),
    "F31-gopher": redirect(302, "gopher://127.0.0.1/"),
    "F32-loopback": watched("127.0.0.1"),
    "F32-metadata": redirect(302, "http://169.254.169.254/latest/meta-data/"),
    "F32-v6": watched("[::1]"),
    "F32-mapped": watched("[::ffff:127.0.0.1]"),
    "F32-zero": watched("0"),
    "F32-hex": watched("0x7f.1"),
    "F32-decimal": watched("2130706433"),
    "F32-localhost": watched("localhost."),
    "F32-name": redirect(302, _inside),
    "F32-protocol": redirect(302, lambda visit: "//" + _inside(visit)[7:]),
    "F34-301": _moved(301, "/new"),
    "F34-308": _moved(308, "/new"),
    "F34-root": _moved(302, "/"),
    "F34-downgrade": redirect(301, _plain),
    "F34-then-503": turns(redirect(301, "/new"), reply(503), page()),
    "F35-10": _countdown(303, 307),
    "F35-11": _countdown(303, 307),
}

START = {"F34-root": "/deep/page.html", "F35-10": "/10", "F35-11": "/11"}
"""The path to begin with, where it is not "/"."""
