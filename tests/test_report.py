"""The forms of a report: what is said reaches the reader whatever the file holds."""

from __future__ import annotations

import json
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from papernotes.model.where import Where
from papernotes.problem import Level, Problem
from papernotes.report import FORMATS, summary

PATH = "notes/a b,c:检测%.md"
MESSAGE = "odd\r\n::error::'100%, \x1b[31m<&>\u3000]]>"
PROBLEMS = [
    Problem(Where(PATH, 2, 3), "CAT004", MESSAGE, "write 'x'", Level.WARNING),
    Problem(Where("papers.yaml"), "SET001", "unknown setting", "", Level.INFO),
    Problem(Where("papers.yaml"), "ID001", "no id", "", Level.ERROR),
]


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_takes_any_text_and_none(form: str) -> None:
    assert FORMATS[form](PROBLEMS).endswith("\n")
    assert FORMATS[form]([]) == "" or FORMATS[form]([]).endswith("\n")


def test_text_is_a_line_each_without_control_sequences() -> None:
    lines = FORMATS["text"]([*PROBLEMS, Problem(Where("\x1b[2J.md"), "CAT003", "x")]).splitlines()
    assert lines[0] == f"{PATH}:2:3: CAT004 odd  ::error::'100%,  [31m<&> ]]>; write 'x' [warning]"
    assert lines[1:] == [
        "papers.yaml:1:1: SET001 unknown setting [info]",
        "papers.yaml:1:1: ID001 no id [error]",
        " [2J.md:1:1: CAT003 x [error]",
    ]


# https://docs.github.com/actions/reference/workflow-commands-for-github-actions
# and toolkit/packages/core/src/command.ts: escapeData, escapeProperty
def test_github_escapes_data_and_properties() -> None:
    first, second, third = FORMATS["github"](PROBLEMS).split("\n")[:3]
    place = "file=notes/a b%2Cc%3A检测%25.md,line=2,col=3,title=CAT004"
    assert first == f"::warning {place}::odd%0D%0A::error::'100%25, \x1b[31m<&>\u3000]]>; write 'x'"
    assert second.startswith("::notice file=papers.yaml,") and third.startswith("::error file=papers.yaml,")


# SARIF 2.1.0, 3.4.3: a uri is one of RFC 3986.
def test_sarif_places_are_uris() -> None:
    (run,) = json.loads(FORMATS["sarif"](PROBLEMS))["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii() and " " not in uri and ":" not in uri and unquote(uri) == PATH
    assert [result["level"] for result in run["results"]] == ["warning", "note", "error"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["CAT004", "ID001", "SET001"]


def test_junit_is_xml_and_keeps_what_xml_can_hold() -> None:
    suite = ElementTree.fromstring(FORMATS["junit"]([*PROBLEMS, PROBLEMS[0]]))
    assert suite.get("tests") == suite.get("failures") == "3"
    failure = suite.find("testcase/failure")
    assert failure is not None and "100%, [31m<&>\u3000]]>" in (failure.get("message") or "")
    assert (failure.text or "").count("CAT004") == 2


def test_json_holds_every_problem_as_it_is() -> None:
    rows = json.loads(FORMATS["json"](PROBLEMS))
    assert [row["message"] for row in rows] == [problem.message for problem in PROBLEMS]


@pytest.mark.parametrize(
    ("problems", "said"),
    [([], "no problems"), (PROBLEMS, "1 error, 1 warning, 1 info"), (PROBLEMS * 2, "2 errors, 2 warnings, 2 infos")],
)
def test_summary(problems: list[Problem], said: str) -> None:
    assert summary(problems) == said
