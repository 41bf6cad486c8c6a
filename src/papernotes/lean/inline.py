"""Inline patterns, tried on a text that holds a sign that they begin with."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, inlinepatterns
from markdown.treeprocessors import InlineProcessor
from markdown.util import STX, AtomicString
from pymdownx.arithmatex import InlineArithmatexPattern

from papernotes.markdown import BREAK
from papernotes.store.reference import PATTERN

_BEGINS = {
    inlinepatterns.BACKTICK_RE: "`",
    inlinepatterns.ESCAPE_RE: "\\",
    inlinepatterns.REFERENCE_RE: "[",
    inlinepatterns.LINK_RE: "[",
    inlinepatterns.IMAGE_LINK_RE: "!",
    inlinepatterns.IMAGE_REFERENCE_RE: "!",
    inlinepatterns.AUTOLINK_RE: "<",
    inlinepatterns.AUTOMAIL_RE: "<",
    inlinepatterns.HTML_RE: "<",
    inlinepatterns.ENTITY_RE: "&",
    inlinepatterns.LINE_BREAK_RE: "\n",
    BREAK: "\n",
    r"\*|_": "*_",
    PATTERN.pattern: "[",
}
"""Inline patterns, and characters of which there is one in all that they match."""
_TRY, _HANDLE = "_InlineProcessor__applyPattern", "_InlineProcessor__handleInline"


def shorten(parser: Markdown) -> None:
    """Let the parser try no pattern that a text has no sign of."""
    theirs = parser.treeprocessors["inline"]
    # The two methods are its own affair; without them it goes on as it is.
    if type(theirs) is InlineProcessor and hasattr(theirs, _TRY) and hasattr(theirs, _HANDLE):
        parser.treeprocessors.register(_Inline(parser), "inline", 20.000001)


class _Inline(InlineProcessor):
    """Python-Markdown's, but for which patterns it tries."""

    def __init__(self, parser: Markdown) -> None:
        super().__init__(parser)
        self._learn(list(parser.inlinePatterns))
        self._try = getattr(self, _TRY)

    def _learn(self, patterns: list[Any]) -> None:
        self._patterns = patterns
        self._begins = [_begins(pattern) for pattern in patterns]
        signs = {STX} | {sign for begins in self._begins for sign in begins or ""}
        self._signs = re.compile(f"[{re.escape(''.join(sorted(signs)))}]").findall
        self._tried: dict[frozenset[str], list[tuple[int, Any]]] = {}
        """The patterns to try, by the signs that a text holds."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        patterns = list(self.inlinePatterns)
        if patterns != self._patterns:
            # An extension may add one for what it found in the text.
            self._learn(patterns)
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        """The text with placeholders for what the patterns from that one on make of it.

        What they put in its place has none of their signs, so a text never gets more of them."""
        if isinstance(data, AtomicString):
            return data
        signs = frozenset(self._signs(data))
        tried = self._tried.get(signs)
        if tried is None:
            given = enumerate(zip(self._patterns, self._begins, strict=True))
            tried = [(i, pattern) for i, (pattern, begins) in given if begins is None or signs & set(begins)]
            self._tried[signs] = tried
        for index, pattern in tried:
            if index >= patternIndex:
                start, matched = 0, True
                while matched:
                    data, matched, start = self._try(pattern, data, index, start)
        return data


def _begins(pattern: Any) -> str | None:
    """Signs of which there is one in all that the pattern matches; None where that is not known."""
    if type(pattern) is InlineArithmatexPattern:
        return "$\\"
    regex = pattern.getCompiledRegExp()
    return _BEGINS.get(regex.pattern) if isinstance(pattern, inlinepatterns.InlineProcessor) else None
