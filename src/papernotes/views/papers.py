"""A paper's page: what is known of it, what was noted, who mentions it, its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import starmap

from papernotes.identifiers import url_of
from papernotes.model.library import venue_name
from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.model.topic import Topic, topic_path
from papernotes.model.venue import registry
from papernotes.views import cite, scholar
from papernotes.views.authors import are_many, author_place
from papernotes.views.html import Scene, safe_url, short_name, text
from papernotes.views.mentions import sentence
from papernotes.views.moves import Moves
from papernotes.views.page import Page, Section
from papernotes.views.stamp import digest
from papernotes.views.strings import strings
from papernotes.views.topics import crumbs

_SHOWN = 10
"""How many authors are shown at once."""
# Of silent reading, common measurements for Chinese characters and English words.
_HAN_A_MINUTE, _WORDS_A_MINUTE = 400, 220
_HAN = re.compile("[\u3400-\u9fff]+")
_WORD = re.compile(r"[A-Za-z]{2,}")
_IDS = {"arxiv": "arXiv", "doi": "DOI", "openreview": "OpenReview", "acl": "ACL Anthology", "dblp": "DBLP"}


def view(scene: Scene) -> Iterator[Page]:
    """/papers/<key>/ for every paper, with a note or without; but for those that share a page, see `shared`."""
    for paper in scene.library.papers:
        if not scene.urls.shares(paper.key):
            yield page(scene, paper)


def touched(scene: Scene, moves: Moves) -> Iterator[Page]:
    """These papers' pages, and those that name one of them as related or in their notes."""
    library, keys = scene.library, dict.fromkeys(moves.before)
    notes = (note for key in moves.before for note in library.mentioned_by.get(key, ()))
    keys |= dict.fromkeys(note.key for note in notes if note.kind is NoteKind.PAPER)
    keys |= dict.fromkeys(key for key, found in scene.related.items() if any(p.key in moves.before for p in found))
    own = (key for key in keys if key in library.by_key and not scene.urls.shares(key))
    yield from (page(scene, library.by_key[key]) for key in own)


def page(scene: Scene, paper: Paper) -> Page:
    """The page of one paper."""
    return Page(
        scene.urls.paper(paper.key),
        paper.title or paper.key,
        note=scene.library.note_of.get(paper.key),
        kind="paper",
        key=paper.key,
        make=partial(_made, scene, paper),
        stamp=_stamp(scene, paper),
    )


def _stamp(scene: Scene, paper: Paper) -> bytes:
    stamps, notes = scene.stamps, scene.library.mentioned_by.get(paper.key, ())
    urls = scene.urls
    around = [(other.key, other.title, urls.paper(other.key)) if other else None for other in _around(scene, paper)]
    places = [note_place(scene, note) for note in notes]
    return digest(
        stamps.paper(paper),
        stamps.papers(scene.related[paper.key]),
        stamps.notes(notes),
        *map(scene.once(_Names), notes),
        repr((around, places, scene.once(are_many))),
        _changed(scene, scene.library.note_of.get(paper.key)),
    )


def _made(scene: Scene, paper: Paper) -> Page:
    here = scene.urls.paper(paper.key)
    note = scene.library.note_of.get(paper.key)
    head = "".join(_crumbs(scene, here, topic) for topic in map(topic_path, paper.topics) if topic)
    head += f"<h1{scene.lang(paper)}>{text(paper.title or paper.key)}</h1>\n" + _facts(scene, here, paper, note)
    tail, sections = ("" if note else f'<p class="pn-empty">{scene.word("no_note")}</p>\n'), []
    for anchor, word, html in _below(scene, here, paper):
        tail += html if anchor == cite.ANCHOR else scene.heading(2, anchor, scene.word(word)) + html
        sections.append(Section(anchor, scene.word(word)))
    tail += _neighbours(scene, here, paper)
    said = paper.summary or (summary_of(note) if note else "")
    return Page(
        here,
        paper.title or paper.key,
        head,
        tail,
        note,
        tuple(sections),
        said,
        kind="paper",
        key=paper.key,
        metadata=scholar.head(paper),
    )


