"""The other ways in: by status, venue, year and tag."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from papernotes.model.library import venue_name
from papernotes.model.paper import Paper
from papernotes.model.topic import topic_path
from papernotes.views.html import Scene, text
from papernotes.views.lists import Part, Place, cut, pager, place_after, places, sections, shown
from papernotes.views.moves import Moves
from papernotes.views.order import newest_first, reading_order
from papernotes.views.page import Page
from papernotes.views.stamp import digest
from papernotes.views.urls import ROWS


def view(scene: Scene) -> Iterator[Page]:
    """/status/, /venues/, /years/, /tags/, each with a page per value."""
    library = scene.library
    yield from _tables(scene)
    for name in library.by_status:
        yield from _status(scene, name)
    for venue in library.by_venue:
        yield from _venue(scene, venue)
    for year in library.by_year:
        yield from _year(scene, year)
    for tag in library.by_tag:
        yield from _tag(scene, tag)


def touched(scene: Scene, moves: Moves) -> Iterator[Page]:
    """The indexes, and the pages of values that these papers have or had."""
    papers = moves.papers
    yield from _tables(scene)
    for name in scene.library.by_status.keys() & moves.statuses:
        yield from _status(scene, name)
    for venue in {venue_name(paper) for paper in papers if paper.venue}:
        yield from _venue(scene, venue)
    for year in {paper.year for paper in papers if paper.year is not None}:
        yield from _year(scene, year)
    for tag in {tag for paper in papers for tag in paper.tags}:
        yield from _tag(scene, tag)


Groups = Callable[[Scene, Sequence[Paper]], Mapping[str, list[Paper]]]


def _tables(scene: Scene) -> Iterator[Page]:
    library, urls = scene.library, scene.urls
    found = [(library.statuses.of(name), papers) for name, papers in library.by_status.items()]
    yield from _table(scene, "status", {scene.chip(s): (urls.status(s), papers) for s, papers in found})
    yield from _table(scene, "venues", {text(v): (urls.venue(v), ps) for v, ps in library.by_venue.items()})
    years = {scene.word("year_title", year=y): (urls.year(y), ps) for y, ps in library.by_year.items()}
    yield from _table(scene, "years", years)
    yield from _table(scene, "tags", {text(t): (urls.tag(t), ps) for t, ps in library.by_tag.items()})


def _venue(scene: Scene, venue: str) -> Iterator[Page]:
    return _grouped(scene, scene.urls.venue(venue), "venues", venue, scene.library.by_venue[venue], _by_year)


def _year(scene: Scene, year: int) -> Iterator[Page]:
    title = scene.word("year_title", year=year)
    return _grouped(scene, scene.urls.year(year), "years", title, scene.library.by_year[year], _by_topic)


def _tag(scene: Scene, tag: str) -> Iterator[Page]:
    return _grouped(scene, scene.urls.tag(tag), "tags", tag, scene.library.by_tag[tag], _by_topic)


def _status(scene: Scene, name: str) -> Iterator[Page]:
    status, papers = scene.library.statuses.of(name), scene.library.by_status[name]

    def groups(scene: Scene, papers: Sequence[Paper]) -> Mapping[str, list[Paper]]:
        return _by_topic(scene, reading_order(scene, status, papers))

    return _grouped(scene, scene.urls.status(status), "status", status.label(scene.language), papers, groups)


Rows = Sequence[tuple[str, tuple[str, Sequence[Paper]]]]
"""Ready HTML, and the uri and the papers of what it names."""


def _table(scene: Scene, name: str, rows: Mapping[str, tuple[str, Sequence[Paper]]]) -> Iterator[Page]:
    """An index of values with their counts; `rows` has ready HTML names."""
    for place in places(name, len(rows), ROWS):
        part = place.part(list(rows.items()))
        counts = [(html, len(papers), scene.done(papers)) for html, (_, papers) in part]
        make, title = partial(_table_made, scene, place, part), place.title(scene.word(name))
        yield Page(place.uri, title, searchable=False, make=make, stamp=digest(repr((place, counts))))


def _table_made(scene: Scene, place: Place, rows: Rows) -> Page:
    name, here = place.first, place.uri
    # How many of the unread ones are read says nothing.
    bar = (lambda _: "") if name == "status" else scene.progress
    items = "".join(
        f"<li>{scene.link(here, uri, html)} {scene.count(len(papers))} {bar(papers)}</li>\n"
        for html, (uri, papers) in rows
    )
    body = f'<ul class="pn-index">\n{items}</ul>\n' if items else f"<p>{scene.word('no_papers')}</p>\n"
    title = scene.word(name)
    return Page(here, place.title(title), f"<h1>{title}</h1>\n", body + pager(scene, place), searchable=False)


def _grouped(
    scene: Scene, first: str, index: str, title: str, papers: Sequence[Paper], groups: Groups
) -> Iterator[Page]:
    found = places(first, len(papers))
    # Only what goes over several pages is put in order before it is known that a page has to be made.
    pages = list(cut(_parts(scene, index, groups(scene, papers)))) if len(found) > 1 else []
    done = scene.done(papers) if pages else 0
    for place in found:
        parts = pages[place.number - 1] if pages else None
        name = place.title(title)
        make = partial(_grouped_made, scene, place, index, title, papers, groups, parts)
        stamp = _stamp(scene, place, index, papers, parts, done)
        yield Page(place.uri, name, searchable=False, make=make, stamp=stamp)


def _stamp(
    scene: Scene, place: Place, index: str, papers: Sequence[Paper], parts: Sequence[Part] | None, done: int
) -> bytes:
    if parts is None:
        return digest(scene.dated(papers), b"" if index == "venues" else scene.once(_topic_order))
    heads = [(part.anchor, part.heading, part.total) for part in parts]
    said = (place, len(papers), done, heads)
    return digest(repr(said), *(scene.stamps.papers(part.papers) for part in parts))


def _topic_order(scene: Scene) -> bytes:
    """A hash of the order of the topics, in which lists have their groups."""
    return digest(*scene.library.by_topic)


def _parts(scene: Scene, index: str, groups: Mapping[str, list[Paper]]) -> Iterator[Part]:
    for number, (heading, group) in enumerate(groups.items(), 1):
        # A year's anchor stays when years are added; the matrix of the statistics links to it.
        anchor = f"y{heading}" if index == "venues" and heading.isdigit() else f"g{number}"
        yield Part(anchor, heading, len(group), group)


def _grouped_made(
    scene: Scene,
    place: Place,
    index: str,
    title: str,
    papers: Sequence[Paper],
    groups: Groups,
    parts: Sequence[Part] | None,
) -> Page:
    here = place.uri
    name = scene.link(here, index, scene.word(index))
    head = f'<nav class="pn-crumbs" aria-label="{scene.word(index)}"><ol><li>{name}</li></ol></nav>\n'
    bar = "" if index == "status" else scene.progress(papers)
    head += f"<h1>{text(title)}</h1>\n<p>{scene.count(len(papers))} {bar}</p>\n"
    if parts is None:
        parts = list(_parts(scene, index, groups(scene, papers)))
    tail = shown(scene, here, parts) + pager(scene, place)
    return Page(here, place.title(title), head, tail, None, sections(parts), searchable=False)


def year_place(scene: Scene, venue: str, year: int) -> str:
    """The uri of the page of a venue's list on which its papers of a year begin."""
    years = scene.once(_years)[venue]
    return place_after(scene.urls.venue(venue), len(years) - bisect_right(years, year))


def _years(scene: Scene) -> Mapping[str, list[int]]:
    """The years of each venue's papers, the oldest first; 0 where it is unknown."""
    return {name: sorted(paper.year or 0 for paper in papers) for name, papers in scene.library.by_venue.items()}


def _by_year(scene: Scene, papers: Sequence[Paper]) -> Mapping[str, list[Paper]]:
    found: dict[str, list[Paper]] = {}
    for paper in newest_first(papers):
        found.setdefault(str(paper.year) if paper.year else scene.word("no_year"), []).append(paper)
    return found


def _by_topic(scene: Scene, papers: Iterable[Paper]) -> Mapping[str, list[Paper]]:
    """By the first topic of each: a paper stands once on such a page, so that its count is true."""
    found: dict[str, list[Paper]] = {}
    for paper in papers:
        topic = topic_path(paper.topics[0]) if paper.topics else ""
        found.setdefault(topic or scene.word("no_topic"), []).append(paper)
    place = {topic: i for i, topic in enumerate(scene.library.by_topic)}
    return dict(sorted(found.items(), key=lambda item: place.get(item[0], len(place))))
