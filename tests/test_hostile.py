"""Files made to do harm, and legal ones that nobody writes: nothing leaves its place, nothing runs, no traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bibtexparser.entrypoint import parse_string

from building import build
from knowledge_bases import make, run
from papernotes.checks import prose
from papernotes.model.topic import topic_path
from papernotes.store.reference import masked, references

TITLE = "</title><script>alert(1)</script><img src=x onerror=alert(1)> *em* [x](javascript:alert(1)) 'q' \\\"d\\\""
PAPERS = f"""\
evil:
  title: "{TITLE} \\x02wzxhzdk:0\\x03 \\uFFFF"
  authors: ["<script>alert(1)</script>"]
  venue: "<script>alert(1)</script>"
  tags: ["<script>alert(1)</script>", "a/../../b", A, a, "Ａ", "..", "%2e%2e%2f", "?x#y"]
  topics: ["<script>alert(1)</script>", "../../etc", a%2fb, "a?b#c", Ab/x, ab/x, index, 未看, {"a/" * 2000}b]
  links: {{code: "javascript:alert(1)", pdf: " JaVaScRiPt:alert(1)", d: "data:text/html,x", f: "file:///etc/passwd"}}
  summary: "\\"><script>alert(1)</script>"
  bibtex: {{"a = {{}}\\n@evil{{x,\\n b": "v\\n@article{{evil2,\\n title={{x}}", pages: "1{{{{", note: "\\\\"}}
"a{{b, c}}":
  title: bad key
  topics: ["t\\n# injected"]
"../../../up":
  title: up
index:
  title: index
