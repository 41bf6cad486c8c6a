"""The items of a journal: a title with its address, and what was noted on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from papernotes.formats.document import headers, links, noise, venue
from papernotes.formats.document.found import Found
from papernotes.formats.document.heading import marked, plain
from papernotes.formats.document.row import Entry, Row
from papernotes.formats.document.words import CJK, capitals, is_title, latin, unclear, words
from papernotes.model.status import Statuses
from papernotes.model.venue import registry

_LINKED = re.compile(
    r"^\s*(?:[-*+•]\s+|\d+[.)、]\s*|#{1,6}\s*)?(?:\*\*)?\[([^\[\]]{4,160})\]\((https?://[^)\s]+)\)(?:\*\*)?\s*$"
)
_GLUED = re.compile(r"^(\S.{3,90}?)\s*[:：]?\s+(https?://\S+)\s*$")
_READING = (
    r"论文(?:精读|阅读|解读|翻译|笔记|详解|学习|总结|分享|速读|导读|复现)|精读|阅读笔记|学习笔记|读书笔记|paper "
    r"reading|reading notes?"
)
_ABOUT = re.compile(_READING, re.I)
_SUBJECT = (
    re.compile(
        r"^(?:[【\[][^】\]]{2,12}[】\]])?\s*(?:\d+\s*分钟)?(?:一文)?(?:带你)?(?:深入|超)?(?:详解|图解|解读|"
        r"精读|读懂|听懂|看懂|搞懂|理解|解析|剖析|浅析|浅谈|走近|再读|重读)\s*[:：]?\s*([A-Za-z][\w "
        r".+/()-]*[\w)+])"
    ),
    re.compile(
        rf"^(?:[【\[][^】\]]{{2,12}}[】\]])?\s*([A-Za-z][\w "
        rf".+-]*?[\w+])\s*(?:[-—–:：(（].*)?(?:的)?\s*[(（【]?(?:{_READING})",
        re.I,
    ),
    re.compile(rf"^[【\[]?(?:{_READING})[】\]]?\s*[:：]?\s*([A-Za-z][^\u3400-\u9fff]*[\w)+])", re.I),
)
_END_BRACKET = re.compile(r"[【\[(（]\s*([^【】\[\]()（）]{4,40})\s*[】\])）]\s*$")
_SAID = re.compile(
    r"([A-Z][A-Za-z]{2,9})[-'’ ]{0,2}((?:19|20)\d{2})\s*年?\s*(?:的?一篇|的)?\s*(oral|spotlight|poster|best "
    r"paper|最佳论文|论文|接收|收录|录用|中稿)",
    re.I,
)
_HOME = re.compile(r"(?:官网|主页|homepage|project page|项目地址|下载地址)[^:：]{0,8}[:：]\s*http", re.I)
_PUNCTUATED = re.compile(r"(?<!。)。$|[;；:：,，]$|^[-*+•>|]\s|、.*、.*、|^\d+[.)]?\s")


def headed(text: str, statuses: Statuses) -> Found | None:
    """A paper by one of the marked grammars, or by a venue in brackets behind a title in whatever language."""
    if len(text) > 1200:
        return None
    text = noise.image_end(text)
    if found := marked(text, statuses):
        return found
    match = _END_BRACKET.search(text)
    if match and venue.says(match[1], both=True) and len(text) < 120:
        head = text[: match.start()].strip()
        if found := marked(f"[{match[1]}] {head}", statuses):
            return found
    return None


def starts(rows: Sequence[Row], statuses: Statuses) -> list[int]:
    """The indexes of the rows at which an item begins."""
    found: list[int] = []
    for index, row in enumerate(rows):
        if row.code or row.blank or links.only_url(row.text):
            continue
        near = bool(found) and index - found[-1] <= 2
        if _begins(rows, index, near, statuses) and not (found and _absorbed(rows, found[-1], index)):
            found.append(index)
    return found


def _begins(rows: Sequence[Row], index: int, near: bool, statuses: Statuses) -> bool:
    text = rows[index].text.strip()
    if headers.is_field(text) or len(text) > 120:
        return False
    if _LINKED.match(text):
        return True
    found = headed(text, statuses)
    if found is not None and (found.strong or found.grammar == "link" or is_title(found.title)):
        return not near or found.strong or found.listed
    if re.match(r"#{2,6}\s+\S", text):
        return True
    below = _below(rows, index)
    if _PUNCTUATED.search(text) or len(text) > 90:
        return False
    if below and links.only_url(below[0]):
        return True
    if not near and _ABOUT.search(text) and len(text) <= 60 and not text.startswith("补充"):
        return True
    return (
        len(text) <= 24
        and not re.search(r"[,，。!！?？]", text)
        and any(_HOME.search(line) for line in below[:4])
        and not any(links.only_url(line) for line in below[:1])
    )


def _below(rows: Sequence[Row], index: int) -> list[str]:
    return [row.text.strip() for row in rows[index + 1 : index + 7] if not row.blank][:5]


def _absorbed(rows: Sequence[Row], start: int, index: int) -> bool:
    """Whether a paper's title with its code is what the blog above is about."""
    below = _below(rows, index)
    text = rows[index].text.strip()
    url = links.only_url(below[0]) if below else ""
    head = rows[start].text
    blog = [links.only_url(line) for line in _below(rows, start)[:1]]
    about = (
        bool(CJK.search(head))
        and bool(blog and blog[0])
        and links.kind_of(blog[0]) == "blog"
        and not links.is_paper_url(blog[0])
    )
    return bool(url) and links.kind_of(url) == "repo" and _is_paper_title(text) and about and index - start < 15


