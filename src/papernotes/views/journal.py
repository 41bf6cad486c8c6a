"""The reading log: journal entries and the days on which papers were read, by year, month and day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from papernotes.model.note import Note, NoteKind
from papernotes.views.days import HOME, are_many, log, records, year_place, year_places
from papernotes.views.html import Scene, text
from papernotes.views.lists import Place, pager
from papernotes.views.page import Page, Section
from papernotes.views.papers import note_place, summary_of
from papernotes.views.pictures import calendar
from papernotes.views.stamp import digest

_EXCERPT = 120
_LATEST = 100
"""Records of /journal/ where the years have pages."""
_SIGNS = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|\[([^\]]*)\]\([^)]*\)|[*`]")


Entries = Sequence[tuple[str, Note]]
"""Day and note, the latest first."""


def view(scene: Scene) -> Iterator[Page]:
    """/journal/, the latest day first; where there are many, the latest records there, and all on pages of years."""
    found = [(day, note) for day, notes in scene.once(log).items() for note in notes]
    many = scene.once(are_many)
    yield _page(scene, Place(HOME), "", found[:_LATEST] if many else found)
    years: dict[str, list[tuple[str, Note]]] = {}
    for day, note in found if many else ():
        years.setdefault(day[:4], []).append((day, note))
    for year, entries in years.items():
        for place in year_places(year, len(entries)):
            yield _page(scene, place, year, place.part(entries))


def _page(scene: Scene, place: Place, year: str, entries: Entries) -> Page:
    name = f"{scene.word('journal')}: {scene.word('year_title', year=year)}" if year else scene.word("journal")
    said = [(day, note_place(scene, note), note.kind.value, excerpt(scene, note)) for day, note in entries]
    counts = [(day, number) for day, number in scene.once(records).items() if day.startswith(year)]
    stamp = digest(repr((place, scene.once(_years), said, counts)))
    make, title = partial(_made, scene, place, year, entries), place.title(name)
    return Page(place.uri, title, searchable=False, kind="journal", make=make, stamp=stamp)


def _years(scene: Scene) -> list[str]:
    """The years that have pages of their own."""
    return list(dict.fromkeys(day[:4] for day in scene.once(records))) if scene.once(are_many) else []


def _made(scene: Scene, place: Place, year: str, entries: Entries) -> Page:
    here, sections, month = place.uri, [], ""
    body = _calendar(scene, place, year)
    for day, notes in groupby(entries, key=lambda entry: entry[0]):
        if day[:7] != month:
            month = day[:7]
            name = scene.word("month_title", year=day[:4], month=int(day[5:7]))
            body += scene.heading(2, month, name)
            sections.append(Section(month, name))
        items = "".join(_item(scene, here, note) for _, note in notes)
        body += f'<h3 id="{day}"><time datetime="{day}">{day}</time></h3>\n<ul class="pn-list">\n{items}</ul>\n'
    body = (body or f"<p>{scene.word('journal_empty')}</p>\n") + pager(scene, place)
    journal = scene.word("journal")
    head, title = f"<h1>{journal}</h1>\n", journal
    if year:
        name = scene.word("year_title", year=year)
        title = f"{journal}: {name}"
        crumb = (
            f'<nav class="pn-crumbs" aria-label="{journal}"><ol><li>{scene.link(here, HOME, journal)}</li></ol></nav>\n'
        )
        head = f"{crumb}<h1>{name}</h1>\n"
    return Page(here, place.title(title), head, body, None, tuple(sections), searchable=False, kind="journal")


def _calendar(scene: Scene, place: Place, year: str) -> str:
    """The calendar of the page's year, or of the last weeks, and the way to the years."""
    counts = scene.once(records)
    shown = calendar.year(scene, place.uri, int(year), counts) if year else calendar.recent(scene, place.uri, counts)
    return years_nav(scene, place.uri, scene.once(_years)) + (shown if place.number == 1 else "")


def years_nav(scene: Scene, here: str, years: Sequence[str]) -> str:
    """Links to the pages of years; "" for none."""
    links = [scene.link(here, year_place(year), scene.word("year_title", year=year), cls="pn-cross") for year in years]
    return f'<nav class="pn-letters" aria-label="{scene.word("years")}">{" ".join(links)}</nav>\n' if links else ""


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


def _item(scene: Scene, here: str, note: Note) -> str:
    there, title = note_place(scene, note)
    kind = scene.word("entry") if note.kind is NoteKind.JOURNAL else scene.word("note")
    # The day stands above already.
    own = note.kind is NoteKind.JOURNAL and title == note.key
    name, kind = (kind, "") if own else (text(title), f'<span class="pn-meta">{kind}</span>')
    link = scene.link(here, there, name, cls="pn-title")
    return f"<li>{link} {kind}{text(excerpt(scene, note))}</li>\n"
