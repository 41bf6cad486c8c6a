"""What a line says of a paper, and the signs of headings, lists and links around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from papernotes.formats.document import links
from papernotes.formats.document.words import meaning

_LEVEL = re.compile(r"\s*(#{1,6})\s*(?!#)")
_BULLET = re.compile(r"\s*(?:[-*+•·●▪◦‣]\s+|(?:\(?\d{1,3}[.、)）]|（\d+）|[①-⑳])\s*(?![\d%])|\d{1,3}\s+(?=[\[【]))")
_CHECKBOX = re.compile(r"\s*\[([ xX✓✔√])\]\s+")
_DONE = "✅✔☑✓√"
_STARS = re.compile("[\u2b50\U0001f31f⭐★☆🔥❤👍✅✔☑✓√❌❗‼❓\U0001f195\ufe0f]+")
_IMAGE = re.compile(r"\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?|!\[[^\]]*\]\[[^\]]*\]")
_NAMED = re.compile(r"[\[(（【]{0,2}\[[\s*_]*([^\[\]]{1,24}?)[\s*_]*\]{1,2}\(\s*<?([^)\s>]+)>?[^)]*\)[\])）】]{0,2}")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])+)\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_MARKED = re.compile(
    r"(?:\s*[(（【\[]|\s+[-–—]+\s*|\s{1,3})([\u3400-\u9fff]{2,6}|to[ -]?read|todo|unread)[)）】\]]?\s*$", re.I
)


@dataclass
class Found:
    """What a line says of a paper."""

    title: str
    grammar: str = ""
    """bracket, pipe, tail, link, table, bare, nickname; for a document of its own, its reader's name."""
    year: int | None = None
    month: int | None = None
    venue: str = ""
    status: str = ""
    """unread, reading, read, revisit."""
    labels: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    idents: dict[str, str] = field(default_factory=dict)
    level: int = 0
    """Of a Markdown heading."""
    listed: bool = False
    """An item of a list."""
    summary: str = ""

    @property
    def strong(self) -> bool:
        """Whether no running text looks like this."""
        return self.grammar in ("bracket", "pipe", "table")


def frame(line: str, found: Found) -> str:
    """Without the signs of headings and lists; they are kept in `found`."""
    text = line.strip()
    while True:
        if match := _LEVEL.match(text):
            found.level = len(match[1])
        elif match := _CHECKBOX.match(text):
            found.status = "unread" if match[1] == " " else "read"
            found.listed = True
        elif match := _BULLET.match(text):
            found.listed = True
        else:
            break
        text = text[match.end() :]
    if any(mark in text for mark in _DONE):
        found.status = "read"
    if (match := _MARKED.search(text)) and (word := meaning(match[1])):
        found.status = word
        text = text[: match.start()]
    if stars := _STARS.findall(text):
        found.labels += ["⭐"] if any(char in "".join(stars) for char in "⭐🌟★☆🔥❤👍") else []
        text = _STARS.sub(" ", text)
    return " ".join(text.split())


_BEHIND = re.compile(r"(?<=\w{3})[\s:：,，(（<]+(https?://[^\s()（）<>]+)[)）>]?\s*$")


def links_of(text: str, found: Found) -> str:
    """Without badges and the links behind a title; a title that is a link itself stays."""
    badges = " ".join(_IMAGE.findall(text))
    text = _IMAGE.sub(" ", text)

    def named(match: re.Match[str]) -> str:
        name = links.LINK_WORDS.get(re.sub(r"[\s*:：]+", " ", match[1]).strip().casefold())
        if name is None:
            return match[0]
        links.add_link(found.links, name, match[2])
        return " "

    text = re.sub(r"[\s|/·,;，；、-]+$", "", _NAMED.sub(named, text)) if "](" in text else text
    if (match := _LINK.search(text)) and _is_linked_title(text, match):
        links.add_link(found.links, links.name_of(match[2]), match[2])
        text = text[: match.start()] + match[1] + text[match.end() :]
        found.grammar = "link"
    elif (match := _BEHIND.search(text)) and links.is_paper_url(match[1]):
        # Title https://arxiv.org/abs/...
        links.add_link(found.links, links.name_of(match[1]), match[1])
        text = text[: match.start()]
    found.idents |= links.identifiers(" ".join([*found.links.values(), text, badges]))
    return text


def _is_linked_title(text: str, match: re.Match[str]) -> bool:
    before = re.sub(r"[\[【(（][^\]】)）]*[\]】)）]|[*_\s.:：-]", "", text[: match.start()])
    return len(before) <= 12 and len(match[1]) >= 6
