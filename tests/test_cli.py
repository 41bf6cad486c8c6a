"""Every command as a user calls it: what it prints, what it writes, its exit code."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from building import built
from papernotes.cli import COMMANDS, cli
from papernotes.problem import PapernotesError


def run(base: Path, *arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["-C", str(base), *arguments], input=text)


def ok(base: Path, *arguments: str, text: str | None = None) -> str:
    result = run(base, *arguments, text=text)
    assert result.exit_code == 0, result.output
    return result.output


def catalogue(base: Path) -> str:
    return (base / "papers.yaml").read_bytes().decode()


def test_help_is_quick_and_names_every_command() -> None:
    command = [sys.executable, "-m", "papernotes", "--help"]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    # The aim is 0.3 s on a quiet machine; this one may be busy.
    assert time.perf_counter() - started < 1.5
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_begins_as_the_list_says(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    # The first line is the usage, the next one with words the first sentence.
    words = result.output.partition("\n\n")[2].split()
    assert words[0] == COMMANDS[name][1].split()[0]


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["--topic", "识别"], "fang2021read seed2020"),
        (["--topic", "文字检测和识别", "--status", "未看"], "seed2020"),
        (["--status", "read", "--status", "重看"], "fang2021read detr2020"),
        (["--venue", "cvpr", "--year", "2021-"], "fang2021read"),
        (["--year", "-2020"], "seed2020 detr2020"),
        (["--tag", "ORAL"], "fang2021read"),
        (["--sort", "year"], "clash fang2021read seed2020 detr2020"),
    ],
)
def test_list_filters(base: Path, arguments: list[str], keys: str) -> None:
    assert ok(base, "list", "--keys", *arguments).split() == keys.split()


def test_list_forms(base: Path) -> None:
    rows = json.loads(ok(base, "list", "--json"))
    assert [row["key"] for row in rows] == ["fang2021read", "seed2020", "detr2020", "clash"]
    assert rows[0]["authors"] == ["Shancheng Fang", "Hongtao Xie"] and rows[0]["status_name"] == "read"
    assert ok(base, "list", "--count") == "4\n"
    lines = ok(base, "list").splitlines()
    assert len(lines) == 4 and lines[2].startswith("detr2020      重看  ECCV 2020   End-to-End")


def test_search_looks_into_notes(base: Path) -> None:
    output = ok(base, "search", "知识蒸馏")
    assert output.startswith("detr2020") and "集合预测与匈牙利匹配" in output
    assert run(base, "search", "no such word").exit_code == 1


@pytest.mark.parametrize("name", ["detr2020", "DETR", "detr", "end-to-end object detection", "End-to"])
def test_show_takes_any_clear_name(base: Path, name: str) -> None:
    assert json.loads(ok(base, "show", name, "--json"))["key"] == "detr2020"
    assert "notes/detr2020.md" in ok(base, "show", name)


def test_unclear_names_show_the_candidates(base: Path) -> None:
    message = str(run(base, "show", "e").exception)
    assert message.startswith("'e' may be any of 3 papers:\n  fang2021read  Read Like Humans")
    assert "there is no paper 'zzz'" in str(run(base, "show", "zzz").exception)


def test_show_bibtex(base: Path) -> None:
    assert ok(base, "show", "fang", "--bibtex").startswith("@inproceedings{fang2021read,\n  title = {")


NEW = {
    "title": "A New Paper on Text",
    "authors": ["Jane Doe", "方山城"],
    "venue": "CVPR",
    "year": 2021,
    "topics": ["文字检测和识别/识别"],
    "tags": ["oral"],
    "arxiv": "2103.06495",
}


def test_add_from_a_line_and_remove(base: Path) -> None:
    before = catalogue(base)
    line = "[2021-CVPR-oral-识别] A New Paper on Text"
    ok(base, "add", line, "--author", "Jane Doe; 方山城", "--arxiv", "arXiv:2103.06495v2")
    after = catalogue(base)
    assert after.startswith(before)
    entry = yaml.safe_load(after)["doe2021new"]
    assert entry.pop("added") == datetime.date.today()
    assert entry == NEW
    ok(base, "remove", "--yes", "doe2021new")
    assert catalogue(base) == before


def test_add_says_the_key_of_what_is_there(base: Path) -> None:
    before = catalogue(base)
    result = run(base, "add", "End-to-end object detection with transformers")
    assert result.exit_code == 0 and "papers.yaml:16:1: detr2020  is this paper already" in result.output
    assert catalogue(base) == before


BIBTEX = r"""
@inproceedings{DBLP:conf/cvpr/X21, author = {J{\"o}rg M{\"u}ller and Wei Wang 0003}, title = {A {BERT} \& B},
  booktitle = {{IEEE} Conference on Computer Vision and Pattern Recognition, {CVPR} 2021, virtual},
  year = 2021, pages = {1--2}, doi = {10.1109/X.Y}, month = jun}
@article{broken, title = {no end
@misc{good2020, title = {Deep Nets}, author = {{Barnes and Noble} and Knuth, Donald E.}, year = {2020},
  eprint = {2001.00001}, archiveprefix = {arXiv}, url = {https://example.org/x.pdf}}
"""


def test_add_bibtex_from_standard_input(base: Path) -> None:
    result = run(base, "add", "--bibtex", "-", "--topic", "物体检测", text=BIBTEX)
    papers = yaml.safe_load(catalogue(base))
    assert papers["good2020"]["authors"] == ["Barnes and Noble", "Donald E. Knuth"]
    assert papers["good2020"]["arxiv"] == "2001.00001" and papers["good2020"]["venue"] == "arXiv"
    first = papers["muller2021bert"]
    assert first["authors"] == ["Jörg Müller", "Wei Wang"] and first["title"] == "A BERT & B"
    assert (first["venue"], first["month"], first["doi"]) == ("CVPR", 6, "10.1109/x.y")
    assert first["bibtex"]["pages"] == "1--2" and first["bibtex"]["booktitle"].endswith("2021, virtual")
    assert first["topics"] == ["物体检测"]
    assert result.exit_code == 1 and "-:5:1:" in result.output


def test_dry_run_writes_nothing(base: Path) -> None:
    before = catalogue(base)
    assert ok(base, "add", "[2020-ICLR] T", "-n").startswith("t2020:\n  title: ")
    assert catalogue(base) == before


def test_set_and_undo(base: Path) -> None:
    before = catalogue(base)
    ok(base, "set", "fang", "year=1999", "tags+=重要", "links.code=https://example.org", "summary=一句 话")
    paper = yaml.safe_load(catalogue(base))["fang2021read"]
    assert (paper["year"], paper["tags"]) == (1999, ["oral", "重要"])
    ok(base, "set", "fang", "year=2021", "tags-=重要", "links=", "summary=")
    assert catalogue(base) == before


@pytest.mark.parametrize(
    ("assignment", "reason"),
    [
        ("yaer=2021", "did you mean 'year'?"),
        ("year=soon", "'soon' is no year"),
        ("status=巳读", "unknown status '巳读'"),
        ("arxiv=12", "'12' is no arxiv"),
        ("title+=x", "'title' is no list"),
        ("year", "is no assignment"),
    ],
)
def test_set_says_what_is_wrong(base: Path, assignment: str, reason: str) -> None:
    before = catalogue(base)
    result = run(base, "set", "fang", assignment)
    assert result.exit_code == 2 and reason in result.output
    assert catalogue(base) == before


def test_status_of_several(base: Path) -> None:
    ok(base, "status", "detr", "seed", "在读")
    papers = yaml.safe_load(catalogue(base))
    assert [papers[key]["status"] for key in ("detr2020", "seed2020")] == ["在读", "在读"]


def test_rename_changes_every_reference_and_the_note(base: Path) -> None:
    (base / "notes/free.md").write_text("# x\n\n[[detr2020]] `[[detr2020]]` [a](detr2020.md#h) [@detr2020]\n", "utf-8")
    with (base / "notes/detr2020.md").open("a", encoding="utf-8") as note:
        note.write("\n## h\n")
    ok(base, "rename", "detr", "carion2020end")
    assert (base / "notes/carion2020end.md").exists() and not (base / "notes/detr2020.md").exists()
    assert "[[carion2020end|那篇]]" in (base / "notes/fang2021read.md").read_text("utf-8")
    text = (base / "notes/free.md").read_text("utf-8")
    assert text == "# x\n\n[[carion2020end]] `[[detr2020]]` [a](carion2020end.md#h) [@carion2020end]\n"
    assert yaml.safe_load(catalogue(base))["carion2020end"]["former"] == ["detr2020"]
    ok(base, "rename", "carion2020end", "detr2020")
    assert yaml.safe_load(catalogue(base))["detr2020"]["former"] == ["carion2020end"]
    assert "NOTE012" not in run(base, "check").output.replace("[[no]]", "")


def test_rename_refuses_a_taken_key(base: Path) -> None:
    assert "is taken" in str(run(base, "rename", "detr", "seed2020").exception)
    assert run(base, "rename", "detr", "../x").exit_code == 2


def test_remove_asks_nobody(base: Path) -> None:
    before = catalogue(base)
    assert run(base, "remove", "detr").exit_code == 2
    assert catalogue(base) == before


def test_note_is_made_once(base: Path) -> None:
    ok(base, "note", "seed", "--no-edit")
    path = base / "notes/seed2020.md"
    assert "## 方法" in path.read_text("utf-8") and "[[fang2021read]]" in path.read_text("utf-8")
    path.write_text("mine", "utf-8")
    assert "there already" in ok(base, "note", "seed", "--no-edit")
    assert path.read_text("utf-8") == "mine"


def test_note_from_the_users_template(base: Path) -> None:
    (base / "my.md").write_text("{{ paper.title }} {{ today }}\n", "utf-8")
    ok(base, "note", "seed", "--no-edit", "--template", str(base / "my.md"))
    assert (base / "notes/seed2020.md").read_text("utf-8").startswith("SEED: Semantics")
    (base / "my.md").write_text("\n{% if %}", "utf-8")
    error = run(base, "note", "clash", "--no-edit", "--template", str(base / "my.md")).exception
    assert "my.md:2:1: the template is wrong" in str(error)


def test_init_makes_what_builds_and_checks_clean(tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    ok(tmp_path, "init", str(folder), "--name", '我的 "笔记"')
    ok(folder, "add", "[2020-ECCV] End-to-End Object Detection", "--topic", "检测", "--alias", "DETR")
    assert catalogue(folder).startswith("# yaml-language-server: $schema=papers.schema.json\n")
    assert run(folder, "check").exit_code == 0
    assert (built(folder, "--strict") / "topics/检测/未看/index.html").exists()
    error = run(tmp_path, "init", str(folder)).exception
    assert "is there already; nothing written" in str(error)
    workflow = yaml.safe_load((folder / ".github/workflows/site.yml").read_text("utf-8"))
    assert workflow["jobs"]["publish"]["environment"]["url"] == "${{ steps.deployment.outputs.page_url }}"


def test_schema_agrees_with_the_reader(base: Path) -> None:
    schema = json.loads(ok(base, "schema"))
    fields = schema["additionalProperties"]["properties"]
    assert set(yaml.safe_load(catalogue(base))["fang2021read"]) <= set(fields)
    assert "未看" in fields["status"]["enum"]


def test_export_site(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    ok(base, "export", "site", str(folder))
    page = (folder / "papers/fang2021read/index.md").read_text("utf-8")
    meta = yaml.safe_load(page.split("---\n")[1])
    assert meta["status"] == "read" and meta["title"].startswith("Read Like Humans")
    assert "参见 [那篇](../detr2020/)与" in page and "`[[no]]`" in page
    assert (folder / "topics/文字检测和识别/识别/未看/index.md").exists()
    assert isinstance(run(base, "export", "site", str(folder)).exception, PapernotesError)
    ok(base, "export", "site", str(folder), "--force")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell])
    assert result.exit_code == 0 and "_PAPERNOTES_COMPLETE" in result.output


def test_completion_of_keys(base: Path) -> None:
    words = {"COMP_WORDS": f"papernotes -C {base} show de", "COMP_CWORD": "4", "_PAPERNOTES_COMPLETE": "bash_complete"}
    done = subprocess.run([sys.executable, "-m", "papernotes"], env=words, capture_output=True, text=True, check=False)
    assert "detr2020" in done.stdout


LINES: dict[str, dict[str, object]] = {
    "Adam: A Method (ICLR 2015)": {"title": "Adam: A Method", "venue": "ICLR", "year": 2015},
    "[2021-ICML][CLIP] Some Models": {"title": "Some Models", "venue": "ICML", "year": 2021, "tags": ["CLIP"]},
    "[NIPS19] Some Title Here": {"title": "Some Title Here", "venue": "NeurIPS", "year": 2019},
    "CVPR2021 | Some Title Here": {"title": "Some Title Here", "venue": "CVPR", "year": 2021},
    "A Longer Title of Ours https://arxiv.org/abs/2101.00001": {
        "title": "A Longer Title of Ours",
        "arxiv": "2101.00001",
    },
    "- [2019-NAACL] A Title": {"title": "A Title", "venue": "NAACL", "year": 2019},
    "[2021-CVPR-best paper] A Title": {"title": "A Title", "venue": "CVPR", "year": 2021, "tags": ["best paper"]},
}


@pytest.mark.parametrize(("line", "wanted"), LINES.items(), ids=range(len(LINES)))
def test_add_understands_the_lines_of_reading_lists(base: Path, line: str, wanted: dict[str, object]) -> None:
    entry = next(iter(yaml.safe_load(ok(base, "add", "--dry-run", line)).values()))
    entry.pop("added")
    assert entry == wanted
