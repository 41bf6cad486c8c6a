"""The rules of `papernotes check`, and running them."""

from __future__ import annotations

import datetime
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from papernotes.checks.memory import Memory
from papernotes.checks.texts import Texts
from papernotes.evidence.said import Evidence
from papernotes.garbage import gc_paused
from papernotes.late import regex
from papernotes.model.directive import Directive
from papernotes.model.library import Library
from papernotes.model.where import Where
from papernotes.problem import Edit, Level, Problem, TextEdit
from papernotes.store import sidecar

Check = Callable[..., Iterator[Problem]]
RULES: dict[str, Rule] = {}
"""Every rule by its id; filled by the decorator."""
_OWN_LEVEL = "level"
"""In the place of a rule's id until `run` fills it in: the problem's level is not its rule's."""
_WANTS = {"note": {"texts", "typos"}, "paper": {"today"}, "catalogue": {"today", "sort"}}
_PART = regex(r"(?m)^(Why|Bad|Good):[ \t]*")


@dataclass(frozen=True)
class Rule:
    """One check: what it is called, how bad it is, and its words."""

    id: str
    level: Level
    fix: str
    """auto (`--fix` does it), suggestion (the message says what to write) or none."""
    check: Check
    wants: tuple[str, ...]
    """The values it takes besides the library: today, sort, levels, texts, typos, unused, evidence."""
    off: bool = False
    """Whether it is only run where it is given a level or asked for by its id."""
    of: str = "library"
    """What its problems depend on: library, catalogue (the papers and settings), paper or note (each on its one alone;
    on the statuses and topics, too, for a paper)."""
    statuses: bool = False
    """Whether it looks at how far papers are read: at each by itself, with the paper's note. No other rule but one of
    papers does; so says checks/moved.py."""

    @property
    def name(self) -> str:
        """The function's name in words: unknown-field."""
        return self.check.__name__.replace("_", "-")

    @property
    def sentence(self) -> str:
        """What it finds."""
        return self._parts[0]

    @property
    def why(self) -> str:
        """The reason for it."""
        return " ".join(self._parts[1]["Why"].split())

    @property
    def bad(self) -> str:
        """An example that breaks the rule: papers.yaml, then further files below lines such as `=== notes/a.md ===`."""
        return self._parts[1]["Bad"]

    @property
    def good(self) -> str:
        """An example that does not."""
        return self._parts[1]["Good"]

    @cached_property
    def _parts(self) -> tuple[str, Mapping[str, str]]:
        # Most runs say none of it.
        pieces = _PART.split(inspect.cleandoc(self.check.__doc__ or ""))
        pairs = zip(pieces[1::2], pieces[2::2], strict=True)
        parts = {name: inspect.cleandoc("\n" + text).strip("\n") for name, text in pairs}
        return " ".join(pieces[0].split()), parts

    @property
    def online(self) -> bool:
        """Whether it needs what services say of the papers."""
        return "evidence" in self.wants


def rule(
    id: str, level: Level, fix: str = "none", *, off: bool = False, of: str = "library", statuses: bool = False
) -> Callable[[Check], Check]:
    """Register a generator of problems; its docstring holds a sentence, `Why:`, `Bad:` and `Good:`."""

    def register(check: Check) -> Check:
        code = check.__code__
        wants = tuple(code.co_varnames[1 : code.co_argcount])
        RULES[id] = Rule(id, level, fix, check, wants, off, of, statuses)
        # Nothing else is part of what its problems are remembered by.
        assert set(wants) <= _WANTS.get(of, set(wants)), id
        return check

    return register


def found(
    where: Where, message: str, fix: str = "", edit: Edit | TextEdit | None = None, level: Level | None = None
) -> Problem:
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
    typos: Mapping[str, str] | None = None,
    evidence: Mapping[str, Evidence] | None = None,
    memory: Memory | None = None,
) -> list[Problem]:
    """What is wrong with a library, by place, without what its comments switch off.

    `levels` holds the settings' level of a rule or of a family (CAT); `select` and `ignore` ids or families.
    `sort` is the declared order of the catalogue: "", key, year or title. `typos` are the user's own, which `memory`
    must have as its key."""
    memory = memory or Memory()
    texts = Texts(library.notes, memory)
    given = {"today": today or datetime.date.today(), "sort": sort, "levels": levels or {}, "texts": texts}
    given |= {"typos": typos or {}, "evidence": evidence}
    chosen = [
        one for one in wanted(levels or {}, tuple(select), tuple(ignore)) if evidence is not None or not one.online
    ]
    fresh = texts.unknown(memory.begin(library, _state(library, given)))
    problems: list[Problem] = []
    with gc_paused():
        for one in chosen:
            if "unused" not in one.wants:
                problems += named(_remembered(one, library, given, fresh, memory), one, levels or {})
    problems, unused = _heeded(problems, library.directives, {one.id for one in chosen})
    given["unused"] = unused
    for one in chosen:
        if "unused" in one.wants:
            last = named(found_by(one, library, given), one, levels or {})
            problems += [problem for problem in last if not is_off(problem, library.directives)]
    return sorted(problems, key=lambda p: (p.where, p.rule, p.message))


