"""Pictures: they say the catalogue's numbers, need no style attribute and no script, and cost little."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind, Reference
from papernotes.model.paper import Paper
from papernotes.model.where import Where
from papernotes.views import graph, home, statistics
from papernotes.views.html import Scene
from papernotes.views.page import Page
from papernotes.views.pictures import calendar, growth, matrix, progress, treemap, years
from papernotes.views.pictures.force import layout
from papernotes.views.urls import Urls

EVIL = '"><img src=x onerror=alert(1)>'


class Shown(HTMLParser):
    """The elements of ready HTML: names, attributes, whether each is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("input", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def scene_of(papers: list[Paper], notes: list[Note] = [], language: str = "zh") -> Scene:  # noqa: B006
    library = Library(papers, notes)
    return Scene(library, Urls(library, language), language, "invented")


def paper(number: int, **fields: object) -> Paper:
    return Paper(f"p{number}", **{"title": f"Invented Title {number}", **fields})  # type: ignore[arg-type]


def note(key: str, read: list[str], mentions: list[str] = []) -> Note:  # noqa: B006
    refs = tuple(Reference(other, "", Where(f"notes/{key}.md", 1, 1), 1) for other in mentions)
    return Note(f"notes/{key}.md", f"{key}.md", NoteKind.PAPER, key, "", meta={"read": read}, references=refs)


def some(size: int, language: str = "zh") -> Scene:
    """A library of invented papers: topics, venues, years, statuses, days and mentions by a seeded dice."""
    dice = random.Random(size)
    papers = [
        paper(
            i,
            topics=(f"主题{dice.randrange(12)}/子{dice.randrange(5)}",),
            venue=dice.choice(["CVPR", "ICCV", "NeurIPS", "Journal of Invented Results", ""]),
            year=dice.choice([None, *range(2008, 2026)]),
            status=dice.choice(["read", "unread", "reading", "revisit"]),
            added=dice.choice(["", "2020-02-03", "2021-07-09"]),
        )
        for i in range(size)
    ]
    days = [f"{dice.randrange(2019, 2026)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}" for _ in papers]
    mentions = [[f"p{dice.randrange(size)}" for _ in range(3)] for _ in papers]
    notes = [note(f"p{i}", [days[i]], mentions[i]) for i in range(size) if dice.random() < 0.7]
    return scene_of(papers, notes, language)


def html_of(scene: Scene) -> str:
    views = (home.view, statistics.view, graph.view)
    return "".join(page.head + page.tail for view in views for page in map(Page.made, view(scene)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_style_no_script_all_closed_and_named(language: str) -> None:
    shown = Shown(html_of(some(150, language)))
    assert shown.open == []
    for tag, attrs in shown.found:
        assert tag not in ("script", "style") and "style" not in attrs
        assert not any(name.startswith("on") for name in attrs)
        if tag == "svg":
            assert attrs.get("aria-hidden") == "true" or attrs.get("aria-label"), attrs
    assert {"svg", "details", "table"} <= {tag for tag, _ in shown.found}


def test_the_same_library_gives_the_same_pages() -> None:
    assert html_of(some(120)) == html_of(some(120))


def test_hostile_names_stay_text() -> None:
    papers = [
        paper(i, title=EVIL, topics=(f"{EVIL}{i % 4}",), venue=EVIL, year=2020 + i % 3, aliases=(EVIL[:18],))
        for i in range(8)
    ]
    notes = [note(p.key, [f"2024-01-0{i + 1}", EVIL], ["p0", "p1"]) for i, p in enumerate(papers)]
    shown = Shown(html_of(scene_of(papers, notes)))
    assert not [tag for tag, attrs in shown.found if tag == "img" or any(name.startswith("on") for name in attrs)]


def test_calendar_has_a_named_cell_a_day_and_its_table_the_same_numbers() -> None:
    counts = {"2024-02-29": 3, "2024-03-01": 1, "2023-01-01": 9}
    html = calendar.year(scene_of([]), "statistics", 2024, counts)
    assert html.count("<title>") == 366
    assert "<title>2024-02-29：3 条记录</title>" in html and "<title>2024-02-28：0 条记录</title>" in html
    columns = set(re.findall(r'class="pn-day" x="(\d+)"', html))
    assert len(columns) == 53 and len(set(re.findall(r'class="pn-day" x="\d+" y="(\d+)"', html))) == 7
    assert "2024 年 2 月" in html and "29 日 3 条" in html and "2023" not in html.split("<table")[1]
    assert 'href="../journal/#2024-02-29"' in html


def test_a_day_with_more_has_a_larger_square() -> None:
    counts = {f"2024-05-0{i}": number for i, number in enumerate((1, 2, 4, 7), 1)}
    html = calendar.year(scene_of([]), "", 2024, counts).split("<figcaption")[0]
    sizes = [float(w) for w in re.findall(r'class="pn-l\d" [^>]*width="([\d.]+)"', html)]
    assert sizes == sorted(sizes) and len(set(sizes)) == 4


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-09", "9999-12-31", "2024-12-30", "2020-02-29"])
def test_calendar_at_the_ends_of_time(day: str) -> None:
    scene = scene_of([])
    assert calendar.recent(scene, "", {day: 1}).count("<title>") >= 1
    assert f"{day}：1" in calendar.year(scene, "", int(day[:4]), {day: 1})


@given(st.lists(st.integers(1, 500), min_size=1, max_size=40))
def test_the_map_s_cells_fill_it_and_keep_their_proportions(sizes: list[int]) -> None:
    boxes = treemap.squarify(sorted(map(float, sizes), reverse=True))
    areas = [box.width * box.height for box in boxes]
    assert sum(areas) == pytest.approx(1)
    assert areas == pytest.approx([size / sum(sizes) for size in sorted(sizes, reverse=True)])
    for i, a in enumerate(boxes):
        assert a.x >= -1e-9 and a.x + a.width <= 1 + 1e-9 and a.y + a.height <= 1 + 1e-9
        for b in boxes[i + 1 :]:
            apart_x = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
            apart_y = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
            assert apart_x < 1e-9 or apart_y < 1e-9


def test_map_lists_every_topic_and_links_each_cell() -> None:
    scene = some(200)
    html = treemap.treemap(scene, "statistics")
    picture, rows = html.split("<details")
    for topic in scene.library.children(""):
        assert f"<td>{len(scene.library.by_topic[topic])}</td>" in rows and topic in rows
    cells = re.findall(r'<a class="pn-cell" href="([^"]+)" title="([^"]+)"', picture)
    assert len(cells) >= 8 and all(url.startswith("../topics/") and name for url, name in cells)


def test_progress_says_each_topic_s_numbers() -> None:
    scene = some(200)
    html = progress.topics(scene, "", scene.library.children(""))
    for topic in scene.library.children(""):
        papers = scene.library.by_topic[topic]
        read = sum(p.status == "read" for p in papers)
        assert f'>{topic}</a></th><td class="pn-number">{read}/{len(papers)}</td>' in html


def test_matrix_has_the_catalogue_s_numbers() -> None:
    scene = some(300)
    cells = dict(re.findall(r'aria-label="([^"]+): (\d+) 篇"', matrix.matrix(scene, "statistics")))
    wanted = Counter(f"{p.venue} {p.year}" for p in scene.library.papers if p.venue and p.year and p.year > 2010)
    assert cells == {name: str(number) for name, number in wanted.items()}


def test_years_add_up_and_lead_to_their_pages() -> None:
    scene = some(300)
    picture, rows = years.years(scene, "statistics").split("<details")
    columns = re.findall(r'<a href="([^"]+)"><title>([^:]+): (\d+) 篇', picture)
    assert len(columns) == 12 and columns[0][1].startswith("≤")
    assert sum(int(number) for *_, number in columns) == sum(p.year is not None for p in scene.library.papers)
    assert all(url == f"../years/{label}/" for url, label, _ in columns[1:])
    assert len(re.findall('<tr><th scope="row">', rows)) == len(scene.library.by_year)


def test_growth_counts_up_to_what_has_a_date() -> None:
    papers = [paper(1, added="2021-01-05"), paper(2, added="2021-03-01"), paper(3), paper(4)]
    notes = [note("p1", ["2021-02-10"]), note("p3", ["2021-03-31", "2022-01-01"])]
    html = growth.growth(scene_of(papers, notes, "en"))
    rows = re.findall(r'<th scope="row">([\d-]+)</th><td>(\d+)</td><td>(\d+)</td>', html)
    assert rows == [("2021-01", "1", "0"), ("2021-02", "1", "1"), ("2021-03", "3", "2")]
    assert "3 papers have one, 1 have none" in html


def test_graph_draws_and_lists_all_mentions() -> None:
    papers = [paper(i, topics=("a",)) for i in range(5)]
    notes = [note("p0", [], ["p1", "p2", "p1", "p0", "nobody"]), note("p3", [], ["p0"])]
    (page,) = map(Page.made, graph.view(scene_of(papers, notes)))
    assert set(re.findall(r'data-a="(\d+)" data-b="(\d+)"', page.tail)) == {("0", "1"), ("0", "2"), ("3", "0")}
    assert "4 篇论文之间有 3 次提及" in page.tail
    listed = page.tail.split('id="list"')[1]
    assert listed.count("<li>") == 4 and "p4" not in listed
    (empty,) = map(Page.made, graph.view(scene_of(papers)))
    assert "<svg" not in empty.tail


@pytest.mark.parametrize("size", [0, 1, 2, 50])
def test_layout_is_the_same_each_time_and_keeps_nodes_apart(size: int) -> None:
    links = [(i, i // 2) for i in range(1, size)]
    places = layout(size, links, [i % 3 for i in range(size)])
    assert places == layout(size, links, [i % 3 for i in range(size)])
    near = [(a, b) for i, a in enumerate(places) for b in places[i + 1 :] if abs(a[0] - b[0]) + abs(a[1] - b[1]) < 0.2]
    assert len(places) == size and near == []


@pytest.mark.scale
def test_ten_thousand_papers_cost_a_second() -> None:
    scene = some(10_000)
    scene.papers("", scene.library.papers)  # The lines that all lists share.
    start = time.process_time()
    found = [page.made() for page in (*home.view(scene), *statistics.view(scene))]
    spent = time.process_time() - start
    assert len(found) == 2 and spent < 1
    start = time.process_time()
    (page,) = map(Page.made, graph.view(scene))
    assert page.tail.count("<circle cx") <= 1020 and time.process_time() - start < 4
