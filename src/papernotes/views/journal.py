"""The reading log: journal entries and the days on which papers were read, by year, month and day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from papernotes.model.note import Note, NoteKind
from papernotes.text import is_day
from papernotes.views.html import Scene, text
from papernotes.views.page import Page, Section
from papernotes.views.papers import note_place, summary_of
from papernotes.views.pictures import calendar
from papernotes.views.stamp import digest

_EXCERPT = 120
_SIGNS = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|\[([^\]]*)\]\([^)]*\)|[*`]")


def view(scene: Scene) -> Iterator[Page]:
    """/journal/, the latest day first."""
    days = scene.once(log)
    said = [
        (day, [(note_place(scene, n), n.kind.value, excerpt(scene, n)) for n in notes]) for day, notes in days.items()
    ]
    make = partial(_made, scene)
    yield Page("journal", scene.word("journal"), searchable=False, kind="journal", make=make, stamp=digest(repr(said)))


def _made(scene: Scene) -> Page:
    days = scene.once(log)
    title, sections, month = scene.word("journal"), [], ""
    body = calendar.recent(scene, "journal", records(scene))
    for day, notes in days.items():
        if day[:7] != month:
            month = day[:7]
            name = scene.word("month_title", year=day[:4], month=int(day[5:7]))
            body += scene.heading(2, month, name)
            sections.append(Section(month, name))
        items = "".join(_item(scene, note) for note in notes)
        body += f'<h3 id="{day}"><time datetime="{day}">{day}</time></h3>\n<ul class="pn-list">\n{items}</ul>\n'
    body = body or f"<p>{scene.word('journal_empty')}</p>\n"
    return Page("journal", title, f"<h1>{title}</h1>\n", body, None, tuple(sections), searchable=False, kind="journal")


def records(scene: Scene) -> dict[str, int]:
    """How many notes there are of each day: papers read, and the journal's entry."""
    return {day: len(notes) for day, notes in scene.once(log).items()}


def log(scene: Scene) -> Mapping[str, Sequence[Note]]:
    """The notes of each day: journal entries first, then papers read; the latest day first."""
    days: dict[str, list[Note]] = {}
    for note in sorted(scene.library.notes, key=lambda n: n.kind is not NoteKind.JOURNAL):
        dates = (note.key,) if note.kind is NoteKind.JOURNAL else note.read
        for day in dict.fromkeys(dates):
            if is_day(day):
                days.setdefault(day, []).append(note)
    return dict(sorted(days.items(), reverse=True))


def excerpt(scene: Scene, note: Note) -> str:
    """A note in a line: its summary, or its first running text without Markdown's signs; not escaped."""
    known = scene.once(_excerpts)
    if note.path not in known:
        known[note.path] = summary_of(note) or _beginning(note.body)
    return known[note.path]


def _excerpts(_: Scene) -> dict[str, str]:
    """The excerpts that were asked for, by the note's path."""
    return {}


def _beginning(body: str) -> str:
    lines = map(str.strip, _split(body))
    prose = next((line for line in lines if line and line[0] not in "#>|`$!<-*:[" and not line.startswith("---")), "")
    words = _SIGNS.sub(r"\1\2", prose)
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1] + "…"


def _split(body: str) -> Iterator[str]:
    """The lines, one by one: mostly the first few are enough."""
    start = 0
    while (end := body.find("\n", start)) >= 0:
        yield body[start:end]
        start = end + 1
    yield body[start:]


def _item(scene: Scene, note: Note) -> str:
    there, title = note_place(scene, note)
    kind = scene.word("entry") if note.kind is NoteKind.JOURNAL else scene.word("note")
    link = scene.link("journal", there, text(title), cls="pn-title")
    return f'<li>{link} <span class="pn-meta">{kind}</span>{text(excerpt(scene, note))}</li>\n'