def wanted(levels: Mapping[str, str], select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> list[Rule]:
    """The rules that run."""
    return [
        one
        for one in RULES.values()
        if _level(levels, one.id) != "off"
        and (not one.off or one.id in select or one.id in levels)
        and (not select or one.id.startswith(select))
        and not (ignore and one.id.startswith(ignore))
    ]


def _state(library: Library, given: Mapping[str, Any]) -> str:
    """What tells all that rules of the catalogue look at from what they were given before; "" if that is unknown."""
    parts = (library.frame or library.digest, library.statuses, library.topic_list, given["today"], given["sort"])
    return sidecar.digest(repr(parts)) if library.digest else ""


def _remembered(
    one: Rule, library: Library, given: Mapping[str, Any], fresh: Texts, memory: Memory
) -> Iterable[Problem]:
    """What a rule finds; a rule that declares what it depends on is given nothing else."""
    if one.of == "note":
        papers = Library(library.papers)
        unknown = {**given, "texts": fresh}
        return memory.of_notes(one.id, lambda: found_by(one, papers, unknown), lambda: found_by(one, papers, given))
    if one.of == "paper":
        words = Library((), statuses=library.statuses, topic_list=library.topic_list)
        every, fresh_ones = replace(words, papers=library.papers), replace(words, papers=memory.unknown_papers)
        state = repr((library.statuses, library.topic_list, [given[name] for name in one.wants]))
        return memory.of_each_paper(
            one.id, sidecar.digest(state), lambda: found_by(one, fresh_ones, given), lambda: found_by(one, every, given)
        )
    if one.of == "catalogue":
        papers = Library(library.papers, statuses=library.statuses, topic_list=library.topic_list)
        return memory.of_papers(one.id, lambda: found_by(one, papers, given))
    return found_by(one, library, given)


def found_by(one: Rule, library: Library, given: Mapping[str, Any]) -> Iterator[Problem]:
    """What a rule finds, not yet with its name and its level."""
    return one.check(library, **{name: given[name] for name in one.wants})


def is_off(problem: Problem, directives: Iterable[Directive]) -> bool:
    """Whether a comment switches the problem off."""
    return any(directive.covers(problem.where, problem.rule) for directive in directives)


def _heeded(
    problems: list[Problem], directives: Sequence[Directive], ran: set[str]
) -> tuple[list[Problem], list[Directive]]:
    """The problems that no comment switches off, and the comments that switched off nothing although they could."""
    by_path: dict[str, list[Directive]] = defaultdict(list)
    for directive in directives:
        by_path[directive.where.path].append(directive)
    left: list[Problem] = []
    used: set[tuple[int, str]] = set()
    for problem in problems:
        covering = [one for one in by_path.get(problem.where.path, ()) if one.covers(problem.where, problem.rule)]
        used |= {(id(one), name) for one in covering for name in one.rules if problem.rule.startswith(name)}
        if not covering:
            left.append(problem)
    return left, [unused for one in directives if (unused := _unused(one, used, ran)).rules]


def _unused(one: Directive, used: set[tuple[int, str]], ran: set[str]) -> Directive:
    """The comment with those of its rules that have run and that it has not switched off anywhere."""
    names = () if one.mistake else one.rules
    idle = (name for name in names if (id(one), name) not in used)
    return replace(one, rules=tuple(name for name in idle if any(rule.startswith(name) for rule in ran)))


def named(problems: Iterable[Problem], one: Rule, levels: Mapping[str, str]) -> list[Problem]:
    """The problems with their rule and its level."""
    level = _level(levels, one.id)
    given = Level(level) if level else None
    return [
        Problem(p.where, one.id, p.message, p.fix, given or (p.level if p.rule else one.level), p.edit)
        for p in problems
    ]


def _level(levels: Mapping[str, str], id: str) -> str:
    return str(levels.get(id) or levels.get(id.rstrip("0123456789")) or "")
