"""How the library and the reading grew, from the dates in catalogue and notes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from typing import Any

from papernotes.model.paper import Paper
from papernotes.text import is_day
from papernotes.views.html import Scene
from papernotes.views.pictures.columns import Column, columns
from papernotes.views.pictures.figure import figure, table

_COLUMNS = 24
_MONTH, _YEAR = len("2022-06"), len("2022")


def growth(scene: Scene) -> str:
    """Papers in the catalogue and papers read at the end of each month, or year where the months are many.

    "" where all dates are of one month. A paper is in the catalogue since `added` or, where that is missing, since it
    was first read; a paper that has neither is left out, and the sentence says how many are."""
    rows = scene.memory.recall("growth", scene.stamps.frames, partial(_rows, scene), _are_rows)
    if len(rows) < 2:
        return ""
    label, listed = scene.word("growth"), rows[-1][1]
    said = scene.word("growth_said", n=listed, unknown=len(scene.library.papers) - listed)
    head = (scene.word("until"), scene.word("in_catalogue"), scene.word("of_these_read"))
    numbers = table(label, head, ((name, str(a), str(b)) for name, a, b in rows))
    key = f'<ul class="pn-legend"><li>{_sample("pn-s pn-s--read")}{scene.word("of_these_read")}</li>'
    key += f"<li>{_sample('pn-s pn-s--unread')}{scene.word('in_catalogue')}</li></ul>"
    return figure(scene, columns(scene, label, [_column(scene, *row) for row in rows]), said + key, numbers)


def _rows(scene: Scene) -> list[list[Any]]:
    """Of each month or year how many papers were in the catalogue at its end, and how many were read."""
    dates = [_dates(scene, paper) for paper in scene.library.papers]
    listed = sorted(since for since, _ in dates if since)
    read = sorted(day for _, day in dates if day)
    periods = _periods(listed[0], max([listed[-1], *read])) if listed else []
    return [[period, _until(listed, period), _until(read, period)] for period in periods]


def _are_rows(value: Any) -> bool:
    rows = value if isinstance(value, list) else [None]
    return all(isinstance(row, list) and [*map(type, row)] == [str, int, int] for row in rows)


def _sample(cls: str) -> str:
    return (
        '<svg class="pn-key" viewBox="0 0 12 12" aria-hidden="true">'
        f'<rect class="{cls}" x="1" y="1" width="10" height="10" rx="2"/></svg>'
    )


def _dates(scene: Scene, paper: Paper) -> tuple[str, str]:
    """Since when the paper is in the catalogue, and when it was first read; "" for what is unknown."""
    note = scene.library.note_of.get(paper.key)
    read = next((day for day in (note.read if note else ()) if is_day(day)), "")
    added = paper.added if is_day(paper.added) else ""
    return min(filter(None, (added, read)), default=""), read


def _periods(first: str, last: str) -> list[str]:
    """The months from one day to another, the years where those are more than fit, the last of these."""
    ends = [int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (first, last)]
    if ends[1] - ends[0] < _COLUMNS:
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(ends[0], ends[1] + 1)]
    years = [f"{year:04}" for year in range(int(first[:4]), int(last[:4]) + 1)]
    return years[-_COLUMNS:]


def _until(days: Sequence[str], period: str) -> int:
    return bisect_right(days, period + "~")


def _column(scene: Scene, period: str, listed: int, read: int) -> Column:
    said = scene.word("growth_column", period=period, n=listed, read=read)
    label = period if len(period) == _YEAR else period[2:]
    return Column(label, said, (("pn-s pn-s--read", read), ("pn-s pn-s--unread", listed - read)))
