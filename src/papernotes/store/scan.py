"""What of a Markdown text is code, comment or maths: found once, without a Markdown parser, in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator
from typing import NamedTuple

# A fence may stand in a list or a quote: superfences of pymdown-extensions takes them at any depth.
_FENCE = re.compile(r"(?m)^[ \t>]*+(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]++)?(?P<fence>`{3,}+|~{3,}+)(?P<info>[^\n]*)$")
_INDENTED = re.compile(r"(?:\A|(?<=\n)[ \t]*\n)(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+")
_START = re.compile(r"<!--|`++|\$\$?|\\[\[(`$\\]")
_GAP = re.compile(r"\n[ \t]*(?=\n)")
# https://facelessuser.github.io/pymdown-extensions/extensions/arithmatex/ ("smart dollar"): "$5 and $6" is no maths.
_DOLLAR = re.compile(r"\$(?=[^\s$])(?:[^$\\\n]|\\[^\n]|\n(?![ \t]*\n))++(?<![\s])\$(?![0-9])")
_ENDS = {"<!--": "-->", "$$": "$$", "\\[": "\\]", "\\(": "\\)"}
_KINDS = {"<": "comment", "`": "code", "$": "maths", "\\": "maths"}


class Span(NamedTuple):
    """A stretch of text that is not prose; kind is fence, indented, code, comment or maths."""

    kind: str
    start: int
    end: int
    closed: bool = True


def spans(text: str) -> list[Span]:
    """The stretches of a Markdown text that are code, comment or maths, in order; they do not overlap."""
    blocks = list(_fences(text)) if "```" in text or "~~~" in text else []
    if "\n    " in text or "\n\t" in text or text[:1] in " \t":
        # An item of a list may be so deep; nothing much is lost where it is taken for code.
        held = [(span.start, span.end) for span in blocks]
        found = (Span("indented", *match.span()) for match in _INDENTED.finditer(text))
        blocks += [span for span in found if not any(start < span.end and span.start < end for start, end in held)]
        blocks.sort(key=lambda span: span.start)
    if not any(sign in text for sign in ("`", "$", "<!--", "\\[", "\\(")):
        return blocks
    return sorted([*blocks, *_inline(text, blocks)], key=lambda span: span.start)


def _fences(text: str) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        fence, info = match["fence"], match["info"]
        if opened is None:
            # "```a```" in a line is code within a sentence.
            opened = match if fence[0] == "~" or "`" not in info else None
        elif fence.startswith(opened["fence"]) and not info.strip():
            yield Span("fence", opened.start(), match.end())
            opened = None
    if opened is not None:
        yield Span("fence", opened.start(), len(text), closed=False)


class _Inline:
    """Where what begins at a place ends; every search of a text that fails is made once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.gaps = [match.start() for match in _GAP.finditer(text)]
        self.ticks: dict[int, list[int]] = defaultdict(list)
        for match in re.finditer("`+", text):
            self.ticks[len(match[0])].append(match.start())
        self.last = {sign: text.rfind(sign) for sign in set(_ENDS.values())}

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
        if self.last.get(_ENDS[sign], -1) < behind:
            # A comment that is not closed runs to the end.
            return len(self.text) if sign == "<!--" else -1
        return self.text.find(_ENDS[sign], behind) + len(_ENDS[sign])


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
