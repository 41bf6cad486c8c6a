"""The rules of `papernotes check`, and running them."""

from __future__ import annotations

import datetime
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from papernotes.model.library import Library
from papernotes.model.where import Where
from papernotes.problem import Edit, Level, Problem

Check = Callable[..., Iterator[Problem]]
RULES: dict[str, Rule] = {}
"""Every rule by its id; filled by the decorator."""
_OWN_LEVEL = "level"
"""In the place of a rule's id until `run` fills it in: the problem's level is not its rule's."""
_PART = re.compile(r"(?m)^(Why|Bad|Good):[ \t]*")


@dataclass(frozen=True)
class Rule:
    """One check: what it is called, how bad it is, and its words."""

    id: str
    level: Level
    fix: str
    """auto (`--fix` does it), suggestion (the message says what to write) or none."""
    check: Check
    wants: tuple[str, ...]
    """The values it takes besides the library: today, sort, levels."""
    sentence: str
    why: str
    bad: str
    """An example that breaks the rule: papers.yaml, then further files below lines such as `=== notes/a.md ===`."""
    good: str

    @property
    def name(self) -> str:
        """The function's name in words: unknown-field."""
        return self.check.__name__.replace("_", "-")


def rule(id: str, level: Level, fix: str = "none") -> Callable[[Check], Check]:
    """Register a generator of problems; its docstring holds a sentence, `Why:`, `Bad:` and `Good:`."""

    def register(check: Check) -> Check:
        sentence, parts = _parts(check)
        wants = tuple(inspect.signature(check).parameters)[1:]
        RULES[id] = Rule(id, level, fix, check, wants, sentence, parts["Why"], parts["Bad"], parts["Good"])
        return check

    return register


def _parts(check: Check) -> tuple[str, Mapping[str, str]]:
    pieces = _PART.split(inspect.cleandoc(check.__doc__ or ""))
    pairs = zip(pieces[1::2], pieces[2::2], strict=True)
    parts = {name: inspect.cleandoc("\n" + text).strip("\n") for name, text in pairs}
    return " ".join(pieces[0].split()), parts | {"Why": " ".join(parts["Why"].split())}


def found(where: Where, message: str, fix: str = "", edit: Edit | None = None, level: Level | None = None) -> Problem:
    """A problem of the rule that yields it, with that rule's level unless it has its own."""
    return Problem(where, _OWN_LEVEL if level else "", message, fix, level or Level.ERROR, edit)


def reported(library: Library, id: str) -> Iterator[Problem]:
    """The problems of that rule which reading the files has found."""
    return (problem for problem in library.problems if problem.rule == id)


def run(
    library: Library,
    levels: Mapping[str, str] | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    *,
    today: datetime.date | None = None,
    sort: str = "",
) -> list[Problem]:
    """What is wrong with a library, by place.

    `levels` holds the settings' level of a rule or of a family (CAT); `select` and `ignore` ids or families.
    `sort` is the declared order of the catalogue: "", key, year or title."""
    given = {"today": today or datetime.date.today(), "sort": sort, "levels": levels or {}}
    wanted, unwanted = tuple(select), tuple(ignore)
    problems: list[Problem] = []
    for one in RULES.values():
        level = _level(levels or {}, one.id)
        if level == "off" or (wanted and not one.id.startswith(wanted)) or (unwanted and one.id.startswith(unwanted)):
            continue
        for problem in one.check(library, **{name: given[name] for name in one.wants}):
            problems.append(_named(problem, one, level))
    return sorted(problems, key=lambda p: (p.where, p.rule, p.message))


def _named(problem: Problem, one: Rule, level: str) -> Problem:
    default = problem.level if problem.rule else one.level
    return replace(problem, rule=one.id, level=Level(level) if level else default)


def _level(levels: Mapping[str, str], id: str) -> str:
    return str(levels.get(id) or levels.get(id.rstrip("0123456789")) or "")
