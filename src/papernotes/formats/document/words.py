"""What the words of reading notes mean: status, labels, links, and what looks like a title."""

from __future__ import annotations

import re

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
URL = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'，。；、）】》\u3400-\u9fff]+[^\s<>\"'，。；、）】》\u3400-\u9fff.,;:!?)\]}]|file://\S+"
)

UNREAD = (
    "未看 没看 未读 待看 待读 想看 想读 要看 要读 未总结 未整理 待总结 待整理 未学习 未完成 待办 to-read toread "
    "todo unread later wishlist reading-list"
).split()
UNCLEAR = (
    "未理解 没理解 未看懂 没看懂 看不懂 不理解 没懂 未懂 重看 重读 再看 需要重看 需重看 待重看 revisit re-read reread"
).split()
READING = "在读 在看 正在看 正在读 reading in-progress doing".split()
READ = "已读 已看 读过 看过 已总结 已完成 精读 read done finished".split()
MEANING = {
    **dict.fromkeys(UNREAD, "unread"),
    **dict.fromkeys(UNCLEAR, "revisit"),
    **dict.fromkeys(READING, "reading"),
    **dict.fromkeys(READ, "read"),
}
TAGS = frozenset(
    "oral poster spotlight highlight best-paper best bestpaper award 最佳论文 最佳 重要 必读 经典 推荐 综述 "
    "survey review 开源 代码 code "
    "水文 long short workshop 顶会 顶刊 热门 精读 泛读 笔记 note".split()
)
KINDS = {
    "博客": "blog", "blog": "blog", "知乎": "blog", "公众号": "blog", "教程": "blog", "repo": "repo", "github": "repo",
    "仓库": "repo", "项目": "repo", "数据集": "dataset", "dataset": "dataset", "工具": "tool", "tool": "tool",
    "书": "book", "book": "book", "视频": "talk", "talk": "talk", "video": "talk",
}  # fmt: skip
"""Labels that say what a thing is, to the catalogue's kinds."""

_JOIN = re.compile(r"\s*(?:或者?|和|与|及|以及|、|/|,|，|\||&|\bor\b|\band\b)\s*", re.I)
_FRAME = re.compile(r"^[\s#*_>【\[(（<《]+|[\s#*_】\])）>》:：。.]+$")
_SUFFIX = re.compile(r"(?:的)?(?:论文|文章|部分|列表|清单|papers?|list)$", re.I)
_UNCLEAR_LINE = re.compile(
    r"^(?:这篇|本文|这个|整体|感觉|有点|暂时|目前|还是|还|得|需要?|要|应该?|以后|后面|有空|有时间)*(?:再)?"
    r"(?:重看|重新看|重读|重新读|(?<=[要得需])再看(?:一遍|下|看)?|(?<=[要得需]再)看(?:一遍|下|看)|(?:不|没|"
    r"没有|未)(?:是|太|怎么|大|能|完全|特别|很|够)*(?:看)?(?:理解|明白|懂|清楚))"
    r"(?:了|的|啊|呢)?(?:[,，。.;；!！~…\s]|$)"
)
_SENTENCE = re.compile(
    r"\b(?:we|our|i|it|they|this|these|that|there|you|he|she|was|were|has|have|had|can|could|will|would|"
    r"should|may|does|did|"
    r"been|achieves?|shows?|proposes?|introduces?|presents?|uses?|used|requires?|avoids?)\b", re.I)  # fmt: skip
_START = re.compile(
    r"(?:fig(?:ure)?|tab(?:le)?|eq(?:uation)?|sec(?:tion)?|step|note|see|if|when|then|where|incorrect|correct)\b", re.I
)
_WORD = re.compile(r"[^\W_][^\s]*")
_SMALL = frozenset(
    "a an the on of for in to and with from by via towards is are at as or over under into using through "
    "without".split()
)
_CODE = re.compile(r"[{};=<>\\]|\w\(|->|::|^\s*[@$]")


def meaning(text: str) -> str:
    """The status that a section's name or a mark of its own says: unread, reading, read, revisit; "" if it is none.

    未看或未总结 is unread; of several, the one farthest from read counts."""
    bare = _FRAME.sub("", _FRAME.sub("", text)).strip().casefold()
    bare = re.sub(r"\s*[(（]\d+[)）]$", "", bare)
    if not bare or len(bare) > 30:
        return ""
    whole = MEANING.get(re.sub(r"[\s_]+", "-", bare)) or MEANING.get(_SUFFIX.sub("", bare).strip())
    if whole:
        return whole
    parts = [re.sub(r"[\s_]+", "-", _SUFFIX.sub("", part).strip()) for part in _JOIN.split(bare)]
    found = [MEANING.get(part, "") for part in parts]
    if not all(found):
        return ""
    return next(word for word in ("unread", "revisit", "reading", "read") if word in found)


def unclear(line: str) -> bool:
    """Whether a line of a note says that the paper must be read again: 不是特别理解, 得重新看,..."""
    bare = line.strip()
    return len(bare) <= 24 and bool(_UNCLEAR_LINE.match(bare))


def latin(text: str) -> bool:
    """Whether it has letters and none of Chinese or Japanese."""
    return not CJK.search(text) and bool(re.search(r"[A-Za-z]{2}", text))


def words(text: str) -> list[str]:
    """The words of a Latin text."""
    return _WORD.findall(text)


def capitals(text: str) -> float:
    """The part of its telling words that begin with a capital or a digit."""
    telling = [word for word in words(text) if word.casefold() not in _SMALL]
    return sum(not word[0].islower() for word in telling) / len(telling) if telling else 0.0


def is_title(text: str) -> bool:
    """Whether a line without any mark reads like a paper's title: Latin, no sentence, no program."""
    text = text.strip()
    if len(text) > 220 or not latin(text):
        return False
    count = len(words(text))
    if not 2 <= count <= 30 or URL.search(text) or _CODE.search(text):
        return False
    if _START.match(text) or re.search(r"[.;!]\s+[A-Za-z]|[,:;]$|\.\.\.|…|[“”\"]\s*\.?$|@", text.rstrip(".")):
        return False
    share = capitals(text)
    if _SENTENCE.search(text) and share < 0.6 and not text.endswith("?"):
        return False
    if text.endswith(".") and share < 0.5 and count > 14:
        return False
    if re.match(r"[-•*+|>\d]+[.)、\s]", text) and share < 0.5:
        return False
    return count >= 4 if share < 0.6 else count >= 3 or ":" in text


def is_nickname(text: str) -> bool:
    """Whether a line is the short name of a method: ZEROQ, BERT, Mask R-CNN."""
    found = words(text.strip())
    if not latin(text) or not 1 <= len(found) <= 2 or len(text) > 24 or not re.fullmatch(r"[\w+ .-]+", text.strip()):
        return False
    letters = [char for char in found[0] if char.isalpha()]
    return len(letters) >= 3 and sum(char.isupper() for char in letters) >= 2
