"""What the full text holds of a page: of a paper the catalogue's facts and its note, of other pages their text."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from papernotes.model.library import venue_name
from papernotes.model.paper import Paper
from papernotes.search.finder import other_names
from papernotes.search.fulltext import Document
from papernotes.search.passage import Section, sections
from papernotes.views.html import Scene, clean
from papernotes.views.page import Page
from papernotes.views.shared import bare


def document(scene: Scene, page: Page | None, url: str, title: str, html: str) -> Document:
    """A page to find, with the HTML of its note, which may be empty; `page` is None for the reader's own pages."""
    if page is None:
        return Document(url, unescape(title), (), sections(html))
    if page.kind == "shared":
        return Document(url, clean(page.title), (), [_entry(scene, paper) for paper in bare(scene, page.uri)])
    if page.kind != "paper":
        return Document(url, clean(page.title), (), sections(html))
    paper = scene.library.by_key[page.key]
    found = sections(html)
    if paper.summary:
        found.insert(0, Section("", "", " ".join(clean(paper.summary).split())))
    return Document(url, clean(paper.title or paper.key), tuple(_facts(scene, paper)), found)


def _facts(scene: Scene, paper: Paper) -> Iterator[tuple[str, int]]:
    status, place = scene.library.status(paper), venue_name(paper)
    year = str(paper.year or "")
    for weight, names in ((8, (*paper.aliases, *dict.fromkeys(paper.tags))), (4, (*paper.topics, *paper.authors))):
        yield from ((name, weight) for name in names)
    for name in (place, *other_names(place), year, f"{place}{year[2:]}", status.zh, status.en):
        yield name, 4
    yield paper.key.replace("_", " "), 4


def _entry(scene: Scene, paper: Paper) -> Section:
    """A paper that shares its page: a hit leads to its anchor, and what is known of it is the excerpt."""
    place = " ".join(str(part) for part in (venue_name(paper), paper.year) if part)
    parts = (*paper.aliases, ", ".join(paper.authors), place, *paper.topics, *paper.tags, paper.summary, paper.key)
    said = " · ".join(" ".join(clean(part).split()) for part in parts if part)
    return Section(scene.urls.anchor(paper.key), clean(paper.title or paper.key), said)
