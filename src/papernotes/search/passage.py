"""A page's HTML as text in sections, so that a hit leads to the heading above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import NamedTuple

from papernotes.search.words import PAIRED

# A quoted value may hold '>'; its length is bounded, and no '<' is passed over, or hostile text would take hours.
_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}')*+)>|<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]*+)>|<(!)"
)
_INLINE = set(
    "a abbr b bdi bdo big cite code del dfn em font i img ins kbd mark math mi mn mo mrow q rp rt ruby s samp semantics"
    " small span strong sub sup tt u var wbr".split()
)
_UNSEEN = {"script", "style", "svg", "template", "head", "noscript", "iframe", "textarea"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ID = re.compile(r"\bid=[\"']([^\"'<>]*)[\"']")
# A line of the note that ends between two Chinese characters ends within a sentence.
_WRAPPED = re.compile(f"(?<=[{PAIRED}，。、；：])[ \\t]*\n[ \\t]*(?=[{PAIRED}])")
_COMMAND = re.compile(r"\\[A-Za-z]+")


class Section(NamedTuple):
    """A piece of a page below one heading; the first one has none."""

    anchor: str
    title: str
    text: str

    @property
    def words(self) -> str:
        """The text without the commands of formulas, which nobody looks for."""
        return _COMMAND.sub(" ", self.text) if "\\" in self.text else self.text


def sections(html: str) -> list[Section]:
    """The text of the HTML by heading, in order; those without a word and without a heading are left out."""
    found: list[Section] = []
    anchor = title = ""
    parts: list[str] = []
    for text, name, closing, attributes in _pieces(html):
        parts.append(text)
        if name in _HEADINGS:
            if closing:
                title, parts = _line(parts), []
            else:
                found.append(Section(anchor, title, _line(parts)))
                ident = _ID.search(attributes)
                anchor, title, parts = unescape(ident[1]) if ident else "", "", []
        elif name not in _INLINE:
            parts.append(" ")
    found.append(Section(anchor, title, _line(parts)))
    return [section for section in found if section.title or section.text]


def plain(html: str) -> str:
    """The text of a piece of HTML in one line."""
    return " ".join(part for section in sections(html) for part in (section.title, section.text) if part)


def _pieces(html: str) -> Iterator[tuple[str, str, bool, str]]:
    """Each tag with the text before it: text, name, whether it closes, attributes; what is not seen is passed over."""
    at = 0
    while match := _TAG.search(html, at):
        text, at = html[at : match.start()], match.end()
        closes, name, attributes = (match[i] or match[i + 3] or "" for i in (1, 2, 3))
        name = "" if match[7] else name.lower()
        yield text, name, closes == "/", attributes
        end = ""
        if match[7]:
            end = "-->" if html.startswith("--", at) else ">"
        elif not closes and (name in _UNSEEN or 'class="headerlink"' in attributes):
            end = f"</{name}"
        if end:
            last = _ending(end).search(html, at)
            at = len(html) if last is None else last.start() if end[0] == "<" else last.end()
    yield html[at:], "", False, ""


@cache
def _ending(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text), re.I)


def _line(parts: list[str]) -> str:
    html = "".join(parts)
    if "\n" in html:
        html = _WRAPPED.sub("", html)
    return " ".join((unescape(html) if "&" in html else html).split())
