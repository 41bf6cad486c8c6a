"""Problems in the forms that people and programs read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from papernotes import __version__
from papernotes.checks import RULES, Rule
from papernotes.problem import Level, Problem
from papernotes.text import in_xml, printable


def text(problems: Sequence[Problem]) -> str:
    """A line for each problem: file:line:column: RULE what is wrong; what to do [level]."""
    return "".join(f"{printable(str(p.where))}: {p.rule} {printable(p.text)} [{p.level}]\n" for p in problems)


def summary(problems: Sequence[Problem]) -> str:
    """How many of each level, "no problems" if none."""
    counts = Counter(problem.level for problem in problems)
    words = [f"{counts[level]} {level}{'s' * (counts[level] != 1)}" for level in Level if counts[level]]
    return ", ".join(words) or "no problems"


def as_json(problems: Sequence[Problem]) -> str:
    """A list of objects: file, line, column, level, rule, message, fix, fixable."""
    rows = [
        {
            "file": p.where.path,
            "line": p.where.line,
            "column": p.where.column,
            "level": str(p.level),
            "rule": p.rule,
            "message": p.message,
            "fix": p.fix,
            "fixable": p.edit is not None,
        }
        for p in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def github(problems: Sequence[Problem]) -> str:
    """Commands that annotate a pull request.

    Format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions"""
    kinds = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}
    return "".join(
        f"::{kinds[p.level]} file={_property(p.where.path)},line={p.where.line},col={p.where.column},"
        f"title={_property(p.rule)}::{_command(p.text)}\n"
        for p in problems
    )


def _command(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _command(words).replace(":", "%3A").replace(",", "%2C")


def _sarif_rule(rule: Rule) -> Mapping[str, Any]:
    texts = {"shortDescription": {"text": rule.sentence}, "help": {"text": rule.why}}
    return {"id": rule.id, "name": rule.name, **texts}


def sarif(problems: Sequence[Problem]) -> str:
    """A SARIF log, as code scanning reads it.

    Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""
    levels = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
    used = sorted({p.rule for p in problems} & set(RULES))
    rules = [_sarif_rule(RULES[id]) for id in used]
    results = [
        {
            "ruleId": p.rule,
            "level": levels[p.level],
            "message": {"text": p.text},
            "locations": [{"physicalLocation": _location(p)}],
        }
        for p in problems
    ]
    driver = {"name": "papernotes", "version": __version__, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _location(problem: Problem) -> Mapping[str, Any]:
    return {
        "artifactLocation": {"uri": quote(problem.where.path)},
        "region": {"startLine": problem.where.line, "startColumn": problem.where.column},
    }


def junit(problems: Sequence[Problem]) -> str:
    """A JUnit report with a test case for each file and rule that has problems.

    Format: https://github.com/testmoapp/junitxml"""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.where.path, problem.rule), []).append(problem)
    count = str(len(groups))
    suite = ElementTree.Element("testsuite", name="papernotes check", tests=count, failures=count)
    for (path, rule), found in groups.items():
        case = ElementTree.SubElement(suite, "testcase", classname=in_xml(path), name=rule)
        failure = ElementTree.SubElement(case, "failure", message=in_xml(found[0].text), type=str(found[0].level))
        failure.text = in_xml(text(found))
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Problem]], str]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "sarif": sarif,
    "junit": junit,
}
