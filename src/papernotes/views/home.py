"""The home page: the reader's own index.md and, below it, where the reading stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.views.html import Scene, text
from papernotes.views.order import reading_order
from papernotes.views.page import Page, Section
from papernotes.views.topics import tree

_SHOWN = 8


def view(scene: Scene) -> Iterator[Page]:
    """The home page, with counts per status and topic, what was read lately, what is being read, what is next."""
    library = scene.library
    note = next((n for n in library.notes if n.kind is NoteKind.PAGE and n.uri in ("index.md", "README.md")), None)
    tail = f'<h2 id="overview">{scene.word("overview")}</h2>\n' + _statuses(scene)
    sections = [Section("overview", scene.word("overview"))]
    for anchor, name, papers in _lists(scene):
        if papers:
            tail += scene.heading(2, anchor, scene.word(name)) + scene.papers("", papers[:_SHOWN])
            sections.append(Section(anchor, scene.word(name)))
    topics = tree(scene, "")
    if topics:
        tail += scene.heading(2, "topics", scene.link("", "topics", scene.word("topics"))) + topics
        sections.append(Section("topics", scene.word("topics")))
    tail += _downloads(scene)
    title = (note.title if note else "") or scene.site_name or scene.word("home")
    head = "" if note and _has_heading(note) else f"<h1>{text(title)}</h1>\n"
    yield Page("", title, head, tail, note, tuple(sections), kind="home")


def _has_heading(note: Note) -> bool:
    return bool(note.title) and note.body.lstrip().startswith("# ")


def _statuses(scene: Scene) -> str:
    library = scene.library
    cards = [
        scene.link("", scene.urls.status(s), f"{scene.chip(s)} {scene.count(len(papers))}", cls="pn-card")
        for s, papers in ((library.statuses.of(name), papers) for name, papers in library.by_status.items())
    ]
    total = f"<p>{scene.word('all_papers')}: {scene.count(len(library.papers))} {scene.progress(library.papers)}</p>\n"
    return f'{total}<div class="pn-cards">{"".join(cards)}</div>\n'


def _lists(scene: Scene) -> Iterator[tuple[str, str, Sequence[Paper]]]:
    library = scene.library
    dated = [(note.read[-1], note.key) for note in library.note_of.values() if note.read]
    recent = [library.by_key[key] for _, key in sorted(dated, reverse=True) if key in library.by_key]
    yield "recently-read", "recently_read", recent
    for anchor, name, status in (
        ("reading-now", "reading_now", "reading"),
        ("to-revisit", "to_revisit", "revisit"),
        ("up-next", "up_next", "unread"),
    ):
        papers = library.by_status.get(status, ())
        yield anchor, name, reading_order(library, library.statuses.of(status), papers)


def _downloads(scene: Scene) -> str:
    names = ("papers.bib", "papers.json", "feed.xml", "feed.json", "llms.txt")
    links = " · ".join(f'<a href="{scene.urls.file("", name)}">{name}</a>' for name in names)
    return f'<p class="pn-downloads">{scene.word("downloads")}: {links}</p>\n'
