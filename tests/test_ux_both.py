"""The points that hold whatever the papers are, on the 67 of bench/search and on our own."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from bibtexparser.entrypoint import parse_string

from browsing import settled, visit
from test_ux_browse import asked, check, counts, everything, found, settle, shown
from test_ux_global import SPACED, WIDE, shown_fast, small_at_first
from two_bases import Base

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
PAGES = ["", "browse/", "board/", "topics/", "status/未看/", "venues/CVPR/", "years/2021/", "tags/", "journal/"]
PAGES += ["statistics/", "graph/", "papers/VIT/"]


def listing(open_page: Open, both: Base, query: str = "") -> Any:
    return settle(open_page(f"{both.url}browse/{query}"))


def vit(both: Base) -> str:
    """A paper that both have."""
    return min((key for key in both.papers if key.startswith("vit")), key=len)


def place(both: Base, path: str) -> str:
    """A page's URL; VIT stands for that paper."""
    return both.url + quote(path.replace("VIT", vit(both)))


def test_01_every_paper_is_listed_without_scripts(open_page: Open, both: Base) -> None:
    page = open_page(both.url + "browse/", java_script_enabled=False)
    keys = page.eval_on_selector_all(".pn-rows > tr", "all => all.map(row => row.dataset.key)")
    assert sorted(keys) == sorted(both.papers) and f"{len(keys)} 篇" in page.inner_text(".pn-found")
    assert both.papers[vit(both)]["title"] in page.inner_text(f"tr[data-key={vit(both)}]")


def test_02_15_typing_finds_says_how_much_and_marks(open_page: Open, both: Base) -> None:
    page = listing(open_page, both)
    page.fill(".pn-q", "transformer")
    hits = shown(page)
    assert 0 < len(hits) < len(both.papers) and found(page) == len(everything(page))
    assert page.get_attribute(".pn-found", "role") == "status"
    assert {text.lower() for text in page.locator(".pn-rows mark").all_inner_texts()} >= {"transformer"}


def test_03_04_05_16_counts_and_choices(open_page: Open, both: Base) -> None:
    page = listing(open_page, both)
    wanted = Counter(map(both.status, both.papers))
    assert {name: n for name, n in counts(page, "status").items() if n} == wanted
    venues = counts(page, "venue")
    check(page, "venue", "CVPR")
    assert counts(page, "venue") == venues
    of_cvpr = Counter(map(both.status, both.having(venue="CVPR")))
    assert {name: n for name, n in counts(page, "status").items() if n} == of_cvpr
    assert page.locator("[data-facet=status] input[value=弃读]").is_disabled()
    check(page, "venue", "ICLR")
    either = both.having(venue="CVPR") | both.having(venue="ICLR")
    assert set(everything(page)) == either
    check(page, "status", "未看")
    assert set(everything(page)) == either & both.having(status="未看")


def test_06_07_08_the_url_is_the_state(open_page: Open, both: Base) -> None:
    page = listing(open_page, both, "?status=未看&venue=CVPR&venue=ECCV&sort=title")
    wanted, entries = everything(page), page.evaluate("history.length")
    assert 0 < len(wanted) < len(both.papers) and everything(open_page(page.url)) == wanted
    page.locator(".pn-q").press_sequentially("text", delay=20)
    assert page.evaluate("history.length") <= entries + 1 and found(page) < len(wanted)
    page.go_back()
    assert everything(page) == wanted
    page.locator(".pn-chip", has_text="ECCV").click()
    assert "ECCV" not in page.url and 0 < len(everything(page)) < len(wanted)
    page.click(".pn-chips [data-clear]")
    assert found(page) == len(both.papers) and "?" not in page.url


def test_09_nothing_found_names_the_way_out(open_page: Open, both: Base) -> None:
    page = listing(open_page, both, "?q=zzqqxxyy&venue=CVPR")
    assert "CVPR" in page.inner_text(".pn-nothing")
    page.locator(".pn-nothing button", has_text="zzqqxxyy").click()
    assert found(page) == len(both.having(venue="CVPR"))


def test_11_nothing_of_the_finder_before_the_focus_and_little_then(open_page: Open, both: Base) -> None:
    page = open_page("about:blank")
    sizes: dict[str, int] = {}
    page.on("response", lambda r: sizes.setdefault(r.url, len(gzip.compress(r.body(), 9))))
    visit(page, f"{both.url}papers/{vit(both)}/")
    page.locator(".pn-box[data-live=on]").wait_for()
    assert sizes and not [url for url in sizes if "assets/search/" in url or "finder.js" in url]
    with settled(page), page.expect_response("**/assets/search/papers.json"):
        page.fill(".pn-box-input", "transformer")
        page.locator(".pn-box [role=option]").first.wait_for()
    ours = ("finder.js", "assets/search/papers.json", "assets/search/words.json")
    loaded = {url: size for url, size in sizes.items() if url.endswith(ours)}
    assert len(loaded) == 3 and sum(loaded.values()) <= 60_000, loaded