def entry(scene: Scene, here: str, paper: Paper) -> str:
    """The paper on a page that it shares with others: what is known of it, who mentions it, how to cite it."""
    head = scene.heading(2, scene.urls.anchor(paper.key), scene.title(paper))
    if paper.key in scene.library.note_of:
        link = scene.link(here, scene.urls.paper(paper.key), scene.word("note"))
        return f'<section class="pn-entry">{head}<p>{link}</p></section>\n'
    head += "".join(_crumbs(scene, here, topic) for topic in map(topic_path, paper.topics) if topic)
    places = dict.fromkeys(note_place(scene, note) for note in scene.library.mentioned_by.get(paper.key, ()))
    notes = "".join(f"<li>{scene.link(here, there, text(title))}</li>" for there, title in places)
    said = f'<p>{scene.word("mentioned_by")}</p><ul class="pn-backlinks">{notes}</ul>\n' if notes else ""
    return f'<section class="pn-entry">{head}{_facts(scene, here, paper, None)}{said}{cite.folded(paper)}</section>\n'


def _crumbs(scene: Scene, here: str, topic: Topic) -> str:
    """The way down to a topic; it is the same from all papers that lie equally deep."""
    known, depth = scene.once(_ways), here.count("/")
    if (depth, topic) not in known:
        known[depth, topic] = crumbs(scene, here, topic)
    return known[depth, topic]


def _ways(_: Scene) -> dict[tuple[int, Topic], str]:
    return {}


def _below(scene: Scene, here: str, paper: Paper) -> Iterator[tuple[str, str, str]]:
    """Anchor, word and HTML of each section below the note."""
    mentions = scene.library.mentioned_by.get(paper.key, ())
    if mentions:
        yield "mentioned-by", "mentioned_by", _backlinks(scene, here, paper, mentions)
    if others := scene.related[paper.key]:
        yield "pn-related", "related", scene.papers(here, others)
    yield cite.ANCHOR, "cite", cite.box(scene, paper)


def _facts(scene: Scene, here: str, paper: Paper, note: Note | None) -> str:
    urls, library = scene.urls, scene.library
    rows: list[str] = []
    if paper.aliases:
        rows.append(_fact(scene.word("aliases"), text("、".join(paper.aliases))))
    if paper.authors:
        rows.append(_fact(scene.word("authors"), _authors(scene, here, paper), " class=pn-people"))
    place = [scene.link(here, urls.venue(venue_name(paper)), text(venue_name(paper)))] if paper.venue else []
    place += [scene.link(here, urls.year(paper.year), str(paper.year))] if paper.year is not None else []
    if place:
        rows.append(_fact(scene.word("venue"), " ".join(place) + _other_names(paper)))
    status = library.status(paper)
    rows.append(_fact(scene.word("status"), scene.link(here, urls.status(status), scene.chip(status))))
    if paper.tags:
        links = (scene.link(here, urls.tag(tag), text(tag), cls="pn-tag") for tag in dict.fromkeys(paper.tags))
        rows.append(_fact(scene.word("tags"), " ".join(links)))
    outside = _outside(scene, paper)
    if outside:
        rows.append(_fact(scene.word("links"), outside))
    rows += starmap(_fact, _reading(scene, note))
    said = paper.summary or (summary_of(note) if note else "")
    summary = f"<p class=pn-summary>{text(said)}</p>\n" if said else ""
    return f"{summary}<dl class=pn-facts>\n{''.join(rows)}</dl>\n"


def _fact(name: str, html: str, cls: str = "") -> str:
    return f"<div><dt>{name}</dt><dd{cls}>{html}</dd></div>\n"


def _authors(scene: Scene, here: str, paper: Paper) -> str:
    """The authors as links; of many the first ten, the others behind a click."""
    places = ((name, *author_place(scene, name)) for name in paper.authors)
    links = [scene.link(here, uri, text(name), anchor) for name, uri, anchor in places]
    shown, more = links[:_SHOWN], links[_SHOWN:]
    if not more:
        return ", ".join(shown)
    summary = f"<summary>{scene.word('more_authors', n=len(more))}</summary>"
    return f"{', '.join(shown)} <details class=pn-more>{summary}{', '.join(more)}</details>"


def _other_names(paper: Paper) -> str:
    """The venue's other short names, for the search index only: who looks for "nips 2021" means NeurIPS."""
    venue = registry().find(paper.venue) if paper.venue else None
    names = [name for name in venue.aliases if len(name) < 12 and " " not in name] if venue else []
    return f"<span hidden> {text(' '.join(names))}</span>" if names else ""


