"""The finder's data: what the catalogue says of every paper, for the browser to search and filter; small before all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from papernotes.late import regex
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper
from papernotes.model.topic import topic_path
from papernotes.model.venue import registry
from papernotes.search.words import lexicon_data, words
from papernotes.views.html import Scene, clean
from papernotes.views.journal import excerpt
from papernotes.views.moves import Moves
from papernotes.views.page import TextFile
from papernotes.views.stamp import digest
from papernotes.views.urls import ANCHOR, MARK

FOLDER = "assets/search"
PIECE = 20_000
"""Papers in one file; of more there are several, fetched side by side."""
_NUMBER = regex(r"papers-(\d+)\.json$")
_SUMMARY = 120
_SUMMARIES = 120_000
"""Characters of all summaries: of more papers each has less, and of very many none; the full text has them all."""
_LEAST = 20
_MANY = 2_000


def files(scene: Scene) -> Iterator[TextFile]:
    """The files of the finder's data; the same library gives the same bytes.

    A site whose links work from disk has each as a script, too: from disk nothing else can be loaded."""
    for file in _data(scene):
        yield file
        if not scene.urls.directory_urls:
            yield TextFile(f"{file.uri}.js", partial(_script, file), file.stamp)


def _script(file: TextFile) -> bytes:
    return b"papernotesData=" + file.content()


def _data(scene: Scene) -> Iterator[TextFile]:
    yield TextFile(f"{FOLDER}/words.json", _lexicon, digest("words"))
    stamp = _stamp(scene)
    yield TextFile(f"{FOLDER}/papers.json", partial(_papers, scene), stamp)
    papers = scene.library.papers
    for i, start in enumerate(range(0, len(papers), PIECE) if len(papers) > PIECE else ()):
        # The names have numbers by how frequent they are in the whole library.
        yield TextFile(f"{FOLDER}/papers-{i}.json", partial(_piece, scene, start), stamp)


def touched(scene: Scene, moves: Moves, read: Callable[[str], bytes]) -> Iterator[TextFile]:
    """The files in which statuses stand; all but these is taken from the old ones, which `read` gives."""
    for file in files(scene):
        if not file.uri.endswith("/words.json"):
            yield file._replace(make=partial(_again, scene, read, file))


def _again(scene: Scene, read: Callable[[str], bytes], file: TextFile) -> bytes:
    try:
        old = read(file.uri)
    except OSError:
        return file.content()
    count, piece = len(scene.library.papers), _NUMBER.search(file.uri)
    if count > PIECE and not piece:
        return old
    # A quotation mark within a text is written with a backslash before it.
    before, mark, after = old.partition(b',"status":[')
    if not mark:
        return file.content()
    start = PIECE * int(piece[1]) if piece else 0
    column = _status_column(scene, scene.library.papers[start : start + PIECE] if piece else scene.library.papers)
    return b'%s,"status":%s%s' % (before, _json(column), after.partition(b"]")[2])


def _status_column(scene: Scene, papers: Sequence[Paper]) -> list[int]:
    place = {status.name: i for i, status in enumerate(scene.library.statuses.all)}
    return [place[scene.library.status(paper).name] for paper in papers]


def _lexicon() -> bytes:
    return _json(lexicon_data(words().lexicon))


def _stamp(scene: Scene) -> bytes:
    """A hash of the papers, and of what stands for the summaries that they do not have."""
    library, room = scene.library, _room(scene.library)
    said = [_summary(scene, paper)[:room] for paper in library.papers if not paper.summary] if room >= _LEAST else []
    return digest(scene.stamps.papers(library.papers), repr(said))


def _room(library: Library) -> int:
    """How many characters of a summary there are."""
    return min(_SUMMARY, _SUMMARIES // max(1, len(library.papers)))


def _papers(scene: Scene) -> bytes:
    (coded, names), count = scene.once(_coded), len(scene.library.papers)
    head: dict[str, Any] = {
        "count": count,
        "statuses": [[s.name, s.zh, s.en, *s.aliases] for s in scene.library.statuses.all],
        "place": scene.once(_plain),
        **({"shared": [link for _, link in scene.once(_shared).values()]} if scene.urls.only_noted else {}),
        "names": names,
        "also": _also(names["venue"]),
    }
    pieces = [f"papers-{i}.json" for i in range(-(-count // PIECE))]
    return _json({**head, "rows": coded} if count <= PIECE else {**head, "pieces": pieces})


def _piece(scene: Scene, start: int) -> bytes:
    coded, _ = scene.once(_coded)
    return _json({name: column[start : start + PIECE] for name, column in coded.items()})


def _coded(scene: Scene) -> tuple[Mapping[str, Sequence[Any]], Mapping[str, list[str]]]:
    """The columns, and the names that stand in some of them as numbers."""
    names = _Names()
    rows = _rows(scene)
    return {name: names.code(name, column) if name in _CODED else column for name, column in rows.items()}, names.lists


_CODED = ("authors", "venue", "topics", "tags", "kind")


class _Names:
    """Values that many papers have: a list of each kind, in which a paper has numbers."""

    def __init__(self) -> None:
        self.lists: dict[str, list[str]] = {}

    def code(self, name: str, column: Sequence[Any]) -> list[Any]:
        """The column in numbers; -1 stands for no value. The most frequent have the shortest numbers."""
        found: dict[str, int] = {}
        for value in column:
            for one in value if isinstance(value, list) else (value,):
                found[one] = found.get(one, 0) + 1
        found.pop("", None)
        order = sorted(found, key=lambda one: -found[one])
        place = {one: i for i, one in enumerate(order)} | {"": -1}
        self.lists[name] = order
        return [[place[one] for one in v] if isinstance(v, list) else place[v] for v in column]


def _rows(scene: Scene) -> dict[str, list[Any]]:
    library = scene.library
    room = _room(library)
    rows: dict[str, list[Any]] = {
        "key": [0 if paper.key == usual_key(paper) else paper.key for paper in library.papers],
        "title": [clean(paper.title) for paper in library.papers],
        "aliases": [_clean(paper.aliases) or 0 for paper in library.papers],
        "authors": _authors(library.papers),
        "venue": [clean(venue_name(paper)) for paper in library.papers],
        "year": [paper.year or 0 for paper in library.papers],
        "status": _status_column(scene, library.papers),
        "topics": [_clean(dict.fromkeys(filter(None, map(topic_path, paper.topics)))) for paper in library.papers],
        "tags": [_clean(dict.fromkeys(paper.tags)) for paper in library.papers],
        "kind": [paper.kind for paper in library.papers],
        "note": [int(paper.key in library.note_of) for paper in library.papers],
        "url": [_url(scene, paper.key) for paper in library.papers],
    }
    if room >= _LEAST:
        rows["summary"] = [_summary(scene, paper)[:room] or 0 for paper in library.papers]
    return rows


def _summary(scene: Scene, paper: Paper) -> str:
    """What the catalogue says the paper is about, else how its note begins."""
    note = scene.library.note_of.get(paper.key)
    return clean(paper.summary or (excerpt(scene, note) if note else ""))


_FAMILY = regex(r"([A-Za-z]+)[^A-Za-z]*$")
_WORD = regex("[A-Za-z]+")


def usual_key(paper: Paper) -> str:
    """The key that the browser makes of a paper: family name, year, first word of the title."""
    family = _FAMILY.search(clean(paper.authors[0])) if paper.authors else None
    word = _WORD.search(clean(paper.title))
    return f"{family[1] if family else ''}{paper.year or ''}{word[0] if word else ''}".lower()


def _authors(papers: Sequence[Paper]) -> list[list[str]]:
    """The authors of each paper; of a large library's, who is first or stands in several papers.

    The others are as many names as there are papers, and the full text has them."""
    if len(papers) <= _MANY:
        return [_clean(paper.authors) for paper in papers]
    times = Counter(name for paper in papers for name in paper.authors)
    kept = ([n for i, n in enumerate(paper.authors) if not i or times[n] > 2] for paper in papers)
    return [_clean(names) for names in kept]


def _clean(values: Iterable[str]) -> list[str]:
    return [clean(value) for value in values]


def _url(scene: Scene, key: str) -> int | str:
    """The link to a paper from the site's root; where it is made of the key in the plain way, a number.

    That is 0 for a page of the paper's own, else the number of the page that it shares."""
    there = scene.urls.paper(key)
    link = scene.urls.link("", there)
    number, place = scene.once(_shared)[there.partition(MARK)[0]] if MARK in there else (0, scene.once(_plain))
    return number if link == place.replace("*", key) else link


def _plain(scene: Scene) -> str:
    """The link to a page of a paper's own; a star stands for its key."""
    return scene.urls.link("", "papers/x").replace("x", "*")


def _shared(scene: Scene) -> dict[str, tuple[int, str]]:
    """Of each page that papers share its number, from 1, and the link to a paper there; a star stands for its key."""
    urls = scene.urls
    links = {uri: urls.link("", f"{uri}{MARK}{ANCHOR}x").replace("x", "*") for uri in urls.shared}
    return {uri: (number, link) for number, (uri, link) in enumerate(links.items(), 1)}


def _also(venues: Sequence[str]) -> Mapping[str, str]:
    return {name: " ".join(others) for name in venues if (others := other_names(name))}


@cache
def other_names(venue: str) -> tuple[str, ...]:
    """The short names by which readers look for a venue, NIPS for NeurIPS; the words of full names mean too much."""
    known = registry().find(venue) if venue else None
    return tuple(name for name in known.aliases if len(name) < 12 and " " not in name) if known else ()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
