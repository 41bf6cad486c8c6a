"""Titles that go on in the next line, and what a heading fills."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from papernotes.formats.document import noise
from papernotes.formats.document.found import Found
from papernotes.formats.document.heading import plain
from papernotes.formats.document.row import Row
from papernotes.formats.document.words import CJK, latin, words

_OPEN = re.compile(
    r"(?:\b(?:a|an|the|of|on|for|in|to|and|or|with|from|by|via|using|towards?|is|are|at|as|without|under|over|"
    r"through|into|between|un\w+ed)|[-:,–—&])$",
    re.I,
)
_CUT = re.compile(r"\b(?:a|an|the|of|for|in|to|and|or|with|from|by|via|using)$", re.I)
_LINK_WORD = re.compile(r"(?:of|on|for|in|to|and|with|from|by|via|using|through|without|under)\b")


def fields(found: Found) -> str:
    """The names of the fields that a heading fills, joined by ","."""
    names = ["title"]
    names += ["venue"] if found.venue else []
    names += ["year"] if found.year else []
    names += ["status"] if found.status else []
    names += ["tags"] if found.labels else []
    names += ["authors"] if found.authors else []
    names += sorted(found.idents) + (["links"] if found.links else [])
    return ",".join(names)


def broken(rows: Sequence[Row], index: int, found: Found, papers: Container[int]) -> int:
    """How many rows the title fills: it may go on below, also behind a blank line."""
    place = index + 1
    while place < len(rows) and rows[place].blank and place - index < 2:
        place += 1
    if place >= len(rows) or place in papers or rows[place].code or rows[place].drop:
        return 1
    adjacent = place == index + 1
    text = rows[place].text.strip()
    # What ends with a stop or holds an image is complete.
    if re.search(r"[.?!]\s*$", rows[index].text) or noise.image_end(rows[index].text) != rows[index].text.strip():
        return 1
    count = len(words(text))
    if not latin(text) or CJK.search(found.title) or re.search(r"[:：,，;]|https?:|[.]\s", text) or count > 10:
        return 1
    opened, cut = bool(_OPEN.search(found.title)), bool(_CUT.search(found.title))
    ends = place + 1 >= len(rows) or all(r.blank for r in rows[place + 1 : place + 2])
    after = next((i for i in range(place + 1, len(rows)) if not rows[i].blank), len(rows))
    closed = ends and (after in papers or after == len(rows))
    lower = text[0].islower()
    if (
        (opened and (adjacent or lower))
        or (cut and ends)
        or (lower and count <= 5 and (closed or (_LINK_WORD.match(text) and ends)))
    ):
        joined = found.title + ("" if found.title.endswith("-") and lower else " ") + text
        found.title = plain(joined).title
        return place - index + 1
    return 1
