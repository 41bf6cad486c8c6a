"""The points the site must meet, on the 67 classic papers of bench/search as a knowledge base."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from browsing import SHOTS
from test_ux_browse import check, counts, everything, found, settle, shown
from test_ux_global import ASKED, AXE, BAD, WIDE
from two_bases import HERE, MISSING, Rows

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not HERE, reason=MISSING)]
Open = Callable[..., Any]


def test_01_03_every_paper_is_there(open_page: Open, classics: str, rows: Rows) -> None:
    page = open_page(classics + "browse/", java_script_enabled=False)
    assert {row.get_attribute("data-key") for row in page.locator(".pn-rows > tr").all()} == rows.keys()
    text = page.inner_text(".pn-rows")
    assert all(row["title"] in text and row["zh"] in text for row in rows.values())
    assert "67" in page.inner_text(".pn-found")
    live = settle(open_page(classics + "browse/"))
    status = Counter(row["status"] for row in rows.values())
    assert {name: n for name, n in counts(live, "status").items() if n} == status


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("transfomer", "Transformer"),
        ("r-cnn", "R-CNN"),
        ("RCNN", "R-CNN"),
        ("文字檢測", "文字检测"),
        ("文本检测", "文字检测"),
        ("文字捡测", "文字检测"),
        ("DeepLab v3+", "Atrous"),
        ("reinforcment learning", "强化学习"),
    ],
)
def test_02_12_what_is_typed_is_found(open_page: Open, classics: str, query: str, first: str) -> None:
    page = settle(open_page(classics + "browse/"))
    page.fill(".pn-q", query)
    assert 0 < found(page) < 67
    assert first in page.locator(".pn-rows > tr").first.inner_text()
    assert page.get_attribute(".pn-found", "role") == "status"


def test_12_a_venue_and_its_year_in_one_word(open_page: Open, classics: str, rows: Rows) -> None:
    page = settle(open_page(classics + "browse/"))
    page.fill(".pn-q", "ECCV2020")
    wanted = {key for key, row in rows.items() if (row["venue"], row["year"]) == ("ECCV", "2020")}
    assert set(shown(page)[: len(wanted)]) == wanted


def test_04_05_13_facets(open_page: Open, classics: str, rows: Rows) -> None:
    page = settle(open_page(classics + "browse/"))
    before = counts(page, "venue")
    check(page, "venue", "CVPR")
    assert counts(page, "venue") == before
    check(page, "venue", "ICCV")
    check(page, "status", "未看")
    wanted = {k for k, row in rows.items() if row["venue"] in ("CVPR", "ICCV") and row["status"] == "未看"}
    assert set(everything(page)) == wanted
    other = settle(open_page(classics + "browse/"))
    other.fill(".pn-q", 'status:未看 year:2018..2019 tag:"文字检测" ')
    years = ("2018", "2019")
    wanted = {k for k, r in rows.items() if r["status"] == "未看" and r["year"] in years and "文字检测" in r["tags"]}
    assert set(everything(other)) == wanted and other.locator(".pn-chip").count() == 3


def test_24_27_29_a_paper_s_page(open_page: Open, classics: str, rows: Rows) -> None:
    page = open_page(classics + "papers/dbnet/", java_script_enabled=False)
    row, text = rows["dbnet"], page.inner_text("article")
    assert page.inner_text("h1") == row["title"] and page.inner_text(".pn-crumbs").split() == ["主题", "检测"]
    for said in (row["zh"], "AAAI", "2020", "已读", *row["tags"], row["abs"]):
        assert said in text
    related = page.locator("h2:has-text('相关论文') + ul > li, h2:has-text('相关论文') ~ ul.pn-list > li")
    assert related.count() >= 3
    page.emulate_media(media="print")
    assert page.locator(".pn-summary").is_visible()


def test_34_35_37_home_topic_and_board(open_page: Open, classics: str, rows: Rows) -> None:
    status = Counter(row["status"] for row in rows.values())
    page = open_page(classics, java_script_enabled=False)
    text = page.inner_text(".pn-cards")
    assert all(re.search(rf"{word}\s+{number} 篇", text) for word, number in status.items())
    assert page.locator(".pn-shelf:has(#up-next) .pn-list > li").count() > 0
    page.goto(classics + quote("topics/检测/"))
    wanted = {key for key, row in rows.items() if row["topic"] == "检测"}
    keys = "all => all.map(e => e.dataset.key)"
    assert set(page.eval_on_selector_all("li[data-key]", keys)) == wanted
    page.goto(classics + "board/")
    assert page.locator(".pn-column").count() == len(status)
    assert set(page.eval_on_selector_all(".pn-column li", keys)) == rows.keys()


LOOKS = ["", "browse/", "board/", "topics/", "topics/检测/", "topics/检测/未看/", "papers/dbnet/", "status/未看/"]
LOOKS += ["venues/", "venues/CVPR/", "years/", "years/2021/", "tags/", "tags/文字检测/", "journal/", "statistics/"]
LOOKS += ["graph/", "authors/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", LOOKS)
def test_43_46_clean_and_as_wide_as_the_window(open_page: Open, classics: str, path: str, scheme: str) -> None:
    page = open_page(classics + quote(path), color_scheme=scheme, bypass_csp=True)
    page.evaluate(AXE)
    for wide in (1280, 390):
        page.set_viewport_size({"width": wide, "height": 900})
        assert page.evaluate(BAD, ASKED[scheme]) == [], wide
        assert page.evaluate(WIDE) <= 0, wide
        if SHOTS:
            name = path.strip("/").replace("/", "-") or "home"
            page.screenshot(path=f"{SHOTS}/classics-{name}-{wide}-{scheme}.png")
