"""/graph/: the papers whose notes mention each other, as a map and as a list."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from papernotes.model.library import Library
from papernotes.model.note import NoteKind
from papernotes.model.paper import Paper
from papernotes.model.topic import Topic, topic_path
from papernotes.views.html import Scene, short_name, text
from papernotes.views.moves import Moves
from papernotes.views.page import Page
from papernotes.views.pictures.figure import legend, tone
from papernotes.views.pictures.force import Place, layout
from papernotes.views.stamp import digest

_MOST = 1000
"""Nodes that are drawn: more are no picture; the papers with most links come first."""
_NODE, _LINK, _ROOM = 560, 280, 400_000
"""What a node and a link take of the page, drawn and listed, and how many bytes there are for them."""
_COLOURS = 8
_NAMED = 40
"""Nodes whose names are written beside them."""
_SCALE = 44
"""Pixels between linked nodes."""
_MARGIN = 60


@dataclass(frozen=True)
class _Graph:
    """Papers that mention or are mentioned, and the mentions as pairs of their numbers."""

    papers: Sequence[Paper]
    links: Sequence[tuple[int, int]]
    all: int
    """How many papers there are with a mention, drawn or not."""

    def degrees(self) -> Counter[int]:
        return Counter(end for link in self.links for end in link)


def view(scene: Scene) -> Iterator[Page]:
    """The page; it says so where no note mentions another paper."""
    graph, meta = _graph(scene.library), {"hide": ["toc"]}
    stamp = digest(scene.stamps.papers(graph.papers), repr((graph.links, graph.all)))
    # The places are asked for though the page may be as it was: what nobody asks for is forgotten.
    make = partial(_made, scene, graph, _places(scene, graph))
    yield Page("graph", scene.word("graph"), searchable=False, kind="graph", meta=meta, make=make, stamp=stamp)


def touched(scene: Scene, moves: Moves) -> Iterator[Page]:
    """The page where one of these papers mentions another or is mentioned."""
    library = scene.library
    notes = (library.note_of.get(key) for key in moves.before)
    if any(key in library.mentioned_by for key in moves.before) or any(note and note.mentions for note in notes):
        yield from view(scene)


def _made(scene: Scene, graph: _Graph, places: Sequence[Place]) -> Page:
    title = scene.word("graph")
    head = f"<h1>{title}</h1>\n"
    if graph.papers:
        words = "graph_said" if graph.all == len(graph.papers) else "graph_said_part"
        said = scene.word(words, n=len(graph.papers), links=len(graph.links), all=graph.all)
        body = f"<p>{said}</p>\n{_picture(scene, graph, places)}{_list(scene, graph)}"
    else:
        body = f"<p>{scene.word('graph_empty')}</p>\n"
    meta = {"hide": ["toc"]}
    return Page("graph", title, head, body, searchable=False, kind="graph", meta=meta)


def _graph(library: Library) -> _Graph:
    mentions = [
        (note.key, key)
        for note in library.notes
        if note.kind is NoteKind.PAPER and note.key in library.by_key
        for key in note.mentions
        if key in library.by_key and key != note.key
    ]
    degrees = Counter(key for pair in mentions for key in pair)
    chosen = _chosen([key for key, _ in sorted(degrees.items(), key=lambda item: (-item[1], item[0]))], mentions)
    papers = [paper for paper in library.papers if paper.key in chosen]
    place = {paper.key: i for i, paper in enumerate(papers)}
    links = [(place[a], place[b]) for a, b in mentions if a in place and b in place]
    return _Graph(papers, links, len(degrees))


def _chosen(keys: Sequence[str], mentions: Sequence[tuple[str, str]]) -> set[str]:
    """As many of the papers, in their order, as a page has room for with the links between them."""
    ends: dict[str, list[str]] = {}
    for a, b in mentions:
        ends.setdefault(a, []).append(b)
        ends.setdefault(b, []).append(a)
    found: set[str] = set()
    room = _ROOM
    for key in keys[:_MOST]:
        room -= _NODE + _LINK * sum(other in found for other in ends[key])
        if room < 0:
            break
        found.add(key)
    return found


def _first_topic(paper: Paper) -> Topic:
    return topic_path(paper.topics[0]).partition("/")[0] if paper.topics else ""


def _colours(papers: Sequence[Paper]) -> Mapping[Topic, int]:
    """The topics that have most of the papers, and the number of each one's colour; the rest share the last."""
    counts = Counter(_first_topic(paper) for paper in papers)
    return {topic: i for i, (topic, _) in enumerate(counts.most_common(_COLOURS)) if topic}


