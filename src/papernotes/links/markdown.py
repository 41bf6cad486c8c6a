"""Links of a Markdown text with their places: written, bare and raw HTML; never in code, comments or formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

from markdown_it import MarkdownIt

from papernotes.links import html
from papernotes.links.html import Found

_FRONT = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_SPAN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|\$\$(?:(?!\n[ \t]*\n)[^$])+\$\$"
    r"|(?<![\\$])\$(?![\s$])(?:(?!://)[^$\n])*(?<![\s\\])\$(?![\d$])",
    re.S,
)
_INSIDE = r"(?:[^\s()<>\\\x00]|\\.|\((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*+\))*+\))"
_INLINE = re.compile(
    rf"\]\([ \t]*\n?[ \t]*(?:<(?P<angle>[^<>\n]*+)>|(?P<bare>{_INSIDE}++)(?=[ \t]*\n?[ \t]*(?:\)|[\"'(]))"
    # Python-Markdown takes an address with spaces, too.
    r"|(?P<spaced>[^\s()<>\"'][^()<>\"'\n]*+)(?=\)))"
)
_EMPTY = re.compile(r"\]\((?P<empty>[ \t]*)\)")
_DEFINITION = re.compile(
    r"(?m)^[ ]{0,3}(?:>[ ]?)*\[(?!\^)(?:[^\[\]\n\\]|\\.)+\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<>]\S*))"
)
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*+)>|<([^\s<>@]+@[^\s<>@]+\.[^\s<>@]+)>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BARE = re.compile(
    r"(?<![A-Za-z0-9])https?(?:://|[:：][/／]{2})(?:\[[0-9a-fA-F:.]+\])?"
    r"[^\s<>\"`\[\]\x00\u3000-\u3003\u3008-\u3020，。；：！？、（）｜＜＞“”…]+",
    re.I,
)
_HAN = re.compile("(?<=[A-Za-z0-9)])[\u2e80-\u9fff\uac00-\ud7af]")
_CLOSING = {")": "(", "]": "[", "}": "{", "）": "（", "］": "［"}
_TRAILING = ".,;:!?'*_~|\\’"
_IMAGE = re.compile(r"!\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\Z")


def links(text: str) -> Iterator[Found]:
    """The addresses of a Markdown text in their order; line ends must be plain."""
    masked = mask(text)
    found = list(_written(masked, text))
    found += list(_raw(masked))
    pieces, place = [], 0
    for start, end in sorted((one.start, one.end) for one in found):
        if start >= place:
            pieces += [masked[place:start], "\x00" * (end - start)]
            place = end
    rest = "".join(pieces) + masked[place:]
    # The words of a link are no link of their own: [https://a.example](https://b.example)
    found += (one for one in bare(rest) if not rest.startswith(("](", "]["), one.end))
    yield from sorted(set(found))


def _written(masked: str, text: str) -> Iterator[Found]:
    for match in _INLINE.finditer(masked):
        group = match.lastgroup or "bare"
        start, end = match.span(group)
        image = _IMAGE.search(masked, max(0, match.start() - 400), match.start())
        yield Found(start, end, _plain(text[start:end]), "image" if image else "link")
    for match in _EMPTY.finditer(masked):
        yield Found(match.start("empty"), match.end("empty"), "", "link")
    for match in _DEFINITION.finditer(masked):
        start, end = match.span(match.lastindex or 2)
        yield Found(start, end, _plain(text[start:end]), "definition")
    for match in _AUTOLINK.finditer(masked):
        start, end = match.span(match.lastindex or 1)
        yield Found(start, end, ("mailto:" if match[2] else "") + text[start:end], "autolink")


def _plain(written: str) -> str:
    """Without escapes and entities."""
    return unescape(_ESCAPE.sub(r"\1", written)) if "\\" in written or "&" in written else written


def _raw(masked: str) -> Iterator[Found]:
    return html.links(masked) if "<" in masked else iter(())


def bare(text: str) -> Iterator[Found]:
    """Addresses in running text, without the signs of the sentence around them."""
    for match in _BARE.finditer(text):
        url = trimmed(match[0])
        if len(url) > len("https://"):
            yield Found(match.start(), match.start() + len(url), url, "text")


def trimmed(url: str) -> str:
    """A bare address without what follows it in the sentence.

    A Chinese character behind a letter or digit begins the sentence: https://arxiv.org/abs/2010.11929这篇."""
    authority = url.find("//") + 2
    cut = _HAN.search(url, authority)
    # In the host's name it belongs to the name.
    if cut and "/" in url[authority : cut.start()]:
        url = url[: cut.start()]
    while url:
        last = url[-1]
        if last in _TRAILING or (last in _CLOSING and url.count(last) > url.count(_CLOSING[last])):
            url = url[:-1]
        elif entity := re.search(r"&(?:lt|gt|quot);?\Z", url):
            url = url[: entity.start()]
        else:
            break
    return url


def mask(text: str) -> str:
    """The text with spaces for front matter, code, comments and formulas, so that every place stays."""
    front = _FRONT.match(text)
    head = front.end() if front else 0
    body = text[head:]
    lines = body.split("\n")
    if "```" in body or "~~~" in body or "    " in body or "\t" in body:
        for begin, end in _code_lines(body):
            for number in range(begin, min(end, len(lines))):
                lines[number] = " " * len(lines[number])
    blank = re.sub(r"[^\n]", " ", text[:head])
    return blank + _SPAN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), "\n".join(lines))


def _code_lines(body: str) -> Iterator[tuple[int, int]]:
    for token in _parser().parse(body):
        if token.type in ("fence", "code_block") and token.map:
            yield token.map[0], token.map[1]


@cache
def _parser() -> MarkdownIt:
    # Only the blocks are wanted.
    return MarkdownIt("commonmark").enable("table").disable(["inline", "reference"])
