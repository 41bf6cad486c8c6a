"""One call: its redirects, its retries and its cookies."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx2

from papernotes.net.address import Url, location, parse
from papernotes.net.answer import Answer, Failure, Hop, Reason, Response
from papernotes.net.exchange import Appetite, Reply, Request, Timeouts, exchange
from papernotes.net.keys import Keyring
from papernotes.net.limits import Clock, Closed, Limiter
from papernotes.net.route import Routes
from papernotes.net.trouble import PASSING, Trouble
from papernotes.net.wait import backoff, retry_after

REDIRECTS_MAX = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_KEEP_METHOD = frozenset({307, 308})
# 520 to 524 are Cloudflare's words for an origin that does not answer it; 521 is a wall's at others (CSDN).
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 523, 524})
# What another host may see of the caller's headers: nothing that could be a secret.
_HARMLESS = frozenset({"accept", "accept-language", "range"})
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_HOST_FAILURES = PASSING | {
    Reason.DNS_NXDOMAIN,
    Reason.TLS_EXPIRED,
    Reason.TLS_UNTRUSTED,
    Reason.TLS_HOSTNAME,
    Reason.TLS_FAILED,
    Reason.TIMEOUT_TOTAL,
    Reason.BAD_HTTP,
}


@dataclass(frozen=True, slots=True)
class Tools:
    """What all calls of a Fetcher share."""

    routes: Routes
    limiter: Limiter
    clock: Clock
    keyring: Keyring
    user_agent: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What the caller wants."""

    url: str
    method: str
    headers: Mapping[str, str]
    content: bytes
    appetite: Appetite
    timeouts: Timeouts
    follow: bool
    attempts: int
    gap_s: float
    settled: Callable[[Response], bool] | None


