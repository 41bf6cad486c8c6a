"""A page's HTML as text in sections, so that a hit leads to the heading above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import NamedTuple

from papernotes.late import regex
from papernotes.search.words import PAIRED

# A quoted value may hold '>'; its length is bounded, and no '<' is passed over, or hostile text would take hours.
_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>\"']++|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}')*+(?=>)|[^<>]*+)>|<(!)"
)
# The sign of a heading as the Markdown extension writes it.
_SIGN = regex(r'<a class="headerlink"[^<>]*>[^<>]*</a>')
_INLINE = set(
    "a abbr b bdi bdo big cite code del dfn em font i img ins kbd mark math mi mn mo mrow q rp rt ruby s samp semantics"
    " small span strong sub sup tt u var wbr".split()
)
_UNSEEN = {"script", "style", "svg", "template", "head", "noscript", "iframe", "textarea"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ID = re.compile(r"\bid=[\"']([^\"'<>]*)[\"']")
# A line of the note that ends between two Chinese characters ends within a sentence.
_WRAPPED = re.compile(f"(?<=[{PAIRED}，。、；：])[ \\t]*\n[ \\t]*(?=[{PAIRED}])")
_COMMAND = regex(r"\\[A-Za-z]+")


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
        if name in _INLINE:
            continue
        if name not in _HEADINGS:
            parts.append(" ")
        elif closing:
            title, parts = _line(parts), []
        else:
            found.append(Section(anchor, title, _line(parts)))
            ident = _ID.search(attributes)
            anchor, title, parts = unescape(ident[1]) if ident else "", "", []
    found.append(Section(anchor, title, _line(parts)))
    return [section for section in found if section.title or section.text]


def plain(html: str) -> str:
    """The text of a piece of HTML in one line."""
    return " ".join(part for section in sections(html) for part in (section.title, section.text) if part)


def _pieces(html: str) -> Iterator[tuple[str, str, str, str]]:
    """Each tag with the text before it: text, name, slash if it closes, attributes; what is not seen is passed over."""
    if "headerlink" in html:
        html = _SIGN.sub("<a></a>", html)
    # Text, then slash, name, attributes and "!" of a tag, and so on; the last text is followed by nothing.
    parts = _TAG.split(html)
    names = set(parts[2::5])
    if None in names or not _UNSEEN.isdisjoint(map(str.lower, names)) or 'class="headerlink"' in html:
        return _searched(html)
    parts += ("", "", "")
    return zip(parts[::5], map(str.lower, parts[2::5]), parts[1::5], parts[3::5], strict=True)


def _searched(html: str) -> Iterator[tuple[str, str, str, str]]:
    """The same where something may not be seen."""
    at = 0
    while match := _TAG.search(html, at):
        text, at = html[at : match.start()], match.end()
        slash, name, attributes, declares = match.groups()
        name = (name or "").lower()
        yield text, name, slash or "", attributes or ""
        end = ""
        if declares:
            end = "-->" if html.startswith("--", at) else ">"
        elif not slash and (name in _UNSEEN or 'class="headerlink"' in attributes):
            end = f"</{name}"
        if end:
            last = _ending(end).search(html, at)
            at = len(html) if last is None else last.start() if end[0] == "<" else last.end()
    yield html[at:], "", "", ""


@cache
def _ending(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text), re.I)


def _line(parts: list[str]) -> str:
    html = "".join(parts)
    if "\n" in html:
        html = _WRAPPED.sub("", html)
    return " ".join((unescape(html) if "&" in html else html).split())
