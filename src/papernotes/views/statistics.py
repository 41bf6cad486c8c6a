"""/statistics/: every picture of the library on one page, each with its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from papernotes.views.days import SHOWN, are_many
from papernotes.views.html import Scene
from papernotes.views.journal import years_nav
from papernotes.views.page import Page, Section
from papernotes.views.pictures import calendar, growth, matrix, progress, treemap, years


def view(scene: Scene) -> Iterator[Page]:
    """The page, with a section for each picture that has something to show."""
    title, make = scene.word("statistics"), partial(_made, scene)
    yield Page("statistics", title, searchable=False, kind="statistics", make=make, stamp=scene.stamps.library)


def _made(scene: Scene) -> Page:
    title, tail, sections = scene.word("statistics"), "", []
    for anchor, name, picture in _pictures(scene, "statistics"):
        if picture:
            tail += scene.heading(2, anchor, scene.word(name)) + picture
            sections.append(Section(anchor, scene.word(name)))
    papers = scene.library.papers
    head = f"<h1>{title}</h1>\n<p>{scene.count(len(papers))} {scene.progress(papers)}</p>\n"
    tail = tail or f"<p>{scene.word('no_papers')}</p>\n"
    return Page("statistics", title, head, tail, None, tuple(sections), searchable=False, kind="statistics")


def _pictures(scene: Scene, here: str) -> Iterator[tuple[str, str, str]]:
    """Anchor, word and ready HTML."""
    yield "calendar", "calendar", _calendars(scene, here)
    yield "progress", "progress_by_topic", progress.topics(scene, here, scene.library.children(""))
    yield "topics", "topic_map", treemap.treemap(scene, here)
    yield "years", "papers_by_year", years.years(scene, here)
    yield "venues", "venues_by_year", matrix.matrix(scene, here)
    yield "growth", "growth", growth.growth(scene)


def _calendars(scene: Scene, here: str) -> str:
    """A calendar for each year, the latest first."""
    return calendar.kept(scene, "calendars", partial(_years, scene, here))


def _years(scene: Scene, here: str, counts: Mapping[str, int]) -> str:
    found = sorted({int(day[:4]) for day in counts}, reverse=True)
    parts = (
        scene.heading(3, f"calendar-{year}", scene.word("year_title", year=year))
        + calendar.year(scene, here, year, counts)
        for year in (found[:SHOWN] if scene.once(are_many) else found)
    )
    # The others stand on the pages of their years.
    rest = [f"{year:04}" for year in found[SHOWN:]] if scene.once(are_many) else []
    return "".join(parts) + years_nav(scene, here, rest)
