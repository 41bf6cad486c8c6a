"""The grammars in which people write down a paper: each gives a `Found` or None."""

from __future__ import annotations

import re

from papernotes.formats import heading as bracket
from papernotes.formats.document import links, venue
from papernotes.formats.document.formula import flatten
from papernotes.formats.document.found import Found, frame, links_of
from papernotes.formats.document.words import CJK, MEANING, TAGS, is_title, latin, words
from papernotes.identifiers import arxiv_date
from papernotes.model.status import Statuses

_RESIDUE = re.compile(
    r"(?:[\s,，;；|/·-]*[\[(（【]+\s*(?:code|paper|pdf|project(?: page)?|page|link|video|slides|demo|github|"
    r"代码|论文|链接|项目)?\s*[\])）】]+)+$|"
    r"(?<=\s)(?<!best )(?:code|paper|pdf|link|github|代码|论文|链接)$", re.I)  # fmt: skip
_CITED = re.compile(
    r"(?:\[\d+\]\s*)?(.{2,300}?)[.,]\s+([^.\[\]]{12,220})\s*\[[JCDMRPA](?:/OL)?\]\s*(?://|[.,。:])?\s*(.*)$"
)
_QUOTED = re.compile(r"(?:论文|paper)?\s*[:：]?\s*《([^《》]{8,200})》\s*[(（\[【,，.-]*\s*(.{0,60}?)[)）\]】]?\s*$")
_LEADING = re.compile(r"^((?:[A-Z][\w'’.-]*,?\s+){1,8}(?:et\.? al\.?|等))\s*[,.:，：]?\s*[\"“]?(?=[A-Z])")
_LONGEST = 1200
_OPEN = "[【［"
_GROUP = re.compile(r"[\[【［]\s*([^\[\]【】［］]{1,60}?)\s*[\]】］](?!\()")
_TYPO = re.compile(r"[\[【［(（]\s*([^\[\]【】［］()（）]{4,40}?)\s*[\]】］)）]")


def marked(line: str, statuses: Statuses) -> Found | None:
    """The paper of a line that says when or where it appeared, or links to it; None if it is something else."""
    if len(line) > _LONGEST:
        return None
    found = Found("")
    text = frame(line, found)
    text = links_of(text, found)
    paper_link = any(links.is_paper_url(url) for url in found.links.values()) or "paper" in found.links
    for grammar in (_bracket, _pipe, _cited, _quoted, _tail):
        if grammar(text, found, statuses):
            return found
    title = clean(text, found)
    linked = paper_link or ("code" in found.links and found.listed)
    if linked and (found.grammar == "link" or found.listed or found.level) and is_title(title.split(". ")[0]):
        found.title, found.grammar = title, "link"
        _authors(found)
        return found
    return None


def plain(line: str) -> Found:
    """The paper of a line without marks that context says is a title."""
    found = Found("", "bare")
    if len(line) > _LONGEST:
        return Found(line.strip(), "bare")
    text = links_of(frame(line, found), found)
    found.grammar = "bare"
    found.title = clean(text, found)
    return found


def _bracket(text: str, found: Found, statuses: Statuses) -> bool:
    """[2021-CVPR-oral-识别] Title, [2021][CVPR] Title, 【CVPR2022 Oral】Title, and the mistakes people make in them."""
    if text[:3].strip("*_")[:1] in tuple("[【［(（"):
        text = re.sub(r"\*\*|__", "", text)
    groups, rest = [], text
    while match := _GROUP.match(rest):
        groups.append(match[1])
        rest = rest[match.end() :].lstrip(" -–—:：|*_#")
    if not groups:
        groups, rest = _malformed(text)
    if not groups or not rest:
        return False
    if (ident := links.identifiers(groups[0]).get("arxiv")) and len(groups[0]) < 20 and (date := arxiv_date(ident)):
        found.idents["arxiv"] = ident
        groups[0] = f"{date[0]}{date[1]:02}-arXiv"
    inside = "-".join(venue.spread(group) for group in groups)
    read = bracket.parse(f"[{inside}] x", statuses)
    title = rest.strip()
    if not (read.venue or read.year):
        return False
    if not (read.venue and read.year) and not (latin(title) and len(words(title)) >= 2):
        return False
    _take(read, found)
    found.title, found.grammar = clean(title, found), "bracket"
    return bool(found.title)


