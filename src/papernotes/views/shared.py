"""/papers/-/0110/: the pages that papers without a note share, where mkdocs.yml says `paper_pages: noted`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from papernotes.model.paper import Paper
from papernotes.views.authors import are_many
from papernotes.views.html import Scene
from papernotes.views.page import Page
from papernotes.views.papers import entry, note_place
from papernotes.views.stamp import digest

_META = {"hide": ["toc"]}


def view(scene: Scene) -> Iterator[Page]:
    """Every such page; none where each paper has a page of its own."""
    for uri, keys in scene.urls.shared.items():
        found = [scene.library.by_key[key] for key in keys]
        make, stamp = partial(_made, scene, uri, found), _stamp(scene, found)
        yield Page(uri, _title(scene, uri), kind="shared", meta=_META, make=make, stamp=stamp)


def bare(scene: Scene, uri: str) -> list[Paper]:
    """The papers that have nothing but their place on that page."""
    return [scene.library.by_key[key] for key in scene.urls.shared[uri] if scene.urls.shares(key)]


def _title(scene: Scene, uri: str) -> str:
    number = uri.removeprefix("papers/-").strip("/")
    return f"{scene.word('shared')} ({number})" if number else scene.word("shared")


def _stamp(scene: Scene, papers: Sequence[Paper]) -> bytes:
    mentioned_by = scene.library.mentioned_by
    # Of the notes that mention a paper only the titles are shown: the page does not change with their text.
    places = [[note_place(scene, note) for note in mentioned_by.get(paper.key, ())] for paper in papers]
    return digest(scene.stamps.papers(papers), repr((places, scene.once(are_many))))


def _made(scene: Scene, uri: str, papers: Sequence[Paper]) -> Page:
    title = _title(scene, uri)
    body = "".join(entry(scene, uri, paper) for paper in papers)
    return Page(uri, title, f"<h1>{title}</h1>\n", body, kind="shared", meta=_META)
