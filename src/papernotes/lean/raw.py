"""Raw HTML: looked for where there may be some."""

from __future__ import annotations

from markdown import Markdown
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.util import STX

_BEFORE, _AFTER = "html_block", "raw_html"


def shorten(parser: Markdown) -> None:
    """Put ours in place of those that are Python-Markdown's own."""
    before, after = parser.preprocessors, parser.postprocessors
    # A little before those of their rank, as theirs are.
    if _BEFORE in before and type(before[_BEFORE]) is HtmlBlockPreprocessor:
        before.register(_Blocks(parser), _BEFORE, 20.000001)
    if _AFTER in after and type(after[_AFTER]) is RawHtmlPostprocessor:
        after.register(_Placeholders(parser), _AFTER, 30.000001)


class _Blocks(HtmlBlockPreprocessor):
    """Parses a text that holds a tag or a character reference."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        return super().run(lines) if "<" in source or "&" in source else source.split("\n")


class _Placeholders(RawHtmlPostprocessor):
    """Puts HTML in the place of what stands for it, if anything does."""

    def run(self, text: str) -> str:
        return super().run(text) if STX in text else text