def summary_of(note: Note) -> str:
    """The one line of the front matter that says what was made of the paper; "" if there is none."""
    value = note.meta.get("summary")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _outside(scene: Scene, paper: Paper) -> str:
    words = strings(scene.language)
    found = [(label, url_of(name, getattr(paper, name))) for name, label in _IDS.items() if getattr(paper, name)]
    found += [(words.get(f"link_{name}", name), url) for name, url in paper.links.items()]
    links = ((text(label), safe_url(url or "")) for label, url in found)
    return " ".join(f'<a class=pn-out href="{url}">{label}</a>' for label, url in links if url)


def minutes(note: Note) -> int:
    """How long the note takes to read; at least a minute."""
    han = sum(map(len, _HAN.findall(note.body)))
    words = len(_WORD.findall(note.body))
    return max(1, round(han / _HAN_A_MINUTE + words / _WORDS_A_MINUTE))


def _changed(scene: Scene, note: Note | None) -> str:
    """The day on which the paper's note was last changed; "" where that is not known or not to be said."""
    return scene.changed.get(note.uri, "") if note else ""


def _reading(scene: Scene, note: Note | None) -> Iterator[tuple[str, str]]:
    if note is None:
        return
    yield scene.word("reading_time"), scene.word("minutes", n=minutes(note))
    if day := _changed(scene, note):
        yield scene.word("changed_on"), f"<time>{text(day)}</time>"
    if note.read:
        yield scene.word("read_on"), "、".join(f"<time>{text(day)}</time>" for day in note.read)
    for name in ("reader", "rating"):
        if note.meta.get(name):
            yield scene.word(name), text(note.meta[name])
    sources = note.meta.get("sources")
    if isinstance(sources, dict):
        pairs = ((text(name), safe_url(str(url))) for name, url in sources.items())
        yield scene.word("sources"), " ".join(f'<a href="{url}">{name}</a>' for name, url in pairs if url)


def _backlinks(scene: Scene, here: str, paper: Paper, notes: Sequence[Note]) -> str:
    items = []
    for note in notes:
        there, title = note_place(scene, note)
        first = next(ref for ref in note.references if ref.key == paper.key)
        said = sentence(note, first, partial(_name, scene))
        items.append(f"<li>{scene.link(here, there, text(title))}{f' {said}' if said else ''}</li>\n")
    return f"<ul class=pn-backlinks>\n{''.join(items)}</ul>\n"


def _name(scene: Scene, key: str) -> str:
    """What running text calls a paper."""
    paper = scene.library.by_key.get(key)
    return (short_name(paper) or paper.title or key) if paper else key


class _Names:
    """Gives a hash of what a note's text calls the papers that it mentions."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._known: dict[str, bytes] = {}

    def __call__(self, note: Note) -> bytes:
        found = self._known.get(note.path)
        if found is None:
            found = digest(*(_name(self._scene, ref.key) for ref in note.references))
            self._known[note.path] = found
        return found


def note_place(scene: Scene, note: Note) -> tuple[str, str]:
    """The uri of the page on which a note stands, and its title."""
    library = scene.library
    if note.kind is NoteKind.PAPER and note.key in library.by_key:
        return scene.urls.paper(note.key), library.by_key[note.key].title or note.key
    if note.kind is NoteKind.TOPIC and note.key in library.by_topic:
        return scene.urls.topic(note.key), note.key
    stem = note.uri.removesuffix(".md")
    stem = "" if stem in ("index", "README") else stem.removesuffix("/index").removesuffix("/README")
    return stem, note.title or (note.key if note.key else stem) or scene.word("home")


def _around(scene: Scene, paper: Paper) -> tuple[Paper | None, Paper | None]:
    """The papers before and after one in its first topic."""
    topic = topic_path(paper.topics[0]) if paper.topics else ""
    return scene.neighbours(topic, paper.key)


def _neighbours(scene: Scene, here: str, paper: Paper) -> str:
    links = []
    for name, other in zip(("previous", "next"), _around(scene, paper), strict=True):
        if other is not None:
            html = f"{scene.word(name)}：" if scene.language.startswith("zh") else f"{scene.word(name)}: "
            links.append(scene.link(here, scene.urls.paper(other.key), html + scene.title(other), cls=f"pn-{name}"))
    if not links:
        return ""
    return f'<nav class=pn-neighbours aria-label="{scene.word("neighbours")}">{"".join(links)}</nav>\n'
