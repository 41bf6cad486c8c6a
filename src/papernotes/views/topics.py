"""The topic tree, a page per topic, and the cross index: a page per topic and status (检测/识别/未看)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from papernotes.model.paper import Paper
from papernotes.model.status import Status
from papernotes.model.topic import Topic, ancestors, leaf
from papernotes.views import lists
from papernotes.views.head import topic_links
from papernotes.views.html import Scene, text
from papernotes.views.lists import Place, pager, places
from papernotes.views.moves import Moves
from papernotes.views.order import reading_order
from papernotes.views.page import Page, Section
from papernotes.views.pictures.figure import read_of, topic_shares
from papernotes.views.pictures.progress import bar
from papernotes.views.pictures.treemap import treemap
from papernotes.views.stamp import digest

_MOST = 200
"""Topics of a tree: each takes a kilobyte and more."""


def view(scene: Scene) -> Iterator[Page]:
    """/topics/, /topics/<path>/ and /topics/<path>/<status>/, the empty ones left out."""
    yield _tree_page(scene)
    for topic, papers in scene.library.by_topic.items():
        groups = _by_status(scene, papers)
        yield _topic_page(scene, topic, papers, groups)
        for status, group in groups:
            yield from _status_pages(scene, topic, status, group)


def touched(scene: Scene, moves: Moves) -> Iterator[Page]:
    """The pages that show one of these papers, before or after; or an introduction that mentions one."""
    yield _tree_page(scene)
    by_topic, intros = scene.library.by_topic, scene.library.topic_intro.items()
    said = {topic for topic, note in intros if not moves.before.keys().isdisjoint(note.mentions)}
    for topic in by_topic.keys() & (moves.topics.keys() | said):
        groups = _by_status(scene, by_topic[topic])
        yield _topic_page(scene, topic, by_topic[topic], groups)
        for status, group in groups:
            if status.name in moves.topics.get(topic, ()):
                yield from _status_pages(scene, topic, status, group)


Groups = Sequence[tuple[Status, Sequence[Paper]]]


def _by_status(scene: Scene, papers: Sequence[Paper]) -> Groups:
    """The papers in groups by status, in the order of the statuses, none empty."""
    groups: dict[str, list[Paper]] = {}
    of = scene.library.statuses.of
    for paper in papers:
        groups.setdefault(of(paper.status).name, []).append(paper)
    return [(s, groups[s.name]) for s in scene.library.statuses.all if s.name in groups]


def _counts(scene: Scene) -> Mapping[Topic, Mapping[Status, int]]:
    """How many papers of each status a topic has, in the order of the statuses."""
    place, found = {status.name: i for i, status in enumerate(scene.library.statuses.all)}, {}
    for topic, shares in scene.once(topic_shares).items():
        found[topic] = dict(sorted(shares, key=lambda share: place[share[0].name]))
    return found


def _counted(scene: Scene, top: Topic = "") -> str:
    """All that `tree` and the map of the topics below one show."""
    counts, children = scene.once(_counts), scene.library.children(top)
    return repr([(t, [(s.name, n) for s, n in counts[t].items()], _counted(scene, t)) for t in children])


def crumbs(scene: Scene, here: str, topic: Topic, last: str = "") -> str:
    """The way down to a topic, each step a link; `last` is the page's own name after it."""
    steps = [scene.link(here, "topics", scene.word("topics"))]
    steps += [scene.link(here, scene.urls.topic(t), text(leaf(t))) for t in ancestors(topic)]
    if last:
        steps.append(f'<span aria-current="page">{last}</span>')
    items = "".join(f"<li>{step}</li>" for step in steps)
    return f'<nav class="pn-crumbs" aria-label="{scene.word("topics")}"><ol>{items}</ol></nav>\n'


def tree(scene: Scene, here: str, top: Topic = "") -> str:
    """The topics below one as nested lists with counts and progress; of very many those right below it."""
    return _tree(scene, here, top, _below(scene, top) <= _MOST)


def _below(scene: Scene, top: Topic) -> int:
    """How many topics there are below one."""
    return sum(1 + _below(scene, topic) for topic in scene.library.children(top))


