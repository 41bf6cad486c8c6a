"""Which field a table's column holds, by its header and else by its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from papernotes.formats import reference
from papernotes.late import regex
from papernotes.model.paper import shapes

# Zotero: https://github.com/zotero/translators/blob/master/CSV.js; the rest are headers that people write.
_NAMES = {
    "title": "title name paper papertitle 标题 题目 论文 论文标题 论文题目 名称 文献标题",
    "authors": "author authors creator creators 作者",
    "venue": "venue journal conference publicationtitle journalconference booktitle source 会议 期刊"
    " 来源 发表于 conferencename proceedingstitle publication 会议期刊",
    "year": "year publicationyear pubyear 年份 年 发表年份",
    "date": "date published publicationdate 日期 发表时间 时间",
    "month": "month 月份",
    "key": "key citationkey citekey id bibtexkey",
    "topics": "topic topics category categories area 主题 分类 方向 领域 collections collection",
    "status": "status readstatus reading readingstatus progress 状态 阅读状态 进度",
    "tags": "tag tags keyword keywords label labels manualtags 标签 关键词",
    "arxiv": "arxiv arxivid",
    "doi": "doi",
    "isbn": "isbn",
    "links": "url link links website paperlink paperurl 链接 网址 地址 论文链接",
    "code": "code codelink codeurl github repo repository 代码 代码链接",
    "pdf": "pdf pdflink pdfurl",
    "project": "project projectpage homepage 项目主页",
    "kind": "kind itemtype type 类型",
    "added": "added dateadded createdtime created 添加日期 创建时间",
    "priority": "priority 优先级",
    "summary": "summary tldr onesentencesummary 一句话总结 简介 摘要总结",
    "aliases": "alias aliases shorttitle nickname 简称 别名",
    "extra": "extra",
    "note": "note notes comment comments remark 笔记 备注 评论",
    "bibtex": "bibtex",
    "bibtex.abstract": "abstract abstractnote 摘要",
    "bibtex.pages": "pages 页码",
    "bibtex.volume": "volume 卷",
    "bibtex.number": "issue number 期",
    "bibtex.publisher": "publisher 出版社",
    "bibtex.address": "place",
    "bibtex.issn": "issn",
    "bibtex.editor": "editor editors",
    "bibtex.series": "series",
    "bibtex.langid": "language",
    "-": "datemodified accessdate lasteditedtime librarycatalog fileattachments linkattachments automatictags",
}
_HOMES = {word: field for field, words in _NAMES.items() for word in words.split()}
ZOTERO_TYPES = {
    "journalArticle": "article-journal",
    "conferencePaper": "paper-conference",
    "preprint": "article",
    "book": "book",
    "bookSection": "chapter",
    "thesis": "thesis",
    "report": "report",
    "webpage": "webpage",
    "blogPost": "post-weblog",
    "computerProgram": "software",
    "dataset": "dataset",
    "presentation": "speech",
    "manuscript": "manuscript",
    "document": "document",
}
"""CSL's types by Zotero's."""
_YEAR = regex(r"\s*(?:19|20)\d{2}\s*\Z")
_URL = regex(r"\s*https?://\S+\s*\Z")


def homes(header: Sequence[str], body: Sequence[Sequence[str]], given: Mapping[str, str]) -> tuple[list[str], int]:
    """The field of each column ("-" for none, "bibtex.NAME" for one without a home), and how many rows are papers.

    Where no header means titles, the first row is taken as a paper if it looks like one."""
    found = [_home(name, given) or f"bibtex.column-{i}" for i, name in enumerate(header, 1)]
    # Notion's tables have their title under "Name", others a name beside the title.
    if found.count("title") > 1:
        first = next(
            (i for i, name in enumerate(header) if _fold(name) in ("title", "标题", "题目")), found.index("title")
        )
        found = [f"bibtex.{_slug(header[i])}" if h == "title" and i != first else h for i, h in enumerate(found)]
    if "title" in found:
        return found, len(body)
    guessed = _by_cells([header, *body])
    if "title" in guessed and not any(_fold(name) in _HOMES or name in given for name in header):
        return guessed, len(body) + 1
    return found, len(body)


def _home(name: str, given: Mapping[str, str]) -> str:
    if name in given:
        return given[name]
    plain = name.strip().lower()
    if plain in shapes() or plain == reference.OWN:
        return plain
    return _HOMES.get(_fold(name), "") or (f"bibtex.{_slug(name)}" if name.strip() else "")


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.strip().lower()).strip("-") or "column"


def _by_cells(rows: Sequence[Sequence[str]]) -> list[str]:
    """Fields by what the cells hold: years, addresses, and the longest texts are the titles."""
    rows = rows[:200]
    columns = [[row[i] for row in rows if i < len(row) and row[i].strip()] for i in range(len(rows[0]))]
    found = ["-" if not cells else f"bibtex.column-{i}" for i, cells in enumerate(columns, 1)]
    rest = {}
    for i, cells in enumerate(columns):
        for field, pattern in (("year", _YEAR), ("links", _URL)):
            if cells and sum(bool(pattern.match(cell)) for cell in cells) >= 0.8 * len(cells):
                found[i] = field
        if cells and found[i] not in ("year", "links"):
            rest[i] = sum(map(len, cells)) / len(cells)
    best = max(rest, key=lambda i: rest[i], default=-1)
    # Words, not marks: a title has a blank or Chinese characters.
    if best >= 0 and rest[best] >= 8 and any(re.search(r"\w \w|[\u3400-\u9fff]", cell) for cell in columns[best]):
        found[best] = "title"
    return found
