"""The front matter of notes: facts of reading, none of the publication."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from papernotes.checks.registry import found, reported, rule
from papernotes.identifiers import NORMALISE, fold_title
from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.model.venue import registry
from papernotes.problem import Level, Problem
from papernotes.store.mistake import short
from papernotes.text import is_day

_FACTS = ("title", "authors", "venue", "year", "month", "status", "kind", *NORMALISE)
_FACT_NAMES = frozenset(_FACTS)


@rule("NOTE004", Level.ERROR, "suggestion", statuses=True)
def front_matter(library: Library) -> Iterator[Problem]:
    """The front matter cannot be read, has a fact of reading of the wrong type, or repeats the catalogue.

    Why: A fact has one home: of reading (reader, read, rating, summary, sources) here, of the paper in the catalogue.
    What differs is an error; what is only here a warning; what is the same in both an info.
    Bad:
        vit:
          title: ViT
          year: 2021
        === notes/vit.md ===
        ---
        year: 2020
        rating: excellent
        ---
    Good:
        vit:
          title: ViT
          year: 2021
        === notes/vit.md ===
        ---
        read: [2022-06-13, 2022-07-01]
        rating: 4
        ---
    """
    yield from reported(library, "NOTE004")
    for note in library.notes:
        if not note.meta:
            continue
        for name, check in _READING.items():
            value = note.meta.get(name)
            if value is not None and (note.kind is NoteKind.PAPER or name == "read") and (fix := check(value)):
                yield found(note.at(name), f"'{name}' is '{_shown(value)}'", fix)
        paper = library.by_key.get(note.key) if note.kind is NoteKind.PAPER else None
        for name in _FACTS if paper and not _FACT_NAMES.isdisjoint(note.meta) else ():
            if paper and note.meta.get(name) not in (None, "", []):
                yield from _repeated(library, note, paper, name)


def _repeated(library: Library, note: Note, paper: Paper, name: str) -> Iterator[Problem]:
    """A fact of the publication that stands in a note."""
    here, there = note.meta[name], getattr(paper, name)
    where, home = note.at(name), paper.at(f"{name}=")
    if there in (None, "", ()):
        said = f"'{name}' belongs to the catalogue, which has none for '{paper.key}'"
        yield found(where, said, f"move it to {paper.where}", level=Level.WARNING)
    elif _folded(library, name, here) == _folded(library, name, there):
        # Other programs want a title in the front matter.
        if name != "title":
            yield found(where, f"'{name}' is already said at {home}", "remove it here", level=Level.INFO)
    elif not (name == "title" and fold_title(str(here)) in {fold_title(alias) for alias in paper.aliases}):
        said = f"{name} '{_shown(here)}' differs from '{_shown(there)}' at {home}"
        yield found(where, said, "remove it here, or correct the catalogue")


def _folded(library: Library, name: str, value: Any) -> Any:
    """A value for comparing."""
    if name == "authors":
        names = value if isinstance(value, list | tuple) else re.split(r"\s*(?:;|,|\band\b)\s*", str(value))
        return sorted(fold_title(str(author)) for author in names)
    text = str(value).strip()
    if name == "title":
        return fold_title(text)
    if name == "venue":
        venue = registry().find(text)
        return venue.name if venue else text.casefold()
    if name == "status":
        status = library.statuses.find(text)
        return status.name if status else text
    return (NORMALISE[name](text) or text).casefold() if name in NORMALISE else text


def _shown(value: Any) -> str:
    return short(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _days(value: Any) -> str:
    """What to write instead of a value of `read`, "" if it is a day or a list of days."""
    days = value if isinstance(value, list) else [value]
    return "" if days and all(map(_day, days)) else "write a day as 2022-06-13, or a list of days"


def _day(value: Any) -> bool:
    return isinstance(value, datetime.date) or (isinstance(value, str) and is_day(value))


def _stars(value: Any) -> str:
    good = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5
    return "" if good else "write a whole number from 1 to 5"


def _links(value: Any) -> str:
    good = isinstance(value, dict) and all(isinstance(url, str) and "://" in url for url in value.values())
    return "" if good else "write lines such as '  code: https://...' below it"


def _line(value: Any) -> str:
    return "" if isinstance(value, str) else "write one line of text"


def _people(value: Any) -> str:
    good = isinstance(value, str) or (isinstance(value, list) and all(isinstance(name, str) for name in value))
    return "" if good else "write a name or a list of names"


_READING = {"read": _days, "rating": _stars, "sources": _links, "summary": _line, "reader": _people}
"""Facts of reading, and what is wrong with a value of theirs."""
