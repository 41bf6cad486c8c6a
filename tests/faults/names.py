"""The names of the faults: ordinary ones, missing ones, and names that change their mind."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence

from papernotes.net import Reason, Resolver, hosts

PRIVATE = "127.0.9.9"
"""Not among the networks that are allowed; nothing may ever connect there."""


def resolver(table: Mapping[str, Sequence[str]], asked: Counter[str]) -> Resolver:
    """A resolver for the names of the faults; it counts what it is asked."""
    known = hosts(
        {
            **table,
            "nxdomain.test": Reason.DNS_NXDOMAIN,
            "servfail.test": Reason.DNS_TEMP,
            "inside.test": [PRIVATE],
            "mixed.test": [*table["mixed.test"], PRIVATE],
        }
    )

    async def resolve(name: str) -> Sequence[str]:
        asked[name] += 1
        if name == "slow-dns.test":
            await asyncio.sleep(3600)
        if name == "rebind.test" and asked[name] > 1:
            return [PRIVATE]
        return await known(name)

    return resolve
