"""What is wrong, where, and what to do about it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from papernotes.model.where import Where

P = TypeVar("P")
MOST = 100
"""As many problems a build says; what it says of more is how many of which rule."""
_OF_A_RULE = 20
"""As many of one rule then, so that thousands of it do not hide the others."""


class Level(StrEnum):
    """How bad a problem is; errors and warnings make `papernotes check` exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class PapernotesError(Exception):
    """We cannot go on; the message says what and where, and is all the user sees (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the field of a paper as a fix does; `value` None removes the field."""

    key: str
    field: str
    value: object


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace words on one line of a note as a fix does."""

    where: Where
    """Of the first character of `old`."""
    old: str
    """What must stand there, else nothing is replaced; "" to insert."""
    new: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: its rule, its place, one line of text."""

    where: Where
    rule: str
    """The stable id, such as CAT004."""
    message: str
    """What is wrong, lower case, names in single quotes."""
    fix: str = ""
    """What to do, as in "did you mean 'year'?"; empty where the message says it."""
    level: Level = Level.ERROR
    edit: Edit | TextEdit | None = None
    """The automatic fix, where there is a safe one."""

    @property
    def text(self) -> str:
        """The message and what to do, in one line."""
        return f"{self.message}; {self.fix}" if self.fix else self.message

    def __str__(self) -> str:
        return f"{self.where}: {self.rule} {self.text}"


def near(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """ "did you mean 'year'?", or something else where no known word is near."""
    close = difflib.get_close_matches(word, list(known), 1, 0.6)
    return f"did you mean '{close[0]}'?" if close else otherwise


def _kind(problem: Problem) -> tuple[str, str]:
    return problem.level.value, problem.rule


def brief(
    problems: Sequence[P],
    kind: Callable[[P], tuple[str, str]] = _kind,  # type: ignore[assignment]
    line: Callable[[P], str] = str,
) -> list[list[str]]:
    """Level and line of each problem, in their order; of more than MOST, some of each rule, errors before others.

    What is left out is one line, at the highest level of what it stands for. `kind` gives level and rule of a problem
    that is of another form."""
    kinds = [kind(problem) for problem in problems]
    places: Sequence[int] = range(len(problems))
    if len(problems) > MOST:
        seen: Counter[str] = Counter()
        places = []
        for level in Level:
            for place, (its, rule) in enumerate(kinds):
                if its == level.value:
                    seen[rule] += 1
                    if seen[rule] <= _OF_A_RULE:
                        places.append(place)
        places = places[:MOST]
    said = [[kinds[place][0], line(problems[place])] for place in places]
    return said + _rest(kinds, [kinds[place] for place in places])


def _rest(kinds: Iterable[tuple[str, str]], said: Iterable[tuple[str, str]]) -> list[list[str]]:
    """What is said of the problems that are left out; nothing where none is."""
    left = Counter(kinds)
    left.subtract(said)
    rules: Counter[str] = Counter()
    for (_, rule), count in left.items():
        rules[rule] += count
    number = rules.total()
    if not number:
        return []
    level = next(level for level in Level if any(left[level.value, rule] for rule in rules))
    counts = ", ".join(f"{rule} × {count:,}" for rule, count in rules.most_common() if count)
    return [[level.value, f"{number:,} more problems ({counts}); 'papernotes check' lists them all"]]
