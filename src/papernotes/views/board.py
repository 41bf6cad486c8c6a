"""/board/: the papers as cards in a column per status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from papernotes.model.paper import Paper
from papernotes.model.status import Status
from papernotes.views.browse import both_titles
from papernotes.views.html import Scene, text
from papernotes.views.order import orders
from papernotes.views.page import Page

_MOST = 600
"""Papers that the board shows as a whole; more make a page that nobody wants to load."""
_SHOWN = 100
"""Cards of a column where there are more papers than that."""


def view(scene: Scene) -> Iterator[Page]:
    """/board/, with a column for each status that papers have."""
    title, meta = scene.word("board"), {"hide": ["navigation", "toc"]}
    make = partial(_made, scene, title, meta)
    stamp = scene.dated(scene.library.papers)
    yield Page("board", title, searchable=False, kind="board", meta=meta, make=make, stamp=stamp)


def _made(scene: Scene, title: str, meta: Mapping[str, Any]) -> Page:
    library = scene.library
    shown = None if len(library.papers) <= _MOST else _SHOWN
    columns = "".join(
        _column(scene, status, scene.once(orders)[status.name], shown)
        for status in library.statuses.all
        if status.name in library.by_status
    )
    head = f"<h1>{title}</h1>\n<p>{scene.count(len(library.papers))} {scene.progress(library.papers)}</p>\n"
    empty = f"<p>{scene.word('no_papers')}</p>\n"
    body = f'<div class="pn-board">{columns}</div>\n' if columns else empty
    return Page("board", title, head, body, searchable=False, kind="board", meta=meta)


def _column(scene: Scene, status: Status, papers: Sequence[Paper], shown: int | None) -> str:
    cards = "".join(_card(scene, paper) for paper in papers[:shown])
    anchor = f"board-{text(status.name)}"
    more = ""
    if shown is not None and len(papers) > shown:
        label = scene.word("board_all", n=len(papers))
        more = f"<p>{scene.link('board', scene.urls.status(status), label, cls='pn-btn')}</p>"
    return (
        f'<section class="pn-column" aria-labelledby="{anchor}"><h2 id="{anchor}">{scene.chip(status)} '
        f'{scene.count(len(papers))}</h2><ul tabindex="0" aria-labelledby="{anchor}">{cards}</ul>{more}</section>\n'
    )


def _card(scene: Scene, paper: Paper) -> str:
    title = scene.link("board", scene.urls.paper(paper.key), both_titles(scene, paper), cls="pn-title")
    tags = " ".join(f'<span class="pn-tag">{text(tag)}</span>' for tag in dict.fromkeys(paper.tags))
    facts = f"{scene.venue_year(paper)}{tags}"
    meta = f'<span class="pn-meta">{facts}</span>' if facts else ""
    return f'<li data-key="{text(paper.key)}">{title}{meta}</li>'
