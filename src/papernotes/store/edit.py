"""Editing a catalogue's text: only what was asked for changes, and a second reading proves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from papernotes.model.paper import values
from papernotes.model.where import Where
from papernotes.problem import PapernotesError
from papernotes.store import catalogue, scalar
from papernotes.store.catalogue import Catalogue
from papernotes.store.splice import Entry, Refused, line_starts

_STRUCTURE = {"CAT001", "CAT002", "CAT003", "CAT006", "CAT009"}
_MORE = "the change would alter more than was asked for"
_EMPTY: tuple[Any, ...] = (None, "", (), [], {})


class EditRefused(PapernotesError):
    """The edit cannot be done safely; the message says where and why. Nothing was changed."""


def set_fields(text: str, path: str, key: str, changes: Mapping[str, Any]) -> str:
    """The text with those fields of a paper replaced or added; an empty value removes the field.

    Raises EditRefused."""
    return set_many(text, path, {key: changes})


def set_many(text: str, path: str, changes: Mapping[str, Mapping[str, Any]]) -> str:
    """The text with fields of several papers changed, by key; all of them or none.

    Raises EditRefused."""
    read = _read(text, path)
    papers = {paper.key: paper for paper in read.papers}
    wanted: dict[str, dict[str, Any]] = {}
    pieces = []
    for key, fields in changes.items():
        start, end, entry = _entry(text, read, path, key)
        try:
            for name, value in fields.items():
                if value in _EMPTY:
                    entry.remove(name)
                else:
                    entry.set(name, value)
        except Refused as reason:
            raise _refused(_where(read, path, key), str(reason)) from reason
        pieces.append((start, end, entry.text))
        kept = {name: value for name, value in values(papers[key]).items() if name not in fields}
        wanted[key] = {"kind": "paper"} | kept | _said(fields)
        if read.by_entries and not _proved(text[start:end], entry.text, path, {key: wanted[key]}):
            raise _refused(_where(read, path, key), _MORE)
    new = text
    for start, end, piece in sorted(pieces, reverse=True):
        new = new[:start] + piece + new[end:]
    if not read.by_entries:
        _prove(new, read, {key: wanted.get(key) or values(paper) for key, paper in papers.items()}, path, "")
    return new


def add_entries(text: str, path: str, entries: Mapping[str, Mapping[str, Any]]) -> str:
    """The text with new entries behind the last one, in their order; all of them or none.

    Raises EditRefused."""
    read = _read(text, path)
    wanted = {paper.key: values(paper) for paper in read.papers}
    newline, parts = _newline(text), []
    for key, fields in entries.items():
        if key in wanted:
            raise _refused(_where(read, path, key), f"'{key}' is already there")
        parts.append(newline.join(scalar.entry_lines(key, fields)))
        wanted[key] = {"kind": "paper"} | _said(fields)
    if not parts:
        return text
    if read.papers:
        start, _, entry = _entry(text, read, path, read.papers[-1].key)
        place = start + entry.end()
        rest = text[place:].removeprefix(newline)
        # As the last two entries are set apart, so are these; a comment that follows stays where it is.
        apart = text[:start].endswith(newline * 2) and (not rest or rest.startswith(newline))
        between = newline * (2 if apart else 1)
        new = text[:place] + between + between.join(parts) + text[place:]
    else:
        before = text if not text or text.endswith(("\n", "\r")) or text == "\ufeff" else text + newline
        new = before + newline.join(parts) + newline
    _prove(new, read, wanted, path, next(iter(entries)))
    return new


def remove_entry(text: str, path: str, key: str) -> str:
    """The text without that entry; comments before and after it stay.

    Raises EditRefused."""
    read = _read(text, path)
    start, _, entry = _entry(text, read, path, key)
    newline = _newline(text)
    end, blank = start + entry.end(), newline * 2
    if text.startswith(newline, end):
        end += len(newline)
    elif text[:start].endswith(newline):
        start, blank = start - len(newline), newline
    # One of the blank lines that set it apart goes with it.
    alone = start > 0 and text[:start].endswith(blank) and (end == len(text) or text.startswith(newline, end))
    if alone and read.papers[0].key != key:
        start -= len(newline)
    new = text[:start] + text[end:]
    _prove(new, read, {paper.key: values(paper) for paper in read.papers if paper.key != key}, path, key)
    return new


def rename_key(text: str, path: str, old: str, new_key: str) -> str:
    """The text with another citation key.

    Raises EditRefused."""
    read = _read(text, path)
    if any(paper.key == new_key for paper in read.papers):
        raise _refused(_where(read, path, new_key), f"'{new_key}' is already there")
    start, end, entry = _entry(text, read, path, old)
    entry.rename(new_key)
    new = text[:start] + entry.text + text[end:]
    _prove(new, read, {new_key if p.key == old else p.key: values(p) for p in read.papers}, path, old)
    return new


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the reader gives them back."""
    given = ((name, tuple(value) if isinstance(value, list) else value) for name, value in fields.items())
    return {name: value for name, value in given if value not in _EMPTY}