def _malformed(text: str) -> tuple[list[str], str]:
    """[2021-CVPR Title, 2021-CVPR] Title, [2021-CVPR) Title, (CVPR 2021) Title, 2021-CVPR-oral Title."""
    if (match := _TYPO.match(text)) and venue.says(match[1]):
        return [match[1]], text[match.end() :].lstrip(" -:：")
    if (
        text[:1] in _OPEN
        and text
        and (match := re.match(r".\s*(\S{6,40})[\s,:：]+(.+)", text))
        and venue.says(match[1])
    ):
        return [match[1]], match[2]
    match = re.match(r"([\w'’ -]{6,40}?)\s*[\]】］]\s*(.+)", text)
    if match and venue.says(match[1]):
        return [match[1]], match[2]
    match = re.match(r"((?:19|20)\d{2}(?:\d{2})?[-_][A-Za-z][\w'’-]{1,30})[\s:：]+(.+)", text)
    if match and venue.says(match[1]):
        return [match[1]], match[2]
    return [], text


def _pipe(text: str, found: Found, statuses: Statuses) -> bool:
    """CVPR2021 | Title, CVPR 2021 Oral：Title, 2021 CVPR - Title."""
    bare = text.replace("**", "").replace("__", "")
    match = re.match(r"([A-Za-z0-9][\w'’ .&()（）/-]{2,36}?)\s*(?:[|｜│‖丨:：]|\s[-–—]{1,2}\s)\s*(\S.+)", bare)
    if not match or not venue.says(match[1], both=True):
        return False
    read = bracket.parse(f"[{venue.spread(match[1])}] x", statuses)
    title = match[2].strip()
    if not title or (CJK.search(title) and len(title) > 80):
        return False
    _take(read, found)
    found.title, found.grammar = clean(title, found), "pipe"
    return bool(found.title)


def _cited(text: str, found: Found, statuses: Statuses) -> bool:
    """He K, Zhang X, et al. Title[C]//CVPR. 2016: 770-778."""
    match = _CITED.match(text)
    if match is None or not latin(match[2]):
        return False
    read = venue.tail("Title. " + re.sub(r"^.*?//", "", match[3])) or venue.tail(
        "Title. " + re.split(r"[:：]", match[3])[0]
    )
    year = re.search(r"(?:19|20)\d{2}", match[3])
    found.venue = read.venue if read else ""
    found.year = int(year[0]) if year else None
    found.authors = [
        name.strip() for name in re.sub(r",?\s*et\.? al\.?|,?\s*等", "", match[1]).split(",") if name.strip()
    ]
    found.title, found.grammar = clean(match[2], None), "tail"
    return True


def _quoted(text: str, found: Found, statuses: Statuses) -> bool:
    """《Title》, with a venue behind it or without."""
    match = _QUOTED.match(text)
    if match is None or not latin(match[1]) or len(words(match[1])) < 3:
        return False
    if match[2]:
        read = bracket.parse(f"[{venue.spread(match[2])}] x", statuses)
        if not (read.venue or read.year):
            return False
        _take(read, found)
    found.title, found.grammar = clean(match[1], None), "tail"
    return True


