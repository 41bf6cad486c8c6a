"""The site in a real browser: no error in the console, no request that leaves the site, search that finds."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = os.environ.get("PAPERNOTES_SCREENSHOTS")
"""A folder for screenshots to look at; none are taken without it."""
PAGES = {
    "home": "",
    "topic": "topics/文字检测和识别/",
    "cross": "topics/文字检测和识别/识别/未看/",
    "paper": "papers/detr2020/",
    "status": "status/重看/",
    "journal": "journal/",
}
QUERIES = [
    # what is typed, part of the title of a page that must be among the results
    ("知识蒸馏", "Training data-efficient image transformers"),
    ("自注意力", "An Image is Worth 16x16 Words"),
    ("文字识别", "Read Like Humans"),
    ("backbone", "Exploring Plain Vision Transformer Backbones"),
    ("Transformer", "Transformer"),
    ("DETR", "End-to-End Object Detection with Transformers"),
    ("nips 2021", "SegFormer"),
    ("贝塞尔", "ABCNet"),
    ("对比学习 动量", "Momentum Contrast"),
    ("layerscale", "Going deeper with Image Transformers"),
]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not printed."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of our own site, under a sub-path."""
    if CHROMIUM is None:
        pytest.skip("needs Debian's chromium")
    folder = tmp_path_factory.mktemp("www")
    command = [sys.executable, "-m", "papernotes", "-C", str(ROOT), "build", "--strict", "-d", str(folder / "sub")]
    subprocess.run(command, check=True, capture_output=True)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sub/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as run:
        # Root in a container has no sandbox to use.
        chromium = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", [1280, 390])
def test_pages_are_clean(browser: object, site: str, scheme: str, wide: int) -> None:
    context = browser.new_context(viewport={"width": wide, "height": 900}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((site, "data:", "blob:")) else errors.append(request.url))
    page.on("response", lambda response: errors.append(f"{response.status} {response.url}") if response.status >= 400 else None)
    for name, path in PAGES.items():
        page.goto(site + quote(path), wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{name} is wider than the window"
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{wide}-{scheme}.png")
    assert errors == []
    context.close()


def test_maths_is_rendered(browser: object, site: str) -> None:
    page = browser.new_page()
    page.goto(site + "papers/vit2021/", wait_until="networkidle")
    assert page.locator(".katex").count() > 0
    assert page.locator(".katex-error").count() == 0


def test_ten_queries_find_what_they_mean(browser: object, site: str) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
    page.goto(site, wait_until="networkidle")
    missed = {}
    for query, wanted in QUERIES:
        page.locator("[data-md-component=search-query]").fill("")
        page.locator("[data-md-component=search-query]").click()
        page.locator("[data-md-component=search-query]").fill(query)
        results = page.locator(".md-search-result__item")
        try:
            results.filter(has_text=wanted).first.wait_for(state="attached", timeout=4000)
        except Exception:
            missed[query] = results.all_inner_texts()[:5]
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/search-1280-light.png")
    assert missed == {}


def test_lists_work_without_javascript(browser: object, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site + quote("topics/文字检测和识别/识别/未看/"))
    first = page.locator(".pn-list a.pn-title").first
    title = first.inner_text()
    first.click()
    assert page.locator("h1").first.inner_text().rstrip("¶").strip() == title
