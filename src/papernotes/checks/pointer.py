"""Where a note sends its reader: references, links to other notes, "see ..."."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from papernotes.checks.names import Names
from papernotes.checks.prose import links
from papernotes.checks.registry import found, rule
from papernotes.checks.texts import Text, Texts, fact
from papernotes.identifiers import fold_title
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.where import Where
from papernotes.problem import Level, Problem
from papernotes.store.mistake import short

_ADD = "add it to the catalogue, or write it as `code`"
# 常见, 可见, 意见, 看见, 所见 are other words.
_NO_SIGN = r"[^\n，。；：、！？,.;:!?()（）\[\]<>`|「」“”\"'《》]"
_SEE = re.compile(
    r"(?<![常可意看所罕遇听显预偏高习主定再])(?:详见|参见|请见|见|参考(?!文献)|参看|参阅)[ \t]*"
    rf"[「“\"'《]?((?![ \t]){_NO_SIGN}{_NO_SIGN}{{0,38}}?)[」”\"'》]?"
    r"[ \t]*(?:这?一?[节章](?![点省日课约假])|部分(?!的|内容)|小节|章节)"
)
_SEE_EN = re.compile(
    r"\b[Ss]ee (?:the )?[\"“]([^\"“”\n]{2,60})[\"”] (?:section|part|chapter)\b"
    r"|\b[Ss]ee (?:section|chapter) [\"“]([^\"“”\n]{2,60})[\"”]"
)
# What is said of the paper itself, or of a place in the text rather than a heading.
_ELSEWHERE = regex(
    r"[的第上下前后本该此这那原他其]|论文|文中|正文|附录|作者|补充|appendix|supplement|paper|[0-9一二三四五六七八九十]"
    r"|\A(?:实验|方法|结果|相关工作|讨论|引言|介绍|结论|消融|摘要|代码|图|表|公式"
    r"|method|experiment|result|introduction|conclusion|ablation|related work)",
    re.I,
)
_NEAR = 0.75


@rule("NOTE011", Level.WARNING, "suggestion")
def dead_pointer(library: Library, texts: Texts) -> Iterator[Problem]:
    """The text says "见 ... 部分" (see the section ...), and there is no such heading, topic or paper.

    Why: Text moves, and pointers in words do not. A link is checked and can be clicked. What points into the paper
    itself (见论文的实验部分, 见附录) is left alone.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        ## 位置编码

        见 swin transformer 部分。
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        ## 位置编码

        见位置编码部分。
    """
    names = Names(library)
    topics: set[str] | None = None
    for text, pointers in texts.each(_pointers):
        if topics is None:
            topics = {fold_title(part) for topic in library.by_topic for part in topic.split("/")}
        for line, column, words, near in pointers:
            folded = fold_title(words)
            if folded not in topics and not _is_named(folded, names):
                fix = f"did you mean '{near}'?" if near else _far_heading(texts, text, words)
                yield found(Where(text.note.path, line, column), f"there is no heading '{short(words)}'", fix)


@fact("见", "参考", "参看", "参阅", "see ", "See ")
def _pointers(text: Text) -> list[Any]:
    """What a text points at and has no heading for: line, column, words, and the heading next to them."""
    rows: list[Any] = []
    known: set[str] = set()
    for pattern in (_SEE, _SEE_EN):
        for match in pattern.finditer(text.prose):
            words = (match[1] or match[2] if pattern is _SEE_EN else match[1]).strip()
            if not words or _ELSEWHERE.search(words):
                continue
            known = known or {fold_title(heading.words) for heading in text.headings} | {""}
            if not _is_known(fold_title(words), known):
                headings = [heading.words for heading in text.headings if heading.words]
                near = difflib.get_close_matches(words, headings, 1, 0.5)
                rows.append([*text.spot(match.start()), words, near[0] if near else ""])
    return rows


def _is_known(folded: str, known: set[str]) -> bool:
    if any(one and (folded in one or one in folded) for one in known):
        return True
    return bool(difflib.get_close_matches(folded, known, 1, _NEAR))


def _is_named(folded: str, names: Names) -> bool:
    return folded in names.named or folded in names.keys


def _far_heading(texts: Texts, here: Text, words: str) -> str:
    for text in texts:
        if any(heading.startswith(words) for heading in texts.recall(text, _sharp)):
            link = quote(_relative(here, text), safe="/")
            return f"it is a heading of {text.note.path}; link it as [{words}]({link})"
    return "link what is meant"


@fact(asked=True)
def _sharp(text: Text) -> list[str]:
    """What may be a heading: the rest of a line from a "# " on."""
    return re.findall(r"# (?=(.*))", text.body)


def _relative(here: Text, there: Text) -> str:
    return posixpath.relpath(there.note.uri, posixpath.dirname(here.note.uri) or ".")


@rule("NOTE012", Level.ERROR, "suggestion")
def broken_link(library: Library, texts: Texts) -> Iterator[Problem]:
    """A `[[key]]` or `[@key]` names no paper of the catalogue, or a link leads to no note or no heading.

    Why: The reader finds a dead end. In code, both are only text.
    Bad:
        vit2021:
          title: ViT
        === notes/index.md ===
        [[vit2012]] and [ViT](vit2021.md)
    Good:
        vit2021:
          title: ViT
        === notes/index.md ===
        [[vit2021]] and `[[vit2012]]`
    """
    near = cache(Names(library).near)
    for note in library.notes:
        for ref in note.references:
            if library.lacks(ref.key):
                yield found(ref.where, f"no paper '{short(ref.key)}' in the catalogue", near(ref.key) or _ADD)
    yield from _dead_anchors(texts)
    files = _files(library)
    for text, pages in texts.each(_pages):
        folder = posixpath.dirname(text.note.uri)
        for line, column, target in pages:
            path = posixpath.normpath(posixpath.join(folder, unquote(target)))
            if path not in files:
                where = Where(text.note.path, line, column)
                yield found(where, f"link to '{short(target)}' goes nowhere", _near_file(library, path, folder))


@fact(".md")
def _pages(text: Text) -> list[Any]:
    """The links to Markdown files: line, column, target."""
    return [[*where[1:], target] for where, target in links(text.note)]


def _files(library: Library) -> Mapping[str, str]:
    """What a link may lead to, by its place in the notes folder."""
    files = {note.uri: note.path for note in library.notes}
    if library.notes:
        some = library.notes[0]
        top = some.path.removesuffix(some.uri)
        # A file that could not be read is there all the same.
        names = {p.where.path for p in library.problems if p.where.path.endswith(".md")}
        files |= {name.removeprefix(top): name for name in names}
    return files


def _near_file(library: Library, path: str, folder: str) -> str:
    uris = [note.uri for note in library.notes]
    name = posixpath.basename(path)
    near = [uri for uri in uris if posixpath.basename(uri) == name] or difflib.get_close_matches(path, uris, 1, 0.7)
    if near:
        return f"did you mean '{quote(posixpath.relpath(near[0], folder or '.'), safe='/')}'?"
    key = name.removesuffix(".md")
    if key in library.by_key:
        return f"write [[{key}]], which needs no note"
    return "correct it, or write the page"


def _dead_anchors(texts: Texts) -> Iterator[Problem]:
    """Links to a heading that is not there."""
    by_uri: dict[str, Text] = {}
    for text, linked in texts.each(_anchored):
        by_uri = by_uri or {one.note.uri: one for one in texts}
        folder = posixpath.dirname(text.note.uri)
        for line, column, target in linked:
            path, _, anchor = target.partition("#")
            there = by_uri.get(posixpath.normpath(posixpath.join(folder, unquote(path)))) if path else text
            anchor = unquote(anchor)
            anchors = texts.recall(there, _anchors) if there and not _made(anchor) else None
            if anchors is None or anchor in anchors:
                continue
            near = difflib.get_close_matches(anchor, anchors, 1, 0.5)
            said = f"link to '{short(target)}': no heading has the anchor '{short(anchor)}'"
            fix = f"did you mean '#{near[0]}'?" if near else "link a heading that is there"
            yield found(Where(text.note.path, line, column), said, fix)


@fact("](#", ".md#")
def _anchored(text: Text) -> list[Any]:
    """The links to a heading of a note: line, column, target."""
    rows = []
    for link in text.links:
        path, sign, anchor = link.target.partition("#")
        if link.kind in ("link", "definition") and sign and anchor and not _SCHEME.match(path):
            rows.append([*text.spot(link.place), link.target])
    return rows


@fact(asked=True)
def _anchors(text: Text) -> list[str] | None:
    """The anchors of a note's page; None where one is made of what only the site knows."""
    return None if text.anchors is None else sorted(text.anchors)


def _made(anchor: str) -> bool:
    """Whether the anchor is one that the site makes: of footnotes, of its own sections."""
    return anchor.startswith(("fn:", "fnref:", "fnref", "pn-", "__"))


_SCHEME = regex(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
