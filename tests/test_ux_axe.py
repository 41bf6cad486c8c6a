"""Point 43 where a page alone does not show it: axe-core on states of pages, and on types our own site lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from browsing import Site
from shelf import shelf
from test_ux_global import AXE, BAD

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
OWN_STATUS = "statuses: [{name: skimmed, zh: 略读, en: Skimmed, icon: ◔, colour: '#9ae6b4'}]"
NOTE = """\
---
read: 2024-01-05
---

## 方法

行内 `代码`，[链接](https://example.org/)，公式 $x^2$，==标记==，[^1]，参见 [[hostile]]。

> 引文

- [x] 做完了
- [ ] 没做完

| 方法 | F1 |
|---|---:|
| 甲 | 0.9 |

```python
def f(x: int) -> int:  # 说明
    return x + 1
```

!!! note "提示"
    正文。

[^1]: 脚注。
"""
FREE = "# 概念\n\n一页自由的笔记，提到 [[invented00000]]。\n\n## 二级标题\n\n正文。\n"
DAY = "# 日志\n\n今天读了 [[invented00000]]。\n"


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory, site_of: Site) -> str:
    """A site whose statuses have a colour of their own, with a free page, a day of the journal, and all of Markdown."""
    base = shelf(tmp_path_factory.mktemp("mixed") / "kb", count=30)
    config = (base / "mkdocs.yml").read_text("utf-8")
    config = config.replace("NOTE001: off}}]", f"NOTE001: off}}, {OWN_STATUS}}}]")
    extensions = (
        "admonition, footnotes, tables, pymdownx.mark, pymdownx.tasklist, pymdownx.highlight, pymdownx.superfences"
    )
    config += f"markdown_extensions: [{extensions}, {{pymdownx.arithmatex: {{generic: true}}}}]\n"
    scheme = "{scheme: %s, media: '(prefers-color-scheme: %s)', primary: %s, toggle: {icon: material/eye, name: %s}}"
    choices = (("default", "light", "white", "深色"), ("slate", "dark", "black", "浅色"))
    palette = f"[{', '.join(scheme % choice for choice in choices)}]"
    config = config.replace("  font: false\n", f"  font: false\n  palette: {palette}\n")
    (base / "mkdocs.yml").write_text(config, "utf-8")
    papers = (base / "papers.yaml").read_text("utf-8").replace("status: 在读", "status: 略读")
    (base / "papers.yaml").write_text(papers, "utf-8")
    (base / "notes/journal").mkdir()
    for name, text in {"invented00000": NOTE, "concept": FREE, "journal/2024-01-05": DAY}.items():
        (base / "notes" / f"{name}.md").write_text(text, "utf-8")
    return site_of(base)


PATHS = [
    "",
    "papers/invented00000/",
    "concept/",
    "journal/",
    "journal/2024-01-05/",
    "status/",
    "status/略读/",
    "404.html",
]
PATHS += ["years/2020/", "tags/轻量化/", "board/", "statistics/", "graph/", "browse/?status=略读"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_43_every_other_page(open_page: Open, mixed: str, path: str, scheme: str) -> None:
    page = open_page(mixed + path, color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(AXE)
    for wide in (1280, 390):
        page.set_viewport_size({"width": wide, "height": 900})
        assert page.evaluate(BAD) == [], wide


def _box(page: Any) -> None:
    page.locator(".pn-box[data-live=on]").wait_for()
    page.fill(".pn-box-input", "虚构 study")
    page.locator(".pn-box [role=option]").nth(2).wait_for()


def _help(page: Any) -> None:
    page.locator(".pn-box[data-live=on]").wait_for()
    page.keyboard.press("?")
    page.locator("dialog.pn-help").wait_for()


def _drawer(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.locator(".pn-browse[data-live=on]").wait_for()
    page.click(".pn-drawer")
    page.locator("dialog.pn-sheet-dialog").wait_for()


def _nothing(page: Any) -> None:
    page.locator(".pn-browse[data-live=on]").wait_for()
    page.fill(".pn-q", "zzzzqqq")
    page.locator(".pn-nothing").wait_for()


def _sheet(page: Any) -> None:
    page.locator(".pn-browse[data-live=on]").wait_for()
    page.click(".pn-display summary")


STATES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "results": ("", _box),
    "help": ("", _help),
    "drawer": ("browse/?status=未看", _drawer),
    "nothing": ("browse/", _nothing),
    "sheet": ("browse/?view=cards", _sheet),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_43_what_opens_on_a_page(open_page: Open, mixed: str, state: str, scheme: str) -> None:
    path, act = STATES[state]
    page = open_page(mixed + path, color_scheme=scheme, bypass_csp=True)
    act(page)
    page.evaluate(AXE)
    assert page.evaluate(BAD) == []


@pytest.mark.parametrize(("scheme", "wanted"), [("dark", "slate"), ("light", "default")])
def test_47_a_first_visit_is_dark_before_the_theme_s_script(browser: Any, mixed: str, scheme: str, wanted: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.route("**/bundle*.js", lambda route: route.abort())
    page.goto(mixed)
    assert page.evaluate("document.body.dataset.mdColorScheme") == wanted
    context.close()


def test_own_statuses_have_their_colour(open_page: Open, mixed: str) -> None:
    page = open_page(mixed + "status/")
    colour = "s => getComputedStyle(document.querySelector(s)).color"
    assert page.evaluate(colour, ".pn-status--skimmed") != page.evaluate(colour, ".pn-status--unread")
