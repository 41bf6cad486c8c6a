"""Archives of a blog's category: excerpts of posts below each other, an entry for each that names a paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from papernotes.formats.document import headers, item, links, matter
from papernotes.formats.document.found import Found
from papernotes.formats.document.heading import plain
from papernotes.formats.document.row import Entry, Outcome, Page, Row
from papernotes.formats.document.words import KINDS, is_title, latin
from papernotes.identifiers import fold_title
from papernotes.model.status import Statuses

_MORE = re.compile(
    r"^\s*(?:\[?(?:阅读全文|阅读更多|查看全文|read more|continue reading|more)\]?(?:\(.*\))?\s*[»>…→.]*|"
    r"(?:posted|发表|发布)(?:于|on)?\s*[:：]?\s*\d{4}.*)\s*$",
    re.I,
)
_HEADER = re.compile(r"^\s*(?:@\s*[A-Za-z\u3400-\u9fff]|tags\s*[:：]|url\d?\s*[:：])", re.I)
_PAPER = re.compile(
    r"论文|作者|本文|文中|paper|authors?\b|abstract|motivation|conclusion|related work|baseline|SOTA|实验", re.I
)


class Post(NamedTuple):
    """An excerpt."""

    start: int
    """Index of its title's row, or of its front matter's first."""
    body: int
    """Index of the first row behind title and front matter."""
    title: str
    matter: matter.Matter | None = None


def posts(rows: Sequence[Row]) -> list[Post]:
    """The excerpts of a page, in order: each begins with front matter, a title printed twice or one above headers."""
    framed = [Post(m.start, m.end, str(m.values.get("title", "")), m) for m in matter.blocks(rows)]
    if framed:
        return framed
    twice = sum(_twice(rows, index) > 0 for index in range(len(rows))) >= 2
    found: list[Post] = []
    index = 0
    while index < len(rows):
        # Where titles are printed twice, what stands once is none.
        body = _twice(rows, index) or (0 if twice else _headed(rows, index))
        if body:
            found.append(Post(index, body, rows[index].text.strip().lstrip("# ")))
            index = body
        else:
            index += 1
    return found


def _twice(rows: Sequence[Row], index: int) -> int:
    """The index behind a title that is printed twice, 0 if none is."""
    text = rows[index].text.strip().lstrip("# ")
    if not 2 <= len(text) <= 100 or rows[index].code or re.match(r"[-*•>|\d]+[.)]?\s|https?:|\*（", text):
        return 0
    for place in range(index + 1, min(index + 4, len(rows))):
        if not rows[place].blank:
            return place + 1 if rows[place].text.strip().lstrip("# ") == text else 0
    return 0


def _headed(rows: Sequence[Row], index: int) -> int:
    """The index behind a title below which headers stand, 0 if none does."""
    text = rows[index].text.strip()
    if (
        not 2 <= len(text) <= 100
        or rows[index].code
        or not _alone(rows, index)
        or _HEADER.match(text)
        or re.search(r"[。:：,，]$", text)
    ):
        return 0
    below = next((row.text for row in rows[index + 1 : index + 4] if not row.blank), "")
    return index + 1 if _HEADER.match(below) else 0


def _alone(rows: Sequence[Row], index: int) -> bool:
    return index == 0 or rows[index - 1].blank or bool(_MORE.match(rows[index - 1].text))


def is_category(rows: Sequence[Row], statuses: Statuses) -> bool:
    """Whether a page is made of two or more excerpts, or of one with front matter that is a paper's note."""
    found = posts(rows)
    if found and found[0].matter is not None:
        return len(found) >= 2 or _single(rows, found[0], statuses)
    headed = sum(any(_HEADER.match(row.text) for row in rows[post.body : post.body + 6]) for post in found)
    return len(found) >= 2 and headed >= 1


def _single(rows: Sequence[Row], post: Post, statuses: Statuses) -> bool:
    """Whether a file with front matter is about one paper: it holds no list of them."""
    inside = [
        row for row in rows[post.body :] if not row.code and (found := item.headed(row.text, statuses)) and found.strong
    ]
    return len(inside) <= 1 and _is_paper(rows[post.body :], post, Entry(Found(post.title), 1))


