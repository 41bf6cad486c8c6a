"""The reading calendar: a cell a day, a column a week; what was read is told by a cell's size as well as its colour."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from papernotes.views.days import HOME, day_places, records
from papernotes.views.html import Scene
from papernotes.views.pictures.figure import figure, scrolling, table
from papernotes.views.stamp import digest

_STEPS = (1, 2, 4, 7)
"""The fewest records of each level."""
_PITCH, _CELL, _LEFT, _TOP = 14, 12, 26, 18
_SIZES = (5, 7.5, 10, 12)
_WEEK = datetime.timedelta(weeks=1)
_DAY = datetime.timedelta(days=1)


def kept(scene: Scene, name: str, draw: Callable[[Mapping[str, int]], str]) -> str:
    """Calendars as an earlier build drew them under this name, or as `draw` does from how much was read on each day."""
    counts = scene.once(records)
    stamp = digest(repr(counts), scene.language, scene.urls.directory_urls)
    found = scene.memory.recall(name, stamp, lambda: [draw(counts)], _is_drawn)
    return str(found[0])


def _is_drawn(value: Any) -> bool:
    return isinstance(value, list) and [*map(type, value)] == [str]


def recent(scene: Scene, here: str, counts: Mapping[str, int]) -> str:
    """The 53 weeks up to the last record; "" where there is none.

    They end with a record and not today: the same library gives the same page."""
    if not counts:
        return ""
    last = datetime.date.fromisoformat(max(counts))
    first = _monday(last) - 52 * _WEEK if last.year > 1 else last
    return _calendar(scene, here, first, last, counts)


def year(scene: Scene, here: str, number: int, counts: Mapping[str, int]) -> str:
    """All days of a year."""
    return _calendar(scene, here, datetime.date(number, 1, 1), datetime.date(number, 12, 31), counts)


def _calendar(scene: Scene, here: str, first: datetime.date, last: datetime.date, counts: Mapping[str, int]) -> str:
    shown = {day: n for day, n in sorted(counts.items()) if first.isoformat() <= day <= last.isoformat()}
    if not shown:
        return ""
    most = max(shown, key=lambda day: shown[day])
    said = scene.word("calendar_said", days=len(shown), n=sum(shown.values()), day=most, most=shown[most])
    label = scene.word("calendar_label", first=first, last=last)
    weeks = (_monday(last) - _monday(first)).days // 7 + 1
    width, height = _LEFT + weeks * _PITCH, _TOP + 7 * _PITCH
    body = _months(scene, first, last) + _weekdays(scene) + "".join(_cells(scene, first, last, shown))
    svg = (
        f'<svg class="pn-calendar" role="img" aria-label="{label}; {said}" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">{body}</svg>'
    )
    numbers = table(label, (scene.word("month"), scene.word("records"), scene.word("days")), _rows(scene, here, shown))
    return figure(scene, scrolling(label, svg, "pn-scroll pn-scroll--end"), f"{said}{_scale(scene)}", numbers)


def _cells(scene: Scene, first: datetime.date, last: datetime.date, counts: Mapping[str, int]) -> Iterable[str]:
    start, day = _monday(first), first
    while True:
        x = _LEFT + (day - start).days // 7 * _PITCH
        y = _TOP + day.weekday() * _PITCH
        number = counts.get(day.isoformat(), 0)
        title = f"<title>{scene.word('day_records', day=day, n=number)}</title>"
        ground = f'<rect class="pn-day" x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" rx="2"'
        yield f"<g>{title}{ground}/>{_mark(x, y, number)}</g>" if number else f"{ground}>{title}</rect>"
        if day == last:
            return
        day += _DAY


def _mark(x: float, y: float, number: int) -> str:
    level = sum(number >= step for step in _STEPS)
    size = _SIZES[level - 1]
    gap = (_CELL - size) / 2
    return f'<rect class="pn-l{level}" x="{x + gap:g}" y="{y + gap:g}" width="{size:g}" height="{size:g}" rx="2"/>'


def _monday(day: datetime.date) -> datetime.date:
    return day - day.weekday() * _DAY if day.toordinal() > 7 else day


def _months(scene: Scene, first: datetime.date, last: datetime.date) -> str:
    """The names above the columns in which months begin; a month that has no room has none."""
    names = scene.word("months").split()
    start, found, free = _monday(first), "", 0
    month = first.replace(day=1)
    while month <= last:
        x = _LEFT + max((month - start).days + 6, 0) // 7 * _PITCH
        if x >= free and (last - month).days > 7:
            name = str(month.year) if month.month == 1 else names[month.month - 1]
            found += f'<text x="{x}" y="11" aria-hidden="true">{name}</text>'
            free = x + 3 * _PITCH
        if (month.year, month.month) == (9999, 12):
            break
        month = (month + 31 * _DAY).replace(day=1)
    return found


def _weekdays(scene: Scene) -> str:
    names = scene.word("weekdays").split()
    return "".join(
        f'<text x="0" y="{_TOP + row * _PITCH + 10}" aria-hidden="true">{names[row]}</text>' for row in (0, 2, 4)
    )


def _scale(scene: Scene) -> str:
    """The legend: the sizes, and from how many records on they are used."""
    marks = "".join(_mark(2 + i * 34, 1, step) for i, step in enumerate(_STEPS))
    words = "".join(f'<text x="{17 + i * 34}" y="11">≥{step}</text>' for i, step in enumerate(_STEPS))
    return (
        f'<span class="pn-scale"><svg role="img" aria-label="{scene.word("scale")}" width="140" height="14"'
        f' viewBox="0 0 140 14">{marks}{words}</svg></span>'
    )


def _rows(scene: Scene, here: str, counts: Mapping[str, int]) -> Iterable[tuple[str, str, str]]:
    months: dict[str, list[str]] = {}
    totals: dict[str, int] = {}
    places = scene.once(day_places)
    for day, number in counts.items():
        words = scene.word("day_of_month", day=int(day[8:]), n=number)
        months.setdefault(day[:7], []).append(scene.link(here, places.get(day, HOME), words, day))
        totals[day[:7]] = totals.get(day[:7], 0) + number
    for month, days in months.items():
        yield scene.word("month_title", year=month[:4], month=int(month[5:])), str(totals[month]), " ".join(days)
