"""What all pictures share: a figure with a sentence and a table of its numbers, a legend, classes of statuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from papernotes.late import regex
from papernotes.model.paper import Paper
from papernotes.model.status import Status
from papernotes.model.topic import Topic
from papernotes.views.html import Scene, text

_ODD = regex(r"[^\w-]+")


def figure(scene: Scene, picture: str, said: str, numbers: str = "", cls: str = "") -> str:
    """A picture, what it says in a sentence, and its numbers as a table that opens; all ready HTML."""
    details = f'<details class="pn-numbers"><summary>{scene.word("numbers")}</summary>{numbers}</details>\n'
    mark = f" {cls}" if cls else ""
    return (
        f'<figure class="pn-picture{mark}">\n{picture}\n<figcaption>{said}</figcaption>\n'
        f"{details if numbers else ''}</figure>\n"
    )


def table(label: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table that scrolls by itself where it is too wide; the first cell of a row names it."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>\n' for row in rows
    )
    return scrolling(label, f'<table class="pn-tally">\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody></table>')


def scrolling(label: str, html: str, cls: str = "pn-scroll") -> str:
    """HTML that may be wider than the page, in a region that scrolls and that the keyboard reaches."""
    return f'<div class="{cls}" role="region" tabindex="0" aria-label="{label}">{html}</div>\n'


def tone(status: Status) -> str:
    """The class that gives a status its colour."""
    return f"pn-s--{text(_ODD.sub('-', status.name))}"


def shares(scene: Scene, papers: Iterable[Paper]) -> list[tuple[Status, int]]:
    """How many of the papers each status has: what is read first, what is not begun last, none empty."""
    found: Counter[str] = Counter()
    # Few texts stand for many papers.
    for said, number in Counter([paper.status for paper in papers]).items():
        found[scene.library.statuses.of(said).name] += number
    pairs = [(status, found[status.name]) for status in scene.library.statuses.all if status.name in found]
    first = scene.library.statuses.all[0]
    return sorted(pairs, key=lambda pair: (pair[0].name != "read", pair[0] == first))


def topic_shares(scene: Scene) -> Mapping[Topic, list[tuple[Status, int]]]:
    """The same of each topic, which maps, trees and bars all show."""
    return {topic: shares(scene, papers) for topic, papers in scene.library.by_topic.items()}


def read_of(found: Iterable[tuple[Status, int]]) -> int:
    """How many of these papers are read."""
    return sum(number for status, number in found if status.name == "read")


def legend(scene: Scene, papers: Sequence[Paper]) -> str:
    """The statuses that the papers have, by sample, icon and word, with their numbers."""
    items = "".join(
        f'<li><svg class="pn-key" viewBox="0 0 12 12" aria-hidden="true">'
        f'<rect class="pn-s {tone(status)}" x="1" y="1" width="10" height="10" rx="2"/></svg>'
        f"{text(status.icon)} {scene.label(status)} {number}</li>"
        for status, number in shares(scene, papers)
    )
    return f'<ul class="pn-legend">{items}</ul>\n'


def percent(value: float) -> str:
    """A length as a percentage of the picture, short."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
