"""Characters: full-width ones in syntax, those of another encoding, those that are not seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from papernotes.checks.registry import found, reported, rule
from papernotes.checks.texts import Text, Texts, fact
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.where import Where
from papernotes.problem import Level, Problem, TextEdit
from papernotes.store.mistake import short

_TARGET = r"(?:https?://[^\s（）()]+|[^\s（）()]+\.(?:md|png|jpe?g|gif|webp|svg|pdf|html)(?:#[^\s（）()]*)?)"
_INNER = r"[^【】［］\[\]\n]{1,200}"
# Pattern, what it is written as, and what is wrong with it.
_SYNTAX = (
    (re.compile(rf"(?<=\])（({_TARGET})）"), r"(\1)", "a link's brackets are full-width"),
    (re.compile(rf"(?<=\])（({_TARGET})\)"), r"(\1)", "a link's bracket is full-width"),
    (re.compile(rf"(?<=\])\(({_TARGET})）"), r"(\1)", "a link's bracket is full-width"),
    (
        re.compile(rf"[【［]([^【】［］\[\]\n]{{1,200}})[】］][(（]({_TARGET})[)）]"),
        r"[\1](\2)",
        "a link's brackets are full-width",
    ),
    (re.compile(r"！(?=\[[^\[\]\n]*\]\([^()\s]+\.(?:png|jpe?g|gif|webp|svg)\))"), "!", "an image's sign is full-width"),
    (re.compile(r"(?m)^＃{1,6}(?=[ \t　]*\S)"), None, "a heading's sign is full-width"),
    (re.compile(r"\bhttps?(?:：//|:／／|：／／)"), None, "an address has full-width signs"),
    (re.compile(r"(?<=\]\()[^()\s“”]{1,300} “[^“”\n]{0,200}”(?=\))"), None, "a link's title stands in curly quotes"),
)
_SIGNS = ("（", "【", "［", "！[", "＃", "http：", "https：", "http:／", "https:／", "“", "）")
_FIELD = regex(r"(?m)^([a-z]+)(：[ \t]*)(?=\S)")
_FIELDS = frozenset("read reader rating summary sources paper title tags".split())
_HAN = r"[\u3400-\u9fff]"
_FULL = str.maketrans(",:;?!()", "，：；？！（）")
_MOJIBAKE = regex(
    r"锟斤拷|烫烫烫|屯屯屯|\ufffd+"
    r"|(?:[ÃÂ][\u0080-\u00bf]){2,}|â€[™œ\u009d“”]|ï»¿|[锛銆鐨][^\n锛銆鐨]{0,40}[锛銆鐨]"
)
_BIDI = regex("[\u202a-\u202e\u2066-\u2069]")
_HIDDEN = regex("[\u200b-\u200d\u2060\ufeff\u00ad]")
_KEY = regex(r"\[\[[^\[\]\n]*\]\]|\[@[^\[\]\n]*\]")


def _straight(words: str) -> str:
    return words.translate(str.maketrans("＃：／“”", '#:/""'))


@rule("NOTE013", Level.ERROR, "auto", of="note")
def full_width_syntax(library: Library, texts: Texts) -> Iterator[Problem]:
    """A sign of Markdown, of an address or of the front matter is written full-width.

    Why: An input method for Chinese writes them; Markdown and YAML take them for text.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        见【论文】（https://arxiv.org/abs/2010.11929）。
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        见[论文](https://arxiv.org/abs/2010.11929)（一篇好文章）。
    """
    for text in texts.having(*_SIGNS):
        taken: list[tuple[int, int]] = []
        for pattern, form, said in _SYNTAX:
            for match in pattern.finditer(text.prose):
                if any(start < match.end() and match.start() < end for start, end in taken):
                    continue
                taken.append(match.span())
                new = match.expand(form) if form else _straight(match[0])
                if new == "#" * len(new) and text.body[match.end() : match.end() + 1] not in (" ", "\t"):
                    new += " "
                edit = TextEdit(text.at(match.start()), match[0], new)
                yield found(text.at(match.start()), said, f"write '{short(new.strip())}'", edit)
    for text in texts:
        if "：" in text.note.head:
            yield from _fields(text)


def _fields(text: Text) -> Iterator[Problem]:
    head = text.note.head
    for match in _FIELD.finditer(head):
        if match[1] in _FIELDS:
            line = head.count("\n", 0, match.start()) + 2
            edit = TextEdit(Where(text.note.path, line, len(match[1]) + 1), match[2], ": ")
            where = Where(text.note.path, line, len(match[1]) + 1)
            yield found(where, f"the colon behind '{match[1]}' is full-width", f"write '{match[1]}: '", edit)


@rule("NOTE014", Level.INFO, "auto", off=True, of="note")
def half_width_text(library: Library, texts: Texts) -> Iterator[Problem]:
    """A half-width sign stands between Chinese characters, or no space between them and Latin ones; off by default.

    Why: A matter of taste. Set `rules: {NOTE014: info}` to have it.
    Bad:
        vit:
          title: ViT
        === mkdocs.yml ===
        docs_dir: notes
        plugins: [papernotes: {rules: {NOTE014: info}}]
        === notes/vit.md ===
        图块,然后是ViT的编码器。
    Good:
        vit:
          title: ViT
        === mkdocs.yml ===
        docs_dir: notes
        plugins: [papernotes: {rules: {NOTE014: info}}]
        === notes/vit.md ===
        图块，然后是 ViT 的编码器。
    """
    sign, side = _taste()
    for text in texts:
        running = text.running
        for match in sign.finditer(running):
            yield _half(text, match.start(), match[0])
            if match[0] == "(":
                yield _half(text, running.index(")", match.start()), ")")
        for match in side.finditer(running):
            edit = TextEdit(text.at(match.start()), "", " ")
            yield found(text.at(match.start()), "no space between Chinese and Latin characters", "write one", edit)


@cache
def _taste() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A half-width sign among Chinese characters, and the place where a space may be wanted; slow to make."""
    signs = rf"(?<={_HAN})[,:;?!](?={_HAN})|(?<={_HAN})\((?={_HAN}[^()\n]{{0,80}}\))"
    return re.compile(signs), re.compile(rf"(?<={_HAN})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?={_HAN})")


def _half(text: Text, place: int, sign: str) -> Problem:
    full = sign.translate(_FULL)
    edit = TextEdit(text.at(place), sign, full)
    return found(text.at(place), f"'{sign}' among Chinese characters", f"write '{full}'", edit)


@rule("NOTE015", Level.WARNING, "suggestion")
def mojibake(library: Library, texts: Texts) -> Iterator[Problem]:
    """Text was read in the wrong encoding and saved so: 锟斤拷, 烫烫烫, �, â€™; or the line ends of a file are mixed.

    Why: What stood there is lost for readers and for the search; the place you copied it from may still have it.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        位置编码锟斤拷锟斤拷
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        位置编码
    """
    yield from reported(library, "NOTE015")
    for text, places in texts.each(_garbled):
        for line, column, words in places:
            said = f"'{short(words)}' comes of a wrong encoding"
            yield found(Where(text.note.path, line, column), said, "copy the words again from where they came")


@fact("锟斤拷", "烫烫烫", "屯屯屯", "\ufffd", "Ã", "Â", "â€", "ï»¿", "锛", "銆", "鐨")
def _garbled(text: Text) -> list[Any]:
    """What was read in the wrong encoding: line, column, words."""
    return [[*text.spot(match.start()), match[0]] for match in _MOJIBAKE.finditer(text.visible)]


@rule("NOTE016", Level.ERROR, "auto", of="note")
def hidden_sign(library: Library, texts: Texts) -> Iterator[Problem]:
    """A note holds a sign that turns the direction of writing, or a reference or an address one that is not seen.

    Why: What is shown is not what is there: https://trojansource.codes. With an invisible sign a key is another one.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        见 [[v\u200bit]]。
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        见 [[vit]]。
    """
    for text in texts.having(*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"):
        for match in _BIDI.finditer(text.body):
            yield _hidden(text, match.start())
    for text in texts.having(*"\u200b\u200c\u200d\u2060\ufeff\u00ad"):
        places = [match.span() for match in _KEY.finditer(text.prose)]
        places += [(link.place, link.end) for link in text.links]
        for start, end in sorted(set(places)):
            for match in _HIDDEN.finditer(text.body, start, end):
                yield _hidden(text, match.start())


def _hidden(text: Text, place: int) -> Problem:
    sign = text.body[place]
    edit = TextEdit(text.at(place), sign, "")
    return found(text.at(place), f"the invisible character U+{ord(sign):04X}", "remove it", edit)
