"""What is found where papers got another status and nothing else has changed: in these alone another thing.

A rule that looks at statuses says so (`Rule.statuses`), or is one of papers. What such rules find in the papers as they
were is taken from what was found before, and what they find now is put there."""

from __future__ import annotations

import datetime
from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, NamedTuple

from papernotes.checks.memory import Memory
from papernotes.checks.registry import found_by, is_off, named, wanted
from papernotes.checks.texts import Texts
from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.model.paper import Paper
from papernotes.problem import Problem
from papernotes.store import packed

MOST = 200
"""Papers; of more, all rules may run as well."""
_ORDER = itemgetter(0, 1, 2, 3, 4)
"""Of a packed problem: path, line, column, rule, message."""


class Now(NamedTuple):
    """What is found."""

    rows: list[Any]
    """The packed problems, in their order."""
    facts: Mapping[str, dict[str, Any]]
    """What rules have asked of notes, by the notes' paths."""


def found_now(
    library: Library, before: Sequence[str], found: Sequence[Any], levels: Mapping[str, str], typos: Mapping[str, str]
) -> Now | None:
    """What is found in a library, where `found` were the packed problems before; None where it cannot be told.

    `before` are the statuses that the papers had, in the catalogue's order.
    Raises one of packed.BROKEN where what was kept is of another shape."""
    pairs = [
        (replace(paper, status=old), paper)
        for paper, old in zip(library.papers, before, strict=True)
        if paper.status != old
    ]
    if len(pairs) > MOST:
        return None
    olds, news = zip(*pairs, strict=True)
    memory = Memory()
    old, new = (_found(library, papers, levels, typos, memory) for papers in (olds, news))
    # A comment that switches a problem off is told when it no longer does.
    if any(is_off(problem, library.directives) for problem in (*old, *new)):
        return None
    rows = list(found)
    for problem in old:
        rows.remove(packed.pack_problem(problem))
    for problem in new:
        insort(rows, packed.pack_problem(problem), key=_ORDER)
    return Now(rows, {note.path: memory.facts(note) for note in _notes(library, news)})


def _notes(library: Library, papers: Sequence[Paper]) -> list[Note]:
    keys = {paper.key for paper in papers}
    return [note for note in library.notes if note.key in keys]


def _found(
    library: Library, papers: Sequence[Paper], levels: Mapping[str, str], typos: Mapping[str, str], memory: Memory
) -> list[Problem]:
    """What the rules that look at statuses find in some papers and their notes."""
    notes = _notes(library, papers)
    part = Library(papers, notes, (), library.statuses, library.topic_list)
    given: dict[str, Any] = {"today": datetime.date.today(), "sort": "", "levels": levels, "typos": typos}
    given["texts"] = Texts(notes, memory)
    return [
        problem
        for one in wanted(levels)
        if one.statuses or one.of == "paper"
        for problem in named(found_by(one, part, given), one, levels)
    ]
