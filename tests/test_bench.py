"""The benchmark measures what it says: the same papers for all, built by each, and a guard that can fail."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parent.parent / "bench"
# A folder of scripts, not a package.
sys.path.append(str(BENCH))
corpus: Any = importlib.import_module("corpus")
generators: Any = importlib.import_module("generators")
guard: Any = importlib.import_module("guard")
measure: Any = importlib.import_module("measure")
peers: Any = importlib.import_module("peers")
report: Any = importlib.import_module("report")
rounds: Any = importlib.import_module("rounds")

# Changes with the corpus; figures of before and after cannot be compared then, so record them anew.
DIGEST = "282ae97820e00195"


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def test_the_papers_are_the_same_for_the_same_number() -> None:
    assert hashlib.sha256(repr(corpus.make(200)).encode()).hexdigest()[:16] == DIGEST
    assert corpus.make(20) == corpus.make(20) != corpus.make(20, seed=2)


def test_seven_of_ten_papers_have_a_note() -> None:
    papers = corpus.make(2000)
    assert 0.66 < sum(bool(paper.blocks) for paper in papers) / len(papers) < 0.74
    assert len({paper.key for paper in papers}) == len(papers)
    assert {key for paper in papers for key in paper.related} <= {paper.key for paper in papers}


@pytest.mark.parametrize("name", generators.GENERATORS)
def test_writing_touches_only_what_changes(name: str, tmp_path: Path) -> None:
    write = generators.GENERATORS[name].write
    papers = corpus.make(12)
    write(papers, tmp_path)
    before = files(tmp_path)
    write(papers, tmp_path)
    assert files(tmp_path) == before
    place = rounds.changed(papers, "note")
    write(papers, tmp_path)
    assert [file for file, (data, _) in files(tmp_path).items() if rounds.MARK in data.decode("utf-8", "replace")]
    touched = [file for file, state in files(tmp_path).items() if before.get(file) != state]
    assert [Path(file).stem for file in touched] == [papers[place].key]


def test_a_status_is_one_line_of_the_catalogue(tmp_path: Path) -> None:
    papers = corpus.make(12)
    write = generators.GENERATORS["papernotes"].write
    write(papers, tmp_path)
    before = files(tmp_path)
    rounds.changed(papers, "status")
    write(papers, tmp_path)
    touched = [file for file, state in files(tmp_path).items() if before.get(file) != state]
    assert touched == ["papers.yaml"]
    lines = [set(texts[touched[0]][0].splitlines()) for texts in (before, files(tmp_path))]
    assert len(lines[0] ^ lines[1]) <= 2 and papers != corpus.make(12)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.scale] * (name != "papernotes")) for name in generators.GENERATORS]
)
def test_each_builds_a_page_for_every_paper(name: str, tmp_path: Path) -> None:
    starts, _, missing = generators.installed([name])
    if missing and name not in ("papernotes", "material"):
        pytest.skip(missing[0])
    generator, papers = generators.GENERATORS[name], corpus.make(10)
    generator.write(papers, tmp_path)
    spent = measure.spend([*starts[name], *generator.build], tmp_path)
    found = measure.size(tmp_path / generator.site, generator.pages(papers, tmp_path))
    assert found.pages > 10 and found.page_kb > 1 and spent.cpu_s > 0 and spent.memory_mb > 1
    for paper, page in zip(papers, generator.pages(papers, tmp_path), strict=True):
        assert f"{paper.key.rpartition('n')[2]}Net: " in page.read_text("utf-8")


@pytest.mark.scale
def test_the_tables_of_a_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = ["--papers", "5", "10", "--rounds", "1", "--peers", "material", "--verify"]
    assert peers.main([*options, "--json", str(tmp_path / "costs.json")]) == 0
    shown = capsys.readouterr().out
    assert all(f"### {title}" in shown for title in ("Built from nothing", "Built again", "Commands", "Growth"))
    costs = json.loads((tmp_path / "costs.json").read_text("utf-8"))["costs"]
    assert [(cost["generator"], cost["papers"]) for cost in costs] == [
        (name, count) for count in (5, 10) for name in ("papernotes", "material")
    ]
    assert {cost["unlike"] for cost in costs if cost["generator"] == "papernotes"} == {0}


def test_the_share_of_a_table() -> None:
    def cost(name: str, cpu_s: float) -> Any:
        spent = {"cold": [measure.Spent(cpu_s * k, 1, 10) for k in (1, 9, 1)]}
        return rounds.Cost(name, 7, spent, measure.Size(1, 1, 1, 4))

    rows = report.tables([cost("papernotes", 1.5), cost("hugo", 2)]).splitlines()
    assert rows[-1] == "| 7 | Hugo, bare layouts | 1 | 2.00 | 1.00 | 10 | 1.0 | 4.0 | 0.75 | 1.00 | 1.00 |"


def test_children_are_counted(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    assert measure.spend([sys.executable, "-c", parent], tmp_path).cpu_s >= 0.3


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import sys; print('first'); sys.exit('no such theme')", "exit code 1: no such theme"),
        ("import threading; threading.Event().wait()", "stopped after 1 s"),
    ],
)
def test_a_command_that_fails_says_why(code: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=why):
        measure.spend([sys.executable, "-c", code], tmp_path, timeout_s=1)


def test_a_missing_page_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="1 of 1 papers have no page"):
        measure.size(tmp_path, [tmp_path / "papers/a/index.html"])


def test_files_unlike_a_clean_build(tmp_path: Path) -> None:
    for name, time_s, text in (("a", 1, b"same"), ("b", 2, b"other")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "sitemap.xml.gz").write_bytes(gzip.compress(b"equal", mtime=time_s))
        (tmp_path / name / "index.html").write_bytes(text)
        (tmp_path / name / f"only-{name}").touch()
    assert rounds.unlike(tmp_path / "a", tmp_path / "b") == 3
    assert rounds.unlike(tmp_path / "a", tmp_path / "a") == 0


THEIRS = (4.0, 4.2, 4.1, 4.0, 4.3)
OURS = (2.0, 2.1, 2.2, 2.0, 2.1)
RECORD = guard.Record(0.5, 300, {"papernotes": 2.0, "material": 4.0}, {"python": "3.11.7", "material": "1.6.1"})


@pytest.mark.parametrize(
    ("slower", "code"),
    [(1, 0), (1.1, 0), (0.5, 0), (1.25, 1), (2, 1)],
)
def test_the_guard_fails_on_a_worse_ratio(slower: float, code: int) -> None:
    now = replace(RECORD, ratio=guard.ratio([cpu_s * slower for cpu_s in OURS], THEIRS))
    assert guard.verdict(now, RECORD)[0] == code


@pytest.mark.parametrize("spoiled", range(5))
def test_one_bad_round_is_no_failure(spoiled: int) -> None:
    ours, theirs = list(OURS), list(THEIRS)
    ours[spoiled] *= 3
    theirs[-1 - spoiled] *= 2
    assert not guard.worse(guard.ratio(ours, theirs), 0.5)


def test_the_guard_says_what_it_cannot_compare() -> None:
    assert guard.verdict(replace(RECORD, papers=30), RECORD)[0] == 2
    newer = replace(RECORD, versions={**RECORD.versions, "python": "3.13.1"})
    assert "recorded with python 3.11.7, this is 3.13.1" in guard.verdict(newer, RECORD)[1]


def test_what_is_recorded_can_be_compared() -> None:
    record = guard.Record(**json.loads(guard.RECORDED.read_text("utf-8")))
    assert record.papers == 300 and record.ratio > 0 and set(record.versions) >= {"python", "papernotes", "material"}
