"""The content security policy of a page, from what is in it.

Pages on a static host come without headers, so the policy stands in the page, before anything that it is about.
Format: https://www.w3.org/TR/CSP3/"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from papernotes.figures import DIAGRAM
from papernotes.late import regex

_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.S | re.I)
_ANY = re.compile(r"<(?:script|style)\b", re.I)
_SRC = re.compile(r"\ssrc\s*=", re.I)
_TYPE = re.compile(r"\stype\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_RUNS = {"", "module", "text/javascript", "application/javascript", "importmap"}
_HEAD = regex(r"<head\b[^>]*>", re.I)
_INSTANT = '"navigation.instant'
_MARK = 'http-equiv="Content-Security-Policy"'


def with_policy(html: str, hosts: Collection[str] = (), serving: bool = False) -> str:
    """The page with its policy first in its head; a page without a head, or with a policy, stays as it is.

    `hosts` are those whose pictures it may show. A page that is served while it is written gets a script from the
    server that no hash is known of, so its inline scripts are allowed as they come."""
    head = _HEAD.search(html)
    if head is None or _MARK in html[head.end() : head.end() + 2000]:
        return html
    return f"{html[: head.end()]}{policy(parts(html), hosts, serving)}{html[head.end() :]}"


class Parts(NamedTuple):
    """What a policy must know of a page, or of a piece of one."""

    scripts: frozenset[str] = frozenset()
    """The hashes of the inline scripts that run."""
    styles: frozenset[str] = frozenset()
    """The hashes of the inline style sheets."""
    frames: bool = False

    def __or__(self, other: Parts) -> Parts:
        return Parts(self.scripts | other.scripts, self.styles | other.styles, self.frames or other.frames)


def parts(html: str) -> Parts:
    """What stands in a page, or in a piece of one, that a policy must allow."""
    # With instant loading the policy of the first page holds for all that follow.
    frames = DIAGRAM in html or _INSTANT in html
    return Parts(*_hashes(html), frames) if _ANY.search(html) else Parts(frames=frames)


def policy(found: Parts, hosts: Collection[str] = (), serving: bool = False) -> str:
    """The elements that stand first in a page's head; see `with_policy`."""
    runs = ("'unsafe-inline'",) if serving else tuple(sorted(found.scripts))
    return "\n" + _policy(runs, tuple(sorted(found.styles)), tuple(sorted(hosts)), found.frames)


def _hashes(html: str) -> tuple[frozenset[str], frozenset[str]]:
    scripts, styles = set(), set()
    for tag, attributes, content in _INLINE.findall(html):
        if tag.lower() == "style":
            styles.add(_hash(content))
        elif not _SRC.search(attributes):
            kind = _TYPE.search(attributes)
            if (kind[1].lower() if kind else "") in _RUNS:
                scripts.add(_hash(content))
    return frozenset(scripts), frozenset(styles)


@lru_cache(maxsize=4096)
def _hash(content: str) -> str:
    # A browser hashes what it has parsed, in which every line break is one.
    data = content.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    return f"'sha256-{b64encode(sha256(data).digest()).decode()}'"


@lru_cache(maxsize=4096)
def _policy(scripts: tuple[str, ...], styles: tuple[str, ...], hosts: tuple[str, ...], frames: bool) -> str:
    directives = {
        "default-src": ("'none'",),
        "script-src": ("'self'", *scripts),
        "style-src": ("'self'", *styles),
        "img-src": ("'self'", "data:", *(f"https://{host}" for host in hosts)),
        "font-src": ("'self'",),
        "connect-src": ("'self'",),
        "manifest-src": ("'self'",),
        "worker-src": ("'self'",),
        # A diagram is drawn in a frame of its own.
        "frame-src": ("'self'",) if frames else ("'none'",),
        "object-src": ("'none'",),
        "base-uri": ("'none'",),
        # Without JavaScript the search is a form.
        "form-action": ("'self'",),
    }
    said = "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
    return f'<meta {_MARK} content="{said}">\n<meta name="referrer" content="strict-origin-when-cross-origin">'
