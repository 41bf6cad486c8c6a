"""Views: a library to pages. Pure: the same library gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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


def text_files(scene: Scene) -> Iterator[TextFile]:
    """Every file of the site that is no page."""
    yield from files.view(scene)
    yield from moved.view(scene)
