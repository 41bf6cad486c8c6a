"""A paper's page in a browser: copying, previews, figures, maths, diagrams; points 24-32 of the list."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string

from browsing import SHOTS

pytestmark = pytest.mark.browser
CATALOGUE = """\
demo2021:
  title: "An Invented Survey: <img src=x onerror=alert(1)>"
  aliases: [DEMO]
  authors: [Ann Example, Bob Sample, C One, D Two, E Three, F Four, G Five, H Six, I Seven, J Eight, K Nine, L Ten]
  venue: TPAMI
  year: 2021
  doi: 10.5555/demo.2021
  topics: [文字/检测]
  tags: [综述]
  status: 已读
zhang2020:
  title: 基于合成数据的虚构文本识别方法研究
  authors: [张三, 李四]
  venue: TPAMI
  year: 2020
  topics: [文字/检测]
  status: 已读
  summary: 一句话的虚构摘要。
"""
NOTE = """\
正文提到 [[zhang2020]]，公式 $a^2+b^2=c^2$，写错的 $\\frac{1$。

![一张图](a.png)

![另一张图](b.png)

```mermaid
graph TD; A[检测]-->B[识别];
```

```mermaid
这不是图
```

```python
def f(x): return x
```
"""


def _png(red: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes([red, 90, 120]) * 300 for _ in range(160))
    head = struct.pack(">IIBBBBB", 300, 160, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, site_of: Callable[..., str]) -> str:
    base = tmp_path_factory.mktemp("demo")
    (base / "notes").mkdir()
    mkdocs = Path(__file__).parent.parent / "mkdocs.yml"
    text = re.sub(r"(?m)^nav:\n(?:  .*\n)+", "", mkdocs.read_text("utf-8"))
    # The title is to look like harm.
    text = text.replace("  - papernotes\n", "  - papernotes: {rules: {BIB002: off, NOTE001: off, CAT012: off}}\n")
    (base / "mkdocs.yml").write_text(text, "utf-8")
    (base / "papers.yaml").write_text(CATALOGUE, "utf-8")
    (base / "notes/index.md").write_text("# 首页\n", "utf-8")
    (base / "notes/demo2021.md").write_text(NOTE, "utf-8")
    (base / "notes/zhang2020.md").write_text("先说别的。与[[demo2021]]的结论相反。\n", "utf-8")
    for name, red in (("a.png", 30), ("b.png", 200)):
        (base / "notes" / name).write_bytes(_png(red))
    return site_of(base) + "papers/demo2021/"


def test_bibtex_is_copied_and_it_is_said(demo: str, open_page: Callable[..., Any]) -> None:
    page = open_page(demo, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制 BibTeX").click()
    assert page.get_by_role("status").filter(has_text="已复制").count() == 1
    read = parse_string(page.evaluate("navigator.clipboard.readText()"))
    assert (read.entries[0].key, read.failed_blocks) == ("demo2021", [])
    page.get_by_role("button", name="复制引用键").click()
    assert page.evaluate("navigator.clipboard.readText()") == "demo2021"
    page.get_by_role("button", name="复制 Markdown 链接").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("[An Invented Survey")
    page.get_by_role("button", name="复制本页网址").click()
    assert page.evaluate("navigator.clipboard.readText()") == demo


def test_without_leave_to_copy_the_text_is_selected(demo: str, open_page: Callable[..., Any]) -> None:
    page = open_page(demo)
    page.evaluate("navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false")
    page.get_by_role("button", name="复制 APA").click()
    assert "Ctrl+C" in page.locator(".pn-copied").inner_text()
    assert page.evaluate("String(getSelection())").startswith("Example, A., Sample, B.")


def test_a_reference_shows_what_it_leads_to(demo: str, open_page: Callable[..., Any]) -> None:
    page = open_page(demo)
    link, card = page.locator("a.pn-ref:not([title])").first, page.locator("#pn-preview")
    link.hover()
    card.wait_for()
    card.get_by_text("一句话的虚构摘要。").wait_for()
    assert "TPAMI 2020 已读" in card.inner_text() and link.get_attribute("aria-describedby") == "pn-preview"
    page.keyboard.press("Escape")
    assert card.is_hidden()
    page.mouse.move(0, 0)
    page.locator("h1").click()
    for _ in range(60):
        page.keyboard.press("Tab")
        if card.is_visible():
            break
    assert card.is_visible()


def test_no_preview_on_touch(demo: str, open_page: Callable[..., Any]) -> None:
    page = open_page(demo, has_touch=True)
    page.locator("a.pn-ref:not([title])").first.dispatch_event("pointerenter", {"pointerType": "touch"})
    page.wait_for_timeout(400)
    assert page.locator("#pn-preview").count() == 0


def test_figures_open_large(demo: str, open_page: Callable[..., Any]) -> None:
    page = open_page(demo)
    page.locator("a.pn-figure[aria-haspopup]").first.focus()
    page.keyboard.press("Enter")
    image = page.locator("dialog[open] img")
    assert image.get_attribute("src").endswith("/a.png")
    page.keyboard.press("ArrowRight")
    assert (
        image.get_attribute("src").endswith("/b.png") and page.locator("dialog figcaption").inner_text() == "另一张图"
    )
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.matches('a.pn-figure')")


def test_figures_without_javascript(demo: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(demo)
    page.locator("a.pn-figure").first.click()
    assert page.url.endswith("/a.png")


def test_maths_right_and_wrong(demo: str, open_page: Callable[..., Any]) -> None:
    page = open_page(demo)
    assert page.locator(".katex annotation").first.text_content() == "a^2+b^2=c^2"
    wrong = page.locator(".arithmatex.pn-missing")
    assert "frac" in wrong.inner_text() and wrong.get_attribute("title")
    assert page.locator("h2").count() >= 2


def test_diagrams_are_drawn_here(demo: str, open_page: Callable[..., Any]) -> None:
    page = open_page(demo)
    page.locator(".pn-drawing").first.scroll_into_view_if_needed()
    page.locator("pre.pn-diagram[hidden]").wait_for(state="attached")
    drawn = page.frame_locator(".pn-drawing").first.locator("svg")
    drawn.get_by_text("检测").wait_for()
    # What cannot be drawn is shown as it was written.
    assert page.locator("pre.pn-diagram:visible").inner_text() == "这不是图"


def test_authors_and_what_is_there_without_javascript(demo: str, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(demo)
    assert page.locator(".pn-more a:visible").count() == 0
    page.locator(".pn-more summary").click()
    assert page.locator(".pn-more a:visible").count() == 2
    assert page.locator(".pn-form pre:visible").count() == 4
    assert page.locator("q.pn-said mark").inner_text() == "DEMO"
    assert page.evaluate("document.documentElement.scrollWidth") <= 391


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", [1280, 390])
def test_pictures_of_the_page(demo: str, open_page: Callable[..., Any], scheme: str, wide: int) -> None:
    page = open_page(demo, viewport={"width": wide, "height": 900}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/paper-page-{wide}-{scheme}.png", full_page=True)
