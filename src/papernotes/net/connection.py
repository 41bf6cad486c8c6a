"""HTTP/1.1 on a wire: a request, its reply, and whether another may follow. The grammar is h11's."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

import h11

from papernotes.net.answer import Reason
from papernotes.net.trouble import Trouble
from papernotes.net.wire import Patience, Wire

_LINES_BYTES = 100 * 1024
"""A head that has not ended by then is none."""
# The limit above holds for one head, and interim replies (1xx) may follow each other for ever.
_HEADS_BYTES = 256 * 1024
_BEGIN = b"HTTP/"

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Head:
    """How a reply begins."""

    status: int
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Names in lower case, in the order in which they came."""


class Connection:
    """A wire to an origin; one request at a time."""

    def __init__(self, wire: Wire, origin: str = "", relay: Headers | None = None) -> None:
        """`relay`: a proxy reads the requests, and wants these headers in each."""
        self.wire = wire
        self.origin = origin
        self.relay = relay
        self.idle_since = 0.0
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LINES_BYTES)

    async def ask(self, method: str, target: bytes, headers: Headers, content: bytes, patience: Patience, /) -> Head:
        """The head of the reply. Raises Trouble, OSError, or h11.ProtocolError for what is no HTTP."""
        parts = [h11.Request(method=method, target=target, headers=list(headers)), h11.EndOfMessage()]
        if content:
            parts.insert(1, h11.Data(data=content))
        self.wire.write(b"".join(self._http.send(part) or b"" for part in parts))
        watch = _Watch()
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._http.receive_data(watch.passed(await self.wire.read(patience)))
            elif isinstance(event, h11.Response):
                return Head(event.status_code, list(event.headers))

    async def body(self, patience: Patience) -> AsyncGenerator[bytes]:
        """The body piece by piece, not yet decoded. Raises as `ask` does."""
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._http.receive_data(await self.wire.read(patience))
            elif isinstance(event, h11.Data):
                yield bytes(event.data)
            else:
                return

    def nobody(self) -> None:
        """Step over the body of a reply that has none by its nature. Raises h11.ProtocolError."""
        self._http.next_event()

    def again(self) -> bool:
        """Whether the reply is whole and another request may follow; to be asked once, when it was read."""
        http = self._http
        # What follows a reply unasked would be taken for the next one.
        whole = http.our_state is h11.DONE and http.their_state is h11.DONE and not http.trailing_data[0]
        if whole:
            http.start_next_cycle()
        return whole

    def switched(self) -> bool:
        """Whether a proxy has stepped aside, and said nothing else."""
        aside = self._http.their_state is h11.SWITCHED_PROTOCOL and not self._http.trailing_data[0]
        return aside and self.wire.quiet()


class _Watch:
    """Lets the bytes of a head through; raises Trouble for what is no HTTP, or never comes to the point."""

    def __init__(self) -> None:
        self._begin = b""
        self._left = _HEADS_BYTES

    def passed(self, data: bytes) -> bytes:
        if not data:
            raise Trouble(Reason.BAD_HTTP, "the server left without a reply", passing=True)
        if len(self._begin) < len(_BEGIN):
            # Some servers end a body with a line break too many; it comes before the next reply.
            self._begin = (self._begin + data[:64]).lstrip(b"\r\n")[: len(_BEGIN)]
            if not _BEGIN.startswith(self._begin):
                raise Trouble(Reason.BAD_HTTP, "what answers does not speak HTTP")
        self._left -= len(data)
        if self._left < 0:
            raise Trouble(Reason.BAD_HTTP, "no reply within 256 KiB")
        return data
