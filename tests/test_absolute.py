"""Addresses of pages, put together without `urljoin` where that is the same."""

from __future__ import annotations

from itertools import product
from urllib.parse import urljoin

import pytest

from papernotes.site.sitemap import absolute

SITES = (
    *("https://example.org", "https://example.org/", "https://example.org/a", "https://example.org/a/", "/a/", "a/b"),
    *("https://example.org/a/../b/", "https://example.org//a//", "https://example.org/a/?b/c#d/e", "x:y", "file:///a/"),
)
PARTS = ("a", "%E8%AE%BA", "b.html", ".", "..", "", "a:b", "?c", "#d", ";e", "-", "~f", ".g", "h.", " ")


@pytest.mark.parametrize("site", SITES)
def test_an_address_is_what_urljoin_makes_of_it(site: str) -> None:
    urls = {"/".join(parts) for count in (1, 2, 3) for parts in product(PARTS, repeat=count)}
    assert [url for url in urls if absolute(site, url) != urljoin(site, url)] == []
