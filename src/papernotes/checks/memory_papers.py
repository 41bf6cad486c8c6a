"""What earlier checks found in papers one by one, by the lines of their entries: wherever these stand now."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

from papernotes.model.paper import Paper
from papernotes.model.where import Where
from papernotes.problem import Problem
from papernotes.store import packed

Found = Callable[[], Iterable[Problem]]
_LINE = itemgetter(0)


class PaperMemory:
    """The part of a memory that is of papers; a problem's line is counted from its entry's first one."""

    def __init__(self, old: Mapping[str, Any], papers: Sequence[Paper]) -> None:
        """Raises one of packed.BROKEN where what is kept is of another shape."""
        self._papers = papers
        self._old_states: Mapping[str, str] = old.get("states", {})
        self._states: dict[str, str] = {}
        """Of each rule, what it was given besides the papers."""
        self._rows: dict[str, dict[str, list[Any]]] = {}
        self._known: dict[str, list[Problem]] = defaultdict(list)
        self.unknown: list[Paper] = []
        self._compared(old.get("entries", {}))
        self.changed = bool(self.unknown) or self._rows.keys() != old.get("entries", {}).keys()

    def _compared(self, old: Mapping[str, dict[str, list[Any]]]) -> None:
        for paper in self._papers:
            row = old.get(paper.digest) if paper.digest else None
            if row is None:
                self.unknown.append(paper)
                row = {}
            elif row:
                path, before = paper.path, paper.where.line - 1
                for rule, rows in row.items():
                    self._known[rule] += [packed.unpack_problem([path, before + line, *rest]) for line, *rest in rows]
            if paper.digest:
                self._rows[paper.digest] = row

    def of_each(self, rule: str, state: str, fresh: Found, every: Found) -> list[Problem]:
        """A rule's problems: those known, and what `fresh` finds in unknown papers, or `every` in all."""
        known: list[Problem] = []
        if self._old_states.get(rule) == state:
            found, known = list(fresh()) if self.unknown else [], self._known.get(rule, [])
        else:
            found = list(every())
            for row in self._rows.values():
                row.pop(rule, None)
            self.changed = True
        self._states[rule] = state
        for problem in found:
            start, digest = self._entry(problem.where)
            if digest:
                _, line, *rest = packed.pack_problem(problem)
                self._rows[digest].setdefault(rule, []).append([line - start + 1, *rest])
        return found + known

    def _entry(self, where: Where) -> tuple[int, str]:
        """The first line of the entry in which a place is, and its digest; "" where there is none."""
        starts = self._starts.get(where.path, [])
        place = bisect_right(starts, where.line, key=_LINE)
        return starts[place - 1] if place else (0, "")

    @cached_property
    def _starts(self) -> Mapping[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for paper in self._papers:
            found[paper.path].append((paper.where.line, paper.digest))
        for starts in found.values():
            starts.sort()
        return found

    def said(self) -> dict[str, Any]:
        """What is to be kept."""
        if self._states != self._old_states:
            self.changed = True
        return {"states": self._states, "entries": self._rows}
