"""Names to URLs: readable, safe, and never two at one place."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from urllib.parse import quote, unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.views.urls import Urls, relative, segment, unique

NAMES = st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=12)
PATHS = st.lists(st.sampled_from(["a", "b", "检测", "未看"]), max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("检测", "检测"),
        ("Transformer in Vision", "Transformer-in-Vision"),
        ("C++/CLI", "C-CLI"),
        ("..", "x"),
        ("a#b?", "a-b"),
    ],
)
def test_segment(name: str, expected: str) -> None:
    assert segment(name) == expected


@given(NAMES)
def test_two_names_never_share_a_place(names: list[str]) -> None:
    folded = [unicodedata.normalize("NFKC", part).casefold() for part in unique(names).values()]
    assert len(set(folded)) == len(names)
    assert not any(set(part) & set('/\\\0?#%"<>') or part in (".", "..") for part in unique(names).values())


@given(PATHS, PATHS)
def test_relative_leads_there(here: str, there: str) -> None:
    start = f"http://x/{here}/" if here else "http://x/"
    target = there + "/" if there else ""
    assert unquote(urljoin(start, relative(here, target) or "./")) == f"http://x/{target}"


def test_a_topic_called_as_a_status_has_a_place_of_its_own() -> None:
    papers = [Paper("a", topics=("检测/未看",)), Paper("b", topics=("检测",))]
    library = Library(papers)
    urls = Urls(library, "zh")
    cross = urls.topic_status("检测", library.statuses.of("未看"))
    assert urls.topic("检测/未看") != cross == "topics/检测/未看"


PLACES = {
    # here, there, anchor: the link with directory URLs, the link without.
    ("", "", ""): ("./", "index.html"),
    ("", "papers/a", ""): ("papers/a/", "papers/a.html"),
    ("papers/a", "papers/b", "h"): ("../b/#h", "b.html#h"),
    ("papers/a", "", ""): ("../../", "../index.html"),
    ("papers/a", "papers/a", "一"): ("./#%E4%B8%80", "a.html#%E4%B8%80"),
    ("topics/检测/未看", "topics", ""): ("../../", "../../topics.html"),
    ("topics", "topics/a b", ""): ("a%20b/", "topics/a%20b.html"),
}


@pytest.mark.parametrize(("ends", "links"), PLACES.items(), ids=str)
def test_links(ends: tuple[str, str, str], links: tuple[str, str]) -> None:
    assert Urls(Library(), "zh").link(*ends) == links[0]
    assert Urls(Library(), "zh", directory_urls=False).link(*ends) == links[1]


ODD = [("papers/a", "tags/小样本 (%25)", "一 二"), ("", "topics/é/и+?#&\"<>'", "")]


@pytest.mark.parametrize("ends", [*PLACES, *ODD], ids=str)
def test_in_a_page_letters_stand_for_themselves(ends: tuple[str, str, str]) -> None:
    urls = Urls(Library(), "zh")
    href = urls.href(*ends)
    # What a browser makes of it is the link with all signs encoded.
    assert quote(href, safe="/#%.~-_") == urls.link(*ends)
    assert escape(href) == href and " " not in href
    assert not re.search("%[89A-F]", href)


@pytest.mark.parametrize(
    ("here", "with_folders", "without"), [("", "", ""), ("topics", "../", ""), ("a/b", "../../", "../")]
)
def test_the_way_to_the_root(here: str, with_folders: str, without: str) -> None:
    assert Urls(Library(), "zh").root(here) == with_folders
    assert Urls(Library(), "zh").file(here, "papers.bib") == with_folders + "papers.bib"
    assert Urls(Library(), "zh", directory_urls=False).root(here) == without


def test_places_are_readable_and_in_the_sites_language() -> None:
    library = Library([Paper("ViT", venue="NIPS", year=2021, tags=("a/b",), topics=("检测",))])
    for language, word in (("zh", "未看"), ("en", "unread")):
        urls = Urls(library, language)
        status = library.statuses.of("")
        assert urls.topic_status("检测", status) == f"topics/检测/{word}"
        assert (urls.paper("ViT"), urls.venue("NeurIPS")) == ("papers/ViT", "venues/NeurIPS")
        assert (urls.tag("a/b"), urls.year(2021)) == ("tags/a-b", "years/2021")
