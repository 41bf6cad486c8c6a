"""Points 30, 32 and 54 with the theme's instant loading: pages follow each other without being loaded anew."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from browsing import ROOT, Site

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
LASTING = ("window", "document", "document.body", "document.querySelector('.pn-box input')")
CATALOGUE = """\
swift2021:
  title: Invented Study of Swift Pages
  authors: [A. Example]
  venue: TPAMI
  year: 2021
  topics: [虚构]
slow2020:
  title: Invented Study of Slow Pages
  authors: [B. Example]
  venue: TPAMI
  year: 2020
  topics: [虚构]
"""


@pytest.fixture(scope="session")
def swift(tmp_path_factory: pytest.TempPathFactory, site_of: Site) -> str:
    """A site with instant loading: a home without maths, two papers that mention each other, one with maths."""
    base = tmp_path_factory.mktemp("swift")
    (base / "notes").mkdir()
    text = re.sub(r"(?m)^nav:\n(?:  .*\n)+", "", (ROOT / "mkdocs.yml").read_text("utf-8"))
    text = re.sub(r"(?m)^site_url:.*$", 'site_url: !ENV [SITE_URL, "https://example.org/"]', text)
    text = text.replace("  features:\n", "  features:\n    - navigation.instant\n")
    text = text.replace("  - papernotes\n", "  - papernotes: {rules: {BIB002: off, NOTE001: off, CAT012: off}}\n")
    (base / "mkdocs.yml").write_text(text, "utf-8")
    (base / "papers.yaml").write_text(CATALOGUE, "utf-8")
    notes = {
        "index": "# 首页\n\n[[swift2021]]\n",
        "swift2021": "见 [[slow2020]]，$a^2$。\n",
        "slow2020": "见 [[swift2021]]。\n",
    }
    for name, said in notes.items():
        Path(base, "notes", f"{name}.md").write_text(said, "utf-8")
    return site_of(base)


def follow(page: Any, key: str) -> None:
    """To a paper's page by a link in the text."""
    page.locator(f"article a.pn-ref[href*={key}]").first.click()
    page.wait_for_url(f"**/papers/{key}/")
    # The page before may have been a paper's, too: its head goes when the new one is there.
    page.locator(f"link[rel=canonical][href*='/{key}/']").wait_for(state="attached")
    page.wait_for_selector(".pn-copies")


def test_30_32_what_a_page_says_comes_with_it(open_page: Open, swift: str) -> None:
    page = open_page(swift)
    page.evaluate("window.same = true")
    follow(page, "swift2021")
    page.wait_for_selector(".katex")
    follow(page, "slow2020")
    assert page.evaluate("window.same")
    page.locator("meta[name=citation_title][content*='Slow Pages']").wait_for(state="attached")
    said = [json.loads(text) for text in page.locator("head script[type='application/ld+json']").all_inner_texts()]
    assert [one["headline"] for one in said] == ["Invented Study of Slow Pages"]
    assert page.locator("meta[name=citation_title]").get_attribute("content") == "Invented Study of Slow Pages"


@contextmanager
def nothing_left(page: Any) -> Iterator[None]:
    """What is done within leaves no more in the heap than a little, and no listener at what outlives a page."""
    session = page.context.new_cdp_session(page)

    def used() -> tuple[float, list[int]]:
        session.send("HeapProfiler.collectGarbage")
        lasting = [session.send("Runtime.evaluate", {"expression": name})["result"]["objectId"] for name in LASTING]
        heard = [session.send("DOMDebugger.getEventListeners", {"objectId": name})["listeners"] for name in lasting]
        return session.send("Runtime.getHeapUsage")["usedSize"], [len(listeners) for listeners in heard]

    heap, listeners = used()
    yield
    more, heard = used()
    assert more - heap < 10_000_000 and sum(listeners) > 5
    assert heard == listeners


def test_54_ten_pages_leave_nothing_behind(open_page: Open, swift: str) -> None:
    page = open_page(swift)
    follow(page, "swift2021")
    follow(page, "slow2020")
    with nothing_left(page):
        for _ in range(5):
            follow(page, "swift2021")
            follow(page, "slow2020")
        assert page.locator(".pn-copies").count() == 1


@pytest.fixture(scope="session", params=["67", "own"])
def instant(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, site_of: Site) -> str:
    """The site of each of the two knowledge bases with instant loading."""
    source = ROOT if request.param == "own" else request.getfixturevalue("shelf_of_67")
    base = tmp_path_factory.mktemp("instant")
    shutil.copytree(source / "notes", base / "notes")
    shutil.copy(source / "papers.yaml", base)
    text = re.sub(
        r"(?m)^site_url:.*$",
        'site_url: !ENV [SITE_URL, "https://example.org/"]',
        (source / "mkdocs.yml").read_text("utf-8"),
    )
    (base / "mkdocs.yml").write_text(text.replace("  features:\n", "  features:\n    - navigation.instant\n"), "utf-8")
    return site_of(base)


def test_54_the_finder_starts_once_a_page(open_page: Open, instant: str) -> None:
    page = open_page(instant)
    page.evaluate("window.same = true")

    def there_and_back() -> None:
        page.locator(".md-tabs__link", has_text="浏览").click()
        page.locator(".pn-browse[data-live=on]").wait_for()
        page.locator(".pn-rows .pn-title").first.click()
        page.locator(".pn-copies").wait_for()

    there_and_back()
    with nothing_left(page):
        for _ in range(5):
            there_and_back()
    page.locator(".md-tabs__link", has_text="浏览").click()
    page.locator(".pn-browse[data-live=on]").wait_for()
    entries = page.evaluate("history.length")
    page.locator(".pn-q").press_sequentially("trans")
    page.locator(".pn-chip[data-value=trans]").wait_for()
    assert page.locator(".pn-chip").count() == page.locator(".pn-more-rows").count() == 1
    assert page.evaluate("history.length") == entries + 1 and page.evaluate("window.same")
