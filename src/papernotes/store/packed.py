"""Papers, problems and comments as JSON and back, for caches: `unpack(pack(x)) == x`, or ValueError on packing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from papernotes.model.directive import Directive
from papernotes.model.where import Where
from papernotes.problem import Edit, Level, Problem, TextEdit

BROKEN = (LookupError, TypeError, ValueError, AttributeError)
"""What unpacking raises for a value of another shape."""


def pack_problem(problem: Problem) -> list[Any]:
    """A problem as a row. Raises ValueError where its edit holds what JSON does not."""
    edit = problem.edit
    said: list[Any] = []
    if isinstance(edit, TextEdit):
        said = [*edit.where, edit.old, edit.new]
    elif isinstance(edit, Edit):
        said = [edit.key, edit.field, plain(edit.value)]
    return [*problem.where, problem.rule, problem.message, problem.fix, str(problem.level), *said]


def unpack_problem(row: Sequence[Any]) -> Problem:
    """The problem of a row. Raises one of BROKEN."""
    path, line, column, rule, message, fix, level, *said = row
    edit: Edit | TextEdit | None = None
    if len(said) == 3:
        edit = Edit(*said)
    elif said:
        edit = TextEdit(Where(*said[:3]), *said[3:])
    return Problem(Where(path, line, column), rule, message, fix, Level(level), edit)


def kind(row: Sequence[Any]) -> tuple[str, str]:
    """Level and rule of a packed problem. Raises one of BROKEN."""
    return row[6], row[3]


def line(row: Sequence[Any]) -> str:
    """A packed problem as it is said. Raises one of BROKEN."""
    return str(unpack_problem(row))


def pack_directive(one: Directive) -> list[Any]:
    """A comment as a row."""
    until = one.until.isoformat() if one.until else ""
    return [*one.where, one.verb, list(one.rules), one.reason, until, one.target, one.mistake]


def unpack_directive(row: Sequence[Any]) -> Directive:
    """The comment of a row. Raises one of BROKEN."""
    path, line, column, verb, rules, reason, until, target, mistake = row
    day = datetime.date.fromisoformat(until) if until else None
    return Directive(Where(path, line, column), verb, tuple(rules), reason, day, target, mistake)


def plain(value: Any) -> Any:
    """The value, if JSON gives it back as it is. Raises ValueError for any other."""
    if value is None or type(value) in (str, int, bool):
        return value
    if type(value) is list:
        return [plain(item) for item in value]
    if type(value) is dict and all(type(name) is str for name in value):
        return {name: plain(item) for name, item in value.items()}
    raise ValueError(type(value))
