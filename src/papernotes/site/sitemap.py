"""sitemap.xml: the address of every page, without days, which say when the site was built and not when a page changed.

Format: https://www.sitemaps.org/protocol.html"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from urllib.parse import urljoin

from papernotes.text import xml_text
from papernotes.views.page import TextFile
from papernotes.views.stamp import digest

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 50_000
"""Addresses of one file, by the protocol."""
_PLAIN = re.compile(r"(?:[\w%~-][\w%~.-]*/)*[\w%~-][\w%~.-]*/?", re.A).fullmatch
"""Below the folder that it is joined to: no scheme, no host, no step upwards."""


def absolute(site_url: str, url: str) -> str:
    """The address of a page by its URL from the site's root, which it is joined to as `urljoin` does it."""
    return _folder(site_url) + url if _PLAIN(url) else urljoin(site_url, url)


@cache
def _folder(site_url: str) -> str:
    return urljoin(site_url, "x")[:-1]


def files(site_url: str, urls: Sequence[str]) -> Iterator[TextFile]:
    """The site map for pages by their URLs from the site's root, and what the host packs of it; of many, several.

    It is empty where the site does not know its address, and there all the same: the theme's script asks for it."""
    found = sorted({absolute(site_url, url) for url in urls}) if site_url else []
    parts = [found[i : i + _MOST] for i in range(0, len(found), _MOST)] or [[]]
    if len(parts) == 1:
        yield from _both("sitemap.xml", _map(parts[0]))
        return
    for number, part in enumerate(parts, 1):
        yield from _both(f"sitemap-{number}.xml", _map(part))
    names = "".join(
        f"  <sitemap><loc>{xml_text(urljoin(site_url, f'sitemap-{n}.xml'))}</loc></sitemap>\n"
        for n in range(1, len(parts) + 1)
    )
    yield from _both("sitemap.xml", _document("sitemapindex", names))


def _map(urls: Sequence[str]) -> str:
    return _document("urlset", "".join(f"  <url><loc>{xml_text(url)}</loc></url>\n" for url in urls))


def _document(name: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{_SPACE}">\n{inner}</{name}>\n'


def _both(name: str, text: str) -> Iterator[TextFile]:
    data = text.encode()
    yield TextFile(name, partial(bytes, data), digest(data))
    yield TextFile(f"{name}.gz", partial(gzip.compress, data, mtime=0), digest(data))
