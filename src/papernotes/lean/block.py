"""Paragraphs that no other block processor has a say in."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown, blockprocessors
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions.abbr import AbbrBlockprocessor
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.def_list import DefListIndentProcessor, DefListProcessor
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.extensions.tables import TableProcessor
from pymdownx.arithmatex import BlockArithmatexProcessor
from pymdownx.superfences import SuperFencesCodeBlockProcessor

_KNOWN = {
    blockprocessors.EmptyBlockProcessor,
    blockprocessors.ListIndentProcessor,
    blockprocessors.CodeBlockProcessor,
    blockprocessors.HashHeaderProcessor,
    blockprocessors.SetextHeaderProcessor,
    blockprocessors.HRProcessor,
    blockprocessors.OListProcessor,
    blockprocessors.UListProcessor,
    blockprocessors.BlockQuoteProcessor,
    blockprocessors.ReferenceProcessor,
    AbbrBlockprocessor,
    AdmonitionProcessor,
    BlockArithmatexProcessor,
    DefListIndentProcessor,
    DefListProcessor,
    FootnoteBlockProcessor,
    SaneOListProcessor,
    SaneUListProcessor,
    SuperFencesCodeBlockProcessor,
    TableProcessor,
}
"""Those that take a block by how one of its lines begins, and tables, which have bars."""

# A letter, bold text, code, a picture, a reference to a paper, or a number that is no item's.
_BEGIN = r"(?:[^\W\d_]|\*\*[^\s*]|`|!\[|\[\[|[0-9]+(?![0-9.])|[“”‘’「『《（【…])"
_PLAIN = re.compile(rf"{_BEGIN}[^\n|]*(?:\n{_BEGIN}[^\n|]*)*").fullmatch


def shorten(parser: Markdown) -> None:
    """Let paragraphs be told at once, unless there is a processor that may want them."""
    registry = parser.parser.blockprocessors
    *others, last = registry
    if type(last) is ParagraphProcessor and all(type(other) in _KNOWN for other in others):
        registry.register(_Paragraph(last), "papernotes_paragraph", 1000)


class _Paragraph(BlockProcessor):
    """Gives plain paragraphs to the processor that is last in the list."""

    def __init__(self, last: ParagraphProcessor) -> None:
        super().__init__(last.parser)
        self._last = last

    def test(self, parent: Element, block: str) -> bool:
        return _PLAIN(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        self._last.run(parent, blocks)
