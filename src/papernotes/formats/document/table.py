"""Tables of papers: which column holds what, and the paper of each row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from papernotes.formats.document import headers, links, venue
from papernotes.formats.document.found import Found
from papernotes.formats.document.heading import marked, plain
from papernotes.formats.document.row import Row
from papernotes.formats.document.words import KINDS, is_title, latin, meaning, words
from papernotes.model.status import Statuses

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$|\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*$")
_CELL = re.compile(r"(?<!\\)\|")
_COLUMNS = {
    "title": "title paper papers 论文 标题 题目 论文标题 论文名称 论文题目 文章 名称 paper-title".split(),
    "alias": "method model methods models 方法 模型 简称 缩写 name abbr abbreviation network 算法".split(),
    "venue": (
        "venue conference journal pub publication published 会议 期刊 会议/期刊 发表 出处 来源 where venue/year"
    ).split(),
    "year": "year date 年份 年 时间 日期 发表时间 month".split(),
    "authors": "author authors 作者".split(),
    "status": "status 状态 阅读状态 进度 read 已读 done".split(),
    "tags": "tags tag labels keywords 标签 关键词 任务 task type 类型 category 类别 方向".split(),
    "code": "code 代码 github repo official-code 源码 pytorch tensorflow".split(),
    "link": "link links url pdf arxiv 链接 地址 论文链接 论文地址 project 项目 主页 doi".split(),
    "note": (
        "note notes 笔记 备注 summary 摘要 总结 comment comments remarks 说明 要点 简介 description 贡献 亮点"
    ).split(),
}
_MEANS = {name: column for column, names in _COLUMNS.items() for name in names}


def tables(rows: Sequence[Row], statuses: Statuses) -> tuple[dict[int, tuple[Found, str]], dict[int, str]]:
    """Index of a row to the paper it says and the note in it; and index of a row that only heads a table to why."""
    papers: dict[int, tuple[Found, str]] = {}
    heads: dict[int, str] = {}
    for index in range(1, len(rows)):
        if (
            rows[index].code
            or rows[index].drop
            or "-" not in rows[index].text
            or not _RULE.match(rows[index].text)
            or "|" not in rows[index].text
        ):
            continue
        columns = [
            _MEANS.get(re.sub(r"[\s*_:：]+", "-", cell).strip("-").casefold(), "")
            for cell in cells(rows[index - 1].text)
        ]
        end = index + 1
        while end < len(rows) and "|" in rows[end].text and not rows[end].blank and not rows[end].code:
            end += 1
        found = {
            place: said
            for place in range(index + 1, end)
            if (said := _paper(cells(rows[place].text), columns, statuses))
        }
        if found and len(found) * 3 >= (end - index - 1) * 2:
            papers |= found
            heads |= {index - 1: "a table's heading", index: "a table's rule"}
    return papers, heads


def cells(line: str) -> list[str]:
    """The cells of a table's row."""
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(re.sub(r"^\s*\||\|\s*$", "", line))]


def _paper(values: Sequence[str], columns: Sequence[str], statuses: Statuses) -> tuple[Found, str] | None:
    pairs = [
        (column, value)
        for column, value in zip(columns, values, strict=False)
        if value and value not in ("-", "--", "/", "—", "N/A")
    ]
    named = [(column, value) for column, value in pairs if column == "title"] or [
        (c, v) for c, v in pairs if c == "alias"
    ]
    if not named:
        return None
    text = named[0][1]
    found = marked(text, statuses) or plain(text)
    known = {column for column, _ in pairs}
    if not (
        is_title(found.title)
        or (len(words(found.title)) >= 1 and found.title and known & {"venue", "year", "code", "link", "authors"})
    ):
        return None
    if found.title.casefold() in links.LINK_WORDS:
        return None
    found.grammar = "table"
    notes = []
    for column, value in pairs:
        if value is text:
            continue
        if column == "note" or (not column and not _field("", value, found, statuses)):
            notes.append(value)
        elif column:
            _field(column, value, found, statuses)
    return found, " · ".join(notes)


def _field(column: str, value: str, found: Found, statuses: Statuses) -> bool:
    """Whether the cell said a field."""
    if column in ("venue", "year"):
        return _venue(value, found, statuses)
    if column == "alias":
        name = plain(value).title
        found.aliases += [name] if name and latin(name) else []
    elif column == "authors":
        found.authors = headers.people(value)
    elif column == "status":
        done = {
            "✅": "read",
            "✔": "read",
            "☑": "read",
            "√": "read",
            "x": "read",
            "[x]": "read",
            "yes": "read",
            "是": "read",
            "❌": "unread",
            "[ ]": "unread",
            "no": "unread",
            "否": "unread",
        }
        found.status = meaning(value) or done.get(value.casefold().strip("\ufe0f"), found.status)
    elif column == "tags":
        found.labels += [
            label for label in re.split(r"[,，;；、/]\s*", value) if label and label.casefold() not in KINDS
        ]
    else:
        return _links(column, value, found)
    return True


def _venue(value: str, found: Found, statuses: Statuses) -> bool:
    said = marked(f"[{value}] A Title of It", statuses)
    year = re.search(r"(?:19|20)\d{2}", value)
    if said is not None:
        found.venue = said.venue or found.venue
        found.labels += said.labels
        found.month = said.month or found.month
    elif not year and not re.fullmatch(r"[\d./-]+", value) and len(value) < 60:
        found.venue = found.venue or venue.spread(value)
    found.year = (said.year if said else None) or (int(year[0]) if year else None) or found.year
    return bool(said or year)


def _links(column: str, value: str, found: Found) -> bool:
    addresses = links.urls(value)
    found.idents |= {kind: ident for kind, ident in links.identifiers(value).items() if kind not in found.idents}
    for url in addresses:
        if not links.identifiers(url):
            links.add_link(found.links, "code" if column == "code" else links.name_of(url), url)
    return bool(addresses) or bool(column)
