"""The site as it is built: counts equal the catalogue's, no link goes nowhere, the same twice."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from lxml import html

from building import build, built
from papernotes.host.pages import INDEXES
from papernotes.settings import load_settings
from papernotes.store import notes
from papernotes.store.load import load
from papernotes.views.urls import Urls

ROOT = Path(__file__).parent.parent
ENV = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def by_tool(base: Path, tool: str, *options: str) -> subprocess.CompletedProcess[str]:
    """A build by a program that knows papernotes only as its plugin."""
    command = [sys.executable, "-m", tool, "build", "-f", str(base / "mkdocs.yml"), *options]
    return subprocess.run(command, capture_output=True, text=True, env=ENV, check=False)


class Links(HTMLParser):
    """Every link and every anchor of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            if name in ("id", "name") and value:
                self.ids.add(value)


def crawl(site: Path) -> list[str]:
    """Every internal link of the site that goes nowhere, as 'page -> link'."""
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    parsed = {}
    for name, path in pages.items():
        parsed[name] = Links()
        parsed[name].feed(path.read_text("utf-8"))
    broken = []
    for name, page in parsed.items():
        for link in page.links:
            if re.match(r"[a-z]+:|//", link):
                continue
            url, fragment = urldefrag(urljoin(f"/{name}", link))
            target = unquote(url).lstrip("/")
            target += "index.html" if target.endswith("/") or not target else ""
            ok = (site / target).is_file()
            if ok and fragment and target in parsed:
                ok = unquote(fragment) in parsed[target].ids or fragment.startswith("__")
            if not ok:
                broken.append(f"{name} -> {link}")
    return broken


def keys(page: Path) -> list[str]:
    return re.findall(r'<li data-key="([^"]+)"', page.read_text("utf-8"))


def test_strict_build_and_no_broken_link(plain_site: Path) -> None:
    assert crawl(plain_site) == []


def test_cross_index_lists_exactly_what_the_catalogue_says(plain_site: Path) -> None:
    site = plain_site
    assert keys(site / "topics/文字检测和识别/识别/未看/index.html") == ["seed2020"]
    assert keys(site / "topics/文字检测和识别/未看/index.html") == ["seed2020"]
    assert not (site / "topics/文字检测和识别/识别/在读").exists()
    # A topic that is called as a status is does not take its place.
    assert keys(site / "topics/物体检测/未看/index.html") == ["clash"]
    assert keys(site / "topics/物体检测/未看-2/未看/index.html") == ["clash"]


def test_references_backlinks_and_code(plain_site: Path) -> None:
    page = (plain_site / "papers/fang2021read/index.html").read_text("utf-8")
    assert re.search(r'<a class="pn-ref" href="\.\./detr2020/"[^>]*>那篇</a>', page)
    assert "<code>[[no]]</code>" in page
    back = (plain_site / "papers/detr2020/index.html").read_text("utf-8")
    assert "mentioned-by" in back and 'href="../fang2021read/"' in back


def test_a_navigation_that_nobody_wrote_names_each_page_once(plain_site: Path) -> None:
    page = html.fromstring((plain_site / "papers/detr2020/index.html").read_text("utf-8"))
    (shown,) = page.xpath("//nav[@data-md-level='0']")
    assert not shown.xpath(".//nav")
    names = [" ".join(link.text_content().split()) for link in shown.xpath("./ul/li/a")]
    # And the two pages of the reader's own.
    assert len(names) == len(set(names)) == len(INDEXES) + 2
    assert {"作者", "浏览", "看板", "关系图", "标签", "主题", "年份"} < set(names)


def test_build_twice_is_equal(base: Path) -> None:
    built(base)
    first = {p.relative_to(base): p.read_bytes() for p in (base / "site").rglob("*") if p.is_file()}
    built(base)
    second = {p.relative_to(base): p.read_bytes() for p in (base / "site").rglob("*") if p.is_file()}
    changed = {str(name) for name in first if first[name] != second.get(name)}
    assert first.keys() == second.keys()
    assert changed <= {"site/sitemap.xml.gz"}


def test_problems_fail_a_strict_build_with_their_place(base: Path) -> None:
    with (base / "papers.yaml").open("a", encoding="utf-8") as file:
        file.write("bad:\n  title: x\n  yaer: 2020\n")
    built(base)
    done = build(base, "--strict")
    assert done.exit_code != 0
    assert "papers.yaml:30:3: CAT004 unknown field 'yaer'; did you mean 'year'?" in done.output