def _tail(text: str, found: Found, statuses: Statuses) -> bool:
    """**Title** (CVPR 2021), Title【CVPR2022 Oral】, Title. Authors. In CVPR, 2021., Title, NeurIPS 2020."""
    bare = _RESIDUE.sub("", text).strip()
    if match := _LEADING.match(bare):
        bare, found.authors = bare[match.end() :], [re.sub(r"\s*(?:et\.? al\.?|等)$", "", match[1])]
    cut = venue.tail(bare)
    if cut is None or not cut.venue:
        return False
    head = clean(cut.title, None)
    apart = Found(head)
    _authors(apart)
    listed = bool(found.listed or found.level or found.grammar == "link" or re.match(r"\*\*|__", text))
    title = re.split(r"(?<=[^.\s]{3})\.\s|\s[-–—]\s|\*\*\s|\*\*$", head)[0]
    good = (
        is_title(head)
        or is_title(title)
        or bool(apart.authors or found.authors)
        or (listed and latin(title) and len(words(title)) >= 2 and len(title) < 200)
    )
    if not good or (not cut.year and not (listed or cut.introduced)):
        return False
    found.year, found.venue = cut.year or found.year, cut.venue
    found.month = None
    found.labels += cut.labels
    found.title, found.grammar = clean(cut.title, found), "tail"
    _authors(found)
    return True


def _take(read: bracket.Heading, found: Found) -> None:
    found.year, found.month, found.venue = read.year, read.month, read.venue
    for label in read.labels:
        bare = label.strip("()（）'’.")
        if re.fullmatch(r"0?[1-9]|1[0-2]", bare) and found.year and not found.month:
            found.month = int(bare)
        elif bare.casefold() in MEANING and bare.casefold() not in TAGS:
            found.status = MEANING[bare.casefold()]
        elif bare:
            found.labels.append(bare)
    if read.status:
        found.status = MEANING.get(read.status.casefold(), read.status)


def clean(text: str, found: Found | None) -> str:
    """A title without what is no part of it; a venue behind it goes to `found` where that has none."""
    text = flatten(text)
    text = re.sub(r"^[\s\-–—:：.,，、|#*]+", "", text)
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2 ", text)
    text = _RESIDUE.sub("", _RESIDUE.sub("", text.strip())).strip(" *")
    if (
        found is not None
        and (cut := venue.tail(text))
        and cut.venue
        and (cut.year or cut.introduced or cut.full)
        and len(cut.title) > 8
    ):
        text = cut.title
        if not found.venue:
            found.venue, found.labels = cut.venue, found.labels + cut.labels
        found.year = found.year or cut.year
    for opening, closing in ("[]", "【】", "（）", "()", "《》"):
        if text.count(closing) > text.count(opening):
            text = re.sub(re.escape(closing) + r"\s*$", "", text)
        if text.count(opening) > text.count(closing):
            text = re.sub(r"^" + re.escape(opening), "", text)
    text = re.sub(r"(?<=[A-Za-z]):(?=[A-Za-z])", ": ", text)
    text = re.sub(r"(?<!\.\.)[\s.,，;；。|]+$", "", " ".join(text.split()))
    return re.sub(r"^[《“\"](.+)[》”\"]$", r"\1", text)


def _authors(found: Found) -> None:
    """Of Title. A. Author, B. Author and Title - *Author et al.*, the authors apart."""
    for match in re.finditer(
        r"(?<=[^.\s]{2})\.\s+|\s+[-–—]\s+|\s+[*_](?=[A-Z])|,\s+(?=(?:[A-Z][\w.-]*\s){1,3}[A-Z][\w-]+,)", found.title
    ):
        title, rest = found.title[: match.start()].strip(), found.title[match.end() :].strip(" *_.")
        names = [name.strip(" *_") for name in re.split(r",\s*|\s+and\s+|\s*&\s*|，|、", rest) if name.strip(" *_.")]
        real = [re.sub(r"\s*\bet\.? al\.?", "", name).strip() for name in names]
        real = [name for name in real if name]
        if len(words(title)) >= 2 and real and all(_is_name(name) for name in real):
            found.title = title.rstrip(".,")
            found.authors = real
            return


def _is_name(text: str) -> bool:
    parts = text.split()
    return (
        2 <= len(parts) <= 4
        and all(part[0].isupper() or part in ("de", "van", "von", "der") for part in parts)
        and len(text) < 40
    )
