"""The running text of a note, without its code: links to notes, how much there is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from papernotes.late import regex
from papernotes.model.note import Note
from papernotes.model.where import Where
from papernotes.store.reference import masked

# A comment that is not closed runs to the end.
_COMMENT = regex(r"<!--.*?(?:-->|\Z)", re.S)
_LINK = regex(
    r"(?<!!)\[(?:[^\[\]\n]|\[[^\[\]\n]*\]|\n(?![ \t]*\n))*\]\([ \t]*(?:<(?P<angle>[^<>\n]*)>|(?P<bare>[^\s()<>]+))"
    r"|(?m:^ {0,3}\[[^\[\]\n^]+\]:[ \t]*<?(?P<defined>[^\s<>]+))"
)
_SCHEME = regex(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\#?]")
_GENERATED = ("papers/", "topics/", "status/", "venues/", "years/", "tags/", "authors/", "journal/")
"""Folders of pages that the site makes; its build says whether a link there is right."""
_HEADING_LINE = regex(r"(?m)^ {0,3}#{1,6}(?:[ \t].*)?$")
_IMAGE = regex(r"!\[[^\[\]\n]*\]\([^()\n]*\)")
_SIGNS = re.compile(r"[\s#*_>|+=~`-]+")
_FIRST = 30
"""Lines that are looked at before the whole."""


def words(body: str) -> int:
    """How many characters of text a note holds: no headings, comments, images and signs."""
    for pattern in (_COMMENT, _HEADING_LINE, _IMAGE, _SIGNS):
        body = pattern.sub("", body)
    return len(body)


def says(body: str, least: int) -> bool:
    """Whether a note holds so many characters of text; most do in their first lines."""
    if "<!--" not in body:
        count = 0
        *lines, _ = body.split("\n", _FIRST)
        for line in lines:
            if line[:1].isalnum() and "![" not in line:
                count += len(_SIGNS.sub("", line[: 4 * least]))
                if count >= least:
                    return True
    return words(body) >= least


def links(note: Note) -> Iterator[tuple[Where, str]]:
    """The relative links to Markdown files and their path, without anchor."""
    if ".md" not in note.body:
        return
    for match in _LINK.finditer(masked(note.body)):
        group = match.lastgroup or "bare"
        target = re.split(r"[?#]", match[group])[0]
        if target.endswith(".md") and not _SCHEME.match(target):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(note.uri), target))
            if not path.startswith(_GENERATED):
                yield place(note, match.start(group)), target


def place(note: Note, offset: int) -> Where:
    """Where a place in the note's body stands in its file."""
    line = note.body.count("\n", 0, offset)
    return Where(note.path, note.body_line + line, offset - note.body.rfind("\n", 0, offset))
