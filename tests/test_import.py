"""`papernotes import`: nothing lost, nothing overwritten, a second time nothing at all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result

from papernotes.cli import cli
from papernotes.settings import load_settings
from papernotes.store.load import load

PAGE = """\
# 检测

[2020-ECCV] A Paper about Boxes

盒子的编码方式是这篇的重点，推理时不再需要后处理。

[2021-CVPR-oral] B Paper about Points

未看

[2021-CVPR] C Paper about Lines
"""


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "kb"
    assert CliRunner().invoke(cli, ["init", str(folder)]).exit_code == 0
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    return folder


PNG = b"\x89PNG\r\n\x1a\n"


def run(base: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(base), *arguments])


def files(base: Path) -> dict[str, bytes]:
    """All files but the caches, which any command may write."""
    found = (path for path in base.rglob("*") if path.is_file())
    return {str(path.relative_to(base)): path.read_bytes() for path in found if "cache" not in path.parts}


def bring(base: Path, text: str = PAGE, *options: str) -> Result:
    page = base.parent / "page.md"
    page.write_text(text, "utf-8")
    return run(base, "import", str(page), *options)


def test_a_page_becomes_papers_and_notes(empty: Path) -> None:
    result = bring(empty)
    assert result.exit_code == 0, result.output
    library = load(load_settings(empty)[0])
    assert [(p.title, p.venue, p.year, p.topics) for p in library.papers] == [
        ("A Paper about Boxes", "ECCV", 2020, ("检测",)),
        ("B Paper about Points", "CVPR", 2021, ("检测",)),
        ("C Paper about Lines", "CVPR", 2021, ("检测",)),
    ]
    assert [library.status(p).name for p in library.papers][2] == "unread"
    note = library.note_of[library.papers[0].key]
    assert "盒子的编码方式是这篇的重点" in note.body
    assert run(empty, "check", "--select", "CAT,ID,NOTE003,NOTE004,NOTE012").exit_code == 0


def test_a_second_import_changes_nothing(empty: Path) -> None:
    bring(empty)
    before = files(empty)
    result = bring(empty)
    assert result.exit_code == 0 and files(empty) == before


def test_what_the_user_edits_stays(empty: Path) -> None:
    bring(empty)
    key = load(load_settings(empty)[0]).papers[0].key
    run(empty, "set", key, "year=2019", "tags=mine", "title=My Title")
    note = empty / f"notes/{key}.md"
    note.write_text("mine\n", "utf-8")
    before = files(empty)
    assert bring(empty).exit_code == 0 and files(empty) == before


def test_a_newer_source_adds_what_is_new(empty: Path) -> None:
    bring(empty)
    before = (empty / "papers.yaml").read_text("utf-8")
    result = bring(empty, PAGE + "\n[2022-ICLR] D Paper about Planes\n")
    after = (empty / "papers.yaml").read_text("utf-8")
    assert result.exit_code == 0 and after.startswith(before) and "D Paper about Planes" in after


def test_conflicts_are_shown_and_decided(empty: Path) -> None:
    bring(empty)
    key = load(load_settings(empty)[0]).papers[0].key
    run(empty, "set", key, "venue=ICCV")
    newer = PAGE.replace("[2020-ECCV] A", "[2020-BMVC] A")
    result = bring(empty, newer, "--dry-run")
    assert result.exit_code == 1 and f"'{key}' venue: here 'ICCV', there 'BMVC'" in result.output
    assert bring(empty, newer, "--mine").exit_code == 0
    assert load(load_settings(empty)[0]).by_key[key].venue == "ICCV"
    run(empty, "set", key, "venue=ICCV")
    assert bring(empty, PAGE.replace("[2020-ECCV] A", "[2020-ACCV] A"), "--theirs").exit_code == 0
    assert load(load_settings(empty)[0]).by_key[key].venue == "ACCV"


def test_what_the_user_removed_stays_away(empty: Path) -> None:
    bring(empty)
    key = load(load_settings(empty)[0]).papers[1].key
    run(empty, "remove", "--yes", key)
    assert bring(empty).exit_code == 0
    assert key not in load(load_settings(empty)[0]).by_key


def test_dry_run_writes_nothing(empty: Path) -> None:
    before = files(empty)
    result = bring(empty, PAGE, "--dry-run")
    assert result.exit_code == 0 and "3 papers (3 new)" in result.output and files(empty) == before


def test_the_report_accounts_for_every_line(empty: Path) -> None:
    report = empty.parent / "report.json"
    bring(empty, PAGE, "--report", str(report))
    rows = json.loads(report.read_text("utf-8"))
    lines = {i for i, line in enumerate(PAGE.splitlines(), 1) if line.strip()}
    assert {row["line"] for row in rows} == lines
    for row in rows:
        if row["fate"] == "note":
            path, _, line = row["place"].rpartition(":")
            text = (empty / path).read_text("utf-8").splitlines()
            assert PAGE.splitlines()[row["line"] - 1][:8] in text[int(line) - 1]


def test_a_folder_of_notes(empty: Path) -> None:
    folder = empty.parent / "vault"
    (folder / "检测").mkdir(parents=True)
    (folder / "检测/[2019 CVPR] A Paper.md").write_text("正文，参见 [[B Paper|那篇]]。\n\n![图](a.png)\n", "utf-8")
    (folder / "检测/a.png").write_bytes(b"png")
    head = "---\ntitle: B Paper\nauthor: Jane Doe\nyear: 2020\ntags: [x]\n---\n"
    (folder / "B Paper.md").write_text(head + "# B Paper\n\n文。\n", "utf-8")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    assert run(empty, "import", str(folder)).exit_code == 0
    library = load(load_settings(empty)[0])
    first, second = sorted(library.papers, key=lambda p: p.title)
    assert (first.venue, first.year, first.topics) == ("CVPR", 2019, ("检测",))
    assert (second.authors, second.year, second.tags) == (("Jane Doe",), 2020, ("x",))
    assert f"[[{second.key}|那篇]]" in library.note_of[first.key].body
    assert (empty / "notes/检测/a.png").read_bytes() == b"png"
    before = files(empty)
    assert run(empty, "import", str(folder)).exit_code == 0 and files(empty) == before


BIB = """@inproceedings{a2020, title={A Paper about Boxes}, author={Jane Doe}, year=2020, doi={10.1234/abc},
  pages={1--2}}