def test_quiet_says_errors_and_warnings_whoever_builds(base: Path) -> None:
    # A DOI that is none is an error, a day that is still to come a warning, a paper without a year an info.
    with (base / "papers.yaml").open("a", encoding="utf-8") as file:
        file.write("bad:\n  title: Invented\n  doi: '10'\n")
    (base / "notes/bad.md").write_text("---\nread: 2999-01-01\n---\n\nA text.\n", "utf-8")
    said = [line for line in build(base).output.splitlines() if not line.startswith("INFO")]
    assert {line.split()[0] for line in said} == {"ERROR", "WARNING"}
    # Nobody has to build, we have to, the host has to.
    for name in ("", "notes/bad.md", "mkdocs.yml"):
        if name:
            (base / name).write_text((base / name).read_text("utf-8") + "\n", "utf-8")
        done = build(base, "--quiet", "--strict")
        assert done.exit_code == 1
        assert [line for line in done.output.splitlines() if line and "Aborted" not in line] == said, name


def test_a_file_that_is_no_utf8_is_left_out(base: Path) -> None:
    pages = built(base)
    whole = {name: (base / f"notes/{name}.md").read_bytes() for name in ("detr2020", "index")}
    for name in whole:
        (base / f"notes/{name}.md").write_bytes("# 用 GBK 存的\n".encode("gbk"))
    done = build(base)
    assert done.exit_code == 0 and "Traceback" not in done.output
    assert (
        "ERROR   -  papernotes: notes/detr2020.md:1:3: CAT003 byte 0xd3 is not UTF-8; save the file as UTF-8"
        in done.output
    )
    assert (pages / "papers/detr2020/index.html").is_file() and (pages / "index.html").is_file()
    assert not (pages / "detr2020/index.html").exists() and crawl(pages) == []
    assert build(base, "--strict").exit_code == 1
    for name, data in whole.items():
        (base / f"notes/{name}.md").write_bytes(data)
    assert build(base, "--strict").exit_code == 0


def test_without_a_catalogue_it_says_so(base: Path) -> None:
    (base / "papers.yaml").unlink()
    done = by_tool(base, "mkdocs")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"no catalogue 'papers.yaml' in '{base}'; run 'papernotes init' or set 'catalogue'" in done.stderr


@pytest.mark.parametrize("tool", ["mkdocs", "properdocs"])
def test_the_same_by_the_tools_that_carry_it(base: Path, plain_site: Path, tool: str) -> None:
    pytest.importorskip(tool)
    done = by_tool(base, tool, "--strict")
    assert done.returncode == 0, done.stderr
    lists = sorted(path.relative_to(plain_site) for path in plain_site.glob("topics/**/index.html"))
    assert len(lists) > 8 and [keys(base / "site" / path) for path in lists] == [keys(plain_site / p) for p in lists]


def test_without_directory_urls(base: Path) -> None:
    with (base / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("use_directory_urls: false\n")
    assert crawl(built(base, "--strict")) == []


@pytest.mark.parametrize(("published", "root"), [("", "/"), ("https://example.org/kb/", "/kb/")])
def test_what_is_not_found_is_said_in_the_sites_language(base: Path, published: str, root: str) -> None:
    with (base / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"site_url: '{published}'\n")
    html = (built(base) / "404.html").read_text("utf-8")
    # It is shown at any address, so its links cannot be relative.
    assert f'<a href="{root}">首页</a> · <a href="{root}browse/">浏览</a>' in html
    assert "<h1>没有这一页</h1>" in html and f'href="{root}assets/papernotes.css"' in html


@pytest.mark.scale
@pytest.mark.skipif(not (ROOT / "papers.yaml").exists(), reason="the package is tested without its repository")
def test_our_own_site(own_site: str, served: tuple[Path, str]) -> None:
    site = served[0] / own_site.removeprefix(served[1])
    assert crawl(site) == []
    settings, _ = load_settings(ROOT)
    library = load(settings)
    unread = {p.key for p in library.by_topic["文字检测和识别/识别"] if library.status(p).name == "unread"}
    found = keys(site / "topics/文字检测和识别/识别/未看/index.html")
    assert len(found) == len(unread) and set(found) == unread
    for topic, papers in library.by_topic.items():
        page = site / Urls(library, "zh").topic(topic) / "index.html"
        assert sorted(keys(page)) == sorted(p.key for p in papers)
    assert len(json.loads((site / "papers.json").read_text("utf-8"))["papers"]) == len(library.papers)


def test_a_comment_in_a_program_is_no_title() -> None:
    note, _ = notes.read("```python\n# no title\n```\n\n# `A` real one\n", "notes/a.md", "a.md", False)
    assert note.title == "`A` real one"
