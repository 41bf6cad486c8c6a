"""In which order papers stand in a list."""

from __future__ import annotations

from collections.abc import Iterable

from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.model.status import Status


def reading_order(library: Library, status: Status, papers: Iterable[Paper]) -> list[Paper]:
    """The papers of one status in the order that serves it; equal ones keep the catalogue's order.

    What is to be read stands by priority, then the oldest; what was read, the latest reading first."""
    if status.name == "revisit":
        return sorted(papers, key=lambda p: (p.priority or 9, _last_read(library, p) or "9999", p.year or 9999))
    if status.name in ("read", "dropped"):
        return sorted(papers, key=lambda p: (_last_read(library, p), p.year or 0), reverse=True)
    return sorted(papers, key=lambda p: (p.priority or 9, p.added or "9999", p.year or 9999))


def newest_first(papers: Iterable[Paper]) -> list[Paper]:
    """The papers by year, newest first; equal ones keep the catalogue's order."""
    return sorted(papers, key=lambda p: -(p.year or 0))


def _last_read(library: Library, paper: Paper) -> str:
    note = library.note_of.get(paper.key)
    return note.read[-1] if note and note.read else ""