def _tree(scene: Scene, here: str, top: Topic, deep: bool) -> str:
    items = []
    for topic in scene.library.children(top):
        papers = scene.library.by_topic[topic]
        name = scene.link(here, scene.urls.topic(topic), text(leaf(topic)))
        statuses = " ".join(
            scene.link(here, scene.urls.topic_status(topic, status), f"{scene.label(status)} {number}", cls="pn-cross")
            for status, number in scene.once(_counts)[topic].items()
        )
        counts = f"{scene.count(len(papers))} {_progress(scene, topic)}"
        row = f'<div class="pn-topic">{name} {counts} <span>{statuses}</span></div>'
        items.append(f"<li>{row}{_tree(scene, here, topic, deep) if deep else ''}</li>")
    return f'<ul class="pn-tree">{"".join(items)}</ul>\n' if items else ""


def _progress(scene: Scene, topic: Topic) -> str:
    """The shares of the statuses as a bar, and how many papers are read in words."""
    found = scene.once(topic_shares)[topic]
    words = scene.word("progress", done=read_of(found), all=len(scene.library.by_topic[topic]))
    return f'<span class="pn-progress">{bar(scene, found, 8)} {words}</span>'


def _tree_page(scene: Scene) -> Page:
    stamp = digest(_counted(scene))
    return Page("topics", scene.word("topics"), searchable=False, make=partial(_tree_made, scene), stamp=stamp)


def _tree_made(scene: Scene) -> Page:
    title = scene.word("topics")
    body = treemap(scene, "topics") + tree(scene, "topics") or f"<p>{scene.word('no_papers')}</p>"
    return Page("topics", title, f"<h1>{title}</h1>\n", body, searchable=False)


def _topic_page(scene: Scene, topic: Topic, papers: Sequence[Paper], groups: Groups) -> Page:
    note = scene.library.topic_intro.get(topic)
    return Page(
        scene.urls.topic(topic),
        topic,
        note=note,
        searchable=note is not None,
        kind="topic",
        make=partial(_topic_made, scene, topic, papers, groups),
        stamp=scene.dated(papers),
    )


def _topic_made(scene: Scene, topic: Topic, papers: Sequence[Paper], groups: Groups) -> Page:
    here = scene.urls.topic(topic)
    head = crumbs(scene, here, topic) + f"<h1>{text(leaf(topic))}</h1>\n"
    head += f"<p>{scene.count(len(papers))} {scene.progress(papers)}</p>\n"
    tail, sections, most = "", [], None if len(papers) <= lists.PER_PAGE else lists.PER_PAGE // len(groups)
    below = tree(scene, here, topic)
    if below:
        tail += scene.heading(2, "subtopics", scene.word("subtopics")) + treemap(scene, here, topic) + below
        sections.append(Section("subtopics", scene.word("subtopics")))
    for status, group in groups:
        cross = scene.link(here, scene.urls.topic_status(topic, status), scene.label(status))
        tail += scene.heading(2, status.name, f"{cross} {scene.count(len(group))}")
        tail += scene.papers(here, reading_order(scene, status, group)[:most])
        if most and len(group) > most:
            words = scene.word("board_all", n=len(group))
            all_of_them = scene.link(here, scene.urls.topic_status(topic, status), words, cls="pn-btn")
            tail += f"<p>{all_of_them}</p>\n"
        sections.append(Section(status.name, status.label(scene.language)))
    note = scene.library.topic_intro.get(topic)
    found = topic_links(scene, topic)
    return Page(
        here, topic, head, tail, note, tuple(sections), searchable=note is not None, kind="topic", metadata=found
    )


def _status_pages(scene: Scene, topic: Topic, status: Status, papers: Sequence[Paper]) -> Iterator[Page]:
    found = places(scene.urls.topic_status(topic, status), len(papers))
    ordered = reading_order(scene, status, papers) if len(found) > 1 else papers
    for place in found:
        title, part = place.title(f"{topic}/{status.label(scene.language)}"), place.part(ordered)
        make = partial(_status_made, scene, place, title, topic, status, part, len(papers))
        stamp = digest(repr((place, len(papers))), scene.dated(part))
        yield Page(place.uri, title, searchable=False, make=make, stamp=stamp)


def _status_made(
    scene: Scene, place: Place, title: str, topic: Topic, status: Status, papers: Sequence[Paper], total: int
) -> Page:
    head = crumbs(scene, place.uri, topic, scene.label(status))
    head += f"<h1>{text(leaf(topic))} · {scene.label(status)}</h1>\n<p>{scene.count(total)}</p>\n"
    body = scene.papers(place.uri, reading_order(scene, status, papers)) + pager(scene, place)
    return Page(place.uri, title, head, body, searchable=False)
