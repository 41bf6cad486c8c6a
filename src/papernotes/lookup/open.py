"""A Lookup with a Fetcher of its own, as the commands use it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from papernotes.lookup.ask import Lookup
from papernotes.lookup.endpoints import endpoints
from papernotes.net import Fetcher, Limits
from papernotes.sources import registry

CACHE = ".papernotes/cache/api"
"""The folder of kept answers, in that of the knowledge base."""
_WEEK_S = 7 * 86400.0


@asynccontextmanager
async def connected(
    environ: Mapping[str, str],
    *,
    offline: bool = False,
    site_url: str = "",
    budget_s: float | None = None,
    patience_s: float = 60.0,
    cache: Path | None = None,
    max_age_s: float = _WEEK_S,
) -> AsyncIterator[Lookup]:
    """A Lookup with the endpoints, the contact and the keys of the environment, to be used within the block.

    `budget_s`: for the whole run; `patience_s`: the longest wait that a service may ask for. `cache`: the folder of
    kept answers, which are used while they are younger than `max_age_s`, and offline whatever their age.
    Raises PapernotesError where PAPERNOTES_ENDPOINTS is wrong."""
    bases, allow, hosts = endpoints(environ)
    limits = Limits(patience_s=patience_s, hosts=hosts)
    async with Fetcher(
        offline=offline,
        limits=limits,
        allow=allow,
        cache=cache,
        site_url=site_url,
        budget_s=budget_s,
        environ=environ,
    ) as fetcher:
        yield Lookup(fetcher, registry(bases), max_age_s=max_age_s, stale=offline)
