"""The topics as a map: each has an area as its number of papers, and is filled as high as they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from papernotes.model.topic import Topic, leaf
from papernotes.views.html import Scene, text
from papernotes.views.pictures.figure import figure, percent, read_of, table, topic_shares

_WIDTH, _HEIGHT = 2.4, 1.0
"""The proportions for which the cells are laid out; on the page the width is what there is."""
_PIXELS = 320
_LEAST = 0.02
"""The smallest share of the map that is a cell of its own: at 360 px it still has room for a finger."""


class Box(NamedTuple):
    """A rectangle in the map, all of it from 0 to 1."""

    x: float
    y: float
    width: float
    height: float


def treemap(scene: Scene, here: str, top: Topic = "") -> str:
    """The topics right below one, the most papers first; "" for fewer than three, of which a list says more."""
    library = scene.library
    sizes = sorted(((len(library.by_topic[t]), t) for t in library.children(top)), key=lambda pair: -pair[0])
    if len(sizes) < 3:
        return ""
    total = sum(size for size, _ in sizes)
    shown = [(size, topic) for size, topic in sizes if size >= _LEAST * total]
    rest = total - sum(size for size, _ in shown)
    # What is left needs a cell that can be hit, too.
    areas = [float(size) for size, _ in shown] + ([max(rest, 2 * _LEAST * total)] if rest else [])
    boxes = squarify(areas)
    body = "".join(_cell(scene, here, topic, box) for (_, topic), box in zip(shown, boxes, strict=False))
    if rest:
        others = scene.word("other_topics", n=len(sizes) - len(shown))
        body += _link(
            scene.urls.link(here, scene.urls.topic(top)), others, scene.word("papers_count", n=rest), boxes[-1], 0.0
        )
    label = scene.word("topic_map")
    svg = f'<svg class="pn-treemap" role="group" aria-label="{label}" width="100%" height="{_PIXELS}">{body}</svg>'
    head = (scene.word("topic"), scene.word("papers"), scene.word("of_these_read"))
    rows = ((_name(scene, here, t), str(n), str(_read(scene, t))) for n, t in sizes)
    return figure(scene, svg, scene.word("topic_map_said", n=len(sizes)), table(label, head, rows))


def _name(scene: Scene, here: str, topic: Topic) -> str:
    return scene.link(here, scene.urls.topic(topic), text(leaf(topic)))


def _read(scene: Scene, topic: Topic) -> int:
    return read_of(scene.once(topic_shares)[topic])


def _cell(scene: Scene, here: str, topic: Topic, box: Box) -> str:
    number, read = len(scene.library.by_topic[topic]), _read(scene, topic)
    said = scene.word("progress", done=read, all=number)
    url = scene.urls.link(here, scene.urls.topic(topic))
    return _link(url, text(leaf(topic)), said, box, read / number)


def _link(url: str, name: str, said: str, box: Box, level: float) -> str:
    """A cell: its ground, the part that is read, and a link as large as the cell, whose words wrap and are cut off."""
    x, y, width, height = (percent(100 * value) for value in box)
    fill = ""
    if level:
        top, tall = percent(100 * (box.y + box.height * (1 - level))), percent(100 * box.height * level)
        fill = f'<rect class="pn-fill" x="{x}" y="{top}" width="{width}" height="{tall}"/>'
    place = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    return (
        f'<rect class="pn-ground" {place}/>{fill}<rect class="pn-edge" {place}/><foreignObject {place}>'
        f'<a class="pn-cell" href="{url}" title="{name}: {said}"><span>{name}</span> <small>{said}</small></a>'
        "</foreignObject>"
    )


def squarify(areas: Sequence[float]) -> list[Box]:
    """A box for each area (the largest first), as square as they come.

    Bruls, Huizing, van Wijk: Squarified Treemaps (2000)."""
    scale = _WIDTH * _HEIGHT / sum(areas)
    found = _rows([area * scale for area in areas], Box(0, 0, _WIDTH, _HEIGHT))
    return [Box(b.x / _WIDTH, b.y / _HEIGHT, b.width / _WIDTH, b.height / _HEIGHT) for b in found]


def _rows(areas: Sequence[float], free: Box) -> Iterator[Box]:
    start = 0
    while start < len(areas):
        side = min(free.width, free.height)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        row = areas[start:end]
        thick = sum(row) / side
        place = 0.0
        for area in row:
            long = area / thick
            if free.width >= free.height:
                yield Box(free.x, free.y + place, thick, long)
            else:
                yield Box(free.x + place, free.y, long, thick)
            place += long
        if free.width >= free.height:
            free = Box(free.x + thick, free.y, free.width - thick, free.height)
        else:
            free = Box(free.x, free.y + thick, free.width, free.height - thick)
        start = end


def _worst(row: Sequence[float], side: float) -> float:
    """The worst proportion in a row along a side."""
    total = sum(row)
    return max(side * side * max(row) / total**2, total**2 / (side * side * min(row)))
