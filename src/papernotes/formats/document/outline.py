"""Sections: which lines name a topic, which ones how far the reading is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from papernotes.formats.document import noise
from papernotes.formats.document.heading import marked
from papernotes.formats.document.links import only_url
from papernotes.formats.document.row import Row
from papernotes.formats.document.words import CJK, capitals, is_nickname, is_title, latin, meaning, words
from papernotes.model.status import Statuses

_HASH = re.compile(r"\s*(#{1,6})\s*(\S.*?)\s*#*$")
_BOLD = re.compile(r"\s*(?:\*\*|__)([^*_]{1,60})(?:\*\*|__)[:：]?\s*$")
_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.．章节]|[（(][一二三四五六七八九十]+[)）]|\d+(?:\.\d+)+\.?\s|"
    r"\d+[.、]\s?(?=[\u3400-\u9fffA-Z]))\s*"
)
_PUNCTUATED = re.compile(r"[。,，;；?？!！:：…=<>{}()（）\[\]【】\"“”]|\.\s*$|\d$|https?:")
_SAYING = re.compile(
    r"[的了是没很就这那我你他吗吧呢也还得让把被]|^[见看参用将在对跟和与有不]|不是|不太|可以|提出|采用|使用|"
    r"说明|证明|效果|部分$|方法是|感觉"
)


def hashed(line: str) -> tuple[int, str] | None:
    """Level and text of a Markdown heading."""
    match = _HASH.match(line)
    if match is None or match[2].startswith(("http", "!")):
        return None
    bare = re.sub(r"\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?", "", match[2])
    bare = re.sub(r"\*\*|__|`", "", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", bare)).strip()
    return (len(match[1]), bare) if bare else None


def own_title(rows: Sequence[Row], statuses: Statuses) -> int:
    """The index of the heading that is the document's own: the only one of its level, first, with sections below it."""
    heads = [
        (index, *head)
        for index, row in enumerate(rows)
        if not row.code and (head := hashed(row.text)) and not marked(row.text, statuses)
    ]
    if len(heads) < 3 or heads[0][1] != 1 or sum(level == 1 for _, level, _ in heads) > 1 or meaning(heads[0][2]):
        return -1
    first = next((index for index, row in enumerate(rows) if not row.blank and not row.drop), -1)
    inner = [name for _, level, name in heads[1:] if level == 2 and not meaning(name)]
    return first if first == heads[0][0] and len(inner) >= 2 else -1


def bold(line: str) -> str:
    """The text of a line that is bold as a whole; "" if it is not."""
    match = _BOLD.match(line)
    return match[1].strip() if match else ""


def name_of(text: str) -> str:
    """A section's name without number and marks, fit for a path."""
    bare = _NUMBER.sub("", re.sub(r"[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]", "", text).strip())
    bare = re.sub(r"\s*[(（]\s*\d+\s*(?:篇|papers?)?\s*[)）]$", "", bare)
    return re.sub(r"\s*/\s*", "·", bare).strip(" :：#*_") or text.strip()


def named(rows: Sequence[Row], index: int, statuses: Statuses, listing: bool) -> bool:
    """Whether a line without marks is a section's name: short, standing apart, with papers or a status below it.

    `listing` says that titles without marks are expected here, which Latin names of sections resemble."""
    text = rows[index].text.strip()
    if not 1 < len(text) <= 40 or only_url(text) or noise.image_end(text) != text or not _apart(rows, index):
        return False
    following = _following(rows, index)
    if following and meaning(following[0]) and len(text) <= 40:
        return not _PUNCTUATED.search(text)
    bare = _NUMBER.sub("", text)
    if _PUNCTUATED.search(bare) or not re.search(r"[A-Za-z\u3400-\u9fff]", bare) or re.match(r"[-*+•\d]", bare):
        return False
    links = 0
    while following and only_url(following[0]):
        following, links = following[1:], links + 1
    if not following or not _paper(following[0], statuses) or (links and marked(following[0], statuses)):
        return False
    if CJK.search(bare):
        return len(bare) <= 16 and not _SAYING.search(bare)
    return not listing and latin(bare) and len(words(bare)) <= 5 and capitals(bare) >= 0.6


def _paper(text: str, statuses: Statuses) -> bool:
    """Whether a paper is likely to begin there, or a link that is written like one."""
    linked = re.match(r"[\[【][^\]】]*(?:19|20)\d{2}[^\]】]*[\]】]\s*http", text)
    return bool(linked) or marked(text, statuses) is not None or is_title(text) or is_nickname(text)


def link_name(rows: Sequence[Row], index: int) -> bool:
    """Whether a short line stands apart and only names the address that follows."""
    text = rows[index].text.strip()
    following = _following(rows, index)
    short = 1 < len(text) <= 24 and not _PUNCTUATED.search(text)
    return short and _apart(rows, index) and bool(following) and bool(only_url(following[0]))


def _apart(rows: Sequence[Row], index: int) -> bool:
    before = index == 0 or rows[index - 1].blank or bool(rows[index - 1].drop)
    return before and (index + 1 == len(rows) or rows[index + 1].blank or bool(meaning(rows[index + 1].text)))


def _following(rows: Sequence[Row], index: int) -> list[str]:
    """The next written lines, at most six."""
    found: list[str] = []
    for row in rows[index + 1 : index + 14]:
        if not row.blank and not row.drop:
            found.append(row.text.strip())
    return found[:6]
