"""A Markdown parser that leaves out what a text has no need of; what it gives is the same, in two thirds of the time.

Python-Markdown tries each of its inline patterns on each piece of text, and most pieces hold nothing that one of them
begins with. It renders a table of contents for each text, be it shown or not, and superfences looks at each character
at the beginning of each line. All is done here by processors in its registries, which are there for that:
https://python-markdown.github.io/extensions/api/"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, inlinepatterns
from markdown.extensions.toc import TocTreeprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import ETX, STX, AtomicString
from pymdownx.arithmatex import InlineArithmatexPattern
from pymdownx.superfences import SuperFencesBlockPreprocessor

from papernotes.markdown import BREAK
from papernotes.store.reference import PATTERN

_BEGINS = {
    inlinepatterns.BACKTICK_RE: "`",
    inlinepatterns.ESCAPE_RE: "\\",
    inlinepatterns.REFERENCE_RE: "[",
    inlinepatterns.LINK_RE: "[",
    inlinepatterns.IMAGE_LINK_RE: "[",
    inlinepatterns.IMAGE_REFERENCE_RE: "[",
    inlinepatterns.AUTOLINK_RE: "<",
    inlinepatterns.AUTOMAIL_RE: "<",
    inlinepatterns.HTML_RE: "<",
    inlinepatterns.ENTITY_RE: "&",
    r"\*|_": "*_",
    PATTERN.pattern: "[",
}
"""Inline patterns, and characters of which there is one in all that they match."""

_BREAKS = {inlinepatterns.LINE_BREAK_RE, BREAK}
"""Those that match no text of one line."""


def lean(parser: Markdown) -> Markdown:
    """The parser, once its extensions are there, with less work for each text."""
    if type(parser.treeprocessors["inline"]) is InlineProcessor:
        plain = _Plain(parser)
        # Just before and after the inline patterns (20).
        parser.treeprocessors.register(plain, "papernotes_plain", 20.0001)
        parser.treeprocessors.register(_NoLonger(plain), "papernotes_no_longer_plain", 19.9999)
    if "toc" in parser.treeprocessors and type(toc := parser.treeprocessors["toc"]) is TocTreeprocessor:
        parser.treeprocessors.register(_Toc(toc), "toc", 5)
    name = "fenced_code_block"
    if name in parser.preprocessors and type(fences := parser.preprocessors[name]) is SuperFencesBlockPreprocessor:
        parser.preprocessors.register(_Fences(fences), name, 25)
    return parser


class _Plain(Treeprocessor):
    """Marks text that no inline pattern matches as text that is done."""

    def __init__(self, parser: Markdown) -> None:
        super().__init__(parser)
        self.marked: list[Element] = []
        begins, self._breaks, self._others = {STX, ETX}, [], []
        for pattern in parser.inlinePatterns:
            regex = pattern.getCompiledRegExp()
            new = isinstance(pattern, inlinepatterns.InlineProcessor)
            finds = regex.search if new else regex.match
            if new and regex.pattern in _BEGINS:
                begins.update(_BEGINS[regex.pattern])
            elif type(pattern) is InlineArithmatexPattern:
                begins.update("$\\")
            elif new and regex.pattern in _BREAKS:
                self._breaks.append(finds)
            else:
                self._others.append(finds)
        self._begins = re.compile(f"[{re.escape(''.join(sorted(begins)))}]").search

    def run(self, root: Element) -> None:
        begins, breaks, others = self._begins, self._breaks, self._others
        self.marked = marked = []
        for element in root.iter():
            text = element.text
            if not text or type(text) is not str or begins(text):
                continue
            if ("\n" in text and any(finds(text) for finds in breaks)) or any(finds(text) for finds in others):
                continue
            element.text = AtomicString(text)
            marked.append(element)


class _NoLonger(Treeprocessor):
    """Takes the marks away, which mean more to others: an abbreviation is looked for in text that is not marked."""

    def __init__(self, plain: _Plain) -> None:
        super().__init__()
        self.plain = plain

    def run(self, root: Element) -> None:
        for element in self.plain.marked:
            if element.text is not None:
                element.text = str(element.text)
        self.plain.marked = []


class _Toc(TocTreeprocessor):
    """Names headings, and makes the HTML of a table of contents where the text asks for one."""

    def __init__(self, theirs: TocTreeprocessor) -> None:
        self.asked = False
        vars(self).update(vars(theirs))

    def run(self, doc: Element) -> None:
        marker = self.marker
        self.asked = bool(marker) and any(marker in e.text for e in doc.iter() if e.text)
        super().run(doc)

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        return super().build_toc_div(toc_list) if self.asked else Element("div")

    def replace_marker(self, root: Element, elem: Element) -> None:
        if self.asked:
            super().replace_marker(root, elem)


class _Fences(SuperFencesBlockPreprocessor):  # type: ignore[misc]
    """Looks for fenced code where there is something to fence it with."""

    def __init__(self, theirs: SuperFencesBlockPreprocessor) -> None:
        # The extension goes on with theirs for what it finds, so both have one state.
        self.__dict__ = vars(theirs)

    def run(self, lines: Sequence[str]) -> Sequence[str]:
        fenced = any("```" in line or "~~~" in line for line in lines)
        return super().run(lines) if fenced else lines
