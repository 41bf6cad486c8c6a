"""The days of the reading log, and on which page each stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from papernotes.model.note import Note, NoteKind
from papernotes.text import is_day
from papernotes.views.html import Scene
from papernotes.views.lists import Place, places
from papernotes.views.memory import is_table

MOST = 500
"""Records of a page: at some 400 bytes each it stays below 500 KB."""
YEARS = 5
"""Calendars of a page: each takes 60 KB."""
SHOWN = 3
"""How many of them stand with the statistics where the others have pages."""
HOME = "journal"
"""The uri of the log's first page."""


def log(scene: Scene) -> Mapping[str, Sequence[Note]]:
    """The notes of each day: journal entries first, then papers read; the latest day first."""
    days: dict[str, list[Note]] = {}
    for note in sorted(scene.library.notes, key=lambda n: n.kind is not NoteKind.JOURNAL):
        dates = (note.key,) if note.kind is NoteKind.JOURNAL else note.read
        for day in dict.fromkeys(dates):
            if is_day(day):
                days.setdefault(day, []).append(note)
    return dict(sorted(days.items(), reverse=True))


def records(scene: Scene) -> dict[str, int]:
    """How many notes there are of each day: papers read, and the journal's entry."""

    def count() -> dict[str, int]:
        return {day: len(notes) for day, notes in scene.once(log).items()}

    found: dict[str, int] = scene.memory.recall("days", scene.stamps.notes_facts, count, partial(is_table, of=int))
    return found


def are_many(scene: Scene) -> bool:
    """Whether each year has a page of its own."""
    counts = scene.once(records)
    return sum(counts.values()) > MOST or len({day[:4] for day in counts}) > YEARS


def year_place(year: str) -> str:
    """The uri of the first page of a year, where years have pages."""
    return f"{HOME}/{year}"


def year_places(year: str, size: int) -> list[Place]:
    """The pages of a year with so many records."""
    return places(year_place(year), size, MOST)


def day_places(scene: Scene) -> Mapping[str, str]:
    """The uri of the page on which each day's records begin."""
    counts = scene.once(records)
    if not scene.once(are_many):
        return dict.fromkeys(counts, HOME)
    before: Counter[str] = Counter()
    found = {}
    for day, number in counts.items():
        found[day] = Place(year_place(day[:4])).at(before[day[:4]] // MOST + 1)
        before[day[:4]] += number
    return found