@pytest.mark.parametrize("query", ["transfomer", "ECCV2020", "文字檢測"])
def test_12_hard_words_find(open_page: Open, both: Base, query: str) -> None:
    page = listing(open_page, both)
    page.fill(".pn-q", query)
    first = both.papers[shown(page)[0]]
    said = " ".join(map(str, [first["title"], first.get("venue"), first.get("year"), *first.get("tags", [])])).lower()
    said += " ".join([*first.get("aliases", []), *first["topics"]]).lower()
    wanted = {"transfomer": "transformer", "ECCV2020": "eccv 2020", "文字檢測": "文字检测|text"}
    assert re.search(wanted[query], said), said


def test_13_filters_can_be_typed(open_page: Open, both: Base) -> None:
    page = listing(open_page, both)
    page.fill(".pn-q", "status:未看 year:2018..2020 ")
    wanted = {key for year in (2018, 2019, 2020) for key in both.having(status="未看", year=year)}
    assert set(everything(page)) == wanted and page.locator(".pn-chip").count() == 2
    assert asked(page) == {"status": ["未看"], "year": ["2018..2020"]}


def test_14_an_input_method_is_left_alone(open_page: Open, both: Base) -> None:
    page = listing(open_page, both)
    page.locator(".pn-q").focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "jian", "selectionStart": 4, "selectionEnd": 4})
    assert found(page) == len(both.papers) and not asked(page)
    client.send("Input.insertText", {"text": "检测"})
    assert 0 < found(page) < len(both.papers)


def test_18_19_22_rows_are_sorted_and_say_their_status(open_page: Open, both: Base) -> None:
    page = listing(open_page, both)
    page.click("th.pn-c-year button")
    years = [both.papers[key].get("year") for key in everything(page)]
    known = [year for year in years if year]
    assert known == sorted(known) == years[: len(known)]
    assert page.get_attribute("th.pn-c-year", "aria-sort") == "ascending"
    page.click("th.pn-c-year button")
    assert [both.papers[key].get("year") for key in everything(page)][: len(known)] == known[::-1]
    assert asked(page)["sort"] == ["-year"]
    chips = page.locator(".pn-rows .pn-status").all_inner_texts()
    assert chips and all(re.fullmatch(r"[○◐●↻✕]\s*(未看|在读|已读|重看|弃读)", chip) for chip in chips)


def test_20_the_view_is_kept(open_page: Open, both: Base) -> None:
    page = listing(open_page, both)
    page.click(".pn-display summary")
    page.locator("[name=pn-view][value=cards]").check(force=True)
    assert asked(settle(page))["view"] == ["cards"]
    page.goto(both.url + "browse/")
    assert settle(page).get_attribute(".pn-table", "data-view") == "cards"


def test_21_no_more_than_a_hundred_rows_at_first(open_page: Open, both: Base) -> None:
    page = listing(open_page, both)
    assert len(shown(page)) == min(100, len(both.papers)) and len(everything(page)) == len(both.papers)


def test_25_26_a_citation_is_copied(open_page: Open, both: Base) -> None:
    key = vit(both)
    page = open_page(f"{both.url}papers/{key}/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制 BibTeX").click()
    page.get_by_role("status").filter(has_text="已复制").wait_for()
    read = parse_string(page.evaluate("navigator.clipboard.readText()"))
    assert (read.entries[0].key, read.failed_blocks) == (key, [])
    page.get_by_role("button", name="复制引用键").click()
    assert page.evaluate("navigator.clipboard.readText()") == key


def test_24_27_28_29_30_what_a_paper_s_page_has(open_page: Open, both: Base) -> None:
    key = vit(both)
    page, paper = open_page(f"{both.url}papers/{key}/", java_script_enabled=False), both.papers[key]
    text = page.inner_text("article")
    assert page.inner_text("h1") == paper["title"]
    assert all(str(said) in text for said in (*paper["aliases"], paper["venue"], paper["year"], both.status(key)))
    assert not paper.get("summary") or page.locator(".pn-summary").is_visible()
    assert page.locator(".pn-crumbs a").count() >= 2 and page.locator(".pn-neighbours a").count() >= 1
    assert page.locator("#pn-related ~ ul").first.locator("> li").count() >= 3
    said = json.loads(page.locator("script[type='application/ld+json']").first.inner_text())
    assert (said["@type"], said["headline"]) == ("ScholarlyArticle", paper["title"])
    assert page.get_attribute("meta[name=citation_title]", "content") == paper["title"]


