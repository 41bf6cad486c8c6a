"""Columns that stand for times, each stacked of parts: papers by year and status, a library as it grew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from papernotes.views.html import Scene
from papernotes.views.pictures.figure import percent

_HEIGHT, _FOOT, _HEAD = 180, 20, 18


class Column(NamedTuple):
    """A column: its label, what its name is aloud, its parts from the ground up, and where it leads."""

    label: str
    said: str
    parts: Sequence[tuple[str, int]]
    """Class and number."""
    link: str = ""
    """A ready address; "" for none."""


def columns(scene: Scene, label: str, found: Sequence[Column]) -> str:
    """The columns as SVG; `label` names the picture."""
    most = max((sum(number for _, number in column.parts) for column in found), default=0) or 1
    step = 100 / max(len(found), 1)
    # A label for each column where they are few, else for every n-th: letters keep their size.
    every = -(-len(found) // 12)
    body = "".join(_column(column, index * step, step, most, index % every == 0) for index, column in enumerate(found))
    linked = any(column.link for column in found)
    ground = _HEIGHT - _FOOT + 0.5
    return (
        f'<svg class="pn-stacks" role="{"group" if linked else "img"}" aria-label="{label}" width="100%"'
        f' height="{_HEIGHT}">{body}<line class="pn-axis" x1="0" x2="100%" y1="{ground}" y2="{ground}"/></svg>'
    )


def _column(column: Column, x: float, step: float, most: int, named: bool) -> str:
    body, y = "", float(_HEIGHT - _FOOT)
    gap = min(step / 8, 1)
    for cls, number in column.parts:
        height = number / most * (_HEIGHT - _FOOT - _HEAD)
        y -= height
        body += (
            f'<rect class="{cls}" x="{percent(x + gap)}" y="{y:.1f}" width="{percent(step - 2 * gap)}"'
            f' height="{height:.1f}"/>'
        )
    middle, total = percent(x + step / 2), sum(number for _, number in column.parts)
    words = f'<text x="{middle}" y="{_HEIGHT - 5}">{column.label}</text>' if named else ""
    if named and total:
        words += f'<text class="pn-total" x="{middle}" y="{y - 5:.1f}">{total}</text>'
    # All of the column's room can be pointed at, not only what is drawn.
    room = f'<rect class="pn-room" x="{percent(x)}" width="{percent(step)}" height="{_HEIGHT}"/>'
    inner = f"<title>{column.said}</title>{room}{body}{words}"
    return f'<a href="{column.link}">{inner}</a>' if column.link else f"<g>{inner}</g>"
