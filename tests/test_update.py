"""`papernotes update` as a user calls it, with services on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from papernotes.cli import cli
from papernotes.evidence.places import published
from papernotes.evidence.said import Evidence
from papernotes.lookup import Lookup
from papernotes.lookup.gather import gather
from papernotes.problem import PapernotesError
from papernotes.sources import SOURCES, registry
from papernotes.store import catalogue
from services import ONE, TWO, Asked, Said, Work, World, as_json, atom, crossref_work, feed, fetcher, serving

MKDOCS = "site_name: x\ndocs_dir: notes\nplugins: [papernotes]\n"
PREPRINT = """\
# what I read
teacups:
  title: Sorting imaginary numbers with teacups  # mine
  authors: ['Beispiel, Ada']
  venue: arXiv   # for now
  year: 2021
  month: 1
  arxiv: "2101.99901"
  topics: [茶]
"""
PUBLISHED = """\
# what I read
teacups:
  title: Sorting imaginary numbers with teacups  # mine
  authors: ['Beispiel, Ada']
  venue: ICML   # for now
  year: 2021
  arxiv: "2101.99901"
  topics: [茶]
  doi: "10.5555/teacups.1"
  dblp: "conf/icml/Beispiel21"
"""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.delenv("CI", raising=False)
    with serving(World()) as served:
        monkeypatch.setenv("PAPERNOTES_ENDPOINTS", json.dumps(served.bases))
        yield served


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "papers.yaml").write_text(PREPRINT, "utf-8")
    return tmp_path


def update(root: Path, *arguments: str, code: int = 0, text: str | None = None) -> Result:
    result = CliRunner().invoke(cli, ["-C", str(root), "update", *arguments], input=text)
    assert result.exit_code == code, (result.output, result.exception)
    return result


def said(root: Path) -> str:
    return (root / "papers.yaml").read_text("utf-8")


def put(root: Path, text: str) -> dict[str, Any]:
    """Another catalogue; what it says."""
    (root / "papers.yaml").write_text(text, "utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def test_a_preprint_is_shown_as_published_with_its_evidence(root: Path, world: World) -> None:
    result = update(root, code=1)
    assert said(root) == PREPRINT
    assert "  published  venue: arXiv -> ICML  [dblp http" in result.stdout
    assert "crossref https://doi.org/10.5555/teacups.1" in result.stdout
    assert "-  venue: arXiv   # for now\n+  venue: ICML   # for now" in result.stdout
    assert "@@ -4,6 +4,7 @@" in result.stdout and "\x1b" not in result.stdout
    assert "1 of 1 papers can be updated (2 fill, 2 published); 0 written" in result.stderr
    assert "no notice of retraction found for 1 of 1 papers as of 20" in result.stderr


def test_yes_writes_it_and_a_second_run_changes_nothing(root: Path, world: World) -> None:
    update(root, "--yes")
    assert said(root) == PUBLISHED
    assert "0 of 1 papers" in update(root, "--yes").stderr
    assert said(root) == PUBLISHED


@pytest.mark.parametrize("how", [["--yes=doi,dblp"], ["--yes", "--only", "doi", "--only", "dblp"]])
def test_only_what_is_named_changes(root: Path, world: World, how: list[str]) -> None:
    update(root, *how)
    assert said(root) == PREPRINT + '  doi: "10.5555/teacups.1"\n  dblp: "conf/icml/Beispiel21"\n'


def test_yes_takes_no_key_for_its_value(root: Path, world: World) -> None:
    update(root, "--yes", "teacups")
    assert said(root) == PUBLISHED
    assert "did you mean 'year'?" in update(root, "--yes=yaer", code=2).stderr


def test_one_source_is_not_enough(root: Path, world: World) -> None:
    world.works = [Work(ids={"arxiv": ONE.ids["arxiv"], "s2": ONE.ids["s2"]}), TWO]
    result = update(root)
    assert said(root) == PREPRINT and "0 of 1 papers" in result.stderr


def test_two_that_do_not_agree_are_not_enough(root: Path, world: World) -> None:
    journal = crossref_work(ONE) | {"container-title": ["Invented Letters"], "type": "journal-article"}
    world.faults = {
        "dblp": Said(200, "text/html", b"no"),
        "crossref": as_json({"status": "ok", "message-type": "work-list", "message": {"items": [journal]}}),
    }
    result = update(root)
    assert said(root) == PREPRINT and "coverage_incomplete: dblp did not answer for 1 paper" in result.stderr


@pytest.mark.parametrize("fault", [Said(429), Said(500), Said(200, "text/html", b"<html>"), Said(200, body=b"{")])
def test_silence_accuses_nobody(root: Path, world: World, fault: Said) -> None:
    world.faults = dict.fromkeys(world.bases, fault)
    result = update(root, "--budget", "0.4", code=3)
    assert said(root) == PREPRINT and result.stdout == ""
    assert "coverage_incomplete: arxiv did not answer" in result.stderr and "no notice" not in result.stderr


def test_offline_says_so_and_takes_what_is_kept(root: Path, world: World) -> None:
    assert "offline, and no earlier answers are kept" in update(root, "--offline", code=3).stderr
    assert not world.asked
    update(root, code=1)
    world.asked.clear()
    update(root, "--offline", "--yes")
    assert said(root) == PUBLISHED and not world.asked
    assert (root / ".papernotes/cache/api/.gitignore").read_text("utf-8") == "*\n"


def test_what_was_answered_today_is_not_asked_again(root: Path, world: World) -> None:
    update(root, code=1)
    world.asked.clear()
    update(root, code=1)
    assert not world.asked
    update(root, "--recheck", code=1)
    assert world.asked


def test_drafts_of_add_are_completed(root: Path, world: World) -> None:
    put(root, "")
    CliRunner().invoke(cli, ["-C", str(root), "add", "--offline", ONE.ids["arxiv"], TWO.ids["doi"]])
    assert said(root).count("needs:") == 2
    update(root, "--yes")
    papers = yaml.safe_load(said(root))
    assert [paper["title"] for paper in papers.values()] == [ONE.title, TWO.title]
    assert [paper["authors"] for paper in papers.values()] == [list(ONE.authors), list(TWO.authors)]
    assert "needs" not in said(root)


def test_a_draft_that_is_only_partly_completed_stays_one(root: Path, world: World) -> None:
    put(root, 'x:\n  title: arXiv 2101.99901\n  arxiv: "2101.99901"\n  needs: [title, metadata]\n')
    update(root, "--yes=title")
    assert yaml.safe_load(said(root))["x"] == {
        "title": ONE.title, "arxiv": "2101.99901", "needs": ["title", "metadata"],
    }  # fmt: skip


def test_a_draft_from_a_title_and_from_a_page(root: Path, world: World) -> None:
    put(root, f"a:\n  title: {ONE.title}\n  needs: [metadata]\nb:\n  title: x\n  links: {{page: '{ONE.ids['url']}'}}\n"
              "  needs: [title, metadata]\n")  # fmt: skip
    update(root, "--yes")
    papers = yaml.safe_load(said(root))
    assert papers["a"]["venue"] == "ICML" and papers["b"]["title"] == ONE.title
    # No two papers get the same identifier.
    assert papers["a"]["doi"] == ONE.ids["doi"] and "doi" not in papers["b"]


def test_what_the_user_wrote_is_corrected_only_where_two_agree(root: Path, world: World) -> None:
    put(root, PUBLISHED.replace("ICML", "CVPR").replace("2021\n", "2011\n"))
    result = update(root, code=1)
    assert "  correct    venue: CVPR -> ICML" in result.stdout and "correct    year: 2011 -> 2021" in result.stdout
    update(root, "--yes=year")
    assert said(root) == PUBLISHED.replace("ICML", "CVPR")


def test_identifiers_of_two_papers_change_nothing(root: Path, world: World) -> None:
    text = PREPRINT + f"  doi: {TWO.ids['doi']}\n"
    put(root, text)
    assert "0 of 1 papers" in update(root, "--yes").stderr and said(root) == text


def test_keys_and_filters(root: Path, world: World) -> None:
    put(root, PREPRINT + f"second:\n  title: {TWO.title}\n  authors: [Cleo Muster]\n  topics: [b]\n")
    assert "1 of 1 papers" in update(root, "teacups", code=1).stderr
    assert "1 of 1 papers" in update(root, "--topic", "b", code=1).stderr
    assert "0 of 0 papers" in update(root, "teacups", "--topic", "b").stderr
    assert isinstance(CliRunner().invoke(cli, ["-C", str(root), "update", "nobody"]).exception, PapernotesError)


@pytest.mark.parametrize("name", ["papers.yaml", "我的 papers.yaml"])
@pytest.mark.parametrize("end", ["\n", ""])
def test_the_patch_is_what_yes_writes(tmp_path: Path, root: Path, world: World, name: str, end: str) -> None:
    below = tmp_path / "kb"
    (below / "notes").mkdir(parents=True)
    (below / "mkdocs.yml").write_text(MKDOCS.replace("[papernotes]", f"[papernotes: {{catalogue: '{name}'}}]"), "utf-8")
    text = PREPRINT.removesuffix("\n") + end
    (below / name).write_text(text, "utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    update(below, "--patch", str(tmp_path / "update.patch"), code=1)
    assert (below / name).read_text("utf-8") == text
    subprocess.run(["git", "apply", "update.patch"], cwd=tmp_path, check=True)
    patched = (below / name).read_text("utf-8")
    (below / name).write_text(text, "utf-8")
    update(below, "--yes")
    assert patched == (below / name).read_text("utf-8") != text


def test_an_empty_patch(root: Path, world: World) -> None:
    put(root, PUBLISHED)
    assert "empty: nothing to change" in update(root, "--patch", str(root / "x.patch")).stderr
    assert (root / "x.patch").read_bytes() == b""


def test_json(root: Path, world: World) -> None:
    answer = json.loads(update(root, "--json", code=1).stdout)
    [paper] = answer["papers"]
    assert paper["key"] == "teacups" and paper["line"] == 2 and paper["coverage"] == "complete"
    venue = next(change for change in paper["changes"] if change["field"] == "venue")
    assert venue["old"] == "arXiv" and venue["new"] == "ICML" and venue["kind"] == "published"
    assert {"crossref", "dblp"} <= {witness["source"] for witness in venue["evidence"]}
    assert said(root) == PREPRINT and not paper["applied"]


def test_news_of_retractions_and_versions(root: Path, world: World) -> None:
    put(root, PUBLISHED)
    (root / "notes/teacups.md").write_text("Of 2101.99901v1.\n", "utf-8")
    notice = {"type": "retraction", "DOI": "10.5555/notice", "source": "publisher"}
    world.faults["crossref"] = as_json({"message": crossref_work(ONE) | {"updated-by": [notice]}})
    result = update(root)
    assert "teacups  was retracted, says crossref  https://doi.org/10.5555/teacups.1" in result.stdout
    assert "teacups  the note reads v1, the latest is v2" in result.stdout
    assert "no notice of retraction" not in result.stderr and said(root) == PUBLISHED


@pytest.mark.parametrize(("answers", "after"), [("y\n", PUBLISHED), ("n\n", PREPRINT), ("q\n", PREPRINT)])
def test_on_a_terminal_it_asks(
    root: Path, world: World, monkeypatch: pytest.MonkeyPatch, answers: str, after: str
) -> None:
    monkeypatch.setattr("papernotes.cli.update._somebody", lambda: True)
    result = update(root, code=0 if after == PUBLISHED else 1, text=answers)
    assert "Write? (y)es, (n)o, (q)uit asking" in result.stdout and said(root) == after


def test_ctrl_c_at_the_question_writes_nothing(root: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papernotes.cli.update._somebody", lambda: True)
    result = update(root, code=130, text="")
    assert "nothing written" in result.stderr and said(root) == PREPRINT


def test_a_file_that_changed_meanwhile_is_left_alone(root: Path, world: World) -> None:
    class Busy(World):
        def say(self, asked: Asked) -> Said:
            put(root, PREPRINT.replace("arXiv ", "NeurIPS "))
            return World.say(self, asked)

    world.__class__ = Busy
    result = CliRunner().invoke(cli, ["-C", str(root), "update", "--yes"])
    assert isinstance(result.exception, PapernotesError) and "changed meanwhile" in str(result.exception)
    assert said(root) == PREPRINT.replace("arXiv ", "NeurIPS ")


def study(n: int) -> Work:
    ids = {"arxiv": f"2101.9{n:04}", "doi": f"10.5555/study.{n}", "s2": f"{n:040x}"}
    return Work(f"Invented Study {n:03} of Teacups", ("Ada Beispiel",), 2021, ONE.venue, ids)


STUDY = "k{0}:\n  title: Invented Study {0:03} of Teacups\n  venue: arXiv\n  year: 2021\n  arxiv: '2101.9{0:04}'\n"


def test_many_papers_in_one_run(root: Path, world: World) -> None:
    world.works = list(map(study, range(40)))
    put(root, "".join(map(STUDY.format, range(40))))
    result = update(root, "--yes")
    assert "40 of 40 papers can be updated (80 fill, 40 published); 40 written" in result.stderr
    assert not [p for p in catalogue.read(said(root), "papers.yaml").problems if p.rule.startswith("CAT00")]


def test_three_hundred_papers_are_few_requests(world: World) -> None:
    world.works = list(map(study, range(300)))
    papers = catalogue.read("".join(map(STUDY.format, range(300))), "papers.yaml").papers

    async def ask() -> dict[str, Evidence]:
        async with fetcher() as own:
            return await gather(Lookup(own, registry(world.bases)), papers, day="2026-06-30")

    evidence = asyncio.run(ask())
    assert all(published(paper, evidence[paper.key]) for paper in papers)
    # arXiv takes 50 identifiers in a request, Semantic Scholar 100, Crossref 20.
    assert len(world.asked) == 6 + 3 + 15, world.services()


def test_versions_are_asked_for_where_the_title_differs(root: Path, world: World) -> None:
    old = "Ordering Unreal Figures by Crockery"
    put(root, PREPRINT.replace("Sorting imaginary numbers with teacups", old))

    class Versions(World):
        def say(self, asked: Asked) -> Said:
            if asked.service == "arxiv" and "v1" in asked.query.get("id_list", ""):
                self.asked.append(asked)
                return Said(200, "application/atom+xml", feed([atom(Work(old, ids=ONE.ids), version=1)]))
            return World.say(self, asked)

    world.__class__ = Versions
    assert "  published  venue: arXiv -> ICML" in update(root, code=1).stdout


def test_ctrl_c_while_it_asks_leaves_the_file(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        environ = {**os.environ, "PAPERNOTES_ENDPOINTS": json.dumps({kind.name: base for kind in SOURCES})}
        command = [sys.executable, "-m", "papernotes", "-C", str(root), "update", "--yes"]
        with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
            connection, _ = silent.accept()
            process.send_signal(signal.SIGINT)
            _, words = process.communicate(timeout=30)
            connection.close()
    assert process.returncode == 130 and "stopped; nothing written" in words and said(root) == PREPRINT
