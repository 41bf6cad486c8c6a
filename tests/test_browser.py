"""The site in a real browser: no error in the console, no request that leaves the site, search that finds."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from browsing import SHOTS, visit

pytestmark = pytest.mark.browser
PAGES = {
    "home": "",
    "topic": "topics/文字检测和识别/",
    "cross": "topics/文字检测和识别/识别/未看/",
    "paper": "papers/detr2020/",
    "status": "status/重看/",
    "journal": "journal/",
    "browse": "browse/",
    "board": "board/",
    "statistics": "statistics/",
    "graph": "graph/",
    "topics": "topics/",
    "tag": "tags/oral/",
    "tags": "tags/",
    "venue": "venues/CVPR/",
    "year": "years/2021/",
    "authors": "authors/",
}
"""Every type of page but 404.html, which is never visited by its own name; in the dark the first five are enough."""
QUERIES = [
    # what is typed, part of the title of a page that must be among the results
    ("蒸馏", "Training data-efficient image transformers"),
    ("自注意力", "LambdaNetworks"),
    ("场景文字识别", "ASTER"),
    ("backbone", "Exploring Plain Vision Transformer Backbones"),
    ("Transformer", "Transformer"),
    ("DETR", "End-to-End Object Detection with Transformers"),
    ("nips 2021", "SegFormer"),
    ("贝塞尔", "ABCNet"),
    ("动量 队列", "Momentum Contrast"),
    ("layerscale", "Going deeper with Image Transformers"),
]


@pytest.fixture
def site(own_site: str) -> str:
    return own_site


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", [1280, 390])
def test_pages_are_clean(browser: Any, site: str, scheme: str, wide: int) -> None:
    context = browser.new_context(viewport={"width": wide, "height": 900}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith((site, "data:", "blob:")) else errors.append(r.url))
    page.on("response", lambda r: errors.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    for name, path in list(PAGES.items())[: 5 if scheme == "dark" else None]:
        visit(page, site + quote(path))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{name} is too wide"
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{wide}-{scheme}.png", full_page=name != "browse")
    assert errors == []
    context.close()


def test_maths_is_rendered(browser: Any, site: str) -> None:
    page = browser.new_page()
    visit(page, site + "papers/vit2021/")
    assert page.locator(".katex").count() > 0
    assert page.locator(".katex-error").count() == 0


def test_ten_queries_find_what_they_mean(browser: Any, site: str) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
    page.goto(site)
    box = page.locator(".pn-box-input")
    box.focus()
    missed = {}
    for query, wanted in QUERIES:
        box.fill(query)
        results = page.locator(".pn-box [role=option]")
        try:
            results.filter(has_text=wanted).first.wait_for(state="attached", timeout=15_000)
        # Playwright's own; nothing was found in time.
        except Exception:
            missed[query] = results.all_inner_texts()[:5]
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/search-1280-light.png")
    assert missed == {}


def test_lists_work_without_javascript(browser: Any, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site + quote("topics/文字检测和识别/识别/未看/"))
    first = page.locator(".pn-list a.pn-title").first
    title = first.inner_text()
    first.click()
    assert page.locator("h1").first.inner_text().rstrip("¶").strip() == title
