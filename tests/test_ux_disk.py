"""A site that is not where it thinks: opened from disk, without a server (point 60), or in an unknown folder of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

import building
from browsing import ROOT, settled

pytestmark = pytest.mark.browser
Open = Callable[[str], Any]
THEIRS = re.compile(r"sitemap\.xml|^Failed to load resource: net::ERR_FAILED$")
"""What the theme's own script asks for, and what the browser says of any file that it may not fetch."""


def built(base: Path, *, directories: bool) -> Path:
    base.mkdir()
    for name in ("papers.yaml", "notes"):
        (base / name).symlink_to(ROOT / name)
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    (base / "mkdocs.yml").write_text(f"{config}use_directory_urls: {str(directories).lower()}\n", "utf-8")
    return building.built(base)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own knowledge base, its links leading to files."""
    return built(tmp_path_factory.mktemp("disk") / "kb", directories=False)


@pytest.fixture
def open_file(browser: Any) -> Iterator[Open]:
    """`open_file(url)`: the page of a file. At the end nothing but what the theme asks for has failed."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    said: list[str] = []

    def opened(url: str) -> Any:
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        with settled(page):
            page.goto(url, wait_until="load")
        return page

    yield opened
    context.close()
    assert [text for text in said if not THEIRS.search(text)] == []


def test_the_box_finds_papers_and_says_what_it_does_not_search(site: Path, open_file: Open) -> None:
    page = open_file((site / "index.html").as_uri())
    with settled(page):
        page.fill(".pn-box-input", "transformer 检测")
        page.wait_for_selector(".pn-hit")
    assert "从磁盘打开时只查论文" in page.inner_text(".pn-box-foot")
    first = page.inner_text(".pn-hit-title >> nth=0")
    with settled(page):
        page.press(".pn-box-input", "Enter")
        page.wait_for_selector(".pn-facts")
    assert page.inner_text("h1").startswith(first) and page.url.startswith("file://")


def test_browse_filters_and_the_url_holds_it(site: Path, open_file: Open) -> None:
    page = open_file((site / "browse.html").as_uri())
    page.wait_for_selector(".pn-browse[data-live=on]")
    page.check('input[data-name=status][value="未看"]')
    shown = page.inner_text(".pn-found")
    assert "status=未看" in unquote(page.url) and re.fullmatch(r"找到 \d+ 篇，共 \d+ 篇", shown)
    again = open_file(page.url)
    again.wait_for_selector(".pn-browse[data-live=on]")
    assert again.inner_text(".pn-found") == shown


def test_the_map_is_live(site: Path, open_file: Open) -> None:
    open_file((site / "graph.html").as_uri()).wait_for_selector(".pn-zoom:not([hidden])")


@pytest.mark.parametrize("name", ["index", "browse", "topics", "statistics", "papers/detr2020"])
def test_links_lead_to_files(site: Path, open_file: Open, name: str) -> None:
    page = open_file((site / f"{name}.html").as_uri())
    links = page.eval_on_selector_all(
        "a[href], link[href], script[src]",
        "all => all.map(a => new URL(a.getAttribute('href') ?? a.src, a.baseURI).href)",
    )
    paths = {unquote(re.split("[?#]", link)[0]) for link in links if link.startswith("file:")}
    assert len(paths) > 20 and [path for path in paths if not Path(path[7:]).is_file()] == []


def test_where_links_are_folders_it_says_what_to_do(tmp_path: Path, browser: Any) -> None:
    folder = built(tmp_path / "kb", directories=True)
    assert not list((folder / "assets/search").glob("*.js"))
    page = browser.new_page(locale="zh-CN")
    page.goto((folder / "index.html").as_uri())
    page.fill(".pn-box-input", "检测")
    page.locator(".pn-box-foot", has_text="use_directory_urls: false").wait_for(state="attached")
    page.goto((folder / "browse/index.html").as_uri())
    page.locator(".pn-found", has_text="papernotes serve").wait_for(state="attached")
    assert page.locator(".pn-rows > tr").count() > 100
    page.context.close()


def test_what_is_not_found_finds_the_folder_that_the_site_is_in(own_site: str, browser: Any) -> None:
    page = browser.new_page(locale="zh-CN")
    html = page.request.get(f"{own_site}404.html").body()
    page.route("**/nothing/", lambda route: route.fulfill(status=404, body=html, content_type="text/html"))
    page.goto(f"{own_site}papers/nothing/")
    page.wait_for_selector(".pn-box[data-live=on]")
    assert page.locator("article a").first.get_attribute("href") == own_site.removeprefix(
        own_site[: own_site.find("/", 8)]
    )
    page.fill(".pn-box-input", "DETR")
    page.click(".pn-hit >> nth=0")
    page.wait_for_selector(".pn-facts")
    page.context.close()
