"""Venue and year: a table whose numbers stand in squares of their size, so that it prints and needs no colour.

The latest year stands first: a phone shows it without scrolling."""

from __future__ import annotations

from collections import Counter

from papernotes.model.library import venue_name
from papernotes.views.html import Scene, text
from papernotes.views.indexes import year_place
from papernotes.views.pictures.figure import figure, scrolling

_VENUES, _YEARS = 20, 15
_EDGE, _LEAST = 32, 15


def matrix(scene: Scene, here: str) -> str:
    """The venues that have most papers and the latest years; "" where no paper has both."""
    library = scene.library
    pairs = Counter((venue_name(p), p.year) for p in library.papers if p.venue and p.year is not None)
    if not pairs:
        return ""
    totals: Counter[str] = Counter()
    for (name, _), number in pairs.items():
        totals[name] += number
    venues = [name for name in library.by_venue if name in totals][:_VENUES]
    years = sorted({year for name, year in pairs if name in set(venues)})[-_YEARS:][::-1]
    most = max(pairs[name, year] for name in venues for year in years) or 1
    rows = ""
    for name in venues:
        cells = "".join(_cell(scene, here, name, year, pairs[name, year], most) for year in years)
        link = scene.link(here, scene.urls.venue(name), text(name))
        rows += f'<tr><th scope="row">{link}</th><td class="pn-number">{totals[name]}</td>{cells}</tr>\n'
    head = "".join(f'<th scope="col">{year}</th>' for year in years)
    label = scene.word("venues_by_year")
    body = (
        f'<table class="pn-matrix">\n<thead><tr><th scope="col">{scene.word("venue")}</th>'
        f'<th scope="col">{scene.word("total")}</th>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>'
    )
    said = scene.word("matrix_said", venues=len(venues), all=len(totals), first=years[-1], last=years[0])
    return figure(scene, scrolling(label, body), said)


def _cell(scene: Scene, here: str, venue: str, year: int, number: int, most: int) -> str:
    if not number:
        return '<td class="pn-none">·</td>'
    # The number stands in the square, so the smallest has room for one.
    edge = _LEAST + (_EDGE - _LEAST) * (number / most) ** 0.5
    start = (_EDGE - edge) / 2
    mark = (
        f'<svg aria-hidden="true" width="{_EDGE}" height="{_EDGE}"><rect class="pn-ink" x="{start:.1f}" y="{start:.1f}"'
        f' width="{edge:.1f}" height="{edge:.1f}" rx="3"/></svg>'
    )
    name = f"{text(venue)} {year}: {scene.word('papers_count', n=number)}"
    link = f'<a href="{scene.urls.link(here, year_place(scene, venue, year), f"y{year}")}" aria-label="{name}">{mark}'
    return f"<td>{link}<span>{number}</span></a></td>"
