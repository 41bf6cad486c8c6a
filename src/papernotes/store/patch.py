"""Edits of a note's text: the words of a line change, every other byte stays, and a second reading proves it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from papernotes.model.note import Note
from papernotes.problem import PapernotesError, TextEdit
from papernotes.store import notes
from papernotes.store.scan import spans

_BREAK = re.compile(r"\r\n|\r|\n")


def patched(text: str, edits: Sequence[TextEdit]) -> tuple[str, int]:
    """A file's exact text with edits made, and how many were.

    An edit that overlaps another one, or whose words do not stand where it says, is left out."""
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    pieces: list[str] = []
    place = count = 0
    for edit in sorted(set(edits), key=lambda edit: (edit.where, len(edit.old))):
        line = edit.where.line - 1
        if line >= len(starts):
            continue
        # The byte order mark is no column of the first line.
        start = starts[line] + edit.where.column - 1 + (line == 0 and text.startswith("\ufeff"))
        if start < place or not text.startswith(edit.old, start) or (start == place and count and not edit.old):
            continue
        pieces += [text[place:start], edit.new]
        place = start + len(edit.old)
        count += 1
    return "".join([*pieces, text[place:]]), count


def prove(before: str, after: str, path: str, edits: Sequence[TextEdit]) -> None:
    """Read a note again. Raises PapernotesError where an edit has changed more than words of its text."""
    old, new = (notes.read(text, path, path, True)[0] for text in (before, after))
    in_head = any(edit.where.line < old.body_line for edit in edits)
    fences = [sum(not span.closed for span in spans(note.body)) for note in (old, new)]
    same = in_head or old.meta == new.meta
    if not same or fences[1] > fences[0] or len(old.references) > len(new.references) or _lines(old) != _lines(new):
        raise PapernotesError(f"{path}: a fix would change more than it says; nothing written")


def _lines(note: Note) -> int:
    return note.body.count("\n") + note.body_line