"""


def test_enrich_fills_and_never_replaces(empty: Path) -> None:
    bring(empty)
    (empty.parent / "refs.bib").write_text(BIB.replace("2020, doi", "2019, doi"), "utf-8")
    source = str(empty.parent / "refs.bib")
    before = files(empty)
    assert run(empty, "enrich", "--from", source, "--dry-run").exit_code == 0 and files(empty) == before
    assert run(empty, "enrich", "--from", source).exit_code != 0 and files(empty) == before
    assert run(empty, "enrich", "--from", source, "--yes").exit_code == 0
    paper = load(load_settings(empty)[0]).papers[0]
    assert (paper.authors, paper.doi, paper.year) == (("Jane Doe",), "10.1234/abc", 2020)
    assert paper.bibtex["pages"] == "1--2"
    once = files(empty)
    assert run(empty, "enrich", "--from", source, "--yes").exit_code == 0 and files(empty) == once


def test_split_over_several_files(empty: Path) -> None:
    result = bring(empty, PAGE, "--split", "2")
    assert "to split, set" in str(result.exception)
    text = (empty / "mkdocs.yml").read_text("utf-8")
    text = text.replace("  - papernotes\n", "  - papernotes: {catalogue: [papers.yaml, papers/*.yaml]}\n")
    (empty / "mkdocs.yml").write_text(text, "utf-8")
    assert bring(empty, PAGE, "--split", "2").exit_code == 0
    assert sorted(path.name for path in (empty / "papers").iterdir()) == ["import-001.yaml", "import-002.yaml"]
    assert len(load(load_settings(empty)[0]).papers) == 3


def test_a_second_source_adds_its_note(empty: Path) -> None:
    bring(empty)
    other = empty.parent / "other.md"
    other.write_text("# 检测\n\n[2020-ECCV] A Paper about Boxes\n\n另一份笔记里的话，也要留下来。\n", "utf-8")
    assert run(empty, "import", str(other)).exit_code == 0
    paper = load(load_settings(empty)[0]).papers[0]
    text = (empty / f"notes/{paper.key}.md").read_text("utf-8")
    assert "盒子的编码方式是这篇的重点" in text and "另一份笔记里的话" in text
    before = files(empty)
    for source in (other, empty.parent / "page.md"):
        assert run(empty, "import", str(source)).exit_code == 0 and files(empty) == before


def test_an_empty_folder_is_said(empty: Path) -> None:
    (empty.parent / "none").mkdir()
    result = run(empty, "import", str(empty.parent / "none"))
    assert result.exit_code == 1 and "no note in Markdown in this folder" in result.output


def test_columns_of_a_table(empty: Path) -> None:
    table = empty.parent / "list.csv"
    table.write_text("名字,在哪,哪年\nA Paper,CVPR,2020\n", "utf-8")
    options = ("--from", "csv", "--column", "名字=title", "--column", "在哪=venue", "--column", "哪年=year")
    assert run(empty, "import", str(table), *options).exit_code == 0
    paper = load(load_settings(empty)[0]).papers[0]
    assert (paper.title, paper.venue, paper.year) == ("A Paper", "CVPR", 2020)
    assert run(empty, "import", str(table), "--column", "x=yaer").exit_code == 2


def test_images_of_two_folders_stay_apart(empty: Path) -> None:
    vault = empty.parent / "vault"
    for name, data in (("甲", PNG + b"A"), ("乙", PNG + b"B"), ("附件", PNG + b"C")):
        (vault / name).mkdir(parents=True)
        (vault / name / f"fig{' 1' if name != '附件' else '-c'}.png").write_bytes(data)
    (vault / "甲/First Paper Title.md").write_text("x\n\n![](<fig 1.png>) ![[fig-c.png]]\n", "utf-8")
    (vault / "乙/Second Paper Title.md").write_text("y\n\n![图](fig 1.png)\n", "utf-8")
    assert run(empty, "import", str(vault)).exit_code == 0
    build = run(empty, "build", "--strict")
    assert build.exit_code == 0, build.output
    pages = {p.stem: p.read_text("utf-8") for p in (empty / "notes").glob("*.md") if p.stem != "index"}
    places = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", "".join(pages[key] for key in sorted(pages)))
    assert [(empty / "notes" / unquote(place)).read_bytes() for place in places] == [PNG + b"A", PNG + b"C", PNG + b"B"]


def test_headers_below_a_heading_make_it_a_paper(empty: Path) -> None:
    text = "# NLP\n\n## 一种 Transformer 的变体\n\n@Author: Jane Doe\n@Read: 小王 2022-03-05\n\n正文在这里。\n"
    assert bring(empty, text).exit_code == 0
    library = load(load_settings(empty)[0])
    (paper,) = library.papers
    assert (paper.title, paper.authors, paper.topics) == ("一种 Transformer 的变体", ("Jane Doe",), ("NLP",))
    assert library.note_of[paper.key].read == ("2022-03-05",)
