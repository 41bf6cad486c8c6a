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
from typing import Any
from urllib.parse import quote

import pytest

playwright = pytest.importorskip("playwright.sync_api")
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
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as run:
        # Root in a container has no sandbox to use.
        chromium = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


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
    for name, path in PAGES.items():
        page.goto(site + quote(path), wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{name} is too wide"
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{wide}-{scheme}.png")
    assert errors == []
    context.close()


def test_maths_is_rendered(browser: Any, site: str) -> None:
    page = browser.new_page()
    page.goto(site + "papers/vit2021/", wait_until="networkidle")
    assert page.locator(".katex").count() > 0
    assert page.locator(".katex-error").count() == 0


def test_ten_queries_find_what_they_mean(browser: Any, site: str) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
    page.goto(site, wait_until="networkidle")
    missed = {}
    for query, wanted in QUERIES:
        box = page.locator("[data-md-component=search-query]")
        box.fill(query)
        # The theme listens for keys; pasted text, as an input method's, comes without.
        box.press("End")
        results = page.locator(".md-search-result__item")
        try:
            results.filter(has_text=wanted).first.wait_for(state="attached", timeout=4000)
        except playwright.TimeoutError:
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
