"""A theme's page with holes, and how they are filled: text, with no theme and no host at hand.

A theme spends milliseconds on the parts that every page shares. For pages that stand outside the navigation these
differ by nothing but the way to the site's root, so each depth has one shell (papernotes.host.theme makes it)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape
from mkdocs.structure.toc import AnchorLink, TableOfContents

from papernotes.late import regex
from papernotes.site.spare import spare
from papernotes.site.squeeze import squeeze

_HOLE = regex("pnhole([a-z]+)elohnp")
_SHOWN = {"author", "tags", "status", "icon", "subtitle", "template", "robots", "image"}
"""What a theme shows of a page's front matter besides title, description and what it hides."""

Shell = list[str]
"""Text and names of holes in turn."""
HOLES = ("policy", "head", "canonical", "description", "title", "skip", "toc", "content")


def hole(name: str) -> str:
    """What stands in the theme's output where a hole is to be."""
    return f"pnhole{name}elohnp"


def split(html: str) -> Shell:
    """A theme's output as a shell, with holes for what a page's head gets at last and for its policy, the first."""
    # A table of contents is a block, so white space beside it goes as beside one.
    block = f"<nav>{hole('toc')}</nav>"
    html = squeeze(spare(html.replace(hole("toc"), block))).replace(block, hole("toc"))
    html = html.replace("</head>", f"{hole('head')}</head>", 1)
    html = re.sub(r"<head\b[^>]*>", lambda match: match[0] + hole("policy"), html, count=1, flags=re.I)
    return _HOLE.split(html)


def fill(shell: Shell, found: Mapping[str, str]) -> str:
    """The page; a hole that nothing is found for stays empty."""
    return "".join([found.get(part, "") if i % 2 else part for i, part in enumerate(shell)])


def fits(meta: Mapping[str, Any]) -> bool:
    """Whether a page with this front matter looks like all others, but for what it hides."""
    return not any(name in _SHOWN or name.startswith(("git_", "revision_")) for name in meta)


def depth_of(url: str) -> int:
    """How many folders deep a page is shown."""
    return url.strip("/").count("/") + url.endswith("/")


def key(url: str, meta: Mapping[str, Any], toc: TableOfContents, own: bool = False) -> str:
    """Which shell a page has: by its depth and what it shows; a page of the navigation has its `own`."""
    hidden = meta.get("hide")
    hides = ",".join(sorted(map(str, hidden))) if isinstance(hidden, list) else repr(hidden)
    shows = "".join(name[0] for name in ("description", "title") if name in meta)
    return f"{url if own else depth_of(url)}|{shows}|{levels(toc)}|{hides}"


def levels(toc: TableOfContents) -> str:
    """What a theme asks of a table of contents: whether a heading of level one holds it, and whether it has entries."""
    items = list(toc)
    if items and items[0].level == 1:
        return "1+" if items[0].children else "1"
    return "+" if items else ""


class TocShell:
    """How a theme writes a table of contents, learnt from some that it has written; other themes, other marks."""

    def __init__(self, parts: Sequence[str]) -> None:
        self.parts = tuple(parts)
        self._empty, self._start, self._middle, self._leaf, self._next, self._end = self.parts[:6]
        self._down, self._first, self._up, self._up_again, self._up_next, self._up_end = self.parts[6:12]
        # Between the entries of an inner list: a leaf and the next, one with children and the next.
        self._inner_next, self._inner_up_next = self.parts[12:14]
        # Where a heading of level one holds the entries, or none.
        self._start_below, self._empty_below = self.parts[14:]

    @classmethod
    def learn(cls, write: Callable[[TableOfContents], str]) -> TocShell | None:
        """The shell of what `write` gives; None where that cannot be told in a shell."""
        try:
            found = cls(_parts(write))
        except (ValueError, IndexError):
            return None
        same = all(found.render(toc) == write(toc) for toc in _samples())
        return found if same else None

    def render(self, toc: TableOfContents) -> str:
        """The table as the theme writes it."""
        items, start, empty = list(toc), self._start, self._empty
        if items and items[0].level == 1:
            items, start, empty = items[0].children, self._start_below, self._empty_below
        if not items:
            return empty
        parts = [start]
        self._write(items, parts)
        parts.append(self._up_end if items[-1].children else self._end)
        return "".join(parts)

    def _write(self, items: Sequence[AnchorLink], parts: list[str], inner: bool = False) -> None:
        """Everything up to the last entry's end, which depends on what comes after the list."""
        for i, item in enumerate(items):
            parts += (item.url, self._middle, item.title, self._leaf)
            if item.children:
                parts += (self._down, str(escape(Markup(item.title).striptags())), self._first)
                self._write(item.children, parts, inner=True)
                parts.append(self._closing(item.children))
            if i < len(items) - 1:
                after_list, after_leaf = self._up_next, self._next
                if inner:
                    after_list, after_leaf = self._inner_up_next, self._inner_next
                parts.append(after_list if item.children else after_leaf)

    def _closing(self, children: Sequence[AnchorLink]) -> str:
        return self._up_again if children[-1].children else self._up


