"""How often a host is asked, and by how many of us at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from papernotes.net.answer import Reason
from papernotes.net.trouble import Trouble


@dataclass(frozen=True, slots=True)
class HostLimit:
    """What one host bears."""

    concurrency: int = 2
    interval_s: float = 0.5
    """Between the beginnings of two requests."""


# What the services ask for, or what was measured to be borne; a name holds for its subdomains too, and they share it.
SERVICES: Mapping[str, HostLimit] = {
    "arxiv.org": HostLimit(1, 3.0),  # https://info.arxiv.org/help/api/tou.html
    "crossref.org": HostLimit(1, 0.5),  # 1 a second for lists: `gap_s` of the call
    "doi.org": HostLimit(1, 1.0),
    "api.datacite.org": HostLimit(1, 0.7),  # 500 in 5 minutes
    "dblp.org": HostLimit(1, 2.0),
    "dblp.uni-trier.de": HostLimit(1, 2.0),
    "api.openalex.org": HostLimit(1, 0.2),
    "api.semanticscholar.org": HostLimit(1, 1.2),
    "openreview.net": HostLimit(1, 1.0),
    "aclanthology.org": HostLimit(1, 1.0),
    "openaccess.thecvf.com": HostLimit(1, 1.0),
    "proceedings.mlr.press": HostLimit(1, 1.0),
    "neurips.cc": HostLimit(1, 1.0),
    "ncbi.nlm.nih.gov": HostLimit(1, 0.4),  # 3 a second without a key
    "web.archive.org": HostLimit(1, 1.0),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a run."""

    concurrency: int = 32
    host: HostLimit = HostLimit()
    """For a host that is not in the table."""
    hosts: Mapping[str, HostLimit] = field(default_factory=lambda: SERVICES)
    patience_s: float = 60.0
    """The longest wait that a server may ask of us; beyond it the host is parked."""
    circuit_after: int = 5
    """Failed calls in a row, after which a host is left alone."""
    circuit_s: float = 600.0


class Clock:
    """Time; with a scale of 0.01 every wait is a hundred times shorter, and tests need no patience."""

    def __init__(self, scale: float = 1.0) -> None:
        self._scale = scale

    def now(self) -> float:
        """Seconds that only go up."""
        return time.monotonic() / self._scale

    def epoch(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def real(self, seconds: float) -> float:
        """How long these seconds take."""
        return seconds * self._scale

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(max(0.0, seconds * self._scale))


class Closed(Trouble):
    """The host is not asked now."""

    def __init__(self, reason: Reason, detail: str, retry_at: float) -> None:
        super().__init__(reason, detail, passing=False)
        self.retry_at = retry_at


# Facts about a host, whichever of its pages is asked for.
_OF_THE_HOST = frozenset(
    {Reason.DNS_NXDOMAIN, Reason.REFUSED, Reason.TIMEOUT_CONNECT, Reason.UNREACHABLE}
    | {Reason.TLS_EXPIRED, Reason.TLS_UNTRUSTED, Reason.TLS_HOSTNAME, Reason.TLS_FAILED}
)


class _Host:
    def __init__(self, limit: HostLimit) -> None:
        self.limit = limit
        self.gate = asyncio.Semaphore(limit.concurrency)
        self.order = asyncio.Lock()
        self.next_s = 0.0
        self.parked_until = 0.0
        self.failures = 0
        self.down_until = 0.0
        self.why = Reason.HOST_DOWN

    def closed(self, clock: Clock) -> Closed | None:
        now = clock.epoch()
        if now < self.parked_until:
            return Closed(Reason.RATE_LIMITED, "not asked: the host wants to be left alone", self.parked_until)
        if now < self.down_until:
            detail = f"not asked again: {self.failures} requests to the host failed in a row"
            return Closed(self.why, detail, self.down_until)
        return None


class Limiter:
    """Gives turns, host by host."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._all = asyncio.Semaphore(limits.concurrency)
        self._hosts: dict[str, _Host] = {}
        self._known: dict[str, _Host] = {}
        """By every name that was asked for."""

    @asynccontextmanager
    async def turn(self, name: str, gap_s: float = 0.0) -> AsyncIterator[None]:
        """Wait until the host may be asked. Raises Closed if it may not be today."""
        host = self._host(name)
        async with host.gate:
            # One after the other: were all to wait for the same moment, all but one would have woken in vain.
            async with host.order:
                await self._due(host)
                host.next_s = self._clock.now() + max(host.limit.interval_s, gap_s)
            async with self._all:
                yield

    async def _due(self, host: _Host) -> None:
        while True:
            if closed := host.closed(self._clock):
                raise closed
            wait = host.next_s - self._clock.now()
            if wait <= 0:
                return
            await self._clock.sleep(wait)

    def hold(self, name: str, seconds: float) -> bool:
        """Let nobody ask the host for some seconds; false if that is beyond our patience and it is parked."""
        if seconds > self._limits.patience_s:
            self.park(name, self._clock.epoch() + seconds)
            return False
        host = self._host(name)
        host.next_s = max(host.next_s, self._clock.now() + seconds)
        return True

    def park(self, name: str, until: float) -> None:
        """Do not ask the host before a time, in seconds since the epoch."""
        host = self._host(name)
        host.parked_until = max(host.parked_until, until)

    def parked(self) -> dict[str, float]:
        """Hosts that are not to be asked now, and until when: what the next run must know."""
        now = self._clock.epoch()
        return {name: host.parked_until for name, host in self._hosts.items() if host.parked_until > now}

    def note(self, name: str, failure: Reason | None) -> None:
        """How a call to the host ended; after some failures in a row it is left alone."""
        host = self._host(name)
        host.failures = 0 if failure is None else host.failures + 1
        if failure and host.failures >= self._limits.circuit_after:
            host.why = failure if failure in _OF_THE_HOST else Reason.HOST_DOWN
            host.down_until = self._clock.epoch() + self._limits.circuit_s

    def _host(self, name: str) -> _Host:
        if name not in self._known:
            self._known[name] = self._owner(name)
        return self._known[name]

    def _owner(self, name: str) -> _Host:
        name = name.rstrip(".").lower()
        labels = name.split(".")
        parents = (".".join(labels[start:]) for start in range(len(labels)))
        owner = next((parent for parent in parents if parent in self._limits.hosts), name)
        if owner not in self._hosts:
            self._hosts[owner] = _Host(self._limits.hosts.get(owner, self._limits.host))
        return self._hosts[owner]
