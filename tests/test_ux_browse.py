"""The browse page and the board in a real browser; the numbers are those of the list of points the site must meet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import yaml

from browsing import ROOT, SHOTS, Site
from papernotes.views.browse import PER_PAGE
from shelf import HOSTILE, shelf

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
SHOWN = "[...document.querySelectorAll('.pn-rows > tr')].map(row => row.dataset.key)"
ROWS = """[...document.querySelectorAll('.pn-rows > tr')].map(row =>
  [row.textContent.replace(/\\s/g, ''), ...[...row.querySelectorAll('[class]')].map(part => part.className)])"""
# The list writes its later rows when there is time: nothing is left to do when two such times in a row changed nothing.
SETTLED = """async () => {
  const idle = () => new Promise(done => requestIdleCallback(done));
  let calm;
  const observer = new MutationObserver(() => { calm = false; });
  observer.observe(document.querySelector('.pn-main'), { childList: true, subtree: true, characterData: true });
  do {
    calm = true;
    await idle();
    await idle();
  } while (!calm);
  observer.disconnect();
}"""


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelf(tmp_path_factory.mktemp("shelf") / "kb")


@pytest.fixture(scope="session")
def catalogue(books: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((books / "papers.yaml").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def browse(site_of: Site, books: Path) -> str:
    return site_of(books) + "browse/"


def settle(page: Any) -> Any:
    page.locator(".pn-browse[data-live=on]").wait_for()
    page.evaluate(SETTLED)
    return page


def shown(page: Any) -> list[str]:
    keys: list[str] = settle(page).evaluate(SHOWN)
    return keys


def everything(page: Any) -> list[str]:
    """All keys of the result, the rows that wait behind the button too."""
    settle(page)
    while page.locator(".pn-more-rows").is_visible():
        page.click(".pn-more-rows")
    return shown(page)


def found(page: Any) -> int:
    return int(re.findall(r"\d+", settle(page).inner_text(".pn-found"))[0])


def counts(page: Any, facet: str) -> dict[str, int]:
    rows = page.locator(f"[data-facet={facet}] .pn-value").all()
    return {row.locator("input").get_attribute("value"): int(row.locator(".pn-count").inner_text()) for row in rows}


def check(page: Any, facet: str, value: str) -> None:
    page.locator(f"[data-facet={facet}] input[value='{value}']").click()
    settle(page)


def asked(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def keys(catalogue: dict[str, dict[str, Any]], **wanted: object) -> set[str]:
    return {key for key, paper in catalogue.items() if all(paper.get(name) == value for name, value in wanted.items())}


def test_01_every_paper_is_listed_without_scripts(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = open_page(browse, java_script_enabled=False)
    rows = page.locator(".pn-rows > tr")
    assert rows.count() == len(catalogue) == int(re.findall(r"\d+", page.inner_text(".pn-found"))[0])
    for key in ("invented00001", "invented00007"):
        row, paper = page.locator(f"tr[data-key={key}]"), catalogue[key]
        titles = row.locator(f"a[href='../papers/{key}/']").inner_text().split("\n")
        assert titles == [paper["title"], paper["aliases"][1]]
        links = row.locator("td a").all_inner_texts()
        assert links[:2] == [paper["venue"], str(paper["year"])] and paper["status"] in links[2]
    assert not page.locator(".pn-bar").is_visible() and page.locator(".pn-indexes").is_visible()


def test_01_our_own_papers_are_all_there(open_page: Open, own_site: str) -> None:
    page = open_page(own_site + "browse/", java_script_enabled=False)
    text = (ROOT / "papers.yaml").read_text("utf-8")
    assert page.locator(".pn-rows > tr").count() == len(yaml.load(text, yaml.BaseLoader))


def test_02_typing_finds_and_says_how_much(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = open_page(browse)
    page.fill(".pn-q", "文字检测")
    hits = shown(page)
    assert 0 < len(hits) < len(catalogue)
    first = catalogue[hits[0]]
    assert "文字检测" in first.get("tags", ()) or "文字检测" in first["topics"][0]
    assert page.get_attribute(".pn-found", "role") == "status"
    assert found(page) == len(everything(page))


def test_03_the_counts_of_a_facet_add_up(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse))
    status = counts(page, "status")
    wanted = Counter(paper["status"] for paper in catalogue.values())
    assert {name: n for name, n in status.items() if n} == wanted and sum(status.values()) == len(catalogue)


def test_04_a_facet_keeps_its_own_alternatives(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse))
    before = counts(page, "venue")
    check(page, "venue", "CVPR")
    assert counts(page, "venue") == before
    wanted = Counter(p["status"] for p in catalogue.values() if p["venue"] == "CVPR")
    assert {name: n for name, n in counts(page, "status").items() if n} == wanted


def test_05_or_within_a_facet_and_across(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse))
    check(page, "venue", "CVPR")
    check(page, "venue", "ICLR")
    either = keys(catalogue, venue="CVPR") | keys(catalogue, venue="ICLR")
    assert set(everything(page)) == either
    check(page, "status", "未看")
    assert set(everything(page)) == either & keys(catalogue, status="未看")


def test_05_a_topic_holds_those_below_it(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse))
    check(page, "topic", "文字检测和识别")
    below = {key for key, paper in catalogue.items() if paper["topics"][0].startswith("文字检测和识别/")}
    assert set(everything(page)) == below
    assert {"文字检测和识别/检测", "文字检测和识别/识别"} <= counts(page, "topic").keys()


@pytest.mark.parametrize(
    "query", ["q=文字检测&sort=-year", "status=未看&venue=CVPR&venue=ICLR&sort=title", "year=2016..2019&view=cards"]
)
def test_06_the_url_is_the_state(open_page: Open, browse: str, query: str) -> None:
    first, second = open_page(f"{browse}?{query}"), open_page(f"{browse}?{query}")
    assert shown(first) == shown(second) and 0 < found(first) < 130
    check(first, "status", "重看")
    third = open_page(first.url)
    assert everything(third) == everything(first) and "重看" in asked(first)["status"]


def test_07_back_and_forward(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse))
    everyone, entries = found(page), page.evaluate("history.length")
    page.locator(".pn-q").press_sequentially("invented study", delay=20)
    settle(page)
    assert page.evaluate("history.length") <= entries + 1
    check(page, "status", "未看")
    unread = found(page)
    page.go_back()
    assert "status" not in asked(page) and found(page) != unread
    page.go_back()
    assert not asked(page) and found(page) == everyone and page.input_value(".pn-q") == ""
    page.go_forward()
    page.go_forward()
    assert found(page) == unread


def test_08_filters_are_taken_back(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse + "?status=未看&venue=CVPR&year=2013..2024&q=invented"))
    chips = page.locator(".pn-chip")
    assert chips.count() == 4
    chips.filter(has_text="CVPR").click()
    assert "venue" not in asked(settle(page)) and chips.count() == 3
    page.click(".pn-chips [data-clear]")
    assert found(page) == len(catalogue) and urlsplit(page.url).query == "" and page.input_value(".pn-q") == ""


def test_09_nothing_found_names_the_way_out(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse + "?q=zzqqxxyy&venue=CVPR"))
    way = page.locator(".pn-nothing button", has_text="zzqqxxyy")
    assert page.locator(".pn-nothing").is_visible() and "CVPR" in page.inner_text(".pn-nothing")
    promised = int(re.findall(r"(\d+) 篇", way.inner_text())[0])
    way.click()
    assert found(page) == promised > 0


def test_13_filters_can_be_typed(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse))
    page.fill(".pn-q", 'status:未看 year:2020..2022 tag:"文字检测" ')
    settle(page)
    assert page.locator(".pn-chip").count() == 3 and page.input_value(".pn-q") == ""
    page.locator(".pn-q").press_sequentially("会议：cvpr")
    page.locator(".pn-chip", has_text="CVPR").wait_for()
    assert asked(page) == {"status": ["未看"], "year": ["2020..2022"], "tag": ["文字检测"], "venue": ["CVPR"]}


def test_13_a_filter_at_the_end_is_taken_too(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse))
    page.fill(".pn-q", "status:未看 year:2020..2022")
    page.locator(".pn-chip").nth(1).wait_for()
    assert asked(page) == {"status": ["未看"], "year": ["2020..2022"]}


def test_14_an_input_method_is_left_alone(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse))
    before = found(page)
    page.locator(".pn-q").focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "wen zi", "selectionStart": 6, "selectionEnd": 6})
    page.dispatch_event(".pn-q", "keydown", {"key": "Enter", "isComposing": True})
    assert found(page) == before and not asked(page)
    client.send("Input.insertText", {"text": "文字"})
    assert found(page) < before and asked(page)["q"] == ["文字"]


def test_15_matches_are_marked_and_titles_stay_text(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse + "?q=quoted"))
    row = page.locator("tr[data-key=hostile] .pn-title")
    assert row.inner_text() == HOSTILE and "uoted" in row.locator("mark").first.inner_text()
    assert page.locator(".pn-rows img, .pn-rows b").count() == 0
    page.fill(".pn-q", "检测")
    assert "检测" in settle(page).locator(".pn-zh mark").first.inner_text()


def test_16_long_facets_are_folded(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse))
    venues = page.locator("[data-facet=venue] .pn-value")
    names = {paper["venue"] for paper in catalogue.values()}
    assert venues.count() == 10 and str(len(names) - 10) in page.inner_text("[data-facet=venue] .pn-rest")
    page.click("[data-facet=venue] .pn-rest")
    assert venues.count() == len(names)
    page.fill("[data-facet=venue] .pn-find", "neur")
    assert counts(page, "venue").keys() == {"NeurIPS"}


def test_16_values_without_a_paper_are_disabled(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse + "?venue=AAAI&year=2011"))
    assert counts(page, "status") == {"未看": 1, "在读": 0, "已读": 0, "重看": 0, "弃读": 0}
    assert page.locator("[data-facet=status] input[value=已读]").is_disabled()
    assert not page.locator("[data-facet=status] input[value=未看]").is_disabled()


def test_17_years_by_keyboard(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse))
    low, high = page.locator("[data-facet=year] input").all()
    low.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert found(page) == sum(paper["year"] >= 2016 for paper in catalogue.values())
    high.focus()
    page.keyboard.press("ArrowLeft")
    assert asked(settle(page))["year"] == ["2016..2023"]
    # Without dragging: a click on the bars moves the nearer handle.
    box = page.locator(".pn-range svg").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + 10)
    assert asked(settle(page))["year"] == ["2016..2021"]


def test_18_columns_sort_both_ways(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse))
    year = page.locator("th.pn-c-year")
    assert year.get_attribute("aria-sort") == "descending"
    year.locator("button").click()
    years = [catalogue[key]["year"] for key in everything(page)]
    assert years == sorted(years) and year.get_attribute("aria-sort") == "ascending"
    page.click("th.pn-c-title button")
    titles = [catalogue[key]["title"] for key in everything(page)]
    order = page.evaluate("titles => [...titles].sort(new Intl.Collator('zh', {numeric: true}).compare)", titles)
    assert titles == order and asked(page)["sort"] == ["title"]
    page.click("th.pn-c-title button")
    assert [catalogue[key]["title"] for key in everything(page)] == titles[::-1]


def test_19_equal_rows_stay_in_order(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse))
    newest = everything(page)
    place = {key: i for i, key in enumerate(newest)}
    page.click("th.pn-c-venue button")
    venues = [(catalogue[key]["venue"], place[key]) for key in everything(page)]
    groups = [[at for name, at in venues if name == venue] for venue in dict.fromkeys(name for name, _ in venues)]
    assert all(group == sorted(group) for group in groups) and asked(page)["sort"] == ["venue"]
    assert sum(a != b for (a, _), (b, _) in pairwise(venues)) == len(groups) - 1


def test_20_the_view_is_kept(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse))
    page.click(".pn-display summary")
    for view in ("cards", "compact"):
        page.locator(f"[name=pn-view][value={view}]").check(force=True)
        assert asked(settle(page))["view"] == [view]
    page.goto(browse)
    assert settle(page).get_attribute(".pn-table", "data-view") == "compact"


@pytest.mark.parametrize("high", [800, 240])
def test_21_no_more_than_a_hundred_rows_at_first(
    open_page: Open, browse: str, catalogue: dict[str, Any], high: int
) -> None:
    # In the low window the list begins below what is seen.
    page = open_page(browse, viewport={"width": 640, "height": high})
    assert len(shown(page)) == 100 and len(everything(page)) == len(catalogue)


def test_22_a_status_is_icon_and_word(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse))
    chips = page.locator(".pn-rows .pn-status").all_inner_texts()
    assert chips and all(re.fullmatch(r"[○◐●↻✕]\s*(未看|在读|已读|重看|弃读)", chip) for chip in chips)


def test_23_columns_are_chosen(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse))
    page.click(".pn-display summary")
    page.locator("[name=pn-column][value=tags]").uncheck()
    assert not page.locator(".pn-rows .pn-c-tags").first.is_visible() and asked(page)["hide"] == ["tags"]
    assert page.locator(".pn-rows .pn-c-venue").first.is_visible()


def test_28_the_next_paper_of_the_list(open_page: Open, browse: str) -> None:
    page = open_page(browse + "?status=未看&sort=title")
    order = everything(page)
    page.locator(".pn-rows .pn-title").nth(1).click()
    page.wait_for_url(f"**/papers/{order[1]}/")
    page.click(".pn-trail-next")
    page.wait_for_url(f"**/papers/{order[2]}/")
    assert f"3 / {len(order)}" in page.inner_text(".pn-trail")
    page.locator(".pn-trail a", has_text="3 /").click()
    page.wait_for_url("**/browse/**")
    assert everything(page) == order


def test_36_random_unread_is_unread(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse + "?venue=CVPR"))
    links = page.evaluate("""() => {
      const link = document.querySelector('[data-go=random]');
      document.addEventListener('click', event => event.preventDefault());
      return Array.from({length: 100}, () => (link.click(), link.href));
    }""")
    wanted = keys(catalogue, venue="CVPR", status="未看")
    assert {link.split("/")[-2] for link in links} <= wanted and len(set(links)) > 1
    plain = open_page(browse, java_script_enabled=False)
    assert plain.get_attribute("[data-go=random]", "href") == f"../status/{quote('未看')}/"


def test_37_the_board_is_the_table_by_status(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = open_page(browse.replace("browse/", "board/"), java_script_enabled=False)
    for column in page.locator(".pn-column").all():
        status = column.locator(".pn-status").inner_text().split()[-1]
        cards = {card.get_attribute("data-key") for card in column.locator("li").all()}
        assert cards == keys(catalogue, status=status) and f"{len(cards)} 篇" in column.locator("h2").inner_text()
    assert page.locator(".pn-column").count() == 4 and page.locator(".pn-column li").count() == len(catalogue)
    assert page.locator(".pn-column ul[tabindex='0']").count() == 4
    page.set_viewport_size({"width": 500, "height": 800})
    places = [column.bounding_box()["x"] for column in page.locator(".pn-column").all()]
    assert len(set(places)) == 1


def test_45_targets_are_large_enough(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse + "?status=未看"))
    targets = ".pn-browse :is(a, button, select, summary, input[type=range]), .pn-value label"
    small = page.evaluate(
        """targets => [...document.querySelectorAll(targets)].filter(one => one.checkVisibility())
          .map(one => [one.className, one.textContent, one.getBoundingClientRect()])
          .filter(([, , box]) => box.height < 24 || box.width < 24)
          .map(([name, text, box]) => `${name} ${text} ${box.width}x${box.height}`)""",
        targets,
    )
    assert small == []


def test_45_the_focus_is_not_below_the_header(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse))
    page.locator(".pn-rows .pn-title").nth(60).focus()
    for _ in range(40):
        page.keyboard.press("k")
        hidden = page.evaluate("""() => {
          const box = document.activeElement.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + 5, box.y + box.height / 2);
          return !document.activeElement.contains(top) && top.className;
        }""")
        assert hidden is False


@pytest.mark.parametrize("path", ["browse/", "browse/?view=cards&status=未看", "browse/?view=compact", "board/"])
def test_46_nothing_is_wider_than_a_phone(open_page: Open, browse: str, path: str) -> None:
    page = open_page(browse.replace("browse/", path), viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    spacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    page.evaluate("rule => document.styleSheets[0].insertRule(rule)", spacing)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_46_facets_stand_in_a_dialog_on_a_phone(open_page: Open, browse: str, catalogue: dict[str, Any]) -> None:
    page = settle(open_page(browse, viewport={"width": 360, "height": 740}))
    assert not page.locator(".pn-panel").is_visible()
    page.click(".pn-drawer")
    assert page.locator("dialog.pn-sheet-dialog .pn-panel").is_visible()
    check(page, "status", "未看")
    page.click("[data-close]")
    assert found(page) == len(keys(catalogue, status="未看")) and page.inner_text(".pn-drawer .pn-n") == "1"


@pytest.mark.parametrize("path", ["browse.html", "browse.html?status=未看"])
def test_53_without_directory_urls(
    open_page: Open, site_of: Site, tmp_path_factory: pytest.TempPathFactory, path: str
) -> None:
    base = Path(str(tmp_path_factory.getbasetemp())) / "flat"
    site = site_of(base if base.exists() else shelf(base, count=20, directory_urls="false"))
    page = settle(open_page(site + path))
    page.locator(".pn-rows .pn-title").first.click()
    page.wait_for_url("**/papers/*.html")
    assert page.locator("h1").count() == 1
    page.goto(site + "board.html")
    assert page.locator(".pn-column li").count() == 21


@pytest.fixture(scope="session")
def instant(site_of: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    base = tmp_path_factory.mktemp("instant") / "kb"
    return site_of(shelf(base, count=20, features="navigation.instant, navigation.tabs", language="en"))


def test_54_instant_navigation_starts_each_page_once(open_page: Open, instant: str) -> None:
    page = settle(open_page(instant + "browse/"))
    page.evaluate("window.same = true")
    for _ in range(5):
        page.locator(".pn-rows .pn-title").first.click()
        page.wait_for_selector("article .pn-facts")
        page.go_back()
        page.wait_for_selector(".pn-facet .pn-value")
        settle(page)
    assert page.evaluate("window.same") is True
    assert page.locator("[data-facet=status] .pn-value").count() == 5 and page.locator(".pn-more-rows").count() == 1
    entries = page.evaluate("history.length")
    check(page, "status", "Unread")
    assert page.evaluate("history.length") <= entries + 1 and asked(page)["status"] == ["Unread"]
    page.keyboard.press("?")
    assert page.locator("dialog.pn-help").count() == 1


def test_50_the_board_prints_as_a_list(open_page: Open, browse: str) -> None:
    page = open_page(browse.replace("browse/", "board/"))
    page.emulate_media(media="print")
    boxes = [column.bounding_box() for column in page.locator(".pn-column").all()]
    assert len(boxes) > 2 and all(a["x"] == b["x"] and a["y"] + a["height"] <= b["y"] for a, b in pairwise(boxes))
    # Nothing waits behind a bar that scrolls.
    cut = "[...document.querySelectorAll('.pn-column ul')].filter(e => e.scrollHeight > e.clientHeight + 1).length"
    assert page.evaluate(cut) == 0


def test_57_boxes_are_the_system_s_own_in_forced_colours(open_page: Open, browse: str) -> None:
    page = settle(open_page(browse + "?status=未看", forced_colors="active"))
    assert page.evaluate("getComputedStyle(document.querySelector('.pn-value input')).appearance") == "auto"


def test_pages_of_a_long_list(open_page: Open, site_of: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    site = site_of(shelf(tmp_path_factory.mktemp("long") / "kb", count=450))
    page = open_page(site + "browse/", java_script_enabled=False)
    first = page.evaluate(SHOWN)
    page.locator(".pn-pager a", has_text="2").first.click()
    # A page that is still being read has but its first rows.
    page.wait_for_url(re.compile("/browse/2/"))
    second, rows = page.evaluate(SHOWN), page.evaluate(ROWS)
    assert len(first) == PER_PAGE and len(first) + len(second) == len({*first, *second}) == 451
    live = open_page(site + "browse/")
    assert len(everything(live)) == 451 and not live.locator(".pn-pager").is_visible()
    # A row that a script makes is the row that the build makes.
    made = dict(zip(live.evaluate(SHOWN), live.evaluate(ROWS), strict=True))
    assert [made[key] for key in second] == rows


def test_looks(open_page: Open, own_site: str) -> None:
    """Nothing is said in the console, nothing is too wide; screenshots to look at."""
    paths = {"browse": "browse/", "filtered": "browse/?status=未看&q=transformer", "board": "board/"}
    for wide in (1280, 390):
        for name, path in paths.items():
            page = open_page(own_site + path, viewport={"width": wide, "height": 860})
            for scheme in ("default", "slate"):
                page.evaluate(
                    "scheme => document.querySelector(`input[data-md-color-scheme=${scheme}]`).click()", scheme
                )
                page.locator(f"body[data-md-color-scheme={scheme}]").wait_for()
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                if SHOTS:
                    page.screenshot(path=f"{SHOTS}/{name}-{wide}-{scheme}.png")