def _link(name: str, *children: AnchorLink, level: int = 2) -> AnchorLink:
    link = AnchorLink(f"pntitle{name}", f"pnanchor{name}", level)
    link.children = list(children)
    return link


def _common(texts: Sequence[str]) -> str:
    """What all the texts begin with."""
    least, most = min(texts), max(texts)
    same = next((i for i, sign in enumerate(least) if i >= len(most) or sign != most[i]), len(least))
    return least[:same]


def _between(html: str, start: str, end: str) -> str:
    at = html.index(start) + len(start)
    return html[at : html.index(end, at)]


def _parts(write: Callable[[TableOfContents], str]) -> list[str]:
    """What stands between the names of a table of contents, in the order of `TocShell`. Raises ValueError."""

    def told(*links: AnchorLink) -> str:
        return write(TableOfContents(list(links)))

    start, middle = told(_link("a")).split("#pnanchora")[0], _between(told(_link("a")), "#pnanchora", "pntitlea")
    alone = told(_link("a")).split("pntitlea", 1)[1]
    beside = _between(told(_link("a"), _link("b")), "pntitlea", "#pnanchorb")
    opened = told(_link("a", _link("b")))
    down = _between(opened, "pntitlea", "pntitlea")
    first = opened.split("pntitlea", 2)[2].split("#pnanchorb")[0]
    inner = _between(told(_link("a", _link("b"), _link("c"))), "pntitleb", "#pnanchorc")
    leaf = _common([beside, down, alone, inner])
    closed = opened.rsplit("pntitleb", 1)[1]
    went_on = _between(told(_link("a", _link("b")), _link("c")), "pntitleb", "#pnanchorc")
    twice = _between(told(_link("a", _link("b", _link("c"))), _link("d")), "pntitlec", "#pnanchord")
    inner_up = _between(told(_link("a", _link("b", _link("c")), _link("d"))), "pntitlec", "#pnanchord")
    up = _common([closed, went_on, twice, inner_up])
    up_next, up_end = went_on[len(up) :], closed[len(up) :]
    again = twice[len(up) : len(twice) - len(up_next)]
    cut = len(leaf)
    return [
        *(told(), start, middle, leaf, beside[cut:], alone[cut:]),
        *(down[cut:], first, up[cut:], again, up_next, up_end, inner[cut:], inner_up[len(up) :]),
        *(told(_link("x", _link("a"), level=1)).split("#pnanchora")[0], told(_link("x", level=1))),
    ]


def _samples() -> list[TableOfContents]:
    """Tables that a shell must write as the theme does."""
    deep = _link("a", _link("b", _link("c"), _link("d", _link("e"))), _link("f"))
    titled = AnchorLink("&lt;x&gt; <code>y</code>", "z", 2)
    top = _link("top", _link("b", _link("c")), level=1)
    one = _link("one", level=1)
    last = _link("g", _link("h", _link("i", _link("j"))))
    return [
        TableOfContents(links)
        for links in ([], [_link("x")], [deep, titled], [titled, deep], [top], [one], [_link("k"), last], [last])
    ]
