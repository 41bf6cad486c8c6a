"""The passes over a note's tree, with less work for each element."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import TocTreeprocessor, slugify
from markdown.treeprocessors import PrettifyTreeprocessor, UnescapeTreeprocessor
from markdown.util import STX


def shorten(parser: Markdown) -> None:
    """Put ours in place of those that are Python-Markdown's own."""
    passes = parser.treeprocessors
    if "toc" in passes and type(toc := passes["toc"]) is TocTreeprocessor:
        passes.register(_Toc(toc), "toc", 5)
    if "prettify" in passes and type(passes["prettify"]) is PrettifyTreeprocessor:
        passes.register(_Prettify(parser), "prettify", 10.000001)  # before those of its rank, as theirs
    if "unescape" in passes and type(passes["unescape"]) is UnescapeTreeprocessor:
        passes.register(_Unescape(parser), "unescape", 0.000001)


class _Prettify(PrettifyTreeprocessor):
    """Asks once for each name of an element whether it is a block."""

    def __init__(self, parser: Markdown) -> None:
        super().__init__(parser)
        self._is_block = lru_cache(parser.is_block_level)

    def _prettifyETree(self, element: Element) -> None:
        is_block, tag = self._is_block, element.tag
        if is_block(tag) and tag not in ("code", "pre"):
            if len(element) and is_block(element[0].tag) and not (element.text and element.text.strip()):
                element.text = "\n"
            for child in element:
                if is_block(child.tag):
                    self._prettifyETree(child)
        if not (element.tail and element.tail.strip()):
            element.tail = "\n"


class _Unescape(UnescapeTreeprocessor):
    """Looks at text in which something is escaped."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            text, tail = element.text, element.tail
            if text and STX in text and element.tag != "code":
                element.text = self.unescape(text)
            if tail and STX in tail:
                element.tail = self.unescape(tail)
            for name, value in element.items():
                if value is not None and STX in value:
                    element.set(name, self.unescape(value))


class _Toc(TocTreeprocessor):
    """Names headings, and makes the HTML of a table of contents where the text asks for one."""

    def __init__(self, theirs: TocTreeprocessor) -> None:
        self.asked = False
        vars(self).update(vars(theirs))
        if theirs.slugify is slugify:
            # Headings come again and again.
            self.slugify = lru_cache(slugify)

    def run(self, doc: Element) -> None:
        marker = self.marker
        self.asked = bool(marker) and any(marker in e.text for e in doc.iter() if e.text)
        super().run(doc)

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        return super().build_toc_div(toc_list) if self.asked else Element("div")

    def replace_marker(self, root: Element, elem: Element) -> None:
        if self.asked:
            super().replace_marker(root, elem)
