"""Making the automatic fixes: those of the catalogue by its fields, those of notes by their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import click

from papernotes.problem import Edit, PapernotesError, Problem, TextEdit
from papernotes.store import edit, git, patch, write

_ROUNDS = 5


def fixed(
    root: Path,
    check: Callable[[], list[Problem]],
    problems: list[Problem],
    *,
    allow_dirty: bool,
    only: Collection[str] = (),
) -> tuple[list[Problem], dict[str, int]]:
    """What is left after the automatic fixes, and how many were made by file; one may bring another one to light.

    `only` are the files that may change; empty for all. Raises PapernotesError if one holds changes that are in no
    commit, unless `allow_dirty`."""
    done: dict[str, int] = defaultdict(int)
    refused: set[str] = set()
    for _ in range(_ROUNDS):
        paths = [path for path in fixable(problems) if (not only or path in only) and path not in refused]
        if not allow_dirty and (dirty := git.dirty(root, [path for path in paths if path not in done])):
            said = f"'{dirty[0]}' holds changes that are in no commit"
            raise PapernotesError(f"{said}; commit or stage them, or say --allow-dirty; {_so_far(done)}")
        made = {path: _apply(root, path, problems) for path in paths}
        refused |= {path for path, count in made.items() if not count}
        if not any(made.values()):
            break
        for path, count in made.items():
            if count:
                done[path] += count
        problems = check()
    return problems, dict(done)


def _so_far(done: dict[str, int]) -> str:
    return f"{sum(done.values())} fixed" if done else "nothing fixed"


def fixable(problems: Iterable[Problem]) -> list[str]:
    """The files that have automatic fixes, in order."""
    return list(dict.fromkeys(problem.where.path for problem in problems if problem.edit))


def _apply(root: Path, path: str, problems: Sequence[Problem]) -> int:
    """Write the automatic fixes of one file; how many there were."""
    here = [problem.edit for problem in problems if problem.edit and problem.where.path == path]
    texts = [one for one in here if isinstance(one, TextEdit)]
    before = write.read_exact(root / path)
    if texts:
        after, count = patch.patched(before, texts)
        try:
            patch.prove(before, after, path, texts)
        except PapernotesError as refused:
            click.echo(str(refused), err=True)
            return 0
    else:
        after, count = _fields(before, path, [one for one in here if isinstance(one, Edit)])
    return count if write.replace(root / path, before, after) else 0


def _fields(before: str, path: str, edits: Sequence[Edit]) -> tuple[str, int]:
    changes: dict[str, dict[str, object]] = {}
    for one in edits:
        # Two fixes of one field wait for each other.
        changes.setdefault(one.key, {}).setdefault(one.field, one.value)
    try:
        return edit.set_many(before, path, changes), sum(map(len, changes.values()))
    except edit.EditRefused:
        # One entry cannot be edited: the others still can.
        after, count = before, 0
        for key, fields in changes.items():
            try:
                after, count = edit.set_fields(after, path, key, fields), count + len(fields)
            except edit.EditRefused as refused:
                click.echo(str(refused), err=True)
        return after, count
