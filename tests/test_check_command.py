"""`papernotes check` as a user calls it: forms of the report, exit codes, fixes, explanations."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from test_cli import catalogue, ok, run


def broken(base: Path) -> None:
    (base / "papers.yaml").write_text("vit:\n  title: ViT\n  yaer: 2021\n  arxiv: 2010.11929\n  topics: [a]\n", "utf-8")


def test_check_text_and_exit_codes(base: Path) -> None:
    broken(base)
    for path in (base / "notes").rglob("*.md"):
        path.unlink()
    result = run(base, "check", "--select", "CAT")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "papers.yaml:1:1: CAT005 'vit' has no venue and no year; add what is known [info]",
        "papers.yaml:3:3: CAT004 unknown field 'yaer'; did you mean 'year'? [warning]",
        "papers.yaml:4:10: CAT006 'arxiv' is the unquoted number 2010.11929; write \"2010.11929\" [error]",
    ]
    assert run(base, "check", "--select", "CAT004", "--ignore", "CAT004").exit_code == 0
    assert run(base, "check", "--select", "XYZ").exit_code == 2


def test_check_forms(base: Path) -> None:
    broken(base)
    rows = json.loads(run(base, "check", "--format", "json", "--select", "CAT004").stdout)
    assert rows[0]["file"] == "papers.yaml" and rows[0]["line"] == 3 and rows[0]["level"] == "warning"
    annotation = run(base, "check", "--format", "github", "--select", "CAT004").stdout
    assert annotation.startswith("::warning file=papers.yaml,line=3,col=3,title=CAT004::unknown field 'yaer'")
    log = json.loads(run(base, "check", "--format", "sarif", "--select", "CAT004").stdout)
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 3}
    suite = ElementTree.fromstring(run(base, "check", "--format", "junit", "--select", "CAT004").stdout.encode())
    assert suite.get("failures") == "1"
    report = base / "report.json"
    run(base, "check", "--format", "json", "-o", str(report))
    assert json.loads(report.read_text("utf-8"))


def test_fix_is_idempotent_and_splices(base: Path) -> None:
    broken(base)
    run(base, "check", "--fix")
    once = catalogue(base)
    assert once == 'vit:\n  title: ViT\n  yaer: 2021\n  arxiv: "2010.11929"\n  topics: [a]\n'
    run(base, "check", "--fix")
    assert catalogue(base) == once


def test_levels_from_the_settings(base: Path) -> None:
    broken(base)
    levels = "{papernotes: {rules: {CAT004: 'off', CAT: info}}}]"
    text = (base / "mkdocs.yml").read_text("utf-8").replace("papernotes]", levels)
    (base / "mkdocs.yml").write_text(text, "utf-8")
    assert run(base, "check", "--select", "CAT").exit_code == 0


def test_explain(base: Path) -> None:
    assert "Wrong:\n    vit:" in ok(base, "check", "--explain", "cat004")
    assert "CAT001" in ok(base, "check", "--explain", "all")
