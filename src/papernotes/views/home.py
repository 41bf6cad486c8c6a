"""The home page: the reader's own index.md and, below it, where the reading stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.views.html import Scene, text
from papernotes.views.order import orders
from papernotes.views.page import Page, Section
from papernotes.views.pictures import calendar
from papernotes.views.pictures.figure import shares, tone
from papernotes.views.pictures.progress import bar
from papernotes.views.topics import tree

_SHOWN = 6


class _Shelf(NamedTuple):
    """A list of the home page: its anchor, its words, the papers, where all of them stand."""

    anchor: str
    name: str
    papers: Sequence[Paper]
    uri: str


def view(scene: Scene) -> Iterator[Page]:
    """The home page, with counts per status and topic, what was read lately, what is being read, what is next."""
    notes = scene.library.notes
    note = next((n for n in notes if n.kind is NoteKind.PAGE and n.uri in ("index.md", "README.md")), None)
    title = (note.title if note else "") or scene.site_name or scene.word("home")
    meta = {} if note and "hide" in note.meta else {"hide": ["navigation", "toc"]}
    make = partial(_made, scene, title, note, meta)
    yield Page("", title, note=note, kind="home", meta=meta, make=make, stamp=scene.stamps.library)


def _made(scene: Scene, title: str, note: Note | None, meta: Mapping[str, Any]) -> Page:
    tail = f'<h2 id="overview">{scene.word("overview")}</h2>\n' + _statuses(scene) + _activity(scene)
    sections = [Section("overview", scene.word("overview"))]
    shelves = [shelf for shelf in _shelves(scene) if shelf.papers]
    if shelves:
        tail += f'<div class="pn-shelves">\n{"".join(_shelf(scene, shelf) for shelf in shelves)}</div>\n'
        sections += [Section(shelf.anchor, scene.word(shelf.name)) for shelf in shelves]
    topics = tree(scene, "")
    if topics:
        tail += scene.heading(2, "topics", scene.link("", "topics", scene.word("topics"))) + topics
        sections.append(Section("topics", scene.word("topics")))
    tail += _downloads(scene)
    head = "" if note and _has_heading(note) else f"<h1>{text(title)}</h1>\n"
    return Page("", title, head, tail, note, tuple(sections), kind="home", meta=meta)


def _has_heading(note: Note) -> bool:
    return bool(note.title) and note.body.lstrip().startswith("# ")


def _statuses(scene: Scene) -> str:
    """A card for all papers and one for each status, and the bar of their shares."""
    library = scene.library
    papers = library.papers
    cards = f'<p class="pn-card pn-card--all">{scene.word("all_papers")} {_big(scene, len(papers))}</p>'
    for name, group in library.by_status.items():
        status = library.statuses.of(name)
        words = f'{scene.chip(status)} {_big(scene, len(group))}<span class="pn-small">{_share(group, papers)}</span>'
        cards += scene.link("", scene.urls.status(status), words, cls=f"pn-card {tone(status)}")
    read = scene.done(papers)
    words = f'<span class="pn-progress">{scene.word("progress", done=read, all=len(papers))}</span>'
    total = f'<p class="pn-total-bar">{bar(scene, shares(scene, papers), 12)} {words}</p>\n' if papers else ""
    return f'<div class="pn-cards">{cards}</div>\n{total}'


def _big(scene: Scene, number: int) -> str:
    return f'<span class="pn-big pn-count" data-count="{number}">{scene.word("papers_count", n=number)}</span>'


def _share(group: Sequence[Paper], papers: Sequence[Paper]) -> str:
    share = 100 * len(group) / len(papers)
    return "<1%" if 0 < share < 1 else f"{share:.0f}%"


def _activity(scene: Scene) -> str:
    picture = calendar.kept(scene, "activity", lambda counts: calendar.recent(scene, "", counts))
    more = scene.link("", "statistics", scene.word("more_pictures"), cls="pn-more")
    heading = f'<div class="pn-shelf-head">{scene.heading(2, "activity", scene.word("activity"))}{more}</div>\n'
    return heading + picture if picture else ""


def _shelves(scene: Scene) -> Iterator[_Shelf]:
    library = scene.library
    for anchor, name, status in (("reading-now", "reading_now", "reading"), ("up-next", "up_next", "unread")):
        yield _by_status(scene, anchor, name, status)
    dated = sorted(((day, key) for key, day in scene.read_on.items()), reverse=True)
    recent = [library.by_key[key] for _, key in dated if key in library.by_key]
    yield _Shelf("recently-read", "recently_read", recent, "journal")
    yield _by_status(scene, "to-revisit", "to_revisit", "revisit")


def _by_status(scene: Scene, anchor: str, name: str, status: str) -> _Shelf:
    found = scene.library.statuses.of(status)
    return _Shelf(anchor, name, scene.once(orders).get(status, ()), scene.urls.status(found))


def _shelf(scene: Scene, shelf: _Shelf) -> str:
    more = scene.link("", shelf.uri, scene.word("see_all", n=len(shelf.papers)), cls="pn-more")
    if shelf.anchor == "up-next":
        # The page of unread papers; a script goes to any one that stands there.
        more = scene.link("", shelf.uri, scene.word("random_unread"), cls="pn-more pn-random") + more
    heading = scene.heading(2, shelf.anchor, scene.word(shelf.name))
    papers = scene.papers("", shelf.papers[:_SHOWN])
    return f'<section class="pn-shelf"><div class="pn-shelf-head">{heading}{more}</div>\n{papers}</section>\n'


def _downloads(scene: Scene) -> str:
    names = ("papers.bib", "papers.json", "papers.csv", "feed.xml", "feed.json", "llms.txt")
    links = " ".join(f'<a href="{scene.urls.file("", name)}">{name}</a>' for name in names)
    return f'<p class="pn-downloads">{scene.word("downloads")} {links}</p>\n'
