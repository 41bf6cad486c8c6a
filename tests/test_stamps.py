"""The law of incremental builds: what a page shows never changes without its digest."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping

import pytest

from often import at_length
from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.search import finder
from papernotes.site.writer import page_digest
from papernotes.store.notes import read
from papernotes.views import authors, pages, text_files, touched
from papernotes.views.html import Scene
from papernotes.views.memory import Memory
from papernotes.views.moves import Moves, left
from papernotes.views.page import Page
from papernotes.views.urls import Urls, segment
from random_base import VALUES, Base, lower_limits

Taken = Mapping[str, tuple[bytes, object]]
"""Place to the digest and all that is shown there."""


def scene_of(
    library: Library, language: str = "zh", memory: Memory | None = None, *, only_noted: bool = False
) -> Scene:
    urls = Urls(library, language, only_noted=only_noted)
    return Scene(library, urls, language, "虚构", "https://example.org/", 3, memory or Memory())


def taken(scene: Scene) -> Taken:
    """Every page and file of a site; what a page says of itself before it is made holds after that."""
    found: dict[str, tuple[bytes, object]] = {}
    for page in pages(scene):
        made = page.made()
        facts = (page.uri, page.title, page.note, page.kind, page.key, page.searchable, page.meta)
        assert facts == (made.uri, made.title, made.note, made.kind, made.key, made.searchable, made.meta)
        assert page.make is not None and page.stamp and f"page {page.uri}" not in found
        html = (made.head, made.tail, made.sections, made.description, made.metadata)
        found[f"page {page.uri}"] = page.digest, (*facts[:2], *facts[3:], *html, page.note and page.note.body)
    for file in (*text_files(scene), *finder.files(scene)):
        found[f"file {file.uri}"] = file.stamp, file.content()
    return found


def odd_places(urls: Urls) -> object:
    """The names whose place is not what they alone would have: builds have them in the key of everything."""
    tables = (urls._papers, urls._venues, urls._tags)
    odd = [{name: part for name, part in table.items() if part != segment(name)} for table in tables]
    topics = {t: p for t, p in urls._topics.items() if p != "/".join(map(segment, t.split("/")))}
    return (*odd, topics)


def edited(language: str, seed: int, edits: int, only_noted: bool = False) -> tuple[int, int, int]:
    """Pages that were as before after an edit, that were not, and that were but had another digest."""
    base = Base(random.Random(seed)).fill()
    before: Taken = {}
    odd: object = None
    same = changed = needless = 0
    for _ in range(edits):
        said = base.edit()
        scene = scene_of(base.library(), language, only_noted=only_noted)
        now = taken(scene)
        # Where the place of some name is another, all is made anew.
        for place in before.keys() & now.keys() if odd == odd_places(scene.urls) else ():
            digest, shown = now[place]
            if digest == before[place][0]:
                assert shown == before[place][1], f"{said}: {place} has changed behind its digest"
            same += digest == before[place][0]
            changed += shown != before[place][1]
            needless += digest != before[place][0] and shown == before[place][1]
        before, odd = now, odd_places(scene.urls)
    return same, changed, needless


@pytest.mark.parametrize(("language", "seed", "small"), [("zh", 0, False), ("en", 1, True)])
def test_nothing_changes_behind_its_digest(
    language: str, seed: int, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if small:
        lower_limits(monkeypatch)
    same, changed, needless = edited(language, seed, 40)
    assert same > 1000 and changed > 100
    assert needless < 0.12 * same


def test_nothing_changes_behind_its_digest_where_papers_share_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch)
    same, changed, needless = edited("zh", 7, 40, only_noted=True)
    assert same > 1000 and changed > 100
    assert needless < 0.12 * same


@pytest.mark.scale
@pytest.mark.parametrize("seed", [2, 5, *(pytest.param(seed, marks=at_length) for seed in (3, 4))])
def test_nothing_changes_behind_its_digest_in_many_edits(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:
        lower_limits(monkeypatch)
    edited(("zh", "en")[seed // 4], seed, 250, only_noted=seed > 3)


def digests(found: Iterable[Page], scene: Scene) -> dict[str, str]:
    return {page.uri: page_digest(scene, page) for page in found}


def moved(language: str, seed: int, edits: int) -> int:
    """How many pages another status of some papers made other ones; all of them were foretold."""
    dice = random.Random(seed)
    base, changed = Base(dice).fill(), 0
    for _ in range(edits):
        base.edit()
        old = scene_of(base.library(), language)
        keys = dice.sample([*base.papers], min(len(base.papers), dice.choice([1, 1, 1, 3])))
        for key in keys:
            base.papers[key] = {**base.papers[key], "status": dice.choice(VALUES["status"])}
        new = scene_of(base.library(), language)
        moves = Moves(new.library, {key: old.library.by_key[key] for key in keys})
        told, before, now = (
            digests(found, scene) for found, scene in ((touched(new, moves), new), (pages(old), old), (pages(new), new))
        )
        other = {uri for uri in now if now[uri] != before.get(uri)}
        assert other <= told.keys() and told.items() <= now.items()
        gone = {uri.rpartition("/")[0] if uri.rpartition("/")[2].isdigit() else uri for uri in before.keys() - now}
        assert gone <= set(left(new, moves))
        changed += len(other)
    return changed


@pytest.mark.parametrize(("language", "seed", "small"), [("zh", 0, False), ("en", 1, True), ("zh", 2, True)])
def test_a_status_moves_papers_only_where_it_is_foretold(
    language: str, seed: int, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if small:
        lower_limits(monkeypatch)
    assert moved(language, seed, 60) > 500


@pytest.mark.scale
@pytest.mark.parametrize("seed", [3, 8, *(pytest.param(seed, marks=at_length) for seed in range(4, 8))])
def test_many_statuses_move_papers_only_where_it_is_foretold(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:
        lower_limits(monkeypatch)
    moved(("zh", "en")[seed // 6], seed, 400)


PAPERS = [
    Paper("a", "Invented Zebra Networks", topics=("检测",), status="未看", authors=("Ann Arden",), year=2020),
    Paper("b", "Invented Zebra Shapes", topics=("检测",), status="已读", authors=("Bo Birch",), year=2021),
    Paper("c", "Another Thing", topics=("分割",), status="未看", tags=("oral",), venue="CVPR"),
]
TEXT = "---\nread: 2022-06-13\n---\n\nThe beginning.\n\nIt says [[c]] here.\n"


def library(text: str = TEXT, **changes: str) -> Library:
    papers = [*PAPERS[:2], Paper(**{"key": "c", "title": "Another Thing", "topics": ("分割",), **changes})]  # type: ignore[arg-type]
    return Library(papers, [read(text, "notes/b.md", "b.md", True)[0]])


def stale(old: Library, new: Library) -> set[str]:
    """What is to be made again."""
    before, now = taken(scene_of(old)), taken(scene_of(new))
    assert before.keys() == now.keys()
    return {place for place in now if now[place][0] != before[place][0]}


def test_a_note_changes_its_page_and_those_it_mentions() -> None:
    assert stale(library(), library(TEXT + "\nOne sentence more.\n")) == {"page papers/b", "page papers/c"}


def test_a_notes_beginning_stands_in_more_places() -> None:
    found = stale(library(), library(TEXT.replace("The beginning", "Another one")))
    feeds = {f"file {place}feed.{kind}" for place in ("", "topics/检测/") for kind in ("xml", "json")}
    assert found == {"page papers/b", "page papers/c", "page journal", "file assets/search/papers.json", *feeds}


def test_a_summary_leaves_lists_of_others_as_they_are() -> None:
    found = stale(library(), library(summary="Invented."))
    assert {"page papers/c", "page topics/分割", "file papers.csv"} <= found
    assert not found & {"page topics/检测", "page years/2020", "page journal", "page authors", "file papers.bib"}


def test_a_page_knows_the_titles_of_all_who_mention_it() -> None:
    def mentioned(last: str) -> Library:
        papers = [Paper("hub", "Invented"), *(Paper(f"p{n}", last if n == 8 else f"No {n}") for n in range(9))]
        notes = [read("See [[hub]] there.\n", f"notes/p{n}.md", f"p{n}.md", True)[0] for n in range(9)]
        return Library(papers, notes)

    # Eight papers are as close to it, and five of them are shown as related.
    assert "page papers/hub" in stale(mentioned("One"), mentioned("Another"))


def test_authors_get_pages_of_letters_and_all_links_lead_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authors, "_MOST", 2)
    few, many = Library(PAPERS[:2]), Library([*PAPERS[:2], Paper("z", "Far Away", authors=("Ed Elm",))])
    before, now = taken(scene_of(few)), taken(scene_of(many))
    assert "authors/#b" in str(before["page papers/b"][1]) and "authors/b/" in str(now["page papers/b"][1])
    assert before["page papers/b"][0] != now["page papers/b"][0]


def test_what_was_worked_out_is_used_again() -> None:
    memory = Memory()
    first = taken(scene_of(library(), memory=memory))
    kept = json.loads(json.dumps(memory.kept))
    assert kept["related"][1]["a"] == ["b"]
    assert taken(scene_of(library(), memory=Memory(kept))) == first
    kept["related"][1]["a"] = ["c"]
    assert taken(scene_of(library(), memory=Memory(kept)))["page papers/a"] != first["page papers/a"]


@pytest.mark.parametrize("odd", [None, [], {}, {"a": ["x"]}, {"a": 1, "b": [], "c": []}, [[1]], [["a", ["../x"]]], "x"])
def test_a_torn_memory_is_no_memory(odd: object) -> None:
    memory = Memory()
    first = taken(scene_of(library(), memory=memory))
    torn = {name: [stamp, odd] for name, (stamp, _) in memory.kept.items() if odd != [] or "csv" not in name}
    assert taken(scene_of(library(), memory=Memory(torn))) == first
