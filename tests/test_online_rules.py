"""`papernotes check --online`: each rule with services on loopback. Its own examples are run in test_checks.py."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from answers import evidence
from papernotes import checks
from papernotes.checks import RULES
from papernotes.cli import cli
from papernotes.model.library import Library
from papernotes.problem import Problem
from papernotes.store import catalogue
from services import ONE, TWO, Asked, Said, Work, World, as_json, atom, crossref_work, feed, openreview_note, serving

ONLINE = sorted(rule.id for rule in RULES.values() if rule.online)
GOOD = f"""\
teacups:
  title: {ONE.title}
  authors: [Ada Beispiel, Bo 例]
  venue: ICML
  year: 2021
  topics: [a]
  arxiv: "{ONE.ids["arxiv"]}"
  doi: {ONE.ids["doi"]}
  openreview: {ONE.ids["openreview"]}
  dblp: {ONE.ids["dblp"]}
"""
NOTICE = {"type": "retraction", "DOI": "10.5555/notice", "source": "publisher"}
COPY = crossref_work(ONE) | {"type": "posted-content", "issued": {"date-parts": [[2025, 1, 1]]}}
REJECTED = openreview_note(ONE, "ICML.cc/2021/Conference/Rejected_Submission", "Submitted to ICML 2021")
WITHDRAWN = feed([atom(ONE, 2, "This paper has been withdrawn by the authors")])
# Rule, catalogue, what services say instead, and where and what is said of it.
ROWS: Mapping[str, tuple[str, dict[str, Said], str]] = {
    "ID010": (GOOD.replace(ONE.ids["doi"], TWO.ids["doi"]), {}, "8:8: ID010 'doi' is of 'A Survey of Surveys"),
    "ID011": (GOOD.replace("teacups.1", "taecups.1"), {}, "8:8: ID011 DOI '10.5555/taecups.1' is not registered"),
    "ID012": (GOOD.replace("99901", "99909"), {}, "7:10: ID012 arXiv has no paper '2101.99909'"),
    "ID013": (GOOD, {}, "7:10: ID013 'teacups' has a new version: the note reads v1, the latest is v2"),
    "BIB001": (GOOD.replace(ONE.title, "On Zinc"), {}, "2:10: BIB001 title 'On Zinc' is 'Sorting Imaginary"),
    "BIB004": (GOOD.replace("Ada Beispiel, Bo 例", "Cleo Muster"), {}, "3:12: BIB004 authors of 'teacups' are 'Ada"),
    "BIB006": (GOOD.replace("2021\n", "2011\n"), {}, "5:9: BIB006 year 2011 is 2021 elsewhere"),
    "BIB009": (GOOD.replace("ICML\n", "CVPR\n", 1), {}, "4:10: BIB009 venue 'CVPR' is 'ICML' elsewhere"),
    "BIB010": (GOOD.replace("ICML\n", "arXiv\n", 1), {}, "4:10: BIB010 'teacups' is published at ICML 2021"),
    "BIB011": (
        GOOD,
        {"crossref": as_json({"message": crossref_work(ONE) | {"updated-by": [NOTICE]}})},
        "8:8: BIB011 'teacups' was retracted, says crossref; see https://doi.org/10.5555/teacups.1",
    ),
    "BIB012": (GOOD, {"openreview": as_json({"notes": [REJECTED]})}, "4:10: BIB012 'teacups' was rejected at ICML"),
    "BIB016": (
        "k:\n  title: Nobody Ever Wrote About Zinc\n  topics: [a]\n",
        {},
        "2:10: BIB016 no service knows a paper 'Nobody Ever Wrote About Zinc'; does it exist? asked: dblp, crossref",
    ),
    "BIB017": (GOOD, {"crossref": as_json({"message": COPY})}, "8:8: BIB017 DOI '10.5555/teacups.1' is a posting"),
    "BIB018": (GOOD.replace(ONE.title, "On Cups"), {}, "2:10: BIB018 title 'On Cups' is that of an earlier version"),
}  # fmt: skip


class Versions(World):
    """arXiv also holds a first version with another title."""

    def say(self, asked: Asked) -> Said:
        if asked.service == "arxiv" and "v1" in asked.query.get("id_list", ""):
            return Said(200, "application/atom+xml", feed([atom(Work("On Cups", ids=ONE.ids), version=1)]))
        return World.say(self, asked)


class Late(World):
    """One of the services answers after all others."""

    def say(self, asked: Asked) -> Said:
        if asked.service == "dblp":
            time.sleep(0.3)
        return World.say(self, asked)


def test_the_order_of_services_is_not_that_of_their_answers(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "papers.yaml").write_text(ROWS["BIB016"][0], "utf-8")
    with serving(Late()) as served:
        monkeypatch.setenv("PAPERNOTES_ENDPOINTS", json.dumps(served.bases))
        assert ROWS["BIB016"][2] in check(root).output


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with serving(Versions()) as served:
        monkeypatch.setenv("PAPERNOTES_ENDPOINTS", json.dumps(served.bases))
        yield served


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "mkdocs.yml").write_text("site_name: x\ndocs_dir: notes\nplugins: [papernotes]\n", "utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "papers.yaml").write_text(GOOD, "utf-8")
    return tmp_path


def check(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "check", "--select", ",".join(ONLINE), "--online", *arguments])


def test_every_network_rule_is_here() -> None:
    assert sorted(ROWS) == ONLINE
    bib = [f"BIB{number:03}" for number in (1, 4, 6, 9, 10, 11, 12, 16, 17, 18)]
    assert [*bib, "ID010", "ID011", "ID012", "ID013"] == ONLINE


@pytest.mark.parametrize("rule", ROWS)
def test_each_rule_finds_its_mistake(root: Path, world: World, rule: str) -> None:
    text, world.faults, said = ROWS[rule]
    (root / "papers.yaml").write_text(text, "utf-8")
    if rule == "ID013":
        (root / "notes/teacups.md").write_text("Of 2101.99901v1.\n", "utf-8")
    result = check(root)
    assert f"papers.yaml:{said}" in result.stdout, result.output
    level = RULES[rule].level
    assert all(f"[{level}]" in line for line in result.stdout.splitlines() if f" {rule} " in line)
    assert result.exit_code == (0 if level == "info" and len(result.stdout.splitlines()) == 1 else 1)


def test_a_right_paper_has_none(root: Path, world: World) -> None:
    result = check(root)
    assert (result.exit_code, result.stdout) == (0, ""), result.output


def test_weak_notices_are_warnings(root: Path, world: World) -> None:
    world.faults["arxiv"] = Said(200, "application/atom+xml", WITHDRAWN)
    assert "BIB011 'teacups' is possibly withdrawn, by the comment" in check(root).stdout
    assert check(root).stdout.count("[warning]") == 1


@pytest.mark.parametrize("rule", ROWS)
def test_silence_is_no_finding(root: Path, world: World, rule: str) -> None:
    (root / "papers.yaml").write_text(ROWS[rule][0], "utf-8")
    world.faults = dict.fromkeys(world.bases, Said(403, "text/html", b"no"))
    result = check(root)
    assert result.stdout == "" and result.exit_code == 3
    assert "coverage_incomplete" in result.stderr and "Nothing was judged online" in result.stderr


def test_without_online_nobody_is_asked(root: Path, world: World) -> None:
    for rule, (text, _, _) in ROWS.items():
        (root / "papers.yaml").write_text(text, "utf-8")
        assert rule not in CliRunner().invoke(cli, ["-C", str(root), "check"]).stdout
    result = CliRunner().invoke(cli, ["-C", str(root), "check", "--select", "BIB001"])
    assert result.exit_code == 2 and "BIB001 asks services; give --online" in result.stderr
    assert not world.asked


def test_levels_comments_and_the_baseline_hold_for_them(root: Path, world: World) -> None:
    wrong = GOOD.replace("2021\n", "2011\n")
    (root / "papers.yaml").write_text(wrong, "utf-8")
    assert check(root, "--ignore", "BIB006").stdout.count("BIB006") == 0
    settings = "site_name: x\ndocs_dir: notes\nplugins: [papernotes: {rules: {BIB006: error}}]\n"
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    assert "elsewhere" in (said := check(root).stdout) and "[error]" in said
    assert check(root, "--write-baseline").exit_code == 0
    assert "BIB006" not in check(root).stdout and "BIB006" in check(root, "--no-baseline").stdout
    off = wrong.replace("year: 2011", "year: 2011  # papernotes: disable-line BIB006 as the journal says")
    (root / "papers.yaml").write_text(off, "utf-8")
    assert "BIB006" not in check(root, "--no-baseline").stdout
    assert "LINK011" not in CliRunner().invoke(cli, ["-C", str(root), "check"]).stdout


TEACUPS = {"source": "crossref", "asked": "doi", "title": "Sorting Teacups"}
NOT_FOUND: Mapping[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "a name in another order": ({"authors": ["Beispiel Ada"]}, [{**TEACUPS, "authors": ["Ada Beispiel"]}]),
    "accents": ({"authors": ["J. Müller-Lüdenscheidt"]}, [{**TEACUPS, "authors": ["Jo Muller Ludenscheidt"]}]),
    "another script": ({"authors": ["何恺明"]}, [{**TEACUPS, "authors": ["Kaiming He"]}]),
    "a hyphen": ({"title": "Sorting Tea-cups"}, [TEACUPS]),
    "an alias": ({"title": "茶杯排序", "aliases": ["Sorting Teacups"]}, [TEACUPS]),
    "one year": ({"year": 2020}, [{**TEACUPS, "year": 2021}]),
    "one source": ({"venue": "CVPR"}, [{**TEACUPS, "venue": "ICML", "year": 2021, "kind": "article"}]),
    "two that do not agree": (
        {"venue": "CVPR"},
        [
            {**TEACUPS, "venue": "ICML", "year": 2021, "kind": "article"},
            {**TEACUPS, "source": "dblp", "venue": "CVPR", "kind": "article"},
        ],
    ),
    "a preprint's title": (
        {"arxiv": "2101.99901"},
        [
            {**TEACUPS, "authors": ["Ada Beispiel", "Bo Li"]},
            {"source": "arxiv", "asked": "arxiv", "title": "Of Cups", "authors": ["Ada Beispiel", "Bo Li"]},
        ],
    ),
    "a DOI that only its register does not know": ({}, [{"source": "doi_ra", "asked": "doi", "missing": True}]),
    "an unknown preprint": ({"arxiv": "2101.99901"}, [{"source": "datacite", "asked": "arxiv", "missing": True}]),
}  # fmt: skip


def found(fields: Mapping[str, Any], rows: list[dict[str, Any]]) -> list[Problem]:
    said = {"title": "Sorting Teacups", "doi": "10.5555/teacups.1", "topics": ["a"]} | dict(fields)
    papers = catalogue.read(json.dumps({"teacups": said}, ensure_ascii=False), "papers.yaml").papers
    return checks.run(Library(papers), select=ONLINE, evidence={"teacups": evidence(rows, doi="x", arxiv="y")})


@pytest.mark.parametrize("case", NOT_FOUND)
def test_what_is_no_mistake(case: str) -> None:
    assert [str(problem) for problem in found(*NOT_FOUND[case])] == []