def _groups(papers: Sequence[Paper]) -> list[int]:
    """The number of each paper's colour."""
    colours = _colours(papers)
    return [colours.get(_first_topic(paper), _COLOURS) for paper in papers]


def _picture(scene: Scene, graph: _Graph, places: Sequence[Place]) -> str:
    colours, groups = _colours(graph.papers), _groups(graph.papers)
    left, top = (min(place[axis] for place in places) - _MARGIN for axis in (0, 1))
    width, height = (max(place[axis] for place in places) - start + _MARGIN for axis, start in ((0, left), (1, top)))
    lines = "".join(_line(places[a], places[b], a, b) for a, b in graph.links)
    degrees = graph.degrees()
    nodes = "".join(_node(scene, i, paper, places[i], groups[i], degrees[i]) for i, paper in enumerate(graph.papers))
    names = "".join(_labels(graph.papers, places, degrees))
    # The list below is the way for keyboards and screen readers; the picture would be a heap of names.
    svg = (
        f'<svg class="pn-graph" aria-hidden="true" viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}">'
        f'<g class="pn-lines">{lines}</g>{nodes}<g class="pn-names">{names}</g></svg>'
    )
    return f'<div class="pn-map">{_controls(scene)}{svg}</div>\n{_legend(scene, graph.papers, colours)}'


def _places(scene: Scene, graph: _Graph) -> list[Place]:
    """Where the nodes stand, in pixels; as an earlier build had them if the graph is the same."""
    size, groups = len(graph.papers), _groups(graph.papers)

    def work() -> list[list[int]]:
        return [[round(x * _SCALE), round(y * _SCALE)] for x, y in layout(size, graph.links, groups)]

    def fits(known: Any) -> bool:
        return isinstance(known, list) and len(known) == size and all(map(_is_place, known))

    stamp = digest(repr((size, graph.links, groups)))
    return [(x, y) for x, y in scene.memory.recall("graph", stamp, work, fits)]


def _is_place(known: Any) -> bool:
    """Whether something that was read from a file is a place."""
    return isinstance(known, list) and len(known) == 2 and all(type(n) is int and abs(n) < 10**6 for n in known)


def _line(start: Place, end: Place, a: int, b: int) -> str:
    return (
        f'<line data-a="{a}" data-b="{b}" x1="{start[0]:.0f}" y1="{start[1]:.0f}" x2="{end[0]:.0f}" y2="{end[1]:.0f}"/>'
    )


def _radius(degree: int) -> float:
    return min(5 + math.sqrt(degree) * 1.8, 16.0)


def _node(scene: Scene, index: int, paper: Paper, place: Place, colour: int, degree: int) -> str:
    """A node: its colour is its topic or, as the reader chooses, its status; a ring is what is not read."""
    status = scene.library.status(paper)
    facts = " · ".join(filter(None, (_first_topic(paper), status.label(scene.language))))
    title = f"<title>{text(paper.title or paper.key)} ({text(facts)})</title>"
    hollow = "" if status.name == "read" else " pn-ring"
    url = scene.urls.link("graph", scene.urls.paper(paper.key))
    return (
        f'<a href="{url}" tabindex="-1" data-n="{index}" class="pn-node pn-t{colour} {tone(status)}{hollow}">{title}'
        f'<circle cx="{place[0]:.0f}" cy="{place[1]:.0f}" r="{_radius(degree):.1f}"/></a>'
    )


