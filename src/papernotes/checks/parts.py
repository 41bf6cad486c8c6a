"""The body of one note cut up: code, headings, links; each part is found once, when it is first asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from html import unescape
from operator import itemgetter
from typing import NamedTuple

from pymdownx.slugs import slugify

from papernotes.late import regex
from papernotes.model.note import Note
from papernotes.model.where import Where
from papernotes.store.scan import Span, masked, spans

_CODE = frozenset({"fence", "indented", "code", "comment"})
_ALL = _CODE | {"maths"}
_BLOCKS = frozenset({"fence", "indented", "comment"})
# Without the "!" before an image, so that `re` passes over all but brackets at once.
_LINK = re.compile(
    r"\[(?P<label>(?:[^\[\]\n\\]|\\[^\n]|\[[^\[\]\n]*+\])*+)\]\([ \t]*+"
    r"(?:<(?P<angle>[^<>\n]*+)>|(?P<bare>[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+))"
)
_DEFINED = regex(r"(?m)^ {0,3}\[(?P<label>[^\[\]\n^][^\[\]\n]*+)\]:[ \t]*+<?(?P<target>[^\s<>]++)")
_HTML = regex(r"<(?P<tag>[a-zA-Z][a-zA-Z0-9]*+)\b[^<>]*+>")
_ATTRIBUTE = regex(
    r"\b(?P<name>href|src)[ \t]*=[ \t]*(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<plain>[^\s\"'>]+))"
)
_HEADING = regex(r"(?m)^ {0,3}(#{1,6})(?=[ \t\n]|\Z)([^\n]*)$")
_UNDERLINED = regex(r"(?m)^ {0,3}([^\s#>|\-=][^\n]*)\n {0,3}(=+|-+)[ \t]*$")
_MARKUP = regex(r"!?\[([^\[\]]*)\]\([^()]*\)|[*_`~]+|\{[^{}]*\}[ \t]*$")
SLUG: Callable[[str, str], str] = slugify(case="lower")
"""How the site makes a heading's anchor: the `toc` extension's `slugify` in the mkdocs.yml of `papernotes init`."""


class Link(NamedTuple):
    """A link or an image: kind is link, image, definition, auto, href or src."""

    kind: str
    start: int
    label: str
    target: str
    place: int
    """Where the target begins."""
    end: int


class Heading(NamedTuple):
    """A heading; words is its text as written."""

    start: int
    level: int
    words: str
    place: int
    """Where the words begin."""


_PLACE = itemgetter(4)


class Text:
    """The body of one note and what it is made of; each part is found when it is first asked for."""

    def __init__(self, note: Note) -> None:
        self.note = note

    @cached_property
    def body(self) -> str:
        """The text after the front matter."""
        return self.note.body

    @cached_property
    def spans(self) -> list[Span]:
        """Code, comments and maths."""
        return spans(self.body)

    @cached_property
    def prose(self) -> str:
        """The body with spaces for code, comments and maths."""
        return masked(self.body, self.spans, _ALL)

    @cached_property
    def visible(self) -> str:
        """The body with spaces for code and comments."""
        return masked(self.body, self.spans, _CODE)

    @cached_property
    def running(self) -> str:
        """The prose with spaces for the targets of links, HTML, addresses and references as well."""
        pieces, place = [], 0
        ends = sorted((link.place, link.end) for link in self.links)
        for start, end in sorted([*ends, *(m.span() for m in _ADDRESS.finditer(self.prose))]):
            if end > place:
                start = max(start, place)
                pieces += [self.prose[place:start], " " * (end - start)]
                place = end
        return "".join([*pieces, self.prose[place:]])

    @cached_property
    def headings(self) -> list[Heading]:
        """The headings in their order; code in a heading is part of it."""
        if "#" not in self.body and "\n=" not in self.body and "\n-" not in self.body:
            return []
        found = []
        text = masked(self.body, self.spans, _BLOCKS)
        for match in _HEADING.finditer(text):
            words = self.body[match.start(2) : match.end(2)]
            place = match.start(2) + len(words) - len(words.lstrip())
            words = words.strip()
            closed = words.rstrip("#")
            words = closed.rstrip() if not closed or closed[-1:] in " \t" else words
            found.append(Heading(match.start(), len(match[1]), words, place))
        if "\n=" in text or "\n-" in text:
            for match in _UNDERLINED.finditer(text):
                if not match[1].lstrip().startswith(("* ", "+ ")) and "|" not in match[1]:
                    level = 1 if match[2][0] == "=" else 2
                    found.append(Heading(match.start(), level, match[1].strip(), match.start(1)))
            found.sort()
        return found

    @cached_property
    def links(self) -> list[Link]:
        """Links, images, definitions and HTML with an address, in their order."""
        found = []
        text = self.prose
        if "](" in text:
            for match in _LINK.finditer(text):
                group = "angle" if match["angle"] is not None else "bare"
                place = match.start()
                bang = text[place - 1 : place] == "!"
                # The address as written: what looks like maths or code in it is none.
                start, end = match.span(group)
                label = self.body[place + 1 : match.end("label")]
                found.append(Link("image" if bang else "link", place - bang, label, self.body[start:end], start, end))
                found += self._within(match)
        if "]:" in text:
            for match in _DEFINED.finditer(text):
                place, end = match.span("target")
                found.append(Link("definition", match.start(), match["label"], match["target"], place, end))
        if "<" in text:
            found += self._html(text)
        found.sort(key=_PLACE)
        return found

    def _within(self, match: re.Match[str]) -> Iterator[Link]:
        """The image in a link's label: [![alt](src)](href)."""
        if "](" not in match["label"]:
            return
        for inner in _LINK.finditer(match["label"]):
            group = "angle" if inner["angle"] is not None else "bare"
            shift = match.start("label")
            place, end = inner.start(group) + shift, inner.end(group) + shift
            bang = match["label"][inner.start() - 1 : inner.start()] == "!"
            yield Link("image", inner.start() + shift - bang, inner["label"], inner[group], place, end)

    def _html(self, text: str) -> Iterator[Link]:
        for match in _HTML.finditer(text):
            for one in _ATTRIBUTE.finditer(match[0]):
                group = one.lastgroup or "plain"
                place, end = one.start(group) + match.start(), one.end(group) + match.start()
                kind = "image" if match["tag"].lower() == "img" and one["name"] == "src" else one["name"]
                yield Link(kind, match.start(), "", unescape(one[group]), place, end)
        for match in re.finditer(r"<(https?://[^\s<>]*+)>", text):
            yield Link("auto", match.start(), "", match[1], match.start(1), match.end(1))

    @cached_property
    def anchors(self) -> set[str] | None:
        """The anchors of the page; None where one is made of what only the site knows."""
        found: set[str] = set(re.findall(r"\b(?:id|name)=[\"']?([^\"'\s>]+)", self.body))
        found |= set(re.findall(r"\{[^{}\n]*#([^\s{}]+)[^{}\n]*\}", self.body))
        counts: dict[str, int] = {}
        for heading in self.headings:
            if "[[" in heading.words or "$" in heading.words or "<" in heading.words or "&" in heading.words:
                return None
            slug = SLUG(_MARKUP.sub(lambda m: m[1] or "", heading.words), "-")
            counts[slug] = counts.get(slug, -1) + 1
            found.add(f"{slug}_{counts[slug]}" if counts[slug] else slug)
        return found

    def spot(self, offset: int) -> list[int]:
        """The line and the column of a place in the body, as a fact holds them."""
        return list(self.at(offset)[1:])

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.body))]

    def at(self, offset: int) -> Where:
        """Where a place in the body stands in the file."""
        line = bisect_right(self._starts, offset) - 1
        return Where(self.note.path, self.note.body_line + line, offset - self._starts[line] + 1)


_ADDRESS = regex(r"https?://[!-;=?-~]*|<[a-zA-Z/!][^<>\n]*>|\[\[[^\[\]\n]*\]\]|\[@[^\[\]\n]*\]")
