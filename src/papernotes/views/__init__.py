"""Views: a library to pages. Pure: the same library gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from papernotes.views import (
    authors,
    board,
    browse,
    files,
    graph,
    home,
    indexes,
    journal,
    moved,
    papers,
    shared,
    statistics,
    topics,
)
from papernotes.views.html import Scene
from papernotes.views.moves import Moves
from papernotes.views.page import Page, TextFile

PAGES: tuple[Callable[[Scene], Iterator[Page]], ...] = (
    home.view,
    papers.view,
    shared.view,
    topics.view,
    indexes.view,
    authors.view,
    journal.view,
    browse.view,
    board.view,
    statistics.view,
    graph.view,
)


def pages(scene: Scene) -> Iterator[Page]:
    """Every page of the site but the reader's own free pages."""
    for view in PAGES:
        yield from view(scene)


_TOUCHED: Mapping[Callable[[Scene], Iterator[Page]], Callable[[Scene, Moves], Iterator[Page]]] = {
    papers.view: papers.touched,
    topics.view: topics.touched,
    indexes.view: indexes.touched,
    authors.view: lambda scene, moves: iter(()),
    journal.view: lambda scene, moves: iter(()),
    browse.view: browse.touched,
    graph.view: graph.touched,
}
"""A view that is not here may show any paper's status on any of its pages."""


def touched(scene: Scene, moves: Moves) -> Iterator[Page]:
    """Every page of the site that is another one, or is new, because of these papers' statuses; and a few more."""
    for view in PAGES:
        yield from _TOUCHED[view](scene, moves) if view in _TOUCHED else view(scene)


def text_files(scene: Scene) -> Iterator[TextFile]:
    """Every file of the site that is no page."""
    yield from files.view(scene)
    yield from moved.view(scene)
