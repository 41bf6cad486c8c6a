"""What a build says of very many problems: few lines, the worst of them, and how many more there are."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import build
from knowledge_bases import make
from papernotes.model.where import Where
from papernotes.problem import MOST, Level, Problem, brief

FOUND = st.lists(st.tuples(st.sampled_from([*Level]), st.sampled_from(["A001", "B001", "C001"]), st.integers(1, 90)))
MORE = re.compile(r"([\d,]+) more problems \((.*)\); 'papernotes check' lists them all")


def _problems(runs: list[tuple[Level, str, int]]) -> list[Problem]:
    """Runs of problems, each at a place of its own."""
    rows = [(level, rule) for level, rule, count in runs for _ in range(count)]
    return [Problem(Where("x.yaml", line), rule, "odd", "", level) for line, (level, rule) in enumerate(rows, 1)]


@given(FOUND)
def test_what_is_said_and_what_is_counted_are_all(runs: list[tuple[Level, str, int]]) -> None:
    problems = _problems(runs)
    said = brief(problems)
    if len(problems) <= MOST:
        assert said == [[p.level.value, str(p)] for p in problems]
        return
    *lines, (level, last) = said
    number, counts = MORE.fullmatch(last).groups()  # type: ignore[union-attr]
    left = [p for p in problems if [p.level.value, str(p)] not in lines]
    assert len(lines) <= MOST and len(left) == int(number.replace(",", "")) == len(problems) - len(lines)
    found = {rule: int(n.replace(",", "")) for rule, n in re.findall(r"(\w+) × ([\d,]+)", counts)}
    assert found == {rule: n for rule in "A001 B001 C001".split() if (n := sum(p.rule == rule for p in left))}
    order = [value for value, _ in lines]
    assert order == sorted(order, key=[*map(str, Level)].index)
    assert level == min((p.level for p in left), key=[*Level].index)
    # A build that is to fail fails: what is worst of all is among what is said.
    assert min(said, key=lambda row: [*map(str, Level)].index(row[0]))[0] == min(
        (p.level for p in problems), key=[*Level].index
    )


def test_no_rule_hides_another() -> None:
    said = brief(_problems([(Level.WARNING, "A001", 5000), (Level.WARNING, "B001", 3), (Level.ERROR, "C001", 1)]))
    rules = [line.split()[1] for _, line in islice(said, len(said) - 1)]
    assert rules[0] == "C001" and rules.count("B001") == 3 and rules.count("A001") < 50
    assert said[-1][1].startswith("4,980 more problems (A001 × 4,980);")


# Fields of every paper, the exit code of a strict build, and whether it has more to say than it says.
BASES = [
    ("topics: [A]", 0, True),
    ("topics: [A]\n  venue: 无名会", 1, True),
    ("status: read", 1, True),
    ("topics: [A]\n  venue: ICLR", 0, False),
]


@pytest.mark.parametrize(("fields", "code", "more"), BASES)
def test_builds_say_little_and_fail_all_the_same(tmp_path: Path, fields: str, code: int, more: bool) -> None:
    papers = "".join(f"k{n}:\n  title: Invented {n}\n  year: 2020\n  {fields}\n" for n in range(MOST + 50))
    base = make(tmp_path, papers, {"index.md": "# T\n"})
    results = [build(base), build(base), build(base, "--strict")]
    (base / "papers.yaml").write_text(papers.replace("Invented 7\n", "Invented again\n"), "utf-8")
    results += [build(base, "--strict")]
    assert [result.exit_code for result in results] == [0, 0, code, code]
    for result in results:
        lines = [line for line in result.output.splitlines() if re.search(r"papers\.yaml:\d|more problems", line)]
        assert len(lines) <= MOST + 1
        assert bool(MORE.search(result.output)) is more, result.output
