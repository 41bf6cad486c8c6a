"""Words and addresses in notes: misspelt terms, unfinished places, mixed characters, addresses with a tail."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from papernotes import plain
from papernotes.checks.registry import found, rule
from papernotes.checks.texts import Link, Text, Texts, fact
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.where import Where
from papernotes.problem import Level, Problem, TextEdit
from papernotes.store.mistake import short
from papernotes.text import HAN

_BARE = re.compile(r"(?<![\]】］]（)(?<![\w@/\"'=(<\[])https?://[a-zA-Z0-9][!-;=?-Z_a-z~]*[a-zA-Z0-9/_=~#&+-]")
_TRACKING = regex(
    r"(?:utm_[a-z]+|spm|spm_id_from|share_source|share_token|share_medium|vd_source|fbclid|gclid|msclkid|mc_[ce]id"
    r"|weibo_id|utm|from_source|hmsr|ref_src)=[^&#]*+",
)
_TAIL = re.compile(r"[。，、；：）】》」”]+\Z")
_MARK = regex(r"\b(?:TODO|FIXME|TBD)\b|待补充?|待续|未完待续|待完善|待更新")
_DATE = regex(r"(20[0-9]{2})[-/.年]([01]?[0-9])[-/.月]([0-3]?[0-9])")
_OLD = datetime.timedelta(days=90)


@rule("NOTE020", Level.INFO, "auto", of="note")
def address_form(library: Library, texts: Texts) -> Iterator[Problem]:
    """An address is no link, ends with the sentence's punctuation, or says where it was shared.

    Why: An address that stands alone is only text on the page; `utm_source` and `spm` tell others who read what.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        见 https://example.org/a?utm_source=wechat 。
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        见 <https://example.org/a>。
    """
    for text in texts.having("https://", "http://"):
        linked = []
        for link in text.links:
            linked.append((link.place, link.end))
            if link.target.startswith(("https://", "http://")):
                yield from _tidy(text, link)
        for match in _BARE.finditer(text.prose):
            if any(start <= match.start() < end for start, end in linked) or _in_tag(text, match.start()):
                continue
            url = _balanced(match[0])
            new = f"<{_untracked(url)}>"
            edit = TextEdit(text.at(match.start()), url, new)
            yield found(text.at(match.start()), f"address '{short(url)}' is no link", f"write '{short(new)}'", edit)


def _in_tag(text: Text, place: int) -> bool:
    """Whether a place is within HTML or the words of a link."""
    line = text.prose[text.prose.rfind("\n", 0, place) + 1 : place]
    return line.count("<") > line.count(">") or line.rfind("[") > line.rfind("]")


def _balanced(url: str) -> str:
    """The address without a bracket at its end that it has not opened."""
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1]
    return url.rstrip(".,;:!?'\"")


def _untracked(url: str) -> str:
    base, sign, fragment = url.partition("#")
    path, mark, query = base.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _TRACKING.fullmatch(part))
    return path + (mark if kept else "") + kept + sign + fragment


def _tidy(text: Text, link: Link) -> Iterator[Problem]:
    """What is to be taken off an address."""
    if tail := _TAIL.search(link.target):
        edit = TextEdit(text.at(link.place), link.target, link.target[: tail.start()])
        said = f"address '{short(link.target)}' ends with '{tail[0]}'"
        yield found(text.at(link.place), said, "end it before", edit)
        return
    query = link.target.partition("?")[2]
    if query and _TRACKING.search(query) and (better := _untracked(link.target)) != link.target:
        edit = TextEdit(text.at(link.place), link.target, better)
        said = f"address '{short(link.target)}' says where it was shared"
        yield found(text.at(link.place), said, f"write '{short(better)}'", edit)


@cache
def _dictionary() -> Mapping[str, str]:
    """Misspellings and what is meant, from typos.yaml."""
    rows: Mapping[str, str] = plain.load(Path(__file__).with_name("typos.yaml"))
    return rows


@rule("NOTE021", Level.INFO, "suggestion", of="note")
def misspelt_term(library: Library, texts: Texts, typos: Mapping[str, str]) -> Iterator[Problem]:
    """A term of the field is misspelt: attetion, 卷基层. The setting `typos` adds your own.

    Why: The search does not find it.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        卷基层换成了 self-attetion。
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        卷积层换成了 self-attention。
    """
    known = {wrong.lower(): right for wrong, right in {**_dictionary(), **typos}.items()}
    for wrong in texts.holds(known):
        for text in texts.having(wrong, lower=True):
            edge = r"(?<![a-z])", r"(?![a-z])"
            pattern = re.escape(wrong) if HAN.search(wrong) else f"{edge[0]}{re.escape(wrong)}{edge[1]}"
            for match in re.finditer(pattern, text.running, re.I):
                yield found(text.at(match.start()), f"'{match[0]}' is misspelt", f"did you mean '{known[wrong]}'?")


@rule("NOTE022", Level.INFO)
def old_mark(library: Library, texts: Texts, today: datetime.date) -> Iterator[Problem]:
    """A note has said for more than 90 days that something is still to come: TODO, 待补, 未完待续.

    Why: It is done, or it never will be. The day is that on the line, else the last day the paper was read.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        TODO 2022-06-13 补上实验
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        补上了实验。
    """
    for text, marks in texts.each(_marks):
        for line, column, mark, since in marks:
            day = _day(since) or next((day for day in map(_day, reversed(text.note.read)) if day), None)
            if day and today - day > _OLD:
                said = f"'{mark}' has stood here since {day} or longer"
                yield found(Where(text.note.path, line, column), said, "finish it, or remove the mark")


@fact("TODO", "FIXME", "TBD", "待补", "待续", "待完善", "待更新")
def _marks(text: Text) -> list[Any]:
    """What says that something is still to come: line, column, the words, and the day on the line."""
    rows = []
    for match in _MARK.finditer(text.visible):
        begin, end = text.body.rfind("\n", 0, match.start()) + 1, text.body.find("\n", match.end())
        day = _day(text.body[begin : end if end >= 0 else len(text.body)])
        rows.append([*text.spot(match.start()), match[0], str(day or "")])
    return rows


def _day(line: str) -> datetime.date | None:
    match = _DATE.search(line)
    try:
        return datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


# Simplified and traditional forms, of which neither is a character of the other script.
_PAIRS = (
    "们們这這个個来來时時为為说說国國学學对對发發会會过過还還样樣开開关關问問题題间間让讓认認识識语語话話请請读讀论論"
    "数數据據训訓练練图圖习習进進远遠边邊动動务務际際节節头頭实實现現视視觉覺观觀规規则則优優变變网網络絡层層构構"
    "权權无無与與从從单單写寫应應当當结結经經级級线線组組织織统統类類别別检檢测測场場标標准準确確较較输輸转轉"
)
_SIMPLE, _TRADITIONAL = (frozenset(_PAIRS[i::2]) for i in (0, 1))
_SOME_TRADITIONAL = re.compile(f"[{''.join(sorted(_TRADITIONAL))}]")
_KANA = regex("[\u3040-\u30ff]")
_FEW = 3


@rule("NOTE025", Level.INFO, "suggestion", of="note")
def mixed_script(library: Library, texts: Texts) -> Iterator[Problem]:
    """A note is written in simplified and in traditional characters.

    Why: The search finds one of the two. Three different characters of each make the rule speak; quotations in code
    and lines with Japanese do not count.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        这个模型为图像识别训练。
        這個網絡還有問題。
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        这个模型为图像识别训练，这个网络还有问题。
    """
    for text in texts.matching(_SOME_TRADITIONAL):
        signs = set(text.body)
        if len(signs & _TRADITIONAL) < _FEW or len(signs & _SIMPLE) < _FEW:
            continue
        lines = [line for line in text.running.split("\n") if not _KANA.search(line)]
        held = set("".join(lines))
        if len(held & _TRADITIONAL) < _FEW or len(held & _SIMPLE) < _FEW:
            continue
        counts = [sum(char in script for line in lines for char in line) for script in (_SIMPLE, _TRADITIONAL)]
        fewer = _TRADITIONAL if counts[1] <= counts[0] else _SIMPLE
        place = next(i for i, char in enumerate(text.running) if char in fewer)
        name = "traditional" if fewer is _TRADITIONAL else "simplified"
        yield found(
            text.at(place),
            f"'{text.running[place]}' is {name}, most of the note is not",
            "write the note in one script",
        )


_ITSELF = "write the address itself"
_SHORT = frozenset(
    "t.co bit.ly dwz.cn tinyurl.com goo.gl t.cn url.cn is.gd ow.ly suo.im buff.ly rb.gy cutt.ly reurl.cc".split()
)


# To take an address apart is slow, and hardly any is so short.
_SHORT_SIGN = regex("|".join(map(re.escape, sorted(_SHORT))), re.I)


@rule("LINK009", Level.WARNING, "suggestion", of="note")
def shortened_link(library: Library, texts: Texts) -> Iterator[Problem]:
    """A link leads through a service that shortens addresses.

    Why: Nobody sees where it leads, and it dies with the service.
    Bad:
        vit:
          title: ViT
          links: {blog: "https://bit.ly/3abcde"}
    Good:
        vit:
          title: ViT
          links: {blog: "https://example.org/vit"}
    """
    urls = "\n".join(url for paper in library.papers for url in paper.links.values()).casefold()
    for paper in library.papers if any(host in urls for host in _SHORT) else ():
        for name, url in paper.links.items():
            if _SHORT_SIGN.search(url) and (host := _host(url)) in _SHORT:
                yield found(
                    paper.at(f"links.{name}"), f"'{host}' hides where the link leads", "write the address itself"
                )
    for text in texts.having(*(f"//{host}/" for host in sorted(_SHORT))):
        for link in text.links:
            if (host := _host(link.target)) in _SHORT:
                yield found(text.at(link.place), f"'{host}' hides where the link leads", _ITSELF)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


_ARXIV_PDF = regex(
    r"(https?://(?:www\.)?arxiv\.org)/pdf/([a-z-]+/[0-9]{7}|[0-9]{4}\.[0-9]{4,5})(v[0-9]+)?(?:\.pdf)?(?=[#?]|\Z)"
)


@rule("LINK010", Level.INFO, "auto", of="note")
def pdf_link(library: Library, texts: Texts) -> Iterator[Problem]:
    """A note links the PDF of an arXiv paper instead of its page.

    Why: The page has the abstract, all versions and the PDF. A link `pdf` in the catalogue is meant so, and is fine.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        [ViT](https://arxiv.org/pdf/2010.11929.pdf)
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        [ViT](https://arxiv.org/abs/2010.11929)
    """
    for text in texts.having("arxiv.org/pdf/"):
        for link in text.links:
            if (match := _ARXIV_PDF.match(link.target)) and "#" not in link.target:
                new = f"{match[1]}/abs/{match[2]}{match[3] or ''}"
                edit = TextEdit(text.at(link.place), match[0], new)
                yield found(text.at(link.place), "link to a PDF of arXiv", f"write '{new}'", edit)
