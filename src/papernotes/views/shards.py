"""Which papers share a page, where those without a note do: by a checksum of their keys.

A page that gets too long is parted in two by one bit more, so a paper that is added changes the page that it joins
and no other."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

MOST = 100
"""Papers of a page: at some 2.5 KB each it stays below 500 KB."""
_BITS = 32


def shards(keys: Iterable[str]) -> dict[str, str]:
    """The name of each key's page: of its checksum as many bits as it takes, "" where all are on one page."""
    found: dict[str, str] = {}
    pending = [("", [(format(crc32(key.encode("utf-8", "surrogatepass")), f"0{_BITS}b"), key) for key in keys])]
    while pending:
        name, group = pending.pop()
        if len(group) <= MOST or len(name) == _BITS:
            found |= dict.fromkeys((key for _, key in group), name)
        else:
            pending += ((name + bit, [one for one in group if one[0][len(name)] == bit]) for bit in "01")
    return found
