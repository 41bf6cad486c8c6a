"""What was said of a knowledge base, said again after an edit that no rule takes notice of, or few rules do.

A rule of the library is given the catalogue, the files by their names, and of notes what `Note.shape` and `texts.FACTS`
tell. Where that is as it was, and the rules of single notes find in the notes that changed what they found before, the
same is found. So after a sentence more in one note no other note, and no paper, has to be looked at. Of papers that got
another status it is told in `checks/moved.py` what is found in them."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from papernotes.checks import moved
from papernotes.checks.memory import Memory
from papernotes.checks.registry import Rule, found_by, wanted
from papernotes.checks.texts import FACTS, Texts
from papernotes.model.asset import Asset
from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.problem import brief
from papernotes.store import packed, sidecar

MOST = 50
"""Notes that have changed; of more, all rules may run as well."""


Changed = tuple[Note, Mapping[str, Any], dict[str, Any]]
"""A note that has changed, what was known of it, and its facts now."""


def state(library: Library, levels: Mapping[str, str], sort: str, more: object) -> str:
    """What tells all that rules are given besides notes and statuses, and `more`, from what they were given before.

    "" where that is unknown."""
    if not library.digest:
        return ""
    files = [(one.path, one.executable, one.leaves, *_content(one)) for one in library.assets]
    settings = (library.statuses, library.topic_list, levels, sort, datetime.date.today(), more)
    return sidecar.digest(repr((library.frame or library.digest, settings, files, library.problems)))


def _content(asset: Asset) -> tuple[object, ...]:
    # A note's is in its text, the catalogue's in its digest.
    return () if not asset.uri or asset.uri.endswith(".md") else (asset.size, asset.head)


def said_again(
    library: Library, state: str, memory: Memory, levels: Mapping[str, str], typos: Mapping[str, str]
) -> list[list[str]] | None:
    """What is to be said, told from what was said in the run before; None where that does not tell it.

    Then the memory is as it was."""
    try:
        said = memory.said(state) if state else None
        changed = _changed(library.notes, memory, set(said.opened)) if said else None
        if said is None or changed is None or not _is_told(changed, memory):
            return None
        if not _is_found(changed, library, wanted(levels), typos):
            return None
        notes = {note.path: {**row, "digest": note.digest, "facts": facts} for note, row, facts in changed}
        if said.statuses != statuses(library):
            now = moved.found_now(library, said.statuses, memory.found(said), levels, typos)
            if now is None:
                return None
            lines = brief(now.rows, packed.kind, packed.line)
            said = memory.kept(state, lines, now.rows, statuses(library), said.opened)
            for path, facts in now.facts.items():
                row = notes.get(path, memory.before[path])
                notes[path] = {**row, "facts": {**row["facts"], **facts}}
        memory.save_as_before(notes, said)
    except packed.BROKEN:
        return None
    return said.lines


def statuses(library: Library) -> list[str]:
    """How far each paper is read, in the catalogue's order."""
    return [paper.status for paper in library.papers]


def _changed(notes: Sequence[Note], memory: Memory, opened: set[str]) -> list[Changed] | None:
    """The notes whose text alone has changed, none of those opened; None where more has.

    Raises one of packed.BROKEN."""
    before, digests = memory.before, memory.digests
    other = [note for note in notes if not note.digest or digests[note.path] != note.digest]
    if len(notes) != len(digests) or len(other) > MOST:
        return None
    if not all(note.shape and note.shape == before[note.path]["shape"] for note in other):
        return None
    if any(note.path in opened for note in other):
        return None
    texts, facts = Texts(other), {note.path: dict[str, Any]() for note in other}
    for name, known in FACTS.items():
        if known.asked:
            # Who was not asked before would not be asked now.
            said = [(text, known.fact(text)) for text in texts if name in before[text.note.path]["facts"]]
        else:
            said = list(texts.found(known)) if memory.asked(name) else []
        for text, value in said:
            facts[text.note.path][name] = value
    return [(note, before[note.path], facts[note.path]) for note in other]


def _is_told(changed: Sequence[Changed], memory: Memory) -> bool:
    """Whether the facts of these notes tell rules what they told before. Raises one of packed.BROKEN."""
    moved: dict[str, dict[int, str]] = defaultdict(dict)
    """Of each fact the numbers that a note has more or less often, and that note."""
    for note, row, facts in changed:
        before = row["facts"]
        for name in before.keys() | facts.keys():
            if before.get(name) == facts.get(name):
                continue
            numbers = _moved(before.get(name, ()), facts.get(name, ()))
            if not FACTS[name].common or not numbers.isdisjoint(moved[name]):
                return False
            moved[name] |= dict.fromkeys(numbers, note.path)
    if not moved:
        return True
    now = {note.path: facts for note, _, facts in changed}
    every = [(path, row["facts"]) for path, row in memory.before.items()] + list(now.items())
    return all(_is_alone(path, facts.get(name, ()), by) for name, by in moved.items() for path, facts in every)


def _moved(before: Sequence[int], now: Sequence[int]) -> set[int]:
    """The numbers that are there more or less often; behind each stands a second one."""
    old, new = Counter(before[::2]), Counter(now[::2])
    return {number for number in old.keys() | new.keys() if old[number] != new[number]}


def _is_alone(path: str, numbers: Sequence[int], moved: Mapping[int, str]) -> bool:
    """Whether a note has none of the numbers that another note has more or less often."""
    has = numbers[::2]
    return moved.keys().isdisjoint(has) or all(moved.get(number, path) == path for number in has)


def _is_found(changed: Sequence[Changed], library: Library, rules: Iterable[Rule], typos: Mapping[str, str]) -> bool:
    """Whether the rules of single notes find in these what they found before."""
    # In papers they find what they found before, as the catalogue is what it was; a note may name one all the same.
    papers = Library()
    papers.__dict__["by_key"] = library.by_key
    given = {"texts": Texts([note for note, *_ in changed]), "typos": typos}
    for one in rules:
        if one.of != "note":
            continue
        rows: dict[str, list[Any]] = {note.path: [] for note, *_ in changed}
        for problem in found_by(one, papers, given):
            rows[problem.where.path].append(packed.pack_problem(problem))
        if any(rows[note.path] != row["problems"].get(one.id, []) for note, row, _ in changed):
            return False
    return True
