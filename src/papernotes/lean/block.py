"""Paragraphs that no other block processor has a say in."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor

# By name, since not every version has all of them.
_KNOWN = {
    f"{module}.{name}"
    for module, names in {
        "markdown.blockprocessors": "EmptyBlockProcessor ListIndentProcessor CodeBlockProcessor HashHeaderProcessor"
        " SetextHeaderProcessor HRProcessor OListProcessor UListProcessor BlockQuoteProcessor ReferenceProcessor",
        "markdown.extensions.abbr": "AbbrBlockprocessor AbbrPreprocessor",
        "markdown.extensions.admonition": "AdmonitionProcessor",
        "markdown.extensions.def_list": "DefListIndentProcessor DefListProcessor",
        "markdown.extensions.footnotes": "FootnoteBlockProcessor",
        "markdown.extensions.sane_lists": "SaneOListProcessor SaneUListProcessor",
        "markdown.extensions.tables": "TableProcessor",
        "pymdownx.arithmatex": "BlockArithmatexProcessor",
        "pymdownx.superfences": "SuperFencesCodeBlockProcessor",
    }.items()
    for name in names.split()
}
"""Those that take a block by how one of its lines begins, and tables, which have bars."""

# A letter, bold text, code, a picture, a reference to a paper, or a number that is no item's.
_BEGIN = r"(?:[^\W\d_]|\*\*[^\s*]|`|!\[|\[\[|[0-9]+(?![0-9.])|[“”‘’「『《（【…])"
_PLAIN = re.compile(rf"{_BEGIN}[^\n|]*(?:\n{_BEGIN}[^\n|]*)*").fullmatch


def shorten(parser: Markdown) -> None:
    """Let paragraphs be told at once, unless there is a processor that may want them."""
    registry = parser.parser.blockprocessors
    *others, last = registry
    if type(last) is ParagraphProcessor and all(_name(other) in _KNOWN for other in others):
        registry.register(_Paragraph(last), "papernotes_paragraph", 1000)


def _name(processor: BlockProcessor) -> str:
    return f"{type(processor).__module__}.{type(processor).__qualname__}"


class _Paragraph(BlockProcessor):
    """Gives plain paragraphs to the processor that is last in the list."""

    def __init__(self, last: ParagraphProcessor) -> None:
        super().__init__(last.parser)
        self._last = last

    def test(self, parent: Element, block: str) -> bool:
        return _PLAIN(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        self._last.run(parent, blocks)