@dataclass(slots=True)
class Call:
    """The state of one call."""

    tools: Tools
    ask: Ask
    method: str
    left: int
    """Retries."""
    hops: list[Hop] = field(default_factory=list)
    requests: int = 0
    spent_s: float = 0.0
    """On the wire, by this attempt."""
    insecure: bool = False
    cookies: httpx2.Cookies | None = None
    """Those of its redirects."""
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, tools: Tools, ask: Ask) -> Call:
        """A call that has not begun."""
        return cls(tools, ask, ask.method.upper(), max(0, ask.attempts - 1))

    async def run(self) -> Answer:
        """The answer, after redirects and retries. Raises only what is a bug, or a cancellation."""
        try:
            url = start = parse(self.ask.url)
            while True:
                reply = await self._settled(url, start)
                if not self.ask.follow or reply.status not in _REDIRECTS:
                    return self._response(url, reply)
                url = self._next(url, reply)
        except Closed as closed:
            return self.failure(closed.reason, closed.detail, closed.retry_at)
        except Trouble as trouble:
            return self.failure(self._in_redirect(trouble.reason), trouble.detail)

    def failure(self, reason: Reason, detail: str = "", retry_at: float | None = None) -> Failure:
        """A failure where the call stands."""
        redact = self.tools.keyring.redact
        url = self.hops[-1].url if self.hops else redact(self.ask.url)
        detail = self.tools.keyring.redact_detail(detail)
        return Failure(url, reason, detail, retry_at, tuple(self.hops), self.requests)

    def _in_redirect(self, reason: Reason) -> Reason:
        return Reason.REDIRECT_PRIVATE if self.hops and reason is Reason.PRIVATE_ADDRESS else reason

    async def _settled(self, url: Url, start: Url) -> Reply:
        """The reply that further attempts would not better. Raises Trouble."""
        limiter, attempt = self.tools.limiter, 0
        last: Reply | Trouble | None = None
        while True:
            try:
                reply = await self._once(url, start)
            except Closed:
                # Others made it so meanwhile; what we have seen ourselves says more.
                if isinstance(last, Reply) and last.status != 429:
                    return last
                if isinstance(last, Trouble):
                    raise last from None
                raise
            except Trouble as trouble:
                last = trouble
                if not trouble.passing or self.left < 1:
                    if trouble.reason in _HOST_FAILURES:
                        limiter.note(url.host, trouble.reason)
                    raise
                wait: float | None = backoff(attempt)
            else:
                last = reply
                wait = None if self._is_settled(url, reply) else self._wait(url.host, reply, attempt)
            if wait is None:
                limiter.note(url.host, Reason.HOST_DOWN if reply.status >= 500 else None)
                return reply
            self.left -= 1
            self.spent_s = 0.0
            attempt += 1
            await self.tools.clock.sleep(wait)

    def _is_settled(self, url: Url, reply: Reply) -> bool:
        asked = self.ask.settled
        return reply.status in _RETRIED and asked is not None and asked(self._response(url, reply))

    def _wait(self, host: str, reply: Reply, attempt: int) -> float | None:
        """Seconds before the next attempt, None if the reply is final. Raises Closed if the host wants rest."""
        if reply.status not in _RETRIED:
            return None
        now, limiter = self.tools.clock.epoch(), self.tools.limiter
        said = retry_after(reply.headers, now) if reply.status in (429, 503) else None
        if reply.status != 429:
            held = said is None or limiter.hold(host, said)
            return (backoff(attempt) if said is None else 0.0) if held and self.left else None
        # Jitter on top: all who were refused would come back at once.
        pause = 2.0**attempt + random.uniform(0, 0.5) if said is None else said
        if limiter.hold(host, pause) and self.left:
            return 0.0
        raise Closed(Reason.RATE_LIMITED, "429 Too Many Requests", now + pause)

    async def _once(self, url: Url, start: Url) -> Reply:
        request = self._request(url, start)
        async with self.tools.limiter.turn(url.host, self.ask.gap_s):
            began = self.tools.clock.now()
            self.requests += 1
            try:
                left = self.ask.timeouts.total - self.spent_s
                return await exchange(self.tools.routes, request, self.ask.appetite, self.ask.timeouts, left)
            except Trouble as trouble:
                # Refused before anything was sent.
                self.requests -= trouble.reason in (Reason.PRIVATE_ADDRESS, Reason.PORT_FORBIDDEN)
                raise
            finally:
                self.spent_s += self.tools.clock.real(self.tools.clock.now() - began)

    def _request(self, url: Url, start: Url) -> Request:
        own = url.origin == start.origin
        headers = {"host": url.netloc, "accept": _ACCEPT, "accept-encoding": "gzip, deflate"}
        for name, value in self.ask.headers.items():
            if own or name.lower() in _HARMLESS:
                headers[name.lower()] = value
        headers["user-agent"] = self.tools.user_agent
        keyed = self.tools.keyring.apply(url, headers)
        content = self.ask.content if self.method not in ("GET", "HEAD") else b""
        if content and not own:
            raise Trouble(Reason.BAD_HTTP, "what was sent to one host is redirected to another")
        if self.method in _WITH_BODY:
            headers["content-length"] = str(len(content))
        if self.cookies is not None:
            asked = httpx2.Request(self.method, url.text)
            self.cookies.set_cookie_header(asked)
            if cookie := asked.headers.get("cookie"):
                headers["cookie"] = cookie
        raw = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
        return Request(self.method, keyed, raw, content)

    def _next(self, url: Url, reply: Reply) -> Url:
        """Where the redirect leads. Raises Trouble."""
        raw = [value for name, value in reply.raw if name == b"location"]
        if len(set(raw)) != 1:
            raise Trouble(Reason.BAD_HTTP, f"{reply.status} with {len(raw)} Location headers")
        self.cookies = self.cookies or httpx2.Cookies()
        self.cookies.extract_cookies(
            httpx2.Response(reply.status, headers=list(reply.raw), request=httpx2.Request("GET", url.text))
        )
        after = location(raw[0], url)
        shown = self.tools.keyring.redact(after.text)
        if shown != after.text and (after.host != url.host or after.scheme != "https"):
            raise Trouble(Reason.BAD_HTTP, f"a redirect would carry our key to '{after.host}'")
        self.hops.append(Hop(reply.status, shown))
        jar = str(sorted((cookie.domain, cookie.name, cookie.value or "") for cookie in self.cookies.jar))
        self.seen[after.text, jar] += 1
        if len(self.hops) > REDIRECTS_MAX or self.seen[after.text, jar] > 2:
            raise Trouble(Reason.TOO_MANY_REDIRECTS, f"{len(self.hops)} redirects")
        self.insecure = self.insecure or (url.scheme == "https" and after.scheme == "http")
        if reply.status not in _KEEP_METHOD and self.method != "HEAD":
            self.method = "GET"
        return after

    def _response(self, url: Url, reply: Reply) -> Response:
        keyring = self.tools.keyring
        body = keyring.redact_body(reply.body) if keyring.known(url.host) else reply.body
        return Response(
            url=keyring.redact(url.text),
            status=reply.status,
            headers={name: keyring.redact(value) for name, value in reply.headers.items()},
            body=body,
            truncated=reply.truncated,
            cut=reply.cut,
            hops=tuple(self.hops),
            requests=self.requests,
            insecure=self.insecure,
        )