def test_34_35_36_37_home_topics_and_board(open_page: Open, both: Base) -> None:
    page = open_page(both.url, java_script_enabled=False)
    text, status = page.inner_text(".pn-cards"), Counter(map(both.status, both.papers))
    assert all(re.search(rf"{word}\s+{number} 篇", text) for word, number in status.items())
    keys = "all => all.map(e => e.dataset.key)"
    page.locator("a.pn-random").click()
    assert set(page.eval_on_selector_all("li[data-key]", keys)) == both.having(status="未看")
    topic = both.papers[vit(both)]["topics"][0].split("/")[0]
    page.goto(f"{both.url}papers/{vit(both)}/")
    page.locator(".pn-crumbs a").nth(1).click()
    page.wait_for_url("**/topics/*/")
    wanted = {k for k, p in both.papers.items() if topic in {t.split("/")[0] for t in p["topics"]}}
    assert set(page.eval_on_selector_all("li[data-key]", keys)) == wanted
    page.goto(both.url + "board/")
    assert page.locator(".pn-column").count() == len(status)
    assert set(page.eval_on_selector_all(".pn-column li", keys)) == both.papers.keys()


def test_38_39_40_41_pictures_name_what_they_show(open_page: Open, both: Base) -> None:
    page = open_page(both.url + "statistics/")
    page.locator(".pn-stacks a", has_text="2021:").first.click()
    page.wait_for_url("**/years/2021/")
    assert page.locator("li[data-key]").count() == len(both.having(year=2021))
    page.goto(both.url + "statistics/")
    for cell in page.locator(".pn-treemap a").all():
        box = cell.bounding_box()
        assert min(box["width"], box["height"]) >= 24 and cell.inner_text()
    assert page.locator("figure svg:not([aria-label], [aria-hidden])").count() == 0


def test_42_48_56_each_page_keeps_to_itself(open_page: Open, both: Base) -> None:
    """Nothing is asked of others, nothing is against the page's policy (`open_page` hears it), the language is said."""
    page = open_page("about:blank")
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    for path in PAGES:
        visit(page, place(both, path))
        assert page.get_attribute("html", "lang") == "zh"
        assert "default-src 'none'" in page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert len(asked_for) > len(PAGES) and all(url.startswith((both.url, "data:", "blob:")) for url in asked_for)


def test_44_45_47_keys_focus_and_the_dark(open_page: Open, both: Base) -> None:
    page = open_page(both.url, color_scheme="dark")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")
    page.locator(".pn-box[data-live=on]").wait_for()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('.pn-box-input')")
    page.keyboard.press("Escape")
    small = page.evaluate("""() => [...document.querySelectorAll('article :is(button, summary, .pn-tag, .pn-random)')]
      .filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect())
      .filter(box => box.width < 24 || box.height < 24).length""")
    assert small == 0


@pytest.mark.parametrize("path", PAGES)
def test_46_nothing_is_wider_than_a_phone(open_page: Open, both: Base, path: str) -> None:
    size = {"width": 360, "height": 740}
    page = open_page(place(both, path), viewport=size)
    assert page.evaluate(WIDE) <= 0
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }",
        SPACED,
    )
    assert page.evaluate(WIDE) <= 0


def test_49_50_type_and_print(open_page: Open, both: Base) -> None:
    page = open_page(f"{both.url}papers/{vit(both)}/")
    style = "([s, p]) => getComputedStyle(document.querySelector(s))[p]"
    size, height = (float(page.evaluate(style, ["article p", name])[:-2]) for name in ("fontSize", "lineHeight"))
    assert height / size >= 1.6
    page.emulate_media(media="print")
    for selector in (".md-header", ".md-tabs", ".md-footer", ".pn-neighbours"):
        assert not any(item.is_visible() for item in page.locator(selector).all()), selector


def test_51_52_feeds_and_downloads(open_page: Open, both: Base) -> None:
    page = open_page(both.url)
    links = page.eval_on_selector_all(".pn-downloads a", "all => all.map(a => a.href)")
    assert {url.rpartition("/")[2] for url in links} >= {"papers.bib", "papers.json", "papers.csv", "feed.xml"}
    answers = {url.rpartition("/")[2]: page.request.get(url) for url in links}
    assert all(answer.ok for answer in answers.values())
    assert {entry.key for entry in parse_string(answers["papers.bib"].text()).entries} == both.papers.keys()
    assert page.locator("link[rel=alternate][type='application/atom+xml']").count() >= 1


@pytest.mark.parametrize("path", ["", "papers/VIT/", "statistics/", "browse/"])
def test_55_shown_fast_and_nothing_jumps(browser: Any, both: Base, path: str) -> None:
    shown_fast(browser, place(both, path))


def test_55_the_first_visit_to_home_is_small(open_page: Open, both: Base) -> None:
    small_at_first(open_page, both.url)