def _is_paper_title(text: str) -> bool:
    """Stricter than in a list: running text is all around."""
    return is_title(text) and len(words(text)) >= 5 and capitals(text) >= 0.6


def read_item(rows: Sequence[Row], statuses: Statuses, into: str) -> Entry | None:
    """The item of these rows, the first of which is its title; None if it is only text."""
    first = rows[0]
    found = headed(first.text, statuses)
    sure = found is not None
    found = found or Found("", "item")
    linked = _LINKED.match(first.text.strip())
    name = name_of(first.text)
    entry = Entry(found, first.line, into)
    entry.shown = [first]
    if linked:
        _url(entry, linked[2])
    title, title_at = "", 0
    for index, row in enumerate(rows[1:], 1):
        text = row.text.strip()
        url = "" if row.code else links.only_url(text)
        taken = ""
        if (
            url
            and not url.startswith("file:")
            and (index <= 3 or (title and index - 1 == title_at))
            and len(entry.heads) < 8
        ):
            taken = _url(entry, url)
        elif not row.code and not title and not sure and index <= 25 and _names(rows, index):
            title, title_at, taken = plain(text).title, index, "title"
        elif not row.code and (value := headers.title_of(text)) and not title:
            title, title_at, taken = value, index, "title"
        elif not row.code:
            taken = headers.take(text, entry)
        if taken:
            entry.heads.append((row.line, taken))
            entry.shown.append(row)
        else:
            entry.rows.append(row)
    _settle(entry, name, title, sure)
    return entry


def name_of(text: str) -> str:
    """The words of an item's first line, without the signs of lists and links."""
    linked = _LINKED.match(text.strip())
    return linked[1].strip() if linked else plain(text).title


def _names(rows: Sequence[Row], index: int) -> bool:
    """Whether a row inside an item is the title of the paper that it is about."""
    text = rows[index].text.strip()
    if not _is_paper_title(text):
        return False
    below = _below(rows, index)
    return index <= 4 or bool(below and links.only_url(below[0]))


def _url(entry: Entry, url: str) -> str:
    idents = links.identifiers(url)
    for kind, ident in idents.items():
        entry.found.idents.setdefault(kind, ident)
    if not idents:
        links.add_link(entry.found.links, links.name_of(url), url)
    return ",".join(idents) or "links"


def _settle(entry: Entry, name: str, title: str, sure: bool) -> None:
    """What the item is, and its title."""
    found = entry.found
    paper_url = any(links.is_paper_url(url) for url in found.links.values()) or bool(found.idents)
    subject = _subject(name)
    text = " ".join(row.text for row in entry.rows)
    fields = "title"
    if title:
        found.title = title
        found.aliases += (
            [subject] if subject and len(subject) <= 24 and subject.casefold() not in title.casefold() else []
        )
    elif sure:
        inner = _subject(found.title)
        found.title = inner or found.title
    elif latin(name) and (paper_url or _is_paper_title(name)):
        found.title = name
    elif subject and (
        paper_url or _ABOUT.search(name) or re.search(r"作者|这篇(?:文章|工作|论文)|本文提出|论文提出", text)
    ):
        found.title = subject
    else:
        found.title = name
        urls = list(found.links.values())
        entry.kind = links.kind_of(urls[0], name) if urls else links.kind_of("", name)
    fields += ",venue,year" if found.venue and found.year else ""
    entry.heads.insert(0, (entry.line, fields))
    if entry.kind == "paper":
        _venue(found, text)
        if any(unclear(row.text) for row in entry.rows):
            entry.mark = "revisit"


def _subject(title: str) -> str:
    """Of a title in two languages, the method it explains."""
    match = next((match for pattern in _SUBJECT if (match := pattern.match(title))), None)
    return re.sub(r"\s*[(（]\s*$|\s*[(（][^A-Za-z]*[)）]?$", "", match[1]).strip() if match else ""


def _venue(found: Found, text: str) -> None:
    """Where the text says that the paper appeared: CVPR'2022 的一篇 Oral."""
    match = _SAID.search(text)
    if match and not found.venue and (known := registry().find(match[1])):
        found.venue, found.year = known.name, int(match[2])
        if match[3].isascii():
            found.labels.append(match[3].lower())
