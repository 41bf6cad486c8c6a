"""Feeds, the search description and the catalogue for other programs: valid, absolute, stable, complete."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree
from xml.sax import saxutils

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import built
from papernotes.formats import bibtex_read, table_read
from papernotes.formats.reference import difference
from papernotes.model.library import Library
from papernotes.settings import load_settings
from papernotes.store.load import load
from papernotes.text import xml_attribute, xml_text
from papernotes.views.files import view
from papernotes.views.head import links
from papernotes.views.html import Scene
from papernotes.views.urls import Urls

SITE = "https://reading.example/notes/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
OWN = Path(__file__).parent.parent


def scene_of(base: Path, site_url: str = SITE, **options: bool) -> Scene:
    library = load(load_settings(base)[0])
    return Scene(library, Urls(library, "zh", **options), "zh", "测试 & 笔记", site_url)


def files_of(scene: Scene) -> dict[str, str]:
    return {file.uri: file.content().decode() for file in view(scene)}


@pytest.fixture
def site(base: Path) -> dict[str, str]:
    return files_of(scene_of(base))


def test_atom_is_what_the_standard_asks(site: dict[str, str]) -> None:
    feeds = {name: text for name, text in site.items() if name.endswith(".xml") and "feed" in name}
    assert "feed.xml" in feeds and "topics/文字检测和识别/识别/feed.xml" in feeds
    for name, text in feeds.items():
        root = ElementTree.fromstring(text)
        ids = [entry.findtext("a:id", "", ATOM) for entry in root.iterfind("a:entry", ATOM)]
        assert root.findtext("a:id", "", ATOM).startswith(SITE) and root.findtext("a:title", "", ATOM)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", root.findtext("a:updated", "", ATOM))
        assert root.findtext("a:author/a:name", "", ATOM) and len(ids) == len(set(ids)) <= 20
        assert all(link.get("href", "").startswith(SITE) for link in root.iter("{http://www.w3.org/2005/Atom}link"))
        own = root.find("a:link[@rel='self']", ATOM)
        assert own is not None and unquote(own.get("href", "")) == SITE + name
        for entry in root.iterfind("a:entry", ATOM):
            assert entry.findtext("a:title", "", ATOM) and entry.findtext("a:updated", "", ATOM)


def test_a_topic_s_feed_has_its_papers_and_no_others(site: dict[str, str]) -> None:
    def titles(name: str) -> list[str]:
        return [item["title"] for item in json.loads(site[name])["items"]]

    assert titles("topics/物体检测/feed.json") == ["End-to-End Object Detection with Transformers"]
    assert titles("topics/文字检测和识别/feed.json") == titles("topics/文字检测和识别/识别/feed.json")
    assert titles("topics/物体检测/未看-2/feed.json") == []
    # A journal entry is in the feed of all.
    assert len(titles("feed.json")) == 3


def test_json_feed_says_the_same_as_atom(site: dict[str, str]) -> None:
    for name in [name for name in site if name.endswith("feed.json")]:
        feed = json.loads(site[name])
        root = ElementTree.fromstring(site[name.replace(".json", ".xml")])
        assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["home_page_url"].startswith(SITE)
        assert [item["id"] for item in feed["items"]] == [
            e.findtext("a:id", "", ATOM) for e in root.iterfind("a:entry", ATOM)
        ]
        assert all(item["url"].startswith(SITE) and item["content_text"] for item in feed["items"])


def test_an_entry_s_id_outlives_status_topic_and_a_second_reading(base: Path) -> None:
    def ids() -> set[str]:
        return {item["id"] for item in json.loads(files_of(scene_of(base))["feed.json"])["items"]}

    before = ids()
    text = (base / "papers.yaml").read_text("utf-8").replace("status: 已读", "status: 重看")
    (base / "papers.yaml").write_text(text.replace("topics: [文字检测和识别/识别]", "topics: [物体检测]"), "utf-8")
    path = base / "notes/fang2021read.md"
    path.write_text(path.read_text("utf-8").replace("read: 2022-06-13", "read: [2022-06-13, 2022-08-01]"), "utf-8")
    assert ids() == before


def test_no_more_items_than_asked(base: Path) -> None:
    for day in range(1, 29):
        (base / f"notes/journal/2022-07-{day:02}.md").write_text("# 日志\n\n读书。\n", "utf-8")
    items = json.loads(files_of(scene_of(base))["feed.json"])["items"]
    assert len(items) == 20 and items[0]["date_published"] == "2022-07-28T00:00:00Z"


def test_without_an_address_links_are_relative_to_the_feed(base: Path) -> None:
    site = files_of(scene_of(base, ""))
    name = "topics/文字检测和识别/识别/feed.xml"
    links = {e.get("href", "") for e in ElementTree.fromstring(site[name]).iter("{http://www.w3.org/2005/Atom}link")}
    assert {unquote(urljoin("/" + name, link)) for link in links} == {
        "/topics/文字检测和识别/识别/",
        "/papers/fang2021read/",
    }
    assert "opensearch.xml" not in site


def test_search_description(site: dict[str, str], base: Path) -> None:
    root = ElementTree.fromstring(site["opensearch.xml"])
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(root.findtext(f"{space}ShortName", "")) <= 16
    assert root.findtext(f"{space}Description") == "在 测试 & 笔记 中搜索"
    assert next(root.iter(f"{space}Url")).get("template") == SITE + "browse/?q={searchTerms}"
    flat = files_of(scene_of(base, directory_urls=False))["opensearch.xml"]
    assert SITE + "browse.html?q={searchTerms}" in flat


@pytest.mark.parametrize("base_of", ["base", "own"])
def test_bib_and_csv_are_read_back_as_the_same_papers(base: Path, base_of: str) -> None:
    scene = scene_of(OWN if base_of == "own" else base)
    site, papers = files_of(scene), scene.library.papers
    rows = list(csv.DictReader(io.StringIO(site["papers.csv"])))
    assert [row["key"] for row in rows] == [p.key for p in papers]
    drafts = table_read.read(site["papers.csv"], scene.library.statuses).drafts
    assert [difference(p, [d]) for p, d in zip(papers, drafts, strict=True)] == [{}] * len(papers)
    drafts = bibtex_read.read(site["papers.bib"], scene.library.statuses).drafts
    assert {d.key: (d.fields["title"], d.fields.get("year")) for d in drafts} == {
        p.key: (p.title, p.year) for p in papers
    }
    assert [p["key"] for p in json.loads(site["papers.json"])["papers"]] == [p.key for p in papers]


def test_llms_names_every_paper_once_a_topic(site: dict[str, str], base: Path) -> None:
    library: Library = scene_of(base).library
    for found in library.papers:
        assert site["llms.txt"].count(f"{SITE}papers/{found.key}/") == max(len(found.topics), 1)


@pytest.mark.parametrize("flat", [False, True])
def test_every_page_leads_to_the_feeds(base: Path, flat: bool) -> None:
    with (base / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"site_url: {SITE}\nuse_directory_urls: {'false' if flat else 'true'}\n")
    site = built(base, "--strict")
    pages = [path for path in site.rglob("*.html") if path.name != "404.html" and "assets" not in path.parts]
    assert len(pages) > 10
    for page in pages:
        found = re.findall(
            r'<link rel="(?:alternate|alternate feed|search)" type="[^"]+" title="[^"]+" href="([^"]+)"',
            page.read_text("utf-8"),
        )
        assert len(found) >= 3, page
        assert all((page.parent / unquote(href)).is_file() for href in found), (page, found)
    topic = site / ("topics/物体检测.html" if flat else "topics/物体检测/index.html")
    assert 'type="application/atom+xml" title="物体检测"' in topic.read_text("utf-8")


def test_the_site_map_has_every_page(base: Path) -> None:
    with (base / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"site_url: {SITE}\n")
    site = built(base)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {unquote(e.text or "") for e in ElementTree.parse(site / "sitemap.xml").iter(f"{space}loc")}
    for place in ("", "papers/detr2020/", "topics/文字检测和识别/识别/未看/", "statistics/", "graph/", "free/"):
        assert SITE + place in found


def test_links_of_a_page_go_up_as_often_as_it_is_deep(base: Path) -> None:
    assert 'href="../../feed.xml"' in links(scene_of(base), "papers/detr2020/")
    assert 'href="feed.xml"' in links(scene_of(base), "")


@given(st.text() | st.text("\"'<>&\n\t\ra"))
def test_xml_is_escaped_as_the_standard_library_does_it(said: str) -> None:
    assert (xml_text(said), xml_attribute(said)) == (saxutils.escape(said), saxutils.quoteattr(said))
