"""Home, topics, pictures and graph in a real browser; numbered as the points the site must meet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
import yaml

from browsing import ROOT, Site

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
CATALOGUE: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "papers.yaml").read_text("utf-8"))
STATUS = Counter(paper.get("status", "未看") for paper in CATALOGUE.values())


def counts(page: Any, selector: str) -> list[int]:
    return [int(n) for n in page.eval_on_selector_all(selector, "all => all.map(e => e.dataset.count)")]


def test_31_a_figure_opens_large_and_without_scripts_by_itself(open_page: Open, browser: Any, own_site: str) -> None:
    page = open_page(own_site + "papers/vit2021/")
    page.locator("a.pn-figure[aria-haspopup]").focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog[open] img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.matches('a.pn-figure')")
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(own_site + "papers/vit2021/")
    plain.click("a.pn-figure")
    plain.wait_for_url("**/images/vit-patches.svg")
    plain.context.close()


def test_32_maths_is_set_by_what_the_site_carries(open_page: Open, own_site: str) -> None:
    page = open_page(own_site + "papers/vit2021/")
    page.locator(".katex annotation").first.wait_for(state="attached")
    assert "mathbf" in " ".join(page.locator(".katex annotation").all_text_contents())


def test_34_home_says_where_the_reading_stands_without_scripts(open_page: Open, own_site: str) -> None:
    page = open_page(own_site, java_script_enabled=False)
    text = page.locator(".pn-cards").inner_text()
    assert f"{len(CATALOGUE)} 篇" in text
    for word, number in STATUS.items():
        assert re.search(rf"{word}\s+{number} 篇", text), text
    assert page.locator(".pn-tree .pn-topic").count() > 10
    assert re.search(r"已读 \d+ / \d+", page.locator(".pn-topic").first.inner_text())
    for anchor in ("up-next", "recently-read", "to-revisit"):
        assert page.locator(f".pn-shelf:has(#{anchor}) .pn-list > li").count() > 0
    assert page.locator("svg.pn-calendar").is_visible()


def test_35_a_topic_s_groups_are_the_catalogue_s(open_page: Open, own_site: str) -> None:
    page = open_page(own_site + quote("topics/文字检测和识别/"), java_script_enabled=False)
    wanted = [
        key for key, p in CATALOGUE.items() if any(t.split("/")[0] == "文字检测和识别" for t in p.get("topics", ()))
    ]
    shown = page.eval_on_selector_all("li[data-key]", "all => all.map(e => e.dataset.key)")
    assert sorted(shown) == sorted(wanted)
    total, *groups = counts(page, "h1 ~ p > .pn-count, h2 > .pn-count")
    assert total == len(wanted) == sum(groups) and 0 not in groups


def test_36_random_is_an_unread_paper_and_a_list_without_scripts(open_page: Open, own_site: str) -> None:
    page = open_page(own_site)
    seen = set()
    for _ in range(12):
        page.goto(own_site)
        with page.expect_navigation(url=re.compile("/papers/")):
            page.locator("a.pn-random").click()
        key = unquote(page.url.rstrip("/").rpartition("/")[2])
        assert CATALOGUE[key].get("status", "未看") == "未看"
        seen.add(key)
    assert len(seen) > 3
    plain = open_page(own_site, java_script_enabled=False)
    plain.locator("a.pn-random").click()
    assert plain.locator("li[data-key]").count() == STATUS["未看"]


def test_38_calendar_names_each_day_and_has_a_table(open_page: Open, own_site: str) -> None:
    page = open_page(own_site + "statistics/")
    calendar = page.locator("svg.pn-calendar").first
    assert calendar.get_attribute("aria-label") and calendar.locator("title").count() in (365, 366)
    number = sum(int(n) for n in re.findall(r"<title>[\d-]+：(\d+) 条记录", calendar.inner_html()))
    page.locator(".pn-picture:has(.pn-calendar) summary").first.click()
    cells = page.locator(".pn-picture:has(.pn-calendar) tbody tr").first.locator("td")
    assert int(cells.first.inner_text()) == number > 0


def test_39_a_year_s_column_leads_to_the_year(open_page: Open, own_site: str) -> None:
    page = open_page(own_site + "statistics/")
    page.locator(".pn-stacks a", has_text="2021:").first.click()
    page.wait_for_url("**/years/2021/")
    assert page.locator("li[data-key]").count() == sum(p.get("year") == 2021 for p in CATALOGUE.values())


@pytest.mark.parametrize("wide", [360, 1280])
def test_40_topic_map_can_be_hit_and_read(open_page: Open, own_site: str, wide: int) -> None:
    page = open_page(own_site + "statistics/", viewport={"width": wide, "height": 740})
    for cell in page.locator(".pn-treemap a").all():
        box = cell.bounding_box()
        assert box and min(box["width"], box["height"]) >= 24 and cell.inner_text()


def test_41_graph_zooms_by_buttons_and_has_a_list(open_page: Open, own_site: str) -> None:
    page = open_page(own_site + "graph/")
    svg = page.locator("svg.pn-graph")
    nodes = svg.locator("a").count()
    assert nodes == page.locator(".pn-mentions > li").count() > 50
    before = svg.get_attribute("viewBox")
    page.get_by_role("button", name="放大").click()
    assert svg.get_attribute("viewBox") != before
    page.get_by_role("button", name="显示全部").click()
    assert svg.get_attribute("viewBox") == before
    page.get_by_label("按状态").check()
    assert page.locator(".pn-legend--status").is_visible() and not page.locator(".pn-legend--topic").is_visible()


def test_41_the_graph_s_script_loads_on_its_page_only(open_page: Open, own_site: str) -> None:
    def loaded(path: str) -> bool:
        page = open_page(own_site + path)
        return any(
            "graph.js" in name for name in page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
        )

    assert loaded("graph/") and not loaded("") and not loaded("papers/vit2021/")


def test_41_a_dragged_graph_moves_and_follows_no_link(open_page: Open, own_site: str) -> None:
    page = open_page(own_site + "graph/")
    page.get_by_role("button", name="放大").click()
    before = page.locator("svg.pn-graph").get_attribute("viewBox")
    node = page.locator(".pn-node circle").nth(40).bounding_box()
    page.mouse.move(node["x"] + 4, node["y"] + 4)
    page.mouse.down()
    page.mouse.move(node["x"] + 60, node["y"] + 40, steps=4)
    page.mouse.up()
    assert page.locator("svg.pn-graph").get_attribute("viewBox") != before and page.url.endswith("/graph/")


def test_52_downloads_are_there(open_page: Open, own_site: str) -> None:
    page = open_page(own_site)
    links = page.eval_on_selector_all(".pn-downloads a", "all => all.map(a => a.href)")
    assert {url.rpartition("/")[2] for url in links} >= {
        "papers.bib",
        "papers.json",
        "papers.csv",
        "feed.xml",
        "feed.json",
    }
    for url in links:
        assert page.request.get(url).ok


def test_a_site_in_english_has_every_word(open_page: Open, site_of: Site, base: Path, tmp_path: Path) -> None:
    config = (base / "mkdocs.yml").read_text("utf-8").replace("language: zh", "language: en")
    (base / "mkdocs.yml").write_text(config.replace("测试", "Test"), "utf-8")
    site = site_of(base)
    for path in ("", "statistics/", "graph/", "topics/", "journal/"):
        page = open_page(site + path)
        assert page.locator("html").get_attribute("lang") == "en"
        ours = page.locator(
            "h1, .pn-cards, .pn-shelf-head, figcaption, summary, .pn-legend, .pn-hint, .pn-zoom"
        ).all_inner_texts()
        names = page.eval_on_selector_all(
            "[aria-label]", "all => all.map(e => e.ariaLabel).filter(n => !n.includes('/'))"
        )
        said = " ".join([*ours, *names])
        for word in ("我的笔记", "文字检测和识别", "物体检测", "识别"):
            said = said.replace(word, "")
        assert not re.search("[\u4e00-\u9fff]", said), said