def _read(text: str, path: str) -> Catalogue:
    read = catalogue.read(text.removeprefix("\ufeff"), path)
    for problem in read.problems:
        if problem.rule in ("CAT001", "CAT003"):
            raise _refused(problem.where, problem.text)
    return read


def _entry(text: str, read: Catalogue, path: str, key: str) -> tuple[int, int, Entry]:
    """Begin and end of a paper's lines in the text, and the entry they hold."""
    number = next((i for i, paper in enumerate(read.papers) if paper.key == key), None)
    if number is None:
        raise EditRefused(f"{path}: there is no paper '{key}'")
    for problem in read.problems:
        if problem.rule == "CAT009" and f"'{key}'" in problem.message:
            raise _refused(problem.where, problem.text)
    bom = len(text) - len(text.removeprefix("\ufeff"))
    starts = [bom, *line_starts(text)[1:]]
    start = starts[read.papers[number].where.line - 1]
    later = read.papers[number + 1].where.line - 1 if number + 1 < len(read.papers) else len(starts)
    end = starts[later] if later < len(starts) else len(text)
    try:
        return start, end, Entry(text[start:end], _newline(text))
    except Refused as reason:
        raise _refused(read.papers[number].where, str(reason)) from reason


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _prove(new: str, before: Catalogue, wanted: Mapping[str, Mapping[str, Any]], path: str, key: str) -> None:
    """Refuse unless the new text says exactly what is wanted, in the same order, and breaks nothing new."""
    after = catalogue.read(new.removeprefix("\ufeff"), path)
    if not _says(before, after, wanted):
        raise _refused(_where(before, path, key), _MORE)


def _proved(old: str, new: str, path: str, wanted: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the lines of one entry, whole in themselves before, still are, and say what is wanted.

    What stands before and after them is then the same entries as before, and need not be read again."""
    after = catalogue.read_entries(new, path)
    ends = new.endswith("\n") or not old.endswith("\n")
    return ends and after.by_entries and _says(catalogue.read_entries(old, path), after, wanted)


def _says(before: Catalogue, after: Catalogue, wanted: Mapping[str, Mapping[str, Any]]) -> bool:
    said = [(paper.key, values(paper)) for paper in after.papers]
    counts = [Counter(p.rule for p in read.problems if p.rule in _STRUCTURE) for read in (before, after)]
    # `--fix` may lower the count of mistakes; an edit never adds one.
    return said == list(wanted.items()) and not counts[1] - counts[0]


def _where(read: Catalogue, path: str, key: str) -> Where:
    return next((paper.where for paper in read.papers if paper.key == key), Where(path))


def _refused(where: Where, reason: str) -> EditRefused:
    return EditRefused(f"{where}: not edited: {reason}; edit it by hand")
