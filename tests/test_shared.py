"""Papers without a note share pages where mkdocs.yml says so: every link leads to the place where a paper stands."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import built
from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.search import finder
from papernotes.search.document import document
from papernotes.search.fulltext import document_words
from papernotes.store.notes import read
from papernotes.views import shards, shared
from papernotes.views.html import Scene
from papernotes.views.urls import MARK, Urls
from random_base import Base
from test_rebuild import NOTED, write
from test_site import Links, crawl

KEYS = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=40)


@given(KEYS, st.text(min_size=7, max_size=9))
def test_a_paper_more_changes_one_page(keys: list[str], new: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "MOST", 4)
        before, after = shards.shards(keys), shards.shards([*keys, new])
    assert before.keys() == set(keys) and [*map(list(after.values()).count, {*after.values()})] <= [4] * len(after)
    moved = {before[key] for key in keys if before[key] != after[key]}
    # The page that the new one joins, if it is parted for it.
    assert moved <= {name for name in before.values() if after[new].startswith(name)} and len(moved) <= 1


@given(KEYS)
def test_the_order_of_the_catalogue_does_not_count(keys: list[str]) -> None:
    assert shards.shards(keys) == shards.shards(keys[::-1])


def _noted(base: Path, more: str = "") -> Path:
    """The base, with shared pages."""
    file = base / "mkdocs.yml"
    text = file.read_text("utf-8")
    assert text.count(", papernotes]") == 1
    text = text.replace(", papernotes]", ", papernotes: {paper_pages: noted}]")
    file.write_text(text + more, "utf-8")
    return base


OTHERS = ["", "use_directory_urls: false\n", "hooks: [hook.py]\n"]


@pytest.mark.parametrize("more", OTHERS)
def test_no_link_breaks(base: Path, more: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MOST", 2)
    (base / "hook.py").write_text("def on_env(env, **given):\n    return env\n", "utf-8")
    with (base / "notes/index.md").open("a", encoding="utf-8") as file:
        file.write("\nSee [[seed2020]] and [[detr2020]].\n")
    site = built(_noted(base, more), "--strict")
    assert crawl(site) == []
    papers = {
        path.relative_to(site / "papers").parts[0].removesuffix(".html") for path in site.glob("papers/**/*.html")
    }
    assert "detr2020" in papers and "seed2020" not in papers and "-" in papers
    home = Links()
    home.feed((site / "index.html").read_text("utf-8"))
    assert any(re.search(r"papers/-[^#]*#paper-seed2020$", link) for link in home.links)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_link_breaks_in_a_random_base(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MOST", 3)
    write(Base(random.Random(seed)).fill(), tmp_path, NOTED.replace(".org/kb/", ".org/"))
    site = built(tmp_path)
    # What a note links to of the files beside it is its own affair.
    assert crawl(site) == []


def test_a_paper_that_gets_a_note_is_found_at_its_old_address() -> None:
    papers = [Paper(f"key{n}", "Invented") for n in range(3)]
    before = Urls(Library(papers), "zh", only_noted=True)
    after = Urls(Library(papers, [read("Text\n", "notes/key1.md", "key1.md", True)[0]]), "zh", only_noted=True)
    assert before.paper("key1") == f"papers/-{MARK}paper-key1" and after.paper("key1") == "papers/key1"
    assert before.shared == after.shared and before.paper("key2") == after.paper("key2")


def test_the_finder_knows_every_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MOST", 3)
    library = Base(random.Random(4)).fill().library()
    scene = Scene(library, Urls(library, "zh", only_noted=True), "zh")
    data = json.loads(finder._papers(scene))
    links = [
        url if isinstance(url, str) else (data["shared"][url - 1] if url else data["place"]).replace("*", key)
        for key, url in zip(library.by_key, data["rows"]["url"], strict=True)
    ]
    assert links == [scene.urls.link("", scene.urls.paper(key)) for key in library.by_key]
    kinds = [type(url) for url in data["rows"]["url"]]
    assert kinds.count(int) > 5 and 0 in data["rows"]["url"] and any(url for url in data["rows"]["url"])


def test_words_of_a_paper_are_found_where_it_stands() -> None:
    papers = [Paper("key1", "Invented Zebra", authors=("Ann Arden",)), Paper("key2", "Noted")]
    library = Library(papers, [read("Text\n", "notes/key2.md", "key2.md", True)[0]])
    scene = Scene(library, Urls(library, "zh", only_noted=True), "zh")
    (page,) = shared.view(scene)
    found = document(scene, page, "papers/-/", "", "")
    assert [(section.anchor, section.title) for section in found.sections] == [("paper-key1", "Invented Zebra")]
    assert {"zebra", "arden"} <= document_words(found).keys() and "noted" not in document_words(found)
