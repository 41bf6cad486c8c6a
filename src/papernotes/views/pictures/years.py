"""The papers by the year they appeared in, each year's column stacked by status."""

from __future__ import annotations

from collections.abc import Sequence

from papernotes.model.paper import Paper
from papernotes.views.html import Scene
from papernotes.views.pictures.columns import Column, columns
from papernotes.views.pictures.figure import figure, legend, shares, table, tone

_COLUMNS = 12
"""As many have room for a finger at 360 px."""


def years(scene: Scene, here: str) -> str:
    """A column for each year that leads to the year's page; "" where no paper has a year."""
    by_year = scene.library.by_year
    if not by_year:
        return ""
    newest = max(by_year)
    shown = [year for year in range(newest - _COLUMNS + 1, newest + 1) if year >= min(by_year)]
    older = [paper for year, papers in by_year.items() if year < shown[0] for paper in papers]
    if older:
        shown = shown[1:]
        older += by_year.get(shown[0] - 1, ())
    found = [_column(scene, here, f"≤{shown[0] - 1}", "years", older)] if older else []
    found += [
        _column(scene, here, str(year), scene.urls.year(year) if year in by_year else "", by_year.get(year, ()))
        for year in shown
    ]
    papers = [paper for group in by_year.values() for paper in group]
    rows = (
        (
            scene.link(here, scene.urls.year(year), scene.word("year_title", year=year)),
            str(len(group)),
            _words(scene, group),
        )
        for year, group in by_year.items()
    )
    head = (scene.word("year"), scene.word("papers"), scene.word("by_status"))
    label = scene.word("papers_by_year")
    return figure(scene, columns(scene, label, found), legend(scene, papers), table(label, head, rows))


def _column(scene: Scene, here: str, label: str, uri: str, papers: Sequence[Paper]) -> Column:
    parts = [(f"pn-s {tone(status)}", number) for status, number in shares(scene, papers)]
    said = f"{label}: {scene.word('papers_count', n=len(papers))}"
    if papers:
        said += f" ({_words(scene, papers)})"
    return Column(label, said, parts, scene.urls.link(here, uri) if uri else "")


def _words(scene: Scene, papers: Sequence[Paper]) -> str:
    return ", ".join(f"{scene.label(status)} {number}" for status, number in shares(scene, papers))
