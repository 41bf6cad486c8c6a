"""Lists over several pages: every link leads to its place, every paper stands where it is counted, no page is heavy."""

from __future__ import annotations

import random
import re
from collections import Counter
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.views import pages, text_files
from papernotes.views.html import Scene
from papernotes.views.lists import Place, pager, places
from papernotes.views.page import Page
from papernotes.views.papers import note_place
from papernotes.views.urls import Urls
from random_base import Base, lower_limits

SITE = "http://x/"
_LINK = re.compile(r'href="([^"]*)"')
_ANCHOR = re.compile(r'\bid="([^"]*)"')


def scene_of(library: Library, directory_urls: bool = True) -> Scene:
    return Scene(library, Urls(library, "zh", directory_urls), "zh", "虚构")


def made(scene: Scene) -> dict[str, Page]:
    """The pages with their HTML, by their address."""
    found = {}
    for page in pages(scene):
        place = scene.urls.link("", page.uri).removeprefix("./").removesuffix("index.html")
        found[unquote(SITE + place)] = page.made()
    return found


@pytest.mark.parametrize("seed", range(4))
def test_every_link_leads_to_its_place(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch)
    scene = scene_of(Base(random.Random(seed)).fill(16, 16).library(), directory_urls=bool(seed % 2))
    found = made(scene)
    known = {address: set(_ANCHOR.findall(page.head + page.tail)) for address, page in found.items()}
    # Notes that are no page of ours are the host's.
    free = (note_place(scene, note)[0] for note in scene.library.notes)
    known |= {
        address: set() for uri in free if (address := unquote(urljoin(SITE, scene.urls.link("", uri)))) not in known
    }
    files = {SITE + file.uri for file in text_files(scene)} | {SITE + name for name in ("feed.xml", "feed.json")}
    assert any("/2" in address for address in found)
    for address, page in found.items():
        for link in map(unescape, _LINK.findall(page.head + page.tail)):
            url = unquote(urljoin(address, link)).removesuffix("index.html")
            if not url.startswith(SITE):
                continue
            there, _, anchor = url.partition("#")
            assert there in known or there in files, f"{address}: {link}"
            assert not anchor or anchor in known[there] or urlsplit(link).fragment == "other", f"{address}: {link}"


@pytest.mark.parametrize("seed", range(3))
def test_the_pages_of_a_list_have_each_paper_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch)
    library = Base(random.Random(seed)).fill(17, 6).library()
    lists: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for page in made(scene_of(library)).values():
        names = page.uri.split("/")
        if names[0] not in ("status", "venues", "years", "tags") or len(names) < 2 or "pn-index" in page.tail:
            continue
        lists.setdefault("/".join(names[:2]), []).extend(re.findall(r'data-key="([^"]*)"', page.tail))
        count = re.search(r'data-count="(\d+)"', page.head)
        counts["/".join(names[:2])] = int(count[1]) if count else 0
    assert any(len(keys) > 3 for keys in lists.values())
    for of, keys in lists.items():
        assert len(keys) == len(set(keys)) == counts[of], of
    status = [key for of, keys in lists.items() if of.startswith("status/") for key in keys]
    assert Counter(status) == Counter(unescape(paper.key) for paper in library.papers)


@pytest.mark.parametrize(
    ("size", "number", "wanted"),
    [
        (10, 1, []),
        (25, 2, ["1", "2", "3"]),
        (300, 1, ["1", "2", "3", "4", "…", "30"]),
        (300, 15, ["1", "…", *map(str, range(12, 19)), "…", "30"]),
        (300, 30, ["1", "…", "27", "28", "29", "30"]),
    ],
)
def test_a_pager_names_the_pages_around(size: int, number: int, wanted: list[str]) -> None:
    place = places("status/x", size, 10)[number - 1]
    html = pager(scene_of(Library()), place)
    assert re.findall(r">(\d+)<|(…)", html) == [(name, "") if name != "…" else ("", name) for name in wanted]
    assert place.uri == ("status/x" if number == 1 else f"status/x/{number}")
    assert html.count("aria-current") == bool(wanted)


def test_a_place_of_one_page_is_the_list() -> None:
    assert places("tags/x", 0) == [Place("tags/x", 1, 1, 400)]
    assert [place.part("abcdef") for place in places("tags/x", 6, 4)] == ["abcd", "ef"]


def test_a_tag_that_is_called_as_a_page() -> None:
    papers = [Paper(f"k{n}", f"Invented {n}", tags=(str(n),)) for n in range(1500)]
    uris = [page.uri for page in pages(scene_of(Library(papers)))]
    assert {"tags/2", "tags/3", "tags/2-2", "tags/3-2", "tags/4"} <= set(uris) and len(uris) == len(set(uris))


LONG = "关于端到端虚构检测的一个很长很长又很长的中文标题"


@pytest.mark.parametrize(
    ("title", "aliases", "zh", "alias"),
    [
        ("Invented", ("InvNet", LONG), LONG, "InvNet"),
        ("Invented", (LONG,), LONG, ""),
        ("Invented", ("虚构网络",), "虚构网络", ""),
        ("Invented", ("InvNet",), "", "InvNet"),
        ("虚构的网络", ("InvNet", LONG), "", "InvNet"),
    ],
)
def test_a_line_has_both_titles_and_a_short_name(title: str, aliases: tuple[str, ...], zh: str, alias: str) -> None:
    paper = Paper("k", title, aliases=aliases)
    line = scene_of(Library([paper])).papers("tags/x", [paper])
    assert re.findall("<span class=pn-(zh|alias)>([^<]*)<", line) == [
        (name, said) for name, said in (("zh", zh), ("alias", alias)) if said
    ]


@pytest.mark.scale
def test_no_page_is_heavier_than_500_kilobytes() -> None:
    dice = random.Random(1)
    names = [f"{dice.choice('ABCDEFG')}{n}a 虚构{n}" for n in range(4000)]
    papers = [
        Paper(
            f"invented{n}",
            f"An Invented Title of Usual Length, Number {n}: 一个虚构的标题",
            authors=tuple(dice.sample(names, 5)),
            venue=dice.choice(["CVPR", "NeurIPS", f"Invented Venue {n % 3000}"]),
            year=2000 + n % 25,
            topics=(f"主题{n % 7}/子主题{n % 40}/{n % 500}",),
            status=dice.choice(["未看", "已读"]),
            tags=("实时", "综述", f"标签{n % 2000}"),
        )
        for n in range(12_000)
    ]
    notes = [
        Note(
            f"notes/{p.key}.md",
            f"{p.key}.md",
            NoteKind.PAPER,
            p.key,
            "文" * 130,
            meta={"read": f"20{n % 9 + 10}-05-06"},
        )
        for n, p in enumerate(papers[:6000])
    ]
    sizes = {
        page.uri: len((page.head + page.tail).encode())
        for page in map(Page.made, pages(scene_of(Library(papers, notes))))
    }
    heavy = {uri: size for uri, size in sizes.items() if size > 450_000}
    assert not heavy
