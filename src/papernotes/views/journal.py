"""The reading log: journal entries and the days on which papers were read, by year, month and day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from papernotes.model.note import Note, NoteKind
from papernotes.text import is_day
from papernotes.views.html import Scene, text
from papernotes.views.page import Page, Section
from papernotes.views.papers import note_place, summary_of
from papernotes.views.pictures import calendar

_EXCERPT = 120


def view(scene: Scene) -> Iterator[Page]:
    """/journal/, the latest day first."""
    days = log(scene)
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
    yield Page("journal", title, f"<h1>{title}</h1>\n", body, None, tuple(sections), searchable=False, kind="journal")


def records(scene: Scene) -> dict[str, int]:
    """How many notes there are of each day: papers read, and the journal's entry."""
    return {day: len(notes) for day, notes in log(scene).items()}


def log(scene: Scene) -> dict[str, list[Note]]:
    """The notes of each day: journal entries first, then papers read; the latest day first."""
    days: dict[str, list[Note]] = {}
    for note in sorted(scene.library.notes, key=lambda n: n.kind is not NoteKind.JOURNAL):
        dates = (note.key,) if note.kind is NoteKind.JOURNAL else note.read
        for day in dict.fromkeys(dates):
            if is_day(day):
                days.setdefault(day, []).append(note)
    return dict(sorted(days.items(), reverse=True))


def excerpt(note: Note) -> str:
    """A note in a line: its summary, or its first running text without Markdown's signs; not escaped."""
    if summary_of(note):
        return summary_of(note)
    lines = (line.strip() for line in note.body.split("\n"))
    prose = next((line for line in lines if line and line[0] not in "#>|`$!<-*:[" and not line.startswith("---")), "")
    words = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|\[([^\]]*)\]\([^)]*\)|[*`]", r"\1\2", prose)
    return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1] + "…"


def _item(scene: Scene, note: Note) -> str:
    there, title = note_place(scene, note)
    kind = scene.word("entry") if note.kind is NoteKind.JOURNAL else scene.word("note")
    # The day stands above already.
    own = note.kind is NoteKind.JOURNAL and title == note.key
    name, kind = (kind, "") if own else (text(title), f'<span class="pn-meta">{kind}</span>')
    link = scene.link("journal", there, name, cls="pn-title")
    return f"<li>{link} {kind}{text(excerpt(note))}</li>\n"
