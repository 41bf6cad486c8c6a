"""What of a Markdown text is code, comment or maths: found once, without a Markdown parser, in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from papernotes.late import regex

# A fence may stand in a list or a quote: superfences of pymdown-extensions takes them at any depth.
_FENCE = regex(r"[ \t>]*+(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]++)?(?P<fence>`{3,}+|~{3,}+)(?P<info>[^\n]*)")
_AN_INDENTED = re.compile(r"\n[ \t]*\n(?: {4}|\t)")
_INDENTED = regex(r"(?:\A|(?<=\n)[ \t]*\n)(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+")
# One class of characters first: `re` passes over all others at once.
_START = regex(r"[<`$\\](?:(?<=<)!--|(?<=`)`*+|(?<=\$)\$?|(?<=\\)[\[(`$\\])")
_GAP = regex(r"\n[ \t]*(?=\n)")
# https://facelessuser.github.io/pymdown-extensions/extensions/arithmatex/ ("smart dollar"): "$5 and $6" is no maths.
_DOLLAR = regex(r"\$(?=[^\s$])(?:[^$\\\n]|\\[^\n]|\n(?![ \t]*\n))++(?<![\s])\$(?![0-9])")
_TICKS = regex("`+")
_ENDS = {"<!--": "-->", "$$": "$$", "\\[": "\\]", "\\(": "\\)"}
_KINDS = {"<": "comment", "`": "code", "$": "maths", "\\": "maths"}


class Span(NamedTuple):
    """A stretch of text that is not prose; kind is fence, indented, code, comment or maths."""

    kind: str
    start: int
    end: int
    closed: bool = True


_BEGIN = itemgetter(1)


def spans(text: str) -> list[Span]:
    """The stretches of a Markdown text that are code, comment or maths, in order; they do not overlap."""
    blocks = list(_fences(text)) if "`" in text or "~" in text else []
    if text[:1] in " \t" or _AN_INDENTED.search(text):
        # An item of a list may be so deep; nothing much is lost where it is taken for code.
        held = [(span.start, span.end) for span in blocks]
        found = (Span("indented", *match.span()) for match in _INDENTED.finditer(text))
        blocks += [span for span in found if not any(start < span.end and span.start < end for start, end in held)]
        blocks.sort(key=_BEGIN)
    if "`" in text or "$" in text or "<!--" in text or "\\" in text:
        return sorted([*blocks, *_inline(text, blocks)], key=_BEGIN)
    return blocks


def _fences(text: str) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    for match in _fence_lines(text):
        fence, info = match["fence"], match["info"]
        if opened is None:
            # "```a```" in a line is code within a sentence.
            opened = match if fence[0] == "~" or "`" not in info else None
        elif fence.startswith(opened["fence"]) and not info.strip():
            yield Span("fence", opened.start(), match.end())
            opened = None
    if opened is not None:
        yield Span("fence", opened.start(), len(text), closed=False)


def _fence_lines(text: str) -> Iterator[re.Match[str]]:
    """The lines that may open or close a fence; only those that hold its signs are looked at."""
    ticks, tildes = text.find("```"), text.find("~~~")
    while ticks >= 0 or tildes >= 0:
        place = min(ticks, tildes) if ticks >= 0 and tildes >= 0 else max(ticks, tildes)
        if match := _FENCE.match(text, text.rfind("\n", 0, place) + 1):
            yield match
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        ticks = text.find("```", end) if 0 <= ticks < end else ticks
        tildes = text.find("~~~", end) if 0 <= tildes < end else tildes


class _Inline:
    """Where what begins at a place ends; every search of a text that fails is made once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.last: dict[str, int] = {}

    @cached_property
    def gaps(self) -> list[int]:
        """Where paragraphs end."""
        return [match.start() for match in _GAP.finditer(self.text)]

    @cached_property
    def ticks(self) -> dict[int, list[int]]:
        """Where so many backticks stand in a row."""
        found: dict[int, list[int]] = defaultdict(list)
        for match in _TICKS.finditer(self.text):
            found[len(match[0])].append(match.start())
        return found

    def end(self, sign: str, start: int) -> int:
        """The end of a stretch that begins with a sign; -1 where it does not."""
        behind = start + len(sign)
        if sign[0] == "`":
            places = self.ticks[len(sign)]
            place = bisect_left(places, behind)
            gap = bisect_left(self.gaps, start)
            limit = self.gaps[gap] if gap < len(self.gaps) else len(self.text)
            return places[place] + len(sign) if place < len(places) and places[place] < limit else -1
        if sign == "$":
            match = _DOLLAR.match(self.text, start)
            return match.end() if match else -1
        closing = _ENDS[sign]
        if closing not in self.last:
            self.last[closing] = self.text.rfind(closing)
        if self.last[closing] < behind:
            # A comment that is not closed runs to the end.
            return len(self.text) if sign == "<!--" else -1
        return self.text.find(closing, behind) + len(closing)


def _inline(text: str, blocks: list[Span]) -> Iterator[Span]:
    inline, starts = _Inline(text), [span.start for span in blocks]
    place = 0
    for match in _START.finditer(text):
        start, sign = match.start(), match[0]
        if start < place:
            continue
        block = bisect_right(starts, start) - 1
        if block >= 0 and start < blocks[block].end:
            place = blocks[block].end
            continue
        if sign in ("\\`", "\\$", "\\\\"):
            place = start + 2
            continue
        end = inline.end(sign, start)
        if end < 0:
            continue
        # What begins before a block of code cannot end in it.
        following = bisect_right(starts, start)
        if following < len(starts) and end > starts[following] and sign != "<!--":
            continue
        place = end
        yield Span(_KINDS[sign[0]], start, end)


def masked(text: str, found: list[Span], kinds: Container[str]) -> str:
    """The text with spaces in place of the stretches of some kinds; every place and line stays."""
    pieces = []
    place = 0
    for span in found:
        if span.kind in kinds and span.end > place:
            start = max(span.start, place)
            pieces += [text[place:start], blank(text[start : span.end])]
            place = span.end
    return "".join([*pieces, text[place:]]) if place else text


def blank(text: str) -> str:
    """As many spaces, line breaks kept."""
    return " " * len(text) if "\n" not in text else "\n".join(" " * len(line) for line in text.split("\n"))
