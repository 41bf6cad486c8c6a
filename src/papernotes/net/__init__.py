"""The only code with sockets.

    async with Fetcher(contact="me@example.org") as fetcher:
        answer = await fetcher.get("https://example.org/", cap=256 * 1024)
        if isinstance(answer, Response): ...   # any status: answer.status, .headers (lower case), .body, .url, .hops
        else: ...                              # Failure: answer.reason (a Reason), .detail, .retry_at, .url, .hops
        kept = await fetcher.get(url, max_age_s=86400, stale=True)   # with Fetcher(cache=root/".papernotes/cache/api")

Weather is a value: `get` raises nothing but a cancellation. A 5xx is a Response when further attempts gave the same;
a 429 is always Failure(RATE_LIMITED, retry_at). In tests: `allow=["127.0.0.0/8"]` lets loopback through at any port,
`resolver=hosts({"a.test": ["127.0.1.5"]})` gives names, `clock=Clock(0.01)` shortens intervals, backoff, Retry-After,
`timeouts=Timeouts(connect=0.3, read=0.3, total=1)` are real seconds, `limits=Limits(host=HostLimit(8, 0))`.
"""

from papernotes.net.answer import Answer, Failure, Hop, Reason, Response
from papernotes.net.exchange import Timeouts
from papernotes.net.fetch import CAP, Fetcher
from papernotes.net.limits import SERVICES, Clock, HostLimit, Limits
from papernotes.net.names import Resolver, hosts, system

__all__ = [
    "CAP",
    "SERVICES",
    "Answer",
    "Clock",
    "Failure",
    "Fetcher",
    "Hop",
    "HostLimit",
    "Limits",
    "Reason",
    "Resolver",
    "Response",
    "Timeouts",
    "hosts",
    "system",
]
