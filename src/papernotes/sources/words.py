"""Words of a service made plain: no markup, no control characters, one line."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from html.parser import HTMLParser

from papernotes.text import HAN

LONGEST = 1000
"""Characters of a title or a name; what is longer is none."""
# JATS (https://jats.nlm.nih.gov/publishing/), MathML and the HTML that publishers put into titles.
_INLINE = frozenset(
    "a abbr b bold br cite code em fixed-case font i italic kbd mark monospace overline p q roman s sans-serif sc scp"
    " small span strike strong styled-content sub sup tt u underline var inline-formula alternatives tex-math"
    " annotation annotation-xml".split()
)
_HIDDEN = frozenset(("annotation", "annotation-xml", "tex-math"))
_MATHML = re.compile(r"(?:mml:|m:)?(?:math|m[a-z]+|semantics)\Z")
_ANGLE = re.compile(r"<(?:/?([A-Za-z][\w:.-]*)(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>)?")
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
_KEPT = "\u200c\u200d"
"""Joiners, which Persian and Indic names need."""
# DBLP appends 0001… to homonyms: "Wei Wang 0003"
_HOMONYM = re.compile(r" \d{4}\Z")


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += _local(tag) in _HIDDEN

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_data(" " if tag == "br" else "")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (_local(tag) in _HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _only_known(match: re.Match[str]) -> str:
    """A tag that publishers write; of any other "<" the sign: "n<p", "<script>"."""
    tag = match[1].lower() if match[1] else ""
    known = tag.startswith("jats:") or _local(tag) in _INLINE or _MATHML.match(tag)
    return match[0] if known else "&lt;" + match[0][1:]


def plain(text: str, longest: int = LONGEST) -> str:
    """The text without HTML, JATS and MathML, in one line of characters that can be seen, at most `longest` of them.

    Markup is removed by a parser; a tag that no publisher puts into titles is text, and stays."""
    text = text[: longest * 20]
    if "<" in text:
        parser = _Plain()
        parser.feed(_ANGLE.sub(_only_known, text))
        parser.close()
        text = "".join(parser.parts)
    for _ in range(2):
        # Crossref holds titles that were escaped twice: "R&amp;amp;D".
        if _ESCAPED.search(text):
            text = html.unescape(text)
    return seen(text)[:longest].rstrip()


def seen(text: str) -> str:
    """The text in one line, NFC, without control, bidirectional, zero-width and unassigned characters."""
    text = " ".join(text.split())
    if not text.isprintable():
        text = "".join(char for char in text if _visible(char))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _visible(char: str) -> bool:
    return char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def title(text: str) -> str:
    """A title: plain, and without the full stop that DBLP and PubMed end it with."""
    said = plain(text)
    return said[:-1].rstrip() if said.endswith(".") and not said.endswith("..") else said


def name(given: str, family: str = "") -> str:
    """A person's name, given names first, without DBLP's number of a homonym; a Chinese one has no blank."""
    if HAN.match(family):
        return plain(family + given, 200)
    return _HOMONYM.sub("", plain(f"{given} {family}", 200))


def names(people: Iterable[str]) -> tuple[str, ...]:
    """The names that are not empty, each once, in order."""
    return tuple(dict.fromkeys(said for said in map(name, people) if said))


def turned(said: str) -> str:
    """ "Family, Given" as "Given Family"."""
    family, comma, given = said.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() else said


def web(url: str) -> str:
    """The URL if it is an address of the web without user and password, "" otherwise: `javascript:` is no link."""
    url = url.strip()
    good = re.match(r"https?://[^\s/@\\\"'<>]+(?:[/?#][^\s\"'<>\\]*)?\Z", url, re.I)
    return url if good and url.isprintable() and len(url) <= 2000 else ""
