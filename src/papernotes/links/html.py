"""Links and anchors of an HTML page, with their places. One pass of linear patterns, no tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple


class Found(NamedTuple):
    """An address in a text."""

    start: int
    end: int
    url: str
    kind: str


_ATTRIBUTE = re.compile(r"([^\s\"'<>/=\x00]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?")
# What a script or a comment holds is no markup; a tag's attribute may hold ">". No "<" outside of quotes: a page of
# nothing but "<a " would take a search to its end from each.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|textarea|title)\b((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>.*?(?:</\1\s*>|\Z)"
    r"|<([a-zA-Z][a-zA-Z0-9:-]*+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.S | re.I,
)
_LINKS = {
    "href": "a area link base",
    "src": "img script iframe source video audio embed track input frame",
    "poster": "video",
    "data": "object",
    "srcset": "img source",
}
_WANTED = {(tag, name) for name, tags in _LINKS.items() for tag in tags.split()}
_MAY_LINK = {tag for tag, _ in _WANTED}
# Hints to the browser that name no page: <link rel="preconnect" href="https://fonts.example">.
_NO_PAGE = re.compile(r"\b(?:preconnect|dns-prefetch|pingback|search|edituri|profile)\b", re.I)
_SRCSET = re.compile(r"[^\s,]\S*[^\s,]|[^\s,]")
_CHARSET = re.compile(rb"<meta[^<>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_SAID = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


def links(text: str) -> Iterator[Found]:
    """The addresses of a page in their order."""
    for match in _TAG.finditer(text):
        group = 2 if match[1] else 4
        name = (match[1] or match[3] or "").lower()
        if name not in _MAY_LINK or not match[group]:
            continue
        attributes = list(_ATTRIBUTE.finditer(text, match.start(group), match.end(group)))
        if name == "link" and any(a[1].lower() == "rel" and _NO_PAGE.search(_value(a)) for a in attributes):
            continue
        for attribute in attributes:
            if (name, attribute[1].lower()) in _WANTED:
                yield from _addresses(attribute, "image" if name in ("img", "source") else "html")


def _value(attribute: re.Match[str]) -> str:
    return next((attribute[i] for i in (2, 3, 4) if attribute[i] is not None), "")


def _addresses(attribute: re.Match[str], kind: str) -> Iterator[Found]:
    group = next((i for i in (2, 3, 4) if attribute[i] is not None), 0)
    if not group:
        return
    start, value = attribute.start(group), attribute[group]
    if attribute[1].lower() != "srcset":
        yield Found(start, start + len(value), unescape(value), kind)
        return
    # "a.png 1x, b.png 2x": every other word is a size.
    words = [m for m in _SRCSET.finditer(value) if not re.fullmatch(r"\d+(?:\.\d+)?[wxh]", m[0])]
    for word in words:
        yield Found(start + word.start(), start + word.end(), unescape(word[0]), kind)


def anchors(text: str) -> set[str]:
    """What a fragment of the page's address may name: every id, and the names of <a>."""
    found = set()
    for match in _TAG.finditer(text):
        name, inside = (match[1] or match[3] or "").lower(), match[2] or match[4]
        if not inside or ("id" not in inside and "ID" not in inside and name != "a"):
            continue
        for attribute in _ATTRIBUTE.finditer(inside):
            word = attribute[1].lower()
            if word == "id" or (word == "name" and name == "a"):
                found.add(unescape(_value(attribute)))
    found.discard("")
    return found


def base(text: str) -> str:
    """The address that <base href> gives the page's relative links, "" if none."""
    match = re.search(r"<base\s[^<>]*?href\s*=\s*[\"']?([^\"'\s>]+)", text[:65_536], re.I)
    return unescape(match[1]) if match else ""


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a page: the byte order mark, the header, the page's own word, else UTF-8. Never raises."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(name, "replace")
    said = _SAID.search(content_type)
    meta = _CHARSET.search(body[:4096])
    for name in (said[1] if said else "", meta[1].decode("ascii", "replace") if meta else "", "utf-8"):
        try:
            # GB2312 pages use signs that only its successor has.
            return body.decode("gb18030" if name.lower() in ("gb2312", "gbk") else name, "strict")
        except (LookupError, UnicodeError):
            continue
    return body.decode("utf-8", "replace")
