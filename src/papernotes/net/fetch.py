"""The one door to the network."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from papernotes import __version__
from papernotes.net.address import parse
from papernotes.net.answer import Answer, Failure, Reason, Response
from papernotes.net.cache import Asked, Cache, fresh
from papernotes.net.call import Ask, Call, Tools
from papernotes.net.exchange import Appetite, Timeouts
from papernotes.net.guard import Guard
from papernotes.net.keys import CONTACT, Keyring, user_agent
from papernotes.net.limits import Clock, Limiter, Limits
from papernotes.net.names import Resolver, system
from papernotes.net.proxy import environment_proxies
from papernotes.net.route import Routes
from papernotes.net.trouble import Trouble

CAP = 2 * 1024 * 1024


class Fetcher:
    """Asks the web politely, and answers with a value whatever happens there.

    An async context manager; it belongs to one event loop. Nothing is opened before the first request."""

    def __init__(
        self,
        *,
        offline: bool = False,
        limits: Limits | None = None,
        timeouts: Timeouts | None = None,
        allow: Iterable[str] = (),
        resolver: Resolver = system,
        cache: Path | None = None,
        site_url: str = "",
        contact: str = "",
        budget_s: float | None = None,
        ssl_context: ssl.SSLContext | None = None,
        clock: Clock | None = None,
        environ: Mapping[str, str] | None = None,
        use_env_proxy: bool = False,
    ) -> None:
        """`allow`: networks such as 10.0.0.0/8 that are reached though they are private (ValueError if it is none).
        `budget_s`: for the whole run; later calls are BUDGET_EXHAUSTED. `contact`: a mail address, else from
        PAPERNOTES_CONTACT. `cache`: the folder of kept answers. `ssl_context`, `clock`, `environ`, `resolver`:
        other than this machine's. `use_env_proxy`: HTTPS_PROXY and the like count; the guard then knows no names."""
        environ = os.environ if environ is None else environ
        self._offline = offline
        self._timeouts = timeouts or Timeouts()
        self._guard = Guard.of(allow)
        self._resolver = resolver
        self._ssl_context = ssl_context
        self._clock = clock or Clock()
        self._limiter = Limiter(limits or Limits(), self._clock)
        self._keyring = Keyring(environ)
        self._user_agent = user_agent(__version__, site_url, contact or environ.get(CONTACT, "").strip())
        self._ends = None if budget_s is None else self._clock.now() + budget_s
        self._cache = Cache(cache) if cache else None
        self._proxies = environment_proxies(environ) if use_env_proxy else {}
        self._routes: Routes | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._routes is not None:
            routes, self._routes = self._routes, None
            await routes.aclose()

    async def get(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
        cap: int = CAP,
        body: bool = True,
        partial: bool = False,
        follow: bool = True,
        attempts: int = 3,
        gap_s: float = 0.0,
        timeouts: Timeouts | None = None,
        max_age_s: float | None = None,
        stale: bool = False,
        settled: Callable[[Response], bool] | None = None,
    ) -> Answer:
        """The answer to one request, after redirects, retries and waits. Raises nothing but a cancellation.

        At most `cap` decoded bytes of the body are kept (`truncated`); with `body=False` it is not read at all, with
        `partial` a body that breaks off is no failure (`cut`). `gap_s`: least time until the host is asked again.
        `max_age_s`: an answer on disk that is younger will do, and a new one is kept there; None: the disk is not
        used. `stale`: where there would be a Failure, an answer on disk will do whatever its age.
        `settled`: whether a reply that would be asked for again (429, 500, 503 …) is final, such as a bot wall's."""
        appetite = Appetite(cap, body, partial)
        limits = timeouts or self._timeouts
        ask = Ask(url, method, headers or {}, content, appetite, limits, follow, attempts, gap_s, settled)
        if self._cache is None or max_age_s is None:
            return await self._ask(ask)
        return await self._kept(ask, self._cache, max_age_s, stale)

    async def get_all(self, urls: Iterable[str], **how: Any) -> list[Answer]:
        """The answers to several addresses, in their order; `how` as for `get`."""
        return await asyncio.gather(*(self.get(url, **how) for url in urls))

    async def _kept(self, ask: Ask, cache: Cache, max_age_s: float, stale: bool) -> Answer:
        try:
            url = parse(ask.url)
        except Trouble:
            return await self._ask(ask)
        accept = next((value for name, value in ask.headers.items() if name.lower() == "accept"), "")
        asked = Asked(url.host, self._keyring.redact_url(url.text), ask.method.upper(), accept, ask.content)
        kept = cache.load(asked)
        now = self._clock.epoch()
        if kept and fresh(kept, max_age_s, now):
            return kept
        answer = await self._ask(ask)
        if isinstance(answer, Response) and ask.appetite.body:
            cache.save(asked, answer, now)
        return kept if kept and stale and isinstance(answer, Failure) else answer

    async def _ask(self, ask: Ask) -> Answer:
        if self._offline:
            return Failure(self._keyring.redact(ask.url), Reason.OFFLINE, "not asked: offline")
        return await self._within_budget(Call.of(self._tools(), ask))

    async def _within_budget(self, call: Call) -> Answer:
        left = None if self._ends is None else self._clock.real(self._ends - self._clock.now())
        if left is not None and left <= 0:
            return call.failure(Reason.BUDGET_EXHAUSTED, "not asked: the time of this run is over")
        try:
            async with asyncio.timeout(left):
                return await call.run()
        except TimeoutError:
            return call.failure(Reason.BUDGET_EXHAUSTED, "the time of this run is over")
        except Exception as error:
            # Hostile bytes find bugs in any library; one link must not cost the others their answers.
            return call.failure(Reason.BAD_HTTP, f"{type(error).__name__}: {error}")

    def park(self, host: str, until: float) -> None:
        """Do not ask a host before a time, in seconds since the epoch."""
        self._limiter.park(host, until)

    def parked(self) -> dict[str, float]:
        """The hosts that want to be left alone, and until when; what the next run is to be told by `park`."""
        return self._limiter.parked()

    def _tools(self) -> Tools:
        if self._routes is None:
            context = self._ssl_context or httpx2.create_ssl_context()
            self._routes = Routes(self._guard, self._resolver, self._timeouts.connect, context, self._proxies)
        return Tools(self._routes, self._limiter, self._clock, self._keyring, self._user_agent)
