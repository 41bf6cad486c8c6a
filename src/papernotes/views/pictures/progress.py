"""How far the reading is: a bar in which each status has its share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from papernotes.model.paper import Paper
from papernotes.model.status import Status
from papernotes.model.topic import leaf
from papernotes.views.html import Scene, text
from papernotes.views.pictures.figure import figure, legend, percent, read_of, scrolling, tone, topic_shares


def bar(scene: Scene, found: Sequence[tuple[Status, int]], height: int = 10) -> str:
    """The shares of the statuses as a bar; its name says the same numbers."""
    total = sum(number for _, number in found)
    said = ", ".join(f"{scene.label(status)} {number}" for status, number in found)
    x, body = 0.0, ""
    for status, number in found:
        width = 100 * number / total
        body += (
            f'<rect class="pn-s {tone(status)}" x="{percent(x)}" width="{percent(width)}" height="{height}">'
            f"<title>{scene.label(status)} {number}</title></rect>"
        )
        x += width
    return f'<svg class="pn-shares" role="img" aria-label="{said}" width="100%" height="{height}">{body}</svg>'


def topics(scene: Scene, here: str, names: Iterable[str]) -> str:
    """A row for each topic: how many papers, how many of them read, the bar."""
    rows = ""
    all_papers: dict[str, Paper] = {}
    for topic in names:
        papers = scene.library.by_topic[topic]
        all_papers |= {paper.key: paper for paper in papers}
        found = scene.once(topic_shares)[topic]
        read = read_of(found)
        link = scene.link(here, scene.urls.topic(topic), text(leaf(topic)))
        rows += (
            f'<tr><th scope="row">{link}</th><td class="pn-number">{read}/{len(papers)}</td>'
            f'<td class="pn-number">{100 * read // len(papers)}%</td>'
            f'<td class="pn-wide">{bar(scene, found)}</td></tr>\n'
        )
    if not rows:
        return ""
    names_of = ("topic", "read_of", "share", "by_status")
    head = "".join(f'<th scope="col">{scene.word(name)}</th>' for name in names_of)
    body = f'<table class="pn-tally pn-progresses">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>'
    return figure(scene, scrolling(scene.word("progress_by_topic"), body), legend(scene, list(all_papers.values())))