"""
NOTES = {
    "index.md": "# Home\n\n[[evil]]\n",
    "evil.md": '---\nread: ["2022-06-14", "9999-99-99"]\ndescription: "\\"><script>alert(1)</script>"\n'
    'rating: "<script>alert(1)</script>"\nsources: {x: "javascript:alert(1)"}\n---\ntext\n',
    "free.md": "# day [[evil]]\n\n[[evil]] and [@evil], [[nobody]]\n",
    "tags.md": "# hidden\n",
    "a b?c#d.md": "# odd\n",
}


class Harm(HTMLParser):
    """What a page would run: our payloads as scripts, handlers and links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.script = tag == "script"
        for name, value in attrs:
            plain = re.sub(r"[\s\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or plain.startswith(("javascript:", "vbscript:", "data:text", "file:")):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self.script and data.startswith("alert(1)"):
            self.found.append(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = make(tmp_path_factory.mktemp("hostile"), PAPERS, NOTES)
    done = build(base, "-d", str(base / "out" / "site"))
    assert done.exit_code == 0, done.output
    assert "notes/tags.md:1:1: the site makes the page 'tags/' itself" in done.output
    return base / "out" / "site"


def test_no_page_runs_what_the_catalogue_says(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 40
    for path in pages:
        harm = Harm()
        harm.feed(path.read_text("utf-8"))
        assert not harm.found, path


def test_the_home_page_is_no_papers_note(site: Path) -> None:
    assert "Home" in (site / "index.html").read_text("utf-8")
    assert (site / "papers" / "index" / "index.html").is_file()


def test_nothing_leaves_the_site(site: Path) -> None:
    assert {path.name for path in site.parent.iterdir()} == {"site"}
    assert not (site.parent.parent / "etc").exists()


def test_files_for_other_programs_can_be_read(site: Path) -> None:
    ElementTree.parse(site / "feed.xml")
    dates = [item["date_published"] for item in json.loads((site / "feed.json").read_text("utf-8"))["items"]]
    assert dates == ["2022-06-14T00:00:00Z"]
    assert len(json.loads((site / "papers.json").read_text("utf-8"))["papers"]) == 4
    bib = parse_string((site / "papers.bib").read_text("utf-8"))
    assert (len(bib.entries), len(bib.blocks), bib.failed_blocks) == (4, 4, [])
    assert "\n# injected" not in (site / "llms.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("{statuses: [{name: x, aliases: 5}]}", "'aliases' of a status is 5"),
        ("{statuses: [{name: x, aliases: abc}]}", "'aliases' of a status is 'abc'"),
        ("{statuses: [{name: x, aliases: null, zh: null}]}", ""),
        ("{statuses: [{name: x, zh: 已读}]}", "two statuses are called '已读'"),
        ("{statuses: [{name: x, color: red}]}", "a status has the unknown field 'color'"),
        ("{statuses: [{name: [a]}]}", "'name' of a status is ['a']"),
        ("{topics: [1, 2]}", "an item of 'topics' is 1"),
        ("{topics: [x, null]}", "an item of 'topics' is None"),
        ("{catalogue: [1]}", "an item of 'catalogue' is 1"),
        ("{catalogue: /etc/*}", "write a pattern relative to mkdocs.yml"),
        ("{catalogue: a**b}", "write a pattern relative to mkdocs.yml"),
        ("{feed_size: -1}", "setting 'feed_size' is -1"),
        ("{5: x}", "unknown setting '5'"),
        ("{null: x}", "unknown setting 'None'"),
        ("\nx: 2022-13-45", "mkdocs.yml:1:1: cannot be read"),
        ("\nx: !!float x", "mkdocs.yml:1:1: cannot be read"),
        ("\nx: !!timestamp x", "mkdocs.yml:1:1: cannot be read"),
    ],
)
def test_settings_of_the_wrong_kind(tmp_path: Path, block: str, said: str) -> None:
    base = make(tmp_path, "vit:\n  title: ViT\n  topics: [x]\n", block=f" {block}")
    for command in (["check"], ["list"], ["schema"], ["export", "site", str(tmp_path / "out"), "--force"]):
        result = run(base, *command)
        if command == ["check"]:
            assert said in result.output + str(result.exception)


def test_a_catalogue_that_is_somewhere_else(tmp_path: Path) -> None:
    base, there = tmp_path / "base", tmp_path / "p.yaml"
    base.mkdir()
    make(base, "")
    there.write_text("a:\n  title: A\n", "utf-8")
    (base / "papers.yaml").unlink()
    (base / "papers.yaml").symlink_to(there)
    assert run(base, "rename", "a", "b").exit_code == 0
    (base / "papers.yaml").unlink()
    make(base, "", block=f" {{catalogue: {there}}}")
    for command in (
        ["rename", "b", "c"],
        ["set", "c", "year=2020"],
        ["add", "--title", "N"],
        ["remove", "c", "c", "-y"],
    ):
        assert run(base, *command).exit_code == 0, command
    assert there.read_text("utf-8").startswith('"n":\n')


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["note", "../../x", "--no-edit"], 1, "papers.yaml:3:1: key '../../x' cannot be a file name"),
        (["add", "--key", "a/../b", "--title", "T"], 2, "'a/../b' cannot be a key"),
        (["add", "--key", "a\nb", "--title", "T"], 2, "'a b' cannot be a key"),
        (["add", "--title", "T", "--file", "mkdocs.yml"], 1, "'mkdocs.yml' is no file of the catalogue"),
        (["rename", "vit", "index"], 2, "'index' cannot be a key"),
        (["set", "vit", "added=2022-13-45"], 2, "'2022-13-45' is no day"),
        (["set", "vit", "links.my-code=https://example.org"], 0, "links set"),
        (["set", "vit", "title=\udcff"], 1, "papers.yaml:1:1: not edited"),
        (["show", "vit"], 0, "A  [31mred ]0;x   second"),
        (["list"], 0, "A  [31mred ]0;x   second"),
    ],
)
def test_commands(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    base = make(tmp_path, 'vit:\n  title: "A \\e[31mred\\e]0;x\\a\\u202e\\nsecond"\n"../../x":\n  title: X\n')
    result = run(base, *arguments)
    assert (result.exit_code, said in result.output + str(result.exception)) == (code, True), result.output
    assert not [char for char in result.output if not char.isprintable() and char != "\n"]


def test_broken_bibtex_is_said_once_with_its_place(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    base = make(tmp_path, "vit:\n  title: ViT\n")
    (base / "b.bib").write_text("@misc{a, title={x}\n@misc{b, title={{y}\n@misc{c, title={Z}}", "utf-8")
    lines = run(base, "add", "--bibtex", str(base / "b.bib")).output.splitlines()
    assert [line.removeprefix(str(base)) for line in lines] == [
        "/b.bib:1:1: entry 'a' is broken: braces, quotes or commas; read line by line",
        "/b.bib:2:1: entry 'b' is broken: braces, quotes or commas; read line by line",
        "papers.yaml: a  x",
        "papers.yaml: b  y",
        "papers.yaml: c  Z",
    ]
    assert not caplog.records


def test_a_site_name_of_any_kind(tmp_path: Path) -> None:
    done = run(tmp_path, "init", str(tmp_path / "kb"), "--name", 'a"b\\c: [x] #d\ne: {{ 7*7 }}')
    assert done.exit_code == 0
    assert run(tmp_path / "kb", "check").exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize(
    ("command", "code"), [("list >&-", 0), ("list >/dev/full", 2), ("cd gone && rmdir ../gone && papernotes list", 2)]
)
def test_places_that_are_gone(tmp_path: Path, command: str, code: int) -> None:
    make(tmp_path, "vit:\n  title: ViT\n")
    (tmp_path / "gone").mkdir()
    called = command.replace("papernotes list", f"{sys.executable} -m papernotes list")
    whole = called if called != command else f"{sys.executable} -m papernotes {command}"
    done = subprocess.run(["bash", "-c", whole], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr


def test_note_files_of_every_kind(tmp_path: Path) -> None:
    days = [
        "{a: b}",
        "[[2022-01-01]]",
        "true",
        "20220613",
        "9999-12-31",
        "2022-06-13 10:00:00+08:00",
        "!!python/x y",
        "|",
    ]
    notes = {f"r{i}.md": f"---\nread: {day}\n---\nx\n" for i, day in enumerate(days)}
    base = make(tmp_path, "a:\n  title: A\n", {**notes, "list.md": "---\n- a\n---\n", "empty.md": ""})
    (base / "notes" / "dir.md").mkdir()
    (base / "notes" / "bytes.md").write_bytes(b"\xff\xfe\x00x")
    (base / "notes" / "leak.md").symlink_to("/etc/hostname")
    (base / "notes" / "loop.md").symlink_to("loop.md")
    (base / "notes" / os.fsdecode(b"\xff.md")).write_text("[[a]]", "utf-8")
    for form in ("text", "json", "github", "sarif", "junit"):
        assert run(base, "check", "--format", form).exit_code == 1
    assert "notes/?.md:1:1: CAT003 the file's name is not UTF-8" in run(base, "check").output
    assert run(base, "rename", "a", "b").exit_code == 0


LONG = {
    "backticks": "`" * 100_000,
    "fences": "```\n" * 10_000,
    "images": "![[" * 10_000,
    "image targets": "![](" * 10_000,
    "comments": "<!--" * 10_000,
    "tildes": "~" * 100_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_no_text_takes_for_ever(text: str) -> None:
    started = time.process_time()
    masked(text)
    prose.words(text)
    list(references(text + " [[a]]", "a.md"))
    # Half a second; what is quadratic took eight.
    assert time.process_time() - started < 3


def test_a_topic_has_an_end() -> None:
    assert topic_path(" a / b/ ") == "a/b"
    assert topic_path("a/" * 2000).count("/") == 15
