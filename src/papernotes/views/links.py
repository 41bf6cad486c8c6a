"""Where a paper stands on the web."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from papernotes.identifiers import url_of
from papernotes.model.paper import Paper

_IDS = ("doi", "arxiv", "openreview", "acl")
_PAGES = ("page", "pdf", "project")


def addresses(paper: Paper) -> Iterator[str]:
    """The paper's addresses, those that last before others."""
    for name in _IDS:
        if (ident := getattr(paper, name)) and (url := url_of(name, ident)):
            yield url
    for name in _PAGES:
        if is_web(url := paper.links.get(name, "")):
            yield url.strip()


def is_web(url: str) -> bool:
    """Whether it is an address of the web."""
    try:
        return urlsplit(url.strip()).scheme.lower() in ("http", "https")
    except ValueError:
        return False
