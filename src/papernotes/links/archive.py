"""Snapshots of pages that are gone, at the Internet Archive."""

from __future__ import annotations

import re

from papernotes.links.plan import Remap, remapped
from papernotes.net import Failure, Fetcher

# The availability API is not reliable; this address redirects to the newest snapshot, or is a 404.
WEB = "https://web.archive.org/web/"
_SNAPSHOT = re.compile(r"https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/.+")


async def snapshot(url: str, fetcher: Fetcher, remap: Remap) -> str:
    """The address of the newest snapshot of a page, "" if there is none or the archive does not say."""
    answer = await fetcher.get(remapped(WEB + url, remap), follow=False, body=False, gap_s=1.0)
    if isinstance(answer, Failure) or answer.status not in (301, 302, 303, 307, 308):
        return ""
    place = answer.headers.get("location", "")
    # It is shown to people: only what looks like a snapshot is.
    return re.sub(r"\Ahttp:", "https:", place) if _SNAPSHOT.fullmatch(place) and place.isprintable() else ""
