"""What earlier checks found out of notes and of the catalogue as they still are: so only what changed is looked at.

A rule declares what its problems depend on, and is given no more: "note", a note's own text, its name and the rule's
words; "paper", the lines of a paper's entry, the statuses and the topics (memory_papers.py); "catalogue", the papers
and the settings. All other rules always run; what they need of the text of notes they
ask for as facts (`Texts.each`, `Texts.recall`), each a pure function of one note, and facts are kept, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from papernotes.checks.memory_papers import Found, PaperMemory
from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.model.paper import Paper
from papernotes.problem import Problem
from papernotes.store import packed, sidecar
from papernotes.store.parts import Parts, Rows

NAME = "check"
FOUND = "found"


class Said(NamedTuple):
    """What a run has said."""

    state: str
    """What tells all that rules were given besides notes and statuses."""
    lines: list[list[str]]
    """Level and line of each thing."""
    opened: list[str]
    """The notes of which a rule of the library has looked at more than facts."""
    statuses: list[str]
    """How far each paper was read, in the catalogue's order."""
    found: str
    """What tells the problems that were found from any others: they are kept apart, as few runs ask for them."""


def _row(note: Note) -> dict[str, Any]:
    return {"digest": note.digest, "shape": note.shape, "problems": {}, "facts": {}}


