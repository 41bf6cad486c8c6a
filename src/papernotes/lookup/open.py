"""A Lookup with a Fetcher of its own, as the commands use it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from papernotes.lookup.ask import Lookup
from papernotes.lookup.endpoints import endpoints
from papernotes.net import Fetcher, Limits
from papernotes.sources import registry


@asynccontextmanager
async def connected(
    environ: Mapping[str, str],
    *,
    offline: bool = False,
    site_url: str = "",
    budget_s: float | None = None,
    patience_s: float = 60.0,
) -> AsyncIterator[Lookup]:
    """A Lookup with the endpoints, the contact and the keys of the environment, to be used within the block.

    `budget_s`: for the whole run; `patience_s`: the longest wait that a service may ask for. Raises PapernotesError
    where PAPERNOTES_ENDPOINTS is wrong."""
    bases, allow, hosts = endpoints(environ)
    limits = Limits(patience_s=patience_s, hosts=hosts)
    async with Fetcher(
        offline=offline, limits=limits, allow=allow, site_url=site_url, budget_s=budget_s, environ=environ
    ) as fetcher:
        yield Lookup(fetcher, registry(bases))
