"""The header's search box, the shortcuts and their help in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from browsing import Site, settled, visit
from shelf import HOSTILE, shelf

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
INPUT, OUT, OPTION = ".pn-box-input", ".pn-box-out", ".pn-box [role=option]"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelf(tmp_path_factory.mktemp("box") / "kb", count=40)


@pytest.fixture(scope="session")
def home(site_of: Site, library: Path) -> str:
    return site_of(library)


def ready(page: Any) -> Any:
    """The page when the keys are listened to."""
    page.locator(".pn-box[data-live=on]").wait_for()
    return page


def ask(page: Any, query: str) -> list[str]:
    """What the box offers for a query, when papers and notes are both there."""
    with settled(page):
        page.fill(INPUT, query)
    page.locator(OPTION).last.wait_for()
    texts: list[str] = page.locator(OPTION).all_inner_texts()
    return texts


def active(page: Any) -> Any:
    return page.locator(f"#{page.get_attribute(INPUT, 'aria-activedescendant')}")


def test_11_nothing_is_loaded_before_the_focus(open_page: Open, home: str) -> None:
    asked: list[str] = []
    page = ready(open_page(home))
    page.on("request", lambda request: asked.append(request.url))
    visit(page, home + "papers/invented00000/")
    wanted = ("assets/search/", "finder.js", "worker.js", "graph.js")
    assert asked and not [url for url in asked if any(part in url for part in wanted)]
    with ready(page).expect_request("**/finder.js"):
        page.focus(INPUT)


def test_papers_and_notes_in_one_list(open_page: Open, home: str) -> None:
    page = ready(open_page(home))
    offers = ask(page, "琥珀色")
    assert [offer for offer in offers if "琥珀色的路由器" in offer]
    assert "琥珀色" in page.locator(f"{OPTION} mark").first.inner_text()
    papers = ask(page, "Invented Study 00017")
    assert "00017" in papers[0] and page.get_attribute(INPUT, "aria-expanded") == "true"


def test_from_the_box_to_a_paper_by_keyboard(open_page: Open, home: str) -> None:
    page = ready(open_page(home + "topics/"))
    ask(page, "invented study")
    first = active(page)
    assert first.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    second = active(page).get_attribute("href")
    assert second != first.get_attribute("href") or active(page).get_attribute("id") == "pn-hit-1"
    page.keyboard.press("Enter")
    page.wait_for_url(second.split("#")[0] + "*")
    assert page.locator("article h1").count() == 1


def test_all_results_are_on_the_browse_page(open_page: Open, home: str) -> None:
    page = ready(open_page(home))
    ask(page, "curved")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/browse/?q=curved")
    page.locator(".pn-chip", has_text="curved").wait_for()


def test_escape_empties_and_leaves(open_page: Open, home: str) -> None:
    page = ready(open_page(home))
    ask(page, "study")
    page.keyboard.press("Escape")
    assert page.input_value(INPUT) == "" and not page.locator(OUT).is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


def test_14_an_input_method_is_left_alone(open_page: Open, home: str) -> None:
    page = ready(open_page(home))
    with settled(page):
        page.focus(INPUT)
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "jian ce", "selectionStart": 7, "selectionEnd": 7})
    page.dispatch_event(INPUT, "keydown", {"key": "Enter", "isComposing": True})
    with settled(page):
        pass
    assert page.url == home and not page.locator(OUT).is_visible()
    client.send("Input.insertText", {"text": "检测"})
    page.locator(OPTION).first.wait_for()


def test_15_titles_stay_text(open_page: Open, home: str) -> None:
    page = ready(open_page(home))
    offers = ask(page, "quoted onerror")
    assert HOSTILE in offers[0] and page.locator(f"{OUT} img, {OUT} b").count() == 0


def test_44_slash_and_question_mark(open_page: Open, home: str) -> None:
    page = ready(open_page(home))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('.pn-box-input')") and page.input_value(INPUT) == ""
    page.keyboard.type("a/?r")
    assert page.input_value(INPUT) == "a/?r" and page.locator("dialog.pn-help").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("dialog.pn-help").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog.pn-help").wait_for(state="detached")


def test_44_single_keys_can_be_turned_off(open_page: Open, home: str) -> None:
    page = ready(open_page(home))
    page.keyboard.press("?")
    page.locator("dialog.pn-help input").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    ready(page)
    page.keyboard.press("/")
    page.keyboard.press("?")
    assert page.evaluate("document.activeElement === document.body") and page.locator("dialog.pn-help").count() == 0
    # The way back does not need a key.
    ask(page, "study")
    page.click(f"{OUT} button")
    page.locator("dialog.pn-help input").check()
    page.keyboard.press("Escape")
    page.reload()
    ready(page)
    page.keyboard.press("?")
    assert page.locator("dialog.pn-help").is_visible()


def test_44_papers_by_letter(open_page: Open, home: str) -> None:
    page = open_page(home + "browse/")
    ready(page).locator(".pn-browse[data-live=on]").wait_for()
    titles = page.locator(".pn-rows .pn-title")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.href").endswith(titles.nth(1).get_attribute("href").removeprefix(".."))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('.pn-q')")


def test_without_scripts_the_box_is_a_link(open_page: Open, home: str) -> None:
    page = open_page(home + "papers/invented00000/", java_script_enabled=False)
    assert not page.locator(INPUT).is_visible()
    page.click(".pn-box-link")
    page.wait_for_url("**/browse/")


@pytest.mark.parametrize("plugins", ["", "search, "])
def test_the_theme_searches_no_more(
    site_of: Site, served: tuple[Path, str], library: Path, plugins: str, tmp_path: Path
) -> None:
    base = library if not plugins else shelf(tmp_path / "kb", count=3, plugins=plugins)
    url = site_of(base)
    folder = served[0] / url.removeprefix(served[1])
    assert not (folder / "search").exists()
    home = (folder / "index.html").read_text("utf-8")
    assert home.count("class=pn-box ") == 1 and 'data-md-component="search"' not in home
    assert "pn-box" in unquote((folder / "404.html").read_text("utf-8"))


def test_the_box_on_a_phone(open_page: Open, home: str) -> None:
    page = ready(open_page(home, viewport={"width": 360, "height": 740}))
    icon = page.locator(".pn-box-field").bounding_box()
    assert icon["width"] >= 24 and icon["height"] >= 24
    page.click(".pn-box-field")
    offers = ask(page, "检测")
    box = page.locator(OUT).bounding_box()
    assert offers and box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
