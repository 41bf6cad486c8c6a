"""Notes: which paper they belong to, what their front matter repeats, where their links go."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

from papernotes.checks.names import Names
from papernotes.checks.prose import says, words
from papernotes.checks.registry import found, rule
from papernotes.checks.texts import Text, Texts, fact
from papernotes.identifiers import PAGES, fold_title
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.model.where import Where
from papernotes.problem import Level, Problem
from papernotes.store.mistake import short
from papernotes.text import fold

# With the line break a search is five times faster.
_TOP = re.compile(r"(?m)\n {0,3}(?:#(?!#)|=+[ \t]*$)")
_SHORT = 50
"""Characters of a note that says nothing yet."""
# fang2021read: a file of such a name is hardly a page of its own.
_LIKE_KEY = regex(r"[a-z][a-z-]*(?:19|20)[0-9]{2}[a-z0-9-]*\Z", re.I)


@rule("NOTE001", Level.WARNING, "suggestion", statuses=True)
def missing_note(library: Library, texts: Texts) -> Iterator[Problem]:
    """A paper that counts as read has a note with less than 50 characters (warning), or none (info).

    Why: What was not written down is read again. Headings, comments and the template's lines do not count.
    Bad:
        vit:
          title: ViT
          status: 已读
        === notes/vit.md ===
        ## 方法
    Good:
        vit:
          title: ViT
          status: 未看
        === notes/vit.md ===
        ## 方法
    """
    for paper in library.papers:
        if library.status(paper).name != "read":
            continue
        note = library.note_of.get(paper.key)
        if note is None:
            said = f"'{paper.key}' is read and has no note"
            yield found(paper.at("status="), said, f"'papernotes note {paper.key}' makes one", level=Level.INFO)
        elif (amount := texts.recall(texts.of(note), _amount)) < _SHORT:
            said = f"'{paper.key}' is read and its note has {amount} characters of text"
            yield found(Where(note.path, note.body_line), said, "write what it says, or change its status")


@fact(asked=True)
def _amount(text: Text) -> int:
    """How many characters of text a note holds; more than enough are not counted."""
    return _SHORT if says(text.body, _SHORT) else words(text.body)


@rule("NOTE002", Level.WARNING, "suggestion", statuses=True)
def stale_status(library: Library, texts: Texts) -> Iterator[Problem]:
    """A paper has a note with text and counts as unread.

    Why: The list of what is to be read holds what was read.
    Bad:
        vit:
          title: ViT
          status: 未看
        === notes/vit.md ===
        An image is cut into patches of sixteen by sixteen pixels, and each becomes a token of a plain transformer.
    Good:
        vit:
          title: ViT
          status: 已读
        === notes/vit.md ===
        An image is cut into patches of sixteen by sixteen pixels, and each becomes a token of a plain transformer.
    """
    first = library.statuses.all[0]
    for paper in library.papers:
        note = library.note_of.get(paper.key)
        # A status that means nothing is CAT012.
        if not note or library.statuses.find(paper.status) is not first:
            continue
        if texts.recall(texts.of(note), _amount) >= _SHORT:
            said = f"'{paper.key}' has a note and its status is {_status(paper, library)}"
            names = [library.statuses.of(name).zh for name in ("reading", "read")]
            yield found(paper.at("status="), said, f"did you mean '{names[0]}' or '{names[1]}'?")


def _status(paper: Paper, library: Library) -> str:
    return f"'{paper.status}'" if paper.status else f"none, which counts as '{library.statuses.all[0].zh}'"


@rule("NOTE003", Level.ERROR, "suggestion")
def orphan_note(library: Library) -> Iterator[Problem]:
    """A note says that it is a paper's, and the catalogue has no such paper; or a paper has two notes.

    Why: It stands on no paper's page.
    Bad:
        vit2021:
          title: ViT
        === notes/vit2012.md ===
        ---
        read: 2022-06-13
        ---
    Good:
        vit2021:
          title: ViT
        === notes/vit2021.md ===
        ---
        read: 2022-06-13
        ---
    """
    first: dict[str, Note] = {}
    folded: dict[str, str] = {}
    names = Names(library)
    for note in library.notes:
        if note.kind is NoteKind.PAPER:
            other = first.setdefault(note.key, note)
            if library.lacks(note.key):
                fix = names.near(note.key, note.title) or "add it to the catalogue, or correct the name"
                yield found(note.at("paper"), f"no paper '{short(note.key)}' in the catalogue", fix)
            elif other is not note:
                said = f"'{note.key}' has a note already, {other.path}"
                yield found(note.at("paper"), said, "make one file of the two")
        stem = note.uri.rpartition("/")[2].removesuffix(".md")
        if note.kind is not NoteKind.PAGE or stem.casefold() in PAGES:
            continue
        folded = folded or {fold(key): key for key in library.by_key}
        key = folded.get(fold(stem)) or _meant(library, stem)
        if key and library.lacks(stem):
            fix = f"rename the file to '{key}.md' if it is that paper's"
            yield found(Where(note.path), f"no paper '{stem}' in the catalogue", fix)


def _meant(library: Library, stem: str) -> str | None:
    """The key that a page's name is all but, if it has no note."""
    if not _LIKE_KEY.match(stem):
        return None
    near = difflib.get_close_matches(stem, library.by_key, 1, 0.85)
    return near[0] if near and near[0] not in library.note_of else None


@rule("NOTE005", Level.WARNING, "suggestion")
def heading_shape(library: Library, texts: Texts) -> Iterator[Problem]:
    """A note has several level-one headings, or one that is neither the paper's title nor an alias.

    Why: A page has one title, which comes from the catalogue. A note without such a heading is fine.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        # ViT
        # Method
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        # ViT
        ## Method
    """
    for text, tops in texts.each(_tops):
        note = text.note
        for line, column, title in tops[1:]:
            said = f"'{short(title)}' is the second level-one heading or a later one"
            yield found(Where(note.path, line, column), said, f"write '## {short(title)}'")
        paper = library.by_key.get(note.key) if note.kind is NoteKind.PAPER else None
        if paper is None or not paper.title:
            continue
        line, column, title = tops[0]
        if fold_title(title) not in {fold_title(name) for name in (paper.key, paper.title, *paper.aliases)}:
            said = f"heading '{short(title)}' is not the title of '{paper.key}', '{short(paper.title)}'"
            yield found(Where(note.path, line, column), said, "remove it, or add it to 'aliases'")


@fact(pattern=_TOP)
def _tops(text: Text) -> list[Any]:
    """The level-one headings: line, column, words."""
    return [[*text.spot(one.start), one.words] for one in text.headings if one.level == 1]
