"""Findings in the forms that people and programs read: always sorted, the same input gives the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from papernotes import report
from papernotes.links.link import Finding, State
from papernotes.links.reasons import OF_BROKEN, OF_REASON, RULES, WORDS
from papernotes.problem import Level, Problem
from papernotes.text import in_xml, printable

SCHEMA_VERSION = 1
_LONG = 300


@dataclass(frozen=True)
class Report:
    """What a run has to say."""

    findings: Sequence[Finding]
    """Every link of the input, once, by file, line, column and address."""
    problems: Sequence[Problem]
    """By place."""
    known: int = 0
    """Problems that the baseline holds."""


def problem(finding: Finding) -> Problem | None:
    """What a finding says to a person, None for a link that is as it should be."""
    said, link = finding.verdict, finding.link
    name = f"'{_short(link.url)}'"
    if said.state is State.BROKEN:
        rule = OF_BROKEN.get(said.reason, "LINK001")
        return Problem(link.where, rule, f"{name}: {_why(finding)}", _fix(finding), Level.ERROR)
    if said.state is State.UNVERIFIABLE:
        rule, level = OF_REASON.get(said.reason, ("LINK003", Level.INFO))
        return Problem(link.where, rule, f"{name}: {_why(finding)}", _fix(finding), level)
    if said.moved:
        rule, what = ("LINK004", "works with https, too") if said.upgrade else ("LINK002", "has moved")
        return Problem(link.where, rule, f"{name} {what}", f"write '{_short(said.moved)}'", Level.INFO)
    if said.state is State.REDIRECTED and said.detail.startswith("it leads from https"):
        return Problem(link.where, "LINK004", f"{name}: {said.detail}", "", Level.WARNING)
    return None


def _short(url: str) -> str:
    # Half a character of a broken file is no UTF-8.
    url = url.encode("utf-8", "replace").decode()
    return url if len(url) <= _LONG else url[:_LONG] + "…"


def _why(finding: Finding) -> str:
    said = finding.verdict
    words = WORDS.get(said.reason, said.reason)
    words += f" ({said.code})" if said.code and str(said.code) not in words else ""
    words += (
        (f"; {said.detail}" if said.detail.startswith("did you mean") else f": {said.detail}") if said.detail else ""
    )
    words += f", at '{_short(said.final)}'" if said.final else ""
    days = f", the {_nth(said.strikes)} run in a row" if said.weak and said.strikes > 1 else ""
    return words + days


def _nth(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _fix(finding: Finding) -> str:
    said = finding.verdict
    if said.archive:
        return f"a copy is kept at '{said.archive}'"
    if said.weak and said.state is State.UNVERIFIABLE and said.strikes:
        return "broken if it fails again on other days"
    return ""


def problems(findings: Iterable[Finding], more: Iterable[Problem], levels: Mapping[str, str]) -> list[Problem]:
    """The problems of findings and those of the ignores, by place; `levels` are those of the settings."""
    found = [p for finding in findings if (p := problem(finding))] + list(more)
    shown = []
    for one in found:
        level = levels.get(one.rule) or levels.get("LINK") or ""
        if level != "off":
            changed = Level(level) if level else one.level
            shown.append(Problem(one.where, one.rule, one.message, one.fix, changed))
    return sorted(shown, key=lambda p: (p.where, p.rule, p.message))


def summary(shown: Report) -> str:
    """How many links of each state, and how many problems."""
    counts = Counter(finding.verdict.state for finding in shown.findings)
    words = [f"{counts[state]} {state}" for state in State if counts[state]]
    known = f", {shown.known} more in the baseline" if shown.known else ""
    number = len(shown.findings)
    return f"{number} link{'s' * (number != 1)}: {', '.join(words) or 'none'}; {report.summary(shown.problems)}{known}"


def as_json(shown: Report) -> str:
    """One object; docs/links.md describes it. A change of its meaning raises `schema_version`."""
    counts = Counter(finding.verdict.state for finding in shown.findings)
    reasons = Counter(finding.verdict.reason for finding in shown.findings if finding.verdict.reason)
    whole = {
        "schema_version": SCHEMA_VERSION,
        "summary": {
            "links": len(shown.findings),
            "states": {str(state): counts[state] for state in State},
            "reasons": dict(sorted(reasons.items())),
            "in_baseline": shown.known,
        },
    }
    head = json.dumps(whole, ensure_ascii=False, indent=2).removesuffix("\n}")
    links = _lines(map(_row, shown.findings))
    text = f'{head},\n  "links": {links},\n  "problems": {_lines(json.loads(report.as_json(shown.problems)))}\n}}\n'
    return text.encode("utf-8", "replace").decode()


def _lines(rows: Iterable[Any]) -> str:
    """A list with a line for each object: what changes is a line of a diff."""
    lines = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n  ]" if lines else "[]"


def _row(finding: Finding) -> Mapping[str, Any]:
    link, said = finding.link, finding.verdict
    place = {"file": link.where.path, "line": link.where.line, "column": link.where.column}
    found = {"state": str(said.state), "reason": said.reason, "code": said.code, "final": said.final}
    more = {"detail": said.detail, "strikes": said.strikes, "moved": said.moved, "archive": said.archive}
    return {**place, "url": link.url, "kind": link.kind, **found, **more}


def text(shown: Report) -> str:
    """A line for each problem."""
    return report.text(shown.problems)


def github(shown: Report) -> str:
    """Commands that annotate a pull request."""
    return report.github(shown.problems)


def sarif(shown: Report) -> str:
    """A SARIF log, with the rules' words."""
    log = json.loads(report.sarif(shown.problems))
    driver = log["runs"][0]["tool"]["driver"]
    driver["rules"] = [
        {"id": id, "name": RULES[id][0], "shortDescription": {"text": RULES[id][1]}, "help": {"text": RULES[id][2]}}
        for id in sorted({p.rule for p in shown.problems} & set(RULES))
    ]
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def junit(shown: Report) -> str:
    """A test case for each link: a failure if it is broken, skipped if nobody can say."""
    states = Counter(finding.verdict.state for finding in shown.findings)
    counts = {"failures": states[State.BROKEN], "skipped": states[State.UNVERIFIABLE] + states[State.SKIPPED]}
    numbers = {name: str(count) for name, count in counts.items()}
    suite = ElementTree.Element("testsuite", {"name": "papernotes links", "tests": str(len(shown.findings)), **numbers})
    for finding in shown.findings:
        where, said = finding.link.where, finding.verdict
        name = in_xml(f"{where.line}:{where.column} {_short(finding.link.url)}")
        case = ElementTree.SubElement(suite, "testcase", classname=in_xml(where.path), name=name)
        if said.state is State.BROKEN:
            inner = ElementTree.SubElement(case, "failure", type=said.reason, message=in_xml(_why(finding)))
            inner.text = in_xml(f"{where}: {_short(finding.link.url)}: {_why(finding)}")
        elif said.state in (State.UNVERIFIABLE, State.SKIPPED):
            ElementTree.SubElement(case, "skipped", message=in_xml(_why(finding)))
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def markdown(shown: Report) -> str:
    """A summary and a table, for the page of a CI job or an issue."""
    lines = ["## papernotes links", "", _cell(summary(shown)), ""]
    if shown.problems:
        lines += ["| where | rule | level | what |", "|---|---|---|---|"]
        lines += [f"| `{_code(str(p.where))}` | {p.rule} | {p.level} | {_cell(p.text)} |" for p in shown.problems]
    return "\n".join(lines).rstrip() + "\n"


def _code(words: str) -> str:
    return printable(words).replace("`", "'").replace("|", "\\|")


def _cell(words: str) -> str:
    """Text in which nothing of a file's is markup or a link that could be followed."""
    plain = printable(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "\\`*_[]|#@":
        plain = plain.replace(sign, "\\" + sign)
    return plain.replace("://", ":&#8203;//")


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": text,
    "json": as_json,
    "junit": junit,
    "markdown": markdown,
    "github": github,
    "sarif": sarif,
}
