"""What a build says of a library: what the checks find, but for what the baseline knows."""

from __future__ import annotations

import json

from papernotes import checks
from papernotes.checks import again, baseline
from papernotes.model.library import Library
from papernotes.problem import Problem, brief
from papernotes.settings import Settings
from papernotes.site import stage


def problems(library: Library, settings: Settings) -> list[Problem]:
    """Every problem, by its place."""
    return _found(library, settings, _memory(settings), _state(library, settings))


def lines(library: Library, settings: Settings) -> list[list[str]]:
    """Level and line of what is to be said; after most edits of a note, of what was said before."""
    memory, state = _memory(settings), _state(library, settings)
    said = again.said_again(library, state, memory, settings.rules, settings.typos)
    return brief(_found(library, settings, memory, state)) if said is None else said


def _memory(settings: Settings) -> checks.Memory:
    # The words of rules depend on the user's own typos; see cli/check.py, which shares this memory.
    return checks.Memory(settings.root, json.dumps(settings.typos, sort_keys=True))


def _state(library: Library, settings: Settings) -> str:
    # A baseline knows problems by the lines in which they are.
    if (settings.root / baseline.DEFAULT).is_file():
        return ""
    return again.state(library, settings.rules, settings.sort, list(stage.unknown(settings)))


def _found(library: Library, settings: Settings, memory: checks.Memory, state: str) -> list[Problem]:
    found = checks.run(library, settings.rules, sort=settings.sort, typos=settings.typos, memory=memory)
    if days := list(stage.unknown(settings)):
        found = sorted([*found, *days], key=lambda problem: (problem.where, problem.rule, problem.message))
    if (settings.root / baseline.DEFAULT).is_file():
        found, _ = baseline.unknown(found, baseline.load(settings.root / baseline.DEFAULT), settings.root)
    if state:
        memory.keep(state, brief(found), found, again.statuses(library))
    memory.save()
    return found
