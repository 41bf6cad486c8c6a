"""Python-Markdown extensions of the site: references to papers, and Chinese lines joined without a space."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, MutableMapping
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from papernotes.store.reference import PATTERN, parse
from papernotes.text import HAN

_WIDE = r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60]"
BREAK = rf"(?<={_WIDE})[ \t]*\n[ \t]*(?={_WIDE})"
"""A line break between two Chinese characters."""

_BAR = f"{STX}{ord('|')}{ETX}"

Resolve = Callable[[str, str], "tuple[str, str, str] | None"]
"""Key and words to (url, text, tooltip); None where there is no such paper."""


def readable(markdown: str) -> str:
    """The text such that Python's HTML parser, which the host and its Markdown use, comes to its end.

    It fails of "<![x" and the like; where it would, the bracket becomes a character reference."""
    if "<![" not in markdown:
        return markdown
    try:
        HTMLParser().feed(markdown)
    except AssertionError:
        return markdown.replace("<![", "<!&#91;")
    return markdown


class _References(InlineProcessor):
    def __init__(self, md: Markdown, resolve: Resolve) -> None:
        super().__init__(PATTERN.pattern, md)
        self.resolve = resolve

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]
        # In a table's cell the bar is escaped, and Python-Markdown has put its placeholder there.
        found = self.resolve(*parse(PATTERN.match(m[0].replace(_BAR, "|")) or m))
        if found is None:
            # A check says what is wrong; the page keeps what the user wrote.
            element = Element("span", {"class": "pn-missing"})
            element.text = m[0].replace(_BAR, "|")
            return element, m.start(0), m.end(0)
        url, text, tooltip = found
        element = Element("a", {"class": "pn-ref", "href": url, "title": tooltip})
        element.text = text
        return element, m.start(0), m.end(0)


class _JoinLines(InlineProcessor):
    """A line break between two Chinese characters is no space."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        return "", m.start(0), m.end(0)


class _ChineseEmphasis(Treeprocessor):
    """Marks emphasised Chinese, which has no italics: the style sheet sets dots below it instead."""

    def run(self, root: Element) -> None:  # type: ignore[override]
        for element in root.iter("em"):
            if HAN.search("".join(element.itertext())):
                element.set("class", "pn-han")


def mend_emphasis(names: Iterable[str], options: MutableMapping[str, Any]) -> None:
    """Let bold text end beside Chinese punctuation where an extension of the reader's would not.

    pymdownx.betterem, and pymdownx.extra, which holds it, take `**注意：**后` for no emphasis unless told otherwise."""
    used = set(names)
    if "pymdownx.betterem" in used:
        options.setdefault("pymdownx.betterem", {}).setdefault("punctuation", False)
    if "pymdownx.extra" in used:
        extra = options.setdefault("pymdownx.extra", {})
        extra.setdefault("pymdownx.betterem", {}).setdefault("punctuation", False)


class PapersExtension(Extension):
    """References and joined lines; `resolve` looks a reference up."""

    def __init__(self, resolve: Resolve, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.resolve = resolve

    def extendMarkdown(self, md: Markdown) -> None:
        """Register after code spans (190), before links (160)."""
        md.inlinePatterns.register(_References(md, self.resolve), "paper_reference", 175)
        md.inlinePatterns.register(_JoinLines(BREAK, md), "join_lines", 30)
        # After inline patterns (20).
        md.treeprocessors.register(_ChineseEmphasis(md), "chinese_emphasis", 15)