def read_category(rows: Sequence[Row], statuses: Statuses, stem: str, into: str) -> Outcome:
    """The papers of the excerpts; other excerpts stay together on a page."""
    out = Outcome()
    out.dropped = [(row.line, row.drop) for row in rows if row.drop]
    found = posts(rows)
    page = Page(f"import/{stem}.md", stem, 1)
    out.pages.append(page)
    for number, post in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else len(rows)
        entries = _post(rows[:end], post, statuses, into)
        if entries:
            out.entries += entries
        else:
            again = [row.line for row in rows[post.start + 1 : post.body] if not row.blank and not row.drop]
            out.dropped += [(line, "a title printed again") for line in again if post.matter is None]
            body = rows[post.body if post.matter is None else post.start + 1 : end]
            page.rows += [Row(rows[post.start].line, f"## {post.title}"), *(row for row in body if not row.drop)]
    page.rows[:0] = [row for row in rows[: found[0].start] if not row.drop]
    return out


def _post(rows: Sequence[Row], post: Post, statuses: Statuses, into: str) -> list[Entry]:
    """The paper of an excerpt, and others that it lists by title and address."""
    first = rows[post.start]
    entry = Entry(item.headed(post.title, statuses) or Found(plain(post.title).title, "post"), first.line, into)
    if post.matter is not None:
        matter.apply(post.matter, rows, entry, statuses)
    else:
        entry.heads = [(row.line, "title") for row in rows[post.start : post.body] if not row.blank]
    titles: list[tuple[Row, str]] = []
    for row in rows[post.body :]:
        text = row.text.strip()
        title = "" if row.code else _listed_title(text, entry.found.title)
        if row.drop:
            continue
        if _MORE.match(text):
            entry.heads.append((row.line, "links"))
        elif title:
            titles.append((row, title))
            entry.rows.append(row)
        elif not row.code and (names := headers.take(row.text, entry)):
            entry.heads.append((row.line, names))
        else:
            entry.rows.append(row)
    if not _is_paper(entry.rows, post, entry):
        return []
    return [entry, *_named(entry, titles)]


def _listed_title(text: str, nickname: str) -> str:
    """A full title, numbered or bold, of the method after which the excerpt is called."""
    bare = plain(re.sub(r"^\*+|\*+$", "", text.strip())).title
    head, colon, _ = bare.partition(":")
    own, name = fold_title(head), fold_title(nickname)
    return (
        bare
        if colon and len(name) >= 3 and own.startswith(name) and len(own) <= len(name) + 4 and is_title(bare)
        else ""
    )


def _named(entry: Entry, titles: Sequence[tuple[Row, str]]) -> list[Entry]:
    """The excerpt gets the first full title; each other one is a paper of its own, with the address of its place."""
    others: list[Entry] = []
    addresses = [url for url in entry.found.links.values() if links.is_paper_url(url)]
    for number, (row, title) in enumerate(titles):
        if number == 0:
            entry.found.aliases.append(entry.found.title)
            entry.found.title = title
            entry.heads.append((row.line, "title"))
            continue
        other = Entry(Found(title, "post"), row.line, entry.topic, heads=[(row.line, "title")])
        if number <= len(addresses):
            url = addresses[number - 1]
            other.found.idents = links.identifiers(url)
            entry.found.links = {name: link for name, link in entry.found.links.items() if link != url}
        others.append(other)
    return others


def _is_paper(rows: Sequence[Row], post: Post, entry: Entry) -> bool:
    """Whether an excerpt names a paper: by an identifier, a header, its title, or in the words of its text."""
    text = " ".join(row.text for row in rows)
    if entry.kind != "paper" or any(label.casefold() in KINDS for label in entry.found.labels):
        return False
    found = entry.found
    known = bool(found.idents or found.venue or found.authors)
    said = len(_PAPER.findall(text))
    named = latin(re.sub(r"[^\w\s-]", "", post.title)) or bool(re.search(r"论文|paper", post.title, re.I))
    return (
        known
        or (is_title(post.title) and said >= 1)
        or (named and said >= 2)
        or (named and "reader" in entry.meta and said >= 1)
    )