def _labels(papers: Sequence[Paper], places: Sequence[Place], degrees: Counter[int]) -> Iterator[str]:
    """The names of the papers with most links, where there is room for them."""
    taken: list[Place] = []
    for i, degree in degrees.most_common(_NAMED):
        name = _short(papers[i])
        x, y = places[i][0], places[i][1] + _radius(degree) + 11
        if name.endswith("…") or any(abs(x - a) < 70 and abs(y - b) < 14 for a, b in taken):
            continue
        taken.append((x, y))
        yield f'<text x="{x:.0f}" y="{y:.0f}">{text(name)}</text>'


def _short(paper: Paper) -> str:
    """What people call the paper: an alias, what stands before its title's colon, or the title's beginning."""
    title = paper.title or paper.key
    before = title.partition(":")[0]
    name = short_name(paper) or (before if len(before) <= 16 else title)
    return name if len(name) <= 18 else name[:17] + "…"


def _controls(scene: Scene) -> str:
    """Buttons that a script brings to life; without it there are none."""
    names = (("in", "zoom_in", "+"), ("out", "zoom_out", "−"), ("all", "zoom_all", "⤢"))
    buttons = "".join(
        f'<button type="button" data-zoom="{act}" aria-label="{scene.word(word)}">{sign}</button>'
        for act, word, sign in names
    )
    return f'<div class="pn-zoom" hidden>{buttons}</div>'


def _legend(scene: Scene, papers: Sequence[Paper], colours: Mapping[Topic, int]) -> str:
    """Which colours mean what, by topic or by status; the choice needs no script."""
    counts = Counter(colours.get(_first_topic(paper), _COLOURS) for paper in papers)
    names = {**{number: text(topic) for topic, number in colours.items()}, _COLOURS: scene.word("other")}
    items = "".join(
        '<li><svg class="pn-key" viewBox="0 0 12 12" aria-hidden="true">'
        f'<circle class="pn-t{number}" cx="6" cy="6" r="5"/></svg>{name} {counts[number]}</li>'
        for number, name in names.items()
        if counts[number]
    )
    choice = "".join(
        f'<label><input type="radio" name="pn-by" value="{name}"{" checked" * (name == "topic")}>'
        f" {scene.word(word)}</label>"
        for name, word in (("topic", "by_topic"), ("status", "by_status"))
    )
    return (
        f'<fieldset class="pn-by"><legend>{scene.word("colours")}</legend>{choice}</fieldset>\n'
        f'<ul class="pn-legend pn-legend--topic">{items}</ul>\n'
        f'<div class="pn-legend--status">{legend(scene, papers)}</div>\n'
        f'<p class="pn-hint">{scene.word("graph_hint")}</p>\n'
    )


def _list(scene: Scene, graph: _Graph) -> str:
    """The same as a list: each paper, what it mentions, what mentions it; the most linked first."""
    out: dict[int, list[int]] = {}
    back: dict[int, list[int]] = {}
    for a, b in graph.links:
        out.setdefault(a, []).append(b)
        back.setdefault(b, []).append(a)
    degrees = graph.degrees()
    rows = ""
    for i, paper in sorted(enumerate(graph.papers), key=lambda item: (-degrees[item[0]], item[0])):
        link = scene.link("graph", scene.urls.paper(paper.key), scene.title(paper), cls="pn-title")
        ends = "".join(
            f'<span class="pn-ends">{scene.word(word)} {_names(scene, graph, found[i])}</span>'
            for word, found in (("mentions", out), ("mentioned_in", back))
            if i in found
        )
        rows += f"<li>{link}{ends}</li>\n"
    return scene.heading(2, "list", scene.word("as_list")) + f'<ul class="pn-list pn-mentions">\n{rows}</ul>\n'


def _names(scene: Scene, graph: _Graph, numbers: Sequence[int]) -> str:
    papers = [graph.papers[number] for number in numbers]
    return "".join(scene.link("graph", scene.urls.paper(p.key), text(_short(p)), cls="pn-work") for p in papers)
