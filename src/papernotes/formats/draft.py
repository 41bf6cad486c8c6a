"""What reading a source gives: papers not yet in the catalogue, pages, and what became of each of its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Track = Callable[[Sequence[Any]], Iterable[Any]]
"""Gives the items back one by one, and shows how far it is."""


def untracked(items: Sequence[T]) -> Iterable[T]:
    """The items; nothing is shown."""
    return items


class Fate(StrEnum):
    """What became of a line of the source."""

    FIELD = "field"
    NOTE = "note"
    PAGE = "page"
    DROPPED = "dropped"


class Piece(NamedTuple):
    """The fate of one non-blank line of the source."""

    line: int
    """Of the source, from 1."""
    fate: Fate
    detail: str = ""
    """FIELD: the field's name (several joined by ","); DROPPED: the reason; else empty."""
    target: int = -1
    """FIELD, NOTE: the number of the draft in `Reading.drafts`. PAGE: that of the page in `Reading.pages`."""
    at: int = 0
    """NOTE, PAGE: the line of the note's or the page's text that says it, from 1."""
    source: str = ""
    """The file, where the source is a folder of them."""


@dataclass
class Draft:
    """A paper that is not yet in the catalogue."""

    key: str
    """The source's own citation key, as written; "" if it has none."""
    fields: dict[str, Any]
    """Fields of the catalogue, in the order of its documentation; empty ones are absent."""
    line: int
    """Where it begins in the source, from 1."""
    note: str = ""
    """Markdown without front matter and without a level-one heading; "" if nothing was noted.

    A reference to another paper of the same source is [[draft:N]] or [[draft:N|words]], N its number."""
    note_meta: dict[str, Any] = field(default_factory=dict)
    """Front matter: read, reader, rating, summary, sources."""
    files: Mapping[str, Path] = field(default_factory=dict)
    """Images beside the note: the path as the note writes it, and the file."""


@dataclass
class PageDraft:
    """A page of its own: a day of the journal, a survey."""

    uri: str
    """Below the notes folder: journal/2022-06-13.md."""
    text: str
    """Markdown with its level-one heading; references as in a draft's note."""
    line: int = 1


@dataclass
class Reading:
    """All that a source says. Every non-blank line of it has at least one piece."""

    drafts: list[Draft] = field(default_factory=list)
    pages: list[PageDraft] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    """By line."""
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    """Line and reason of what could not be read; the rest was."""
    format: str = ""
    """The name of the format, as --from takes it."""
