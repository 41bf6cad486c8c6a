"""What a note and the catalogue say is shown, and never run: each payload in each place."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from browsing import Site
from building import build, built
from often import at_length
from papernotes.assets import TEMPLATES
from papernotes.figures import dressed
from papernotes.sanitise import clean
from papernotes.store.attachment import leaves, refusal_of
from payloads import DATA, Page, make, payloads

PAYLOADS = payloads()
PARTS = 5


def site_with(base: Path, chosen: list[str]) -> Path:
    make(base, chosen)
    return built(base, "-q")


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with every tenth payload: enough for each place, quick enough for each run."""
    return site_with(tmp_path_factory.mktemp("some"), PAYLOADS[::10])


@pytest.fixture(scope="module")
def whole(site_of: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a site with all payloads, of which the build says what it found."""
    base = tmp_path_factory.mktemp("payloads")
    make(base, PAYLOADS)
    return site_of(base, strict=False)


def test_there_are_enough_payloads_from_public_lists() -> None:
    public = {path.stem: json.loads(path.read_text("utf-8")) for path in DATA.glob("*.json")}
    assert len({payload for listed in public.values() for payload in listed}) >= 500, public.keys()
    assert len(PAYLOADS) >= 750


def harm_of(site: Path) -> dict[str, list[str]]:
    """What the pages hold beyond the theme's own, by page."""
    own = set(Page((site / "papers/plain/index.html").read_text("utf-8")).scripts)
    lost = Page(Path(TEMPLATES, "404.html").read_text("utf-8"))
    bad = {}
    # A topic may be called x.html, too.
    for path in filter(Path.is_file, site.rglob("*.html")):
        page = Page(path.read_text("utf-8"))
        more = [s for s in page.scripts if s not in own and not s.startswith("__md_scope=new URL(")]
        for data in page.data:
            json.loads(data)
        known = lost.harm + lost.scripts if path.name == "404.html" else []
        if found := [said for said in page.harm + more if said not in known]:
            bad[str(path.relative_to(site))] = found
    return bad


def test_no_page_holds_more_than_the_theme_put_there(some: Path) -> None:
    assert len(list(some.glob("papers/*/index.html"))) > len(PAYLOADS) // 10
    assert list(some.glob("free*/index.html"))
    assert harm_of(some) == {}


@pytest.mark.scale
def test_all_payloads_in_all_places(whole: str, served: tuple[Path, str]) -> None:
    site = served[0] / whole.removeprefix(served[1])
    assert len(list(site.glob("papers/*/index.html"))) > len(PAYLOADS)
    assert harm_of(site) == {}


def test_no_payload_comes_out_of_the_sanitiser() -> None:
    harm = {
        payload: page.harm + page.scripts for payload in PAYLOADS if (page := Page(clean(payload))).harm or page.scripts
    }
    assert harm == {}


@pytest.mark.parametrize("payload", PAYLOADS[::7])
def test_cleaning_twice_is_cleaning_once(payload: str) -> None:
    once = clean(payload)
    assert clean(once) == once


KEPT = [
    '<h2 id="方法">方法<a class="headerlink" href="#方法" title="Permanent link">¶</a></h2>',
    '<p><a class="pn-ref" href="../vit2021/" title="An Image (ICLR 2021 已读)">ViT</a></p>',
    '<p><span class="pn-missing">[[x]]</span></p>',
    '<p><span class="arithmatex">\\(a&lt;b\\)</span></p><div class="arithmatex">\\[x^2\\]</div>',
    '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
    '<div class="footnote"><hr><ol><li id="fn:1"><p>x&nbsp;<a href="#fnref:1">↩</a></p></li></ol></div>',
    '<ul class="task-list"><li class="task-list-item"><input type="checkbox" disabled=""> 待办</li></ul>',
    '<div class="highlight"><pre><span></span><code><span class="k">def</span> f</code></pre></div>',
    '<div class="admonition note"><p class="admonition-title">注意</p><p>x</p></div>',
    '<details class="note" open=""><summary>更多</summary><p>x</p></details>',
    '<p><abbr title="Average Precision">AP</abbr> <mark>x</mark> <del>y</del> <kbd>z</kbd> H<sub>2</sub>O</p>',
    '<p><img alt="图" src="img/a.png" width="300"></p>',
    '<p><a href="mailto:a@example.org" rel="noopener noreferrer">mail</a></p>',
    '<p><a href="https://example.org/" rel="noopener noreferrer">out</a> <a href="../b/#c">in</a></p>',
    '<dl><dt>t</dt><dd>d</dd></dl><blockquote><p>q</p></blockquote><hr><ol start="3"><li>x</li></ol>',
    '<p><img alt="" src="data:image/png;base64,iVBORw0KGgo="></p>',
    '<a id="__codelineno-0-1" name="__codelineno-0-1" href="#__codelineno-0-1"></a>',
    '<figure><img alt="a" src="a.png"><figcaption>c</figcaption></figure>',
    "<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>",
]


@pytest.mark.parametrize("html", KEPT)
def test_what_markdown_makes_is_kept(html: str) -> None:
    assert clean(html).replace(' rel="noopener noreferrer"', "") == html.replace(' rel="noopener noreferrer"', "")


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<th style="text-align: right;">x</th>', "x"),
        (
            '<table><tr><th style="text-align: right;">x</th></tr></table>',
            '<table><tbody><tr><th align="right">x</th></tr></tbody></table>',
        ),
        (
            '<p id="__config">x</p><a href="#__config">y</a>',
            '<p id="user-__config">x</p><a href="#user-__config">y</a>',
        ),
        ('<p class="md-overlay pn-ref js-x">x</p>', '<p class=" pn-ref ">x</p>'),
        (
            '<img src="https://img.example/a.png" alt="图">',
            '<a class="pn-outside" href="https://img.example/a.png" rel="noopener noreferrer">外：图</a>',
        ),
        ('<img src="https://ok.example/a.png" alt="图">', '<img src="https://ok.example/a.png" alt="图">'),
        ('<a href="../b/" rel="noopener">x</a>', '<a href="../b/">x</a>'),
    ],
)
def test_what_is_changed(html: str, wanted: str) -> None:
    assert clean(html, ("ok.example",), "外：") == wanted


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<img src="a.png" alt="x">', '<a class="pn-figure" href="a.png"><img src="a.png" alt="x"></a>'),
        ('<a href="b"><img src="a.png"></a>', '<a href="b"><img src="a.png"></a>'),
        (
            '<pre class="mermaid"><code>a--&gt;b</code></pre>',
            '<pre class="pn-diagram">a--&gt;b</pre>',
        ),
        ('<pre><code class="language-mermaid">a&lt;b\n</code></pre>', '<pre class="pn-diagram">a&lt;b</pre>'),
        ('<input type="checkbox" disabled> a', '<input aria-label="☐" type="checkbox" disabled> a'),
        ('<input type="checkbox" disabled checked>', '<input aria-label="☑" type="checkbox" disabled checked>'),
        ('<input type="checkbox" aria-label="x">', '<input type="checkbox" aria-label="x">'),
    ],
)
def test_figures_and_diagrams(html: str, wanted: str) -> None:
    assert dressed(html) == wanted


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
FILES = {
    "good.svg": (SVG.format('<path d="M0 0" fill="url(#a)"/><use href="#a"/>'), ""),
    "script.svg": (SVG.format("<script>alert(1)</script>"), "the element 'script'"),
    "handler.svg": (SVG.format('<path onload="alert(1)"/>'), "the handler 'onload'"),
    "link.svg": (SVG.format('<use xlink:href="https://evil.example/#x"/>'), "a link"),
    "html.svg": (
        SVG.format('<foreignObject><b xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
        "foreignObject",
    ),
    "style.svg": (SVG.format("<style>@import 'https://evil.example/'</style>"), "a style that loads"),
    "entity.svg": ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"), "defines entities"),
    "broken.svg": ("<svg", "no well-formed SVG"),
    "page.html": ("<script>alert(1)</script>", "type '.html'"),
    "page.png": ("<script>alert(1)</script>", "no PNG"),
    "a.zip": ("PK\x03\x04", "type '.zip'"),
    "data.csv": ("a,b\n", ""),
    "paper.pdf": ("%PDF-1.7\n", ""),
    "fake.pdf": ("<html>", "no PDF"),
    "anim.gif": ("GIF89a\x01\x00\x01\x00", ""),
    "noname": ("x", "type 'noname'"),
}


@pytest.mark.parametrize(("name", "content", "said"), [(n, c, s) for n, (c, s) in FILES.items()])
def test_attachments(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_bytes(content.encode("latin-1"))
    reason = refusal_of(tmp_path / name)
    assert (said in reason) if said else reason == ""


def test_large_pictures_are_refused(tmp_path: Path) -> None:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    (tmp_path / "bomb.png").write_bytes(head + (60000).to_bytes(4, "big") * 2)
    (tmp_path / "big.png").write_bytes(head + b"\0" * (6 * 1024 * 1024))
    assert "too many pixels" in refusal_of(tmp_path / "bomb.png")
    assert "larger than 5 MB" in refusal_of(tmp_path / "big.png")


@pytest.mark.skipif(os.name == "nt", reason="symbolic links")
def test_links_out_are_not_published(base: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret", "utf-8")
    (outside / "secret.md").write_text("# secret", "utf-8")
    for name in ("secret.txt", "secret.md"):
        (base / "notes" / name).symlink_to(outside / name)
    (base / "notes" / "folder").symlink_to(outside, target_is_directory=True)
    (base / "notes" / "bad.html").write_text("<script>alert(1)</script>", "utf-8")
    assert leaves(base / "notes" / "secret.txt", (base.resolve(),))
    done = build(base)
    assert done.exit_code == 0, done.output
    assert "notes/secret.txt:1:1: SEC001" in done.output and "notes/folder/secret.txt:1:1: SEC001" in done.output
    assert "notes/bad.html:1:1: SEC003" in done.output
    assert not [path for path in (base / "site").rglob("*") if "secret" in path.name or path.name == "bad.html"]


def test_trusted_html_stays_as_it_is(base: Path) -> None:
    mkdocs = (base / "mkdocs.yml").read_text("utf-8")
    (base / "mkdocs.yml").write_text(mkdocs.replace(", papernotes]", ", {papernotes: {trusted_html: true}}]"), "utf-8")
    (base / "notes" / "free.md").write_text('# x\n\n<iframe title="mine" src="x.html"></iframe>\n', "utf-8")
    (base / "notes" / "x.html").write_text("mine", "utf-8")
    site = built(base)
    assert '<iframe title="mine"' in (site / "free/index.html").read_text("utf-8")
    assert (site / "x.html").exists()


PLACES = [
    "",
    "browse/",
    "browse/?q=alert",
    "browse/?view=cards&sort=title",
    "board/",
    "topics/",
    "topics/t/",
    "status/",
]
PLACES += ["venues/", "tags/", "authors/", "statistics/", "graph/", "journal/", "free0/"]


@contextmanager
def watched(browser: Any, site: str) -> Iterator[Any]:
    """A page in which at the end nothing has run, left or been asked for that is not the site's own."""
    page = browser.new_context(locale="zh-CN").new_page()
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message} {page.url}"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"{error} {page.url}"))
    page.on("request", lambda r: None if r.url.startswith((site, "data:", "blob:")) else wrong.append(r.url))
    page.on("console", lambda m: wrong.append(f"{m.text} {page.url}") if "Content Security" in m.text else None)
    page.on("framenavigated", lambda f: None if f.url.startswith((site, "about:")) else wrong.append(f.url))
    yield page
    page.context.close()
    assert wrong == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=[pytest.mark.scale, at_length]) for part in range(1, PARTS))]
)
def test_nothing_runs_in_a_browser(whole: str, browser: Any, part: int) -> None:
    """Each payload's page, a part of them at a time: it is the note, and each field of the paper."""
    with watched(browser, whole) as page:
        for number in range(part, len(PAYLOADS), PARTS):
            page.goto(f"{whole}papers/p{number}/", wait_until="load")
            assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1


@pytest.mark.browser
def test_nothing_runs_where_payloads_stand_together(whole: str, browser: Any) -> None:
    """The lists, the finder, the search box: what scripts put on pages."""
    with watched(browser, whole) as page:
        for place in PLACES:
            page.goto(whole + place, wait_until="load")
        page.goto(whole + "browse/", wait_until="load")
        page.locator(".pn-browse[data-live=on]").wait_for()
        for query in ("script", "onerror", "javascript", "svg"):
            page.fill(".pn-q", query)
            page.locator(f".pn-chip[data-value='{query}']").wait_for()
        for more in page.locator(".pn-rest:visible").all():
            more.click()
        page.fill(".pn-box-input", "alert")
        page.locator(".pn-box [role=option]").first.wait_for()