class Memory:
    """The memory of one knowledge base's checks: `begin` with its notes, ask, then `save`."""

    def __init__(self, root: Path | None = None, key: str = "") -> None:
        """Without a folder nothing is remembered, and nothing kept; `key` is what the words of rules depend on."""
        self._root, self._key = root, key
        held = sidecar.load(root, NAME, key) if root else None
        self._old = Parts(held if isinstance(held, dict) and {*map(type, held.values())} <= {bytes} else {})
        self._notes: dict[str, dict[str, Any]] = {}
        self._known: Mapping[str, list[Problem]] = {}
        """Of each rule, its problems in the notes that did not change."""
        self._of_papers: Mapping[str, list[Problem]] = {}
        self._papers: dict[str, list[Any]] = {}
        self._each = PaperMemory({}, ())
        self._state = ""
        self._ran: set[str] = set()
        self.swept: set[str] = set()
        """The facts that have been asked of every note in this run."""
        self._changed = False
        self.opened: set[str] = set()
        """The notes of which a rule of the library has looked at more than facts."""
        self._said: Said | None = None

    def begin(self, library: Library, state: str) -> list[Note]:
        """The notes that are not known; `state` tells papers and settings from all others, "" where that is unknown."""
        self._state = state
        try:
            return self._compared(library)
        except packed.BROKEN:
            self._old, self._notes = Parts(), {}
            self.__dict__.update(before=Rows(Parts()), digests={})
            return self._compared(library)

    def _compared(self, library: Library) -> list[Note]:
        """Raises one of packed.BROKEN where what is kept is of another shape."""
        self._each = PaperMemory(self._old, library.papers)
        old, unknown = self.before, []
        known: dict[str, list[Problem]] = defaultdict(list)
        for note in library.notes:
            row = old[note.path] if note.digest and self.digests.get(note.path) == note.digest else None
            if row is None:
                row = _row(note)
                unknown.append(note)
            for rule, rows in row["problems"].items():
                known[rule] += map(packed.unpack_problem, rows)
            self._notes[note.path] = row
        papers = self._old["papers"] if self._state and self._old.get("state") == self._state else {}
        self._of_papers = {rule: [packed.unpack_problem(row) for row in rows] for rule, rows in papers.items()}
        self._papers, self._known = dict(papers), known
        self._changed = bool(unknown) or self._notes.keys() != self.digests.keys()
        return unknown

    def asked(self, name: str) -> bool:
        """Whether the fact was asked of every note in the run before."""
        return name in self._old.get("swept", ())

    def facts(self, note: Note) -> dict[str, Any]:
        """What is known of a note, by the name of the fact."""
        facts: dict[str, Any] = self._notes.setdefault(note.path, _row(note))["facts"]
        return facts

    def learnt(self) -> None:
        """There is a new fact to be kept."""
        self._changed = True

    def of_notes(self, rule: str, fresh: Found, every: Found) -> list[Problem]:
        """A rule's problems in notes: those known, and what `fresh` finds in the other notes, or `every` in all."""
        self._ran.add(rule)
        if rule not in self._old.get("ran", ()):
            found = list(every())
            for row in self._notes.values():
                row["problems"].pop(rule, None)
            self._changed = True
            known: list[Problem] = []
        else:
            found, known = list(fresh()), self._known.get(rule, [])
        for problem in found:
            if known_note := self._notes.get(problem.where.path):
                known_note["problems"].setdefault(rule, []).append(packed.pack_problem(problem))
        return found + known

    @property
    def unknown_papers(self) -> Sequence[Paper]:
        """The papers that are not known."""
        return self._each.unknown

    def of_each_paper(self, rule: str, state: str, fresh: Found, every: Found) -> list[Problem]:
        """A rule's problems in papers: those known, and what `fresh` finds in the others, or `every` in all.

        `state` tells what the rule is given besides papers from all others."""
        return self._each.of_each(rule, state, fresh, every)

    def of_papers(self, rule: str, every: Found) -> list[Problem]:
        """A rule's problems in the catalogue: those known, or what `every` finds."""
        if rule in self._of_papers:
            return self._of_papers[rule]
        found = list(every())
        if self._state:
            self._papers[rule] = [packed.pack_problem(problem) for problem in found]
            self._changed = True
        return found

    def keep(
        self, state: str, lines: Sequence[Sequence[str]], found: Sequence[Problem], statuses: Sequence[str]
    ) -> None:
        """Keep what was found, and what was said of it; see `Said`."""
        rows = [packed.pack_problem(problem) for problem in found]
        self._said = self.kept(state, lines, rows, statuses, self.opened)

    def kept(
        self,
        state: str,
        lines: Sequence[Sequence[str]],
        found: Sequence[Any],
        statuses: Sequence[str],
        opened: Iterable[str],
    ) -> Said:
        """The same, of packed problems."""
        name = sidecar.digest(sidecar.pack(found))
        if self._root:
            sidecar.save(self._root, FOUND, [name, found], self._key, fast=True)
        return Said(state, [list(line) for line in lines], sorted(opened), list(statuses), name)

    def said(self, state: str) -> Said | None:
        """What the run before has said, where it was given the same besides notes and statuses.

        Raises one of packed.BROKEN."""
        before, lines, opened, statuses, found = self._old.get("said") or ("", [], [], [], "")
        if before != state:
            return None
        return Said(state, [[str(level), str(line)] for level, line in lines], opened, statuses, found)

    def found(self, said: Said) -> list[Any]:
        """The packed problems of which it was said, in their order. Raises LookupError where they are not kept."""
        name, rows = (sidecar.load(self._root, FOUND, self._key) if self._root else None) or ("", [])
        if name != said.found:
            raise LookupError(FOUND)
        return list(rows)

    @cached_property
    def before(self) -> Rows:
        """What the run before knew of each note, by its path: digest, shape, problems, facts. Of unknown shape."""
        return Rows(Parts(self._old.get("notes", {})))

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The digests of the notes alone. Of unknown shape."""
        found: Mapping[str, str] = self._old.get("digests", {})
        return found

    def save_as_before(self, notes: Mapping[str, Mapping[str, Any]], said: Said) -> None:
        """Keep what the run before kept, but for what is known of these notes, and what is said now."""
        if self._root:
            digests = {**self.digests, **{path: row["digest"] for path, row in notes.items()}}
            kept = self._old.but({"notes": self.before.but(notes).pack(), "digests": digests, "said": list(said)})
            sidecar.save(self._root, NAME, kept.pack(), self._key, fast=True)

    def save(self) -> None:
        """Keep what was found out; where that cannot be, the next check looks at everything again."""
        said: dict[str, Any] = {"ran": sorted(self._ran), "swept": sorted(self.swept), "state": self._state}
        entries = self._each.said()
        changed = self._changed or self._each.changed or any(said[name] != self._old.get(name) for name in said)
        # A check that finds all as it was leaves what the build has said.
        said["said"] = list(self._said or ([] if changed else self._old.get("said", [])))
        if self._root and (changed or said["said"] != self._old.get("said")):
            said["digests"] = {path: row["digest"] for path, row in self._notes.items()}
            said |= {**entries, "papers": self._papers, "notes": Rows.of(self._notes).pack()}
            sidecar.save(self._root, NAME, Parts(values=said).pack(), self._key, fast=True)
