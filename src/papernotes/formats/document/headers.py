"""Lines of a note that say a field: @Author, @Read, Tags:, URL1:, 论文:, 代码:."""

from __future__ import annotations

import re
from collections.abc import Sequence

from papernotes.formats.document import links, venue
from papernotes.formats.document.heading import marked, plain
from papernotes.formats.document.row import Entry, Row
from papernotes.formats.document.words import is_title, latin, meaning, words
from papernotes.model.status import Statuses

_LINE = re.compile(
    r"\s*[-*+•>]*\s*\**\s*(@?)\s*([A-Za-z][A-Za-z ]{1,16}?|[\u3400-\u9fff]{2,6})\s*(?:\([^)]{1,16}\)|"
    r"（[^）]{1,16}）)?\s*(\d{0,2})\s*\**\s*[:：]\s*\**\s*(\S.*)$"
)
_TITLES = frozenset(
    "论文 paper 论文地址 论文链接 论文标题 论文题目 论文名称 论文名 题目 标题 title 原文 paper title 论文原文".split()
) | {"paper title"}
_DATE = re.compile(r"((?:19|20)\d{2})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_READER = re.compile(
    r"^@\s*([A-Za-z\u3400-\u9fff][\w\u3400-\u9fff]*(?:\s[A-Z])?)\s+((?:19|"
    r"20)\d{2}(?:[-./]\d{1,2}[-./]\d{1,2})?)\s*(.*)$"
)
_PEOPLE = frozenset("author authors 作者 论文作者".split())
_READ = frozenset("read reader 阅读 阅读时间 阅读日期 读者 read date 日期 date".split()) | {"read date"}
_TAGS = frozenset("tags tag 标签 关键词 keywords keyword category categories 分类".split())
_VENUES = frozenset("venue conference journal 会议 期刊 发表 发表于 会议期刊 publication published".split())
_LATE = frozenset(
    "论文 代码 paper code github 论文地址 代码地址 论文链接 代码链接 源码 开源代码 项目主页 project arxiv".split()
)
_STATUS = frozenset("status 状态 阅读状态".split())


def is_field(text: str) -> bool:
    """Whether a line looks like a field of the paper above."""
    match = _LINE.match(text)
    return match is not None and (
        match[1] == "@" or _name(match) in links.LINK_WORDS or _name(match) in _TITLES | _PEOPLE | _TAGS
    )


def follow(rows: Sequence[Row], index: int) -> bool:
    """Whether the line has the fields of a paper right below: @Author, @Read, authors, the paper's own address."""
    below = [row.text for row in rows[index + 1 : index + 6] if not row.blank and not row.code][:2]
    for text in below:
        match = _LINE.match(text)
        if text.lstrip().startswith("#"):
            return False
        if match and (match[1] == "@" or _name(match) in _PEOPLE or any(map(links.is_paper_url, links.urls(match[4])))):
            return True
    return False


def _name(match: re.Match[str]) -> str:
    return " ".join(match[2].casefold().split())


def title_of(text: str) -> str:
    """The title that a line such as 论文: Title says; "" if it says none."""
    match = _LINE.match(text)
    if match is None or _name(match) not in _TITLES:
        return ""
    value = match[4]
    if linked := re.match(r"\[([^\]]+)\]\(https?://[^)]*\)", value):
        value = linked[1]
    for url in links.urls(value):
        value = value.replace(url, " ")
    value = plain(value).title
    return value if latin(value) and (is_title(value) or len(words(value)) >= 4) else ""


def take(text: str, entry: Entry, late: bool = False) -> str:
    """The names of the fields that a line fills, joined by ","; "" if it is none. The entry gets them.

    `late` says that something was noted above: then the line may quote another's, and only code and paper count."""
    if len(text) > 1000:
        return ""
    if match := _READER.match(text.strip()):
        entry.meta.setdefault("reader", match[1])
        _read_on(match[2], entry)
        return "" if match[3] else "reader"
    if not late and not entry.found.venue and (place := venue.alone(text)):
        entry.found.venue, entry.found.year = place
        return "venue,year"
    match = _LINE.match(text)
    if match is None:
        return ""
    name, value = _name(match), match[4].strip()
    if late and name not in _LATE:
        return ""
    if name in links.LINK_WORDS and (taken := _link(links.LINK_WORDS[name], value, entry)):
        return taken
    if match[1] == "@" or name in ("tags", "tag", "标签", "status", "状态", "venue", "authors", "作者"):
        return _other(name, value, entry, marked_by_at=match[1] == "@")
    return ""


def _other(name: str, value: str, entry: Entry, marked_by_at: bool) -> str:
    if links.urls(value) or links.identifiers(value):
        return _link("page" if name in _PEOPLE else "source", value, entry)
    if name in _PEOPLE and len(value) < 300:
        entry.found.authors = entry.found.authors or people(value)
        return "authors"
    if name in _TAGS and len(value) < 200:
        entry.found.labels += [
            tag
            for tag in re.split(r"[,，;；、\s]+", value.strip("[]"))
            if tag and tag.casefold() not in ("paper", "papers", "论文")
        ]
        return "tags"
    if name in _STATUS and meaning(value):
        entry.mark = meaning(value)
        return "status"
    if name in _VENUES and (found := marked(f"[{value}] A Title of It", Statuses())):
        entry.found.venue, entry.found.year = found.venue, found.year or entry.found.year
        return "venue,year"
    if not marked_by_at:
        return ""
    if name in _READ:
        reader = re.sub(r"[\d./年月日-]+", " ", value).strip()
        if reader:
            entry.meta["reader"] = reader
        _read_on(value, entry)
        return "reader,read"
    return ""


def _read_on(value: str, entry: Entry) -> None:
    if match := _DATE.search(value):
        entry.meta["read"] = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"


def people(value: str) -> list[str]:
    """The names in a line of authors, without institutes before them: MSRA Zhenda Xie."""
    found = []
    for part in re.split(r"[,，;；、]|\band\b|&", value):
        name = re.sub(
            r"\bet\.? al\.?", "", part.split("-")[-1] if re.search(r"research|lab|univ|institute", part, re.I) else part
        ).strip()
        name = re.sub(r"^(?:[A-Z]{3,}\s+)+(?=[A-Z][a-z])", "", name).strip(" .()（）")
        if name:
            found.append(name)
    return found


def _link(name: str, value: str, entry: Entry) -> str:
    # The title of GitHub's pages: GitHub - owner/name: what it is
    value = re.sub(r"(?i)^github - ([\w.-]+/[\w.-]+)(?:: .*)?$", r"https://github.com/\1", value)
    found = links.urls(value)
    rest = value
    for url in found:
        rest = rest.replace(url, " ")
    if len(rest.strip(" <>()[]（）,，;；|、")) > (60 if found else 0) and not links.identifiers(value):
        return ""
    idents = links.identifiers(value)
    if (not found and not idents) or len(rest) > 80:
        return ""
    fields = [kind for kind, ident in idents.items() if entry.found.idents.setdefault(kind, ident) == ident]
    for url in found:
        own = links.identifiers(url)
        if not own or any(entry.found.idents.get(kind) != ident for kind, ident in own.items()):
            vague = name in ("source", "page") and links.is_paper_url(url)
            links.add_link(entry.found.links, links.name_of(url) if vague else name, url)
            fields.append("links")
    return ",".join(dict.fromkeys(fields)) or "links"


def reference_words(text: str) -> str:
    """A text that may stand in [[N|text]]."""
    return text.replace("|", "｜").replace("[", "［").replace("]", "］").strip()
