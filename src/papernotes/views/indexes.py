"""The other ways in: by status, venue, year, tag and author."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from papernotes.identifiers import family_given
from papernotes.model.paper import Paper
from papernotes.model.status import Status
from papernotes.model.topic import topic_path
from papernotes.views.html import Scene, text
from papernotes.views.order import newest_first, reading_order
from papernotes.views.page import Page, Section


def view(scene: Scene) -> Iterator[Page]:
    """/status/, /venues/, /years/, /tags/, each with a page per value, and /authors/."""
    yield from _statuses(scene)
    library, urls = scene.library, scene.urls
    yield _table(scene, "venues", {text(v): (urls.venue(v), ps) for v, ps in library.by_venue.items()})
    for venue, papers in library.by_venue.items():
        yield _grouped(scene, urls.venue(venue), "venues", venue, papers, _by_year)
    years = {scene.word("year_title", year=y): (urls.year(y), ps) for y, ps in library.by_year.items()}
    yield _table(scene, "years", years)
    for year, papers in library.by_year.items():
        title = scene.word("year_title", year=year)
        yield _grouped(scene, urls.year(year), "years", title, papers, _by_topic)
    yield _table(scene, "tags", {text(t): (urls.tag(t), ps) for t, ps in library.by_tag.items()})
    for tag, papers in library.by_tag.items():
        yield _grouped(scene, urls.tag(tag), "tags", tag, papers, _by_topic)
    yield _authors(scene)


Groups = Callable[[Scene, Sequence[Paper]], Mapping[str, list[Paper]]]


def _statuses(scene: Scene) -> Iterator[Page]:
    found = [(scene.library.statuses.of(name), papers) for name, papers in scene.library.by_status.items()]
    yield _table(scene, "status", {scene.chip(s): (scene.urls.status(s), papers) for s, papers in found})
    for status, papers in found:
        yield _status(scene, status, papers)


def _status(scene: Scene, status: Status, papers: Sequence[Paper]) -> Page:
    ordered = reading_order(scene.library, status, papers)
    return _grouped(scene, scene.urls.status(status), "status", status.label(scene.language), ordered, _by_topic)


def _table(scene: Scene, name: str, rows: Mapping[str, tuple[str, Sequence[Paper]]]) -> Page:
    """An index of values with their counts; `rows` has ready HTML names."""
    title = scene.word(name)
    # How many of the unread ones are read says nothing.
    bar = (lambda _: "") if name == "status" else scene.progress
    items = "".join(
        f"<li>{scene.link(name, uri, html)} {scene.count(len(papers))} {bar(papers)}</li>\n"
        for html, (uri, papers) in rows.items()
    )
    body = f'<ul class="pn-index">\n{items}</ul>\n' if items else f"<p>{scene.word('no_papers')}</p>\n"
    return Page(name, title, f"<h1>{title}</h1>\n", body, searchable=False)


def _grouped(scene: Scene, here: str, index: str, title: str, papers: Sequence[Paper], groups: Groups) -> Page:
    name = scene.link(here, index, scene.word(index))
    head = f'<nav class="pn-crumbs" aria-label="{scene.word(index)}"><ol><li>{name}</li></ol></nav>\n'
    bar = "" if index == "status" else scene.progress(papers)
    head += f"<h1>{text(title)}</h1>\n<p>{scene.count(len(papers))} {bar}</p>\n"
    parts, sections = [], []
    for number, (heading, group) in enumerate(groups(scene, papers).items(), 1):
        # A year's anchor stays when years are added; the matrix of the statistics links to it.
        anchor = f"y{heading}" if index == "venues" and heading.isdigit() else f"g{number}"
        parts.append(scene.heading(2, anchor, f"{text(heading)} {scene.count(len(group))}"))
        parts.append(scene.papers(here, group))
        sections.append(Section(anchor, heading))
    return Page(here, title, head, "".join(parts), None, tuple(sections), searchable=False)


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


def initial(author: str) -> str:
    """The letter under which an author stands: the family name's first, "#" where it is none of A to Z."""
    letter = unicodedata.normalize("NFKD", family_given(author)[0])[:1].upper()
    return letter if "A" <= letter <= "Z" else "#"


def _authors(scene: Scene) -> Page:
    title = scene.word("authors")
    groups: dict[str, list[str]] = {}
    by_family = sorted(scene.library.by_author, key=lambda name: tuple(part.casefold() for part in family_given(name)))
    for name in by_family:
        papers = scene.library.by_author[name]
        found = (scene.link("authors", scene.urls.paper(p.key), scene.nickname(p), cls="pn-work") for p in papers)
        works = f'<span class="pn-works">{" ".join(found)}</span>'
        row = f"<li><strong>{text(name)}</strong> {scene.count(len(papers))} {works}</li>\n"
        groups.setdefault(initial(name), []).append(row)
    letters = sorted(groups, key=lambda letter: (letter == "#", letter))
    jump = " ".join(f'<a class="pn-cross" href="#{author_anchor(letter)}">{letter}</a>' for letter in letters)
    parts = [f'<nav class="pn-letters" aria-label="{title}">{jump}</nav>\n'] if letters else []
    for letter in letters:
        parts.append(scene.heading(2, author_anchor(letter), letter))
        parts.append(f'<ul class="pn-authors">\n{"".join(groups[letter])}</ul>\n')
    body = "".join(parts) or f"<p>{scene.word('no_papers')}</p>\n"
    return Page("authors", title, f"<h1>{title}</h1>\n", body, searchable=False)


def author_anchor(letter: str) -> str:
    """The anchor of a letter on the page of authors."""
    return "other" if letter == "#" else letter.lower()
