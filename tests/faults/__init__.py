"""A server that is wrong in every way of links.md A5, on loopback: one address a fault, so that each is a host.

    with Faults() as faults:
        async with Fetcher(**faults.fetcher(), timeouts=..., clock=...) as fetcher:
            answer = await fetcher.get(faults.url("F26-503"))
        assert len(faults.seen("F26-503")) == 2        # the requests that came, with time, method, target and headers
        assert not faults.leaks()                      # nothing private was contacted

Ids are those of the matrix with a variant: F20-cf. `faults.ids()` are all of them, those without a listener included
(F01 and F02 are names that do not resolve, F03 a closed port, F04 a full queue). F48 and F49 are the client's own.
"""

from __future__ import annotations

import socket
import ssl
from collections import Counter
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from faults.alert import AlertServer
from faults.hog import hogs
from faults.move import MOVE, START
from faults.names import PRIVATE, resolver
from faults.pages import PAGES
from faults.reply import page, redirect
from faults.serve import Listener, Seen, Server
from faults.tls import Authority
from faults.wire import WIRE

__all__ = ["HAS_IPV6", "NAMED", "ODD_URLS", "Faults", "Listener", "Seen"]

NAMED = {"F01": "http://nxdomain.test/", "F02": "http://servfail.test/", "F02-slow": "http://slow-dns.test/"}
ODD_URLS = (
    "http://%zz/",
    "http://exa mple.org/",
    "http：／／example.org/",
    "http://[::1",
    "http://example.org:99999/",
    "http://" + "a" * 64 + ".org/",
    "http://example.org/" + "a" * 65536,
    "http://good.org@evil.test/",
    "http:\\\\example.org\\",
    "http://example.org\\@evil.test/",
    "http://",
    "//example.org/",
    "",
    "\x00",
    "http://\ud800.org/",
    "http://xn--a.org/\r\nX-Injected: 1",
)
"""F49: text that is no address, or an attack; none may be asked for, none may raise."""


def _ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


HAS_IPV6 = _ipv6()
_WATCHED = {"watch": PRIVATE, "watch-local": "127.0.0.1", "watch-v6": "::1"}


class Faults:
    """All faults, running."""

    def __init__(self, pace_s: float = 0.1) -> None:
        self._stack = ExitStack()
        self._server = Server(pace_s)
        self._hogs = Server(pace_s)
        self._authority = Authority()
        self._urls = dict(NAMED)
        self._names: dict[str, list[str]] = {}
        self._extra = 0
        self.resolved: Counter[str] = Counter()
        """How often each name was looked up."""

    def __enter__(self) -> Self:
        self._stack.enter_context(self._server)
        self._stack.enter_context(self._hogs)
        for fault, address in _WATCHED.items():
            # A machine without IPv6 has no ::1 to watch.
            there = address if HAS_IPV6 or ":" not in address else "127.0.0.1"
            self._server.add(fault, Listener(there, handler=page("secret")))
        listeners = {fault: Listener("", handler=handler) for fault, handler in (WIRE | MOVE | PAGES).items()}
        listeners |= self._authority.listeners()
        listeners["F33-rebind"] = Listener("", "rebind.test", redirect(302, "/"))
        listeners["F33-mixed"] = Listener("", "mixed.test", page())
        listeners["F37-fallback"] = Listener("", "fallback.test", page())
        for fault, listener in listeners.items():
            self._add(self._server, fault, listener)
        for fault, handler in hogs().items():
            self._add(self._hogs, fault, Listener("", handler=handler))
        for fault, (name, context) in self._authority.alerting().items():
            address = self._address()
            alerts = self._stack.enter_context(AlertServer(address, context))
            self._names[name] = [address]
            self._urls[fault] = f"https://{name}:{alerts.port}/"
        # The first address does not answer: nothing listens there at this port.
        self._names["fallback.test"].insert(0, "127.0.1.254")
        self._add_closed()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def fetcher(self) -> dict[str, Any]:
        """What a Fetcher needs to reach the faults, and nothing else of this machine."""
        return {
            "allow": ["127.0.1.0/24"],
            "resolver": resolver(self._names, self.resolved),
            "ssl_context": self._authority.client(),
            "environ": {},
        }

    def extra(self, fault: str, listener: Listener) -> str:
        """The URL of one more listener, for what only one test needs; asked for twice, the second takes its place."""
        self._extra += 1
        listener.address = listener.address or f"127.0.1.{200 + self._extra % 50}"
        listener.scheme = "https" if listener.context else "http"
        self._server.add(fault, listener)
        if listener.name:
            self._names[listener.name] = [listener.address]
        return f"{listener.scheme}://{listener.name or listener.address}:{listener.port}/"

    def certificate(self, name: str) -> ssl.SSLContext:
        """The context of a server that may call itself so."""
        return self._authority.context(name)

    def ids(self) -> list[str]:
        """All faults, in the order of the matrix."""
        return sorted(self._urls)

    def url(self, fault: str, path: str = "") -> str:
        """Where a fault is."""
        return self._urls[fault] + (path.lstrip("/") if path else START.get(fault, "/")[1:])

    def seen(self, fault: str) -> list[Seen]:
        """The requests that came."""
        return self._listener(fault).seen

    def connections(self, fault: str) -> int:
        """How often it was connected to."""
        return self._listener(fault).connections

    def most_in_flight(self, fault: str) -> int:
        """The most requests that it had at the same time."""
        return self._listener(fault).most_in_flight

    def leaks(self) -> int:
        """How often a private target was connected to; it must be never."""
        return sum(self._server.listeners[fault].connections for fault in _WATCHED)

    def reset(self) -> None:
        """Forget all requests: "once" is the next time again."""
        for listener in (*self._server.listeners.values(), *self._hogs.listeners.values()):
            listener.seen.clear()
            listener.connections = listener.most_in_flight = 0
        self.resolved.clear()

    def _listener(self, fault: str) -> Listener:
        return self._server.listeners.get(fault) or self._hogs.listeners[fault]

    def _address(self) -> str:
        return f"127.0.1.{len(self._urls) + 1}"

    def _add(self, server: Server, fault: str, listener: Listener) -> None:
        listener.address = self._address()
        server.add(fault, listener)
        if listener.name:
            self._names[listener.name] = [listener.address]
        self._urls[fault] = f"{listener.scheme}://{listener.name or listener.address}:{listener.port}/"

    def _add_closed(self) -> None:
        """F03: a port that is taken and does not listen. F04: a queue that is full, so that a SYN is dropped."""
        for fault, queue in (("F03", None), ("F04", 0)):
            taken = self._stack.enter_context(socket.socket())
            taken.bind((self._address(), 0))
            address = taken.getsockname()
            self._urls[fault] = f"http://{address[0]}:{address[1]}/"
            if queue is None:
                continue
            taken.listen(queue)
            for _ in range(4):
                filler = self._stack.enter_context(socket.socket())
                filler.setblocking(False)
                filler.connect_ex(address)
