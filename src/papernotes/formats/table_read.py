"""CSV and TSV to papers, as fields of the catalogue: own exports, Zotero's, Notion's, spreadsheets.

Format: https://www.rfc-editor.org/rfc/rfc4180"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from papernotes.formats import reference
from papernotes.formats.bibtex_fields import authors
from papernotes.formats.columns import ZOTERO_TYPES, homes
from papernotes.formats.csl_fields import extra, finished, variable
from papernotes.formats.draft import Draft, Fate, Piece, Reading
from papernotes.formats.latex import encode
from papernotes.late import regex
from papernotes.model.paper import KINDS
from papernotes.model.status import Statuses

_SIGNS = ",\t;|"
_LISTS = ("aliases", "topics", "tags")
_DAY = regex(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


class _Row(NamedTuple):
    cells: list[str]
    line: int
    end: int


def read(text: str, statuses: Statuses = reference.DEFAULT, columns: Mapping[str, str] | None = None) -> Reading:
    """The rows of a table; `columns` says which field a column's header means where it cannot be guessed.

    The separator is the one of comma, tab, semicolon and bar that stands most often in the header. Never raises."""
    text, lines, mistakes = reference.prepare(text, "a table")
    reading = Reading(mistakes=mistakes, format="csv")
    pieces: list[Piece] = []
    rows = list(_rows(text, _sign(text), mistakes))
    if rows and rows[0].cells[0].startswith("sep=") and len(rows) > 1:
        pieces.append(Piece(1, Fate.DROPPED, "the separator, for Excel"))
        rows = rows[1:]
    if rows and any(cell.strip() for row in rows for cell in row.cells):
        header, body = homes(rows[0].cells, [row.cells for row in rows[1:]], columns or {})
        if "title" not in header:
            shown = ", ".join(rows[0].cells)[:80]
            mistakes.append((rows[0].line, f"no column holds titles: '{shown}'; name it by a column map"))
            rows = []
        if rows and not body:
            mistakes.append((rows[0].line, "the table has a header and no rows"))
        for row in rows[len(rows) - body :] if body else ():
            pieces += _read_row(reading, row, header, statuses)
        if rows and body < len(rows):
            names = range(rows[0].line, rows[0].end + 1)
            pieces += [Piece(n, Fate.DROPPED, "the names of the columns") for n in names]
    mistakes.sort()
    reference.account(reading, lines, pieces, "a row without a title")
    return reading


def _sign(text: str) -> str:
    first = text.split("\n", 1)[0]
    if first.startswith("sep=") and len(first) >= 5:
        return first[4]
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SIGNS, key=bare.count)


def _rows(text: str, sign: str, mistakes: list[tuple[int, str]]) -> Iterator[_Row]:
    """The rows that are not blank; a quote that is never closed is text."""
    cell = re.compile(rf'(?:[ ]*"((?:[^"]|"")*+)"[ \t]*?|([^{re.escape(sign)}\n]*))({re.escape(sign)}|\n|\Z)')
    cells: list[str] = []
    pos, line, first = 0, 1, 1
    while pos <= len(text):
        match = cell.match(text, pos)
        assert match is not None
        quoted, bare, end = match.groups()
        if quoted is None and bare.startswith('"'):
            mistakes.append((line, "a quote is not closed; read as text"))
        cells.append(quoted.replace('""', '"') if quoted is not None else bare.strip())
        line += match[0].count("\n")
        pos = match.end()
        if end != sign:
            last = line - (end == "\n")
            if any(item.strip() for item in cells):
                yield _Row(cells, first, last)
            cells, first = [], line
            if end == "":
                return


def _read_row(reading: Reading, row: _Row, header: list[str], statuses: Statuses) -> list[Piece]:
    """Add the row's draft; where its lines went."""
    if any(cell.strip() for cell in row.cells[len(header) :]):
        what = f"row has {len(row.cells)} cells, the header {len(header)}; the rest is left out"
        reading.mistakes.append((row.line, what))
    cells: dict[str, str] = {}
    for name, text in zip(header, row.cells, strict=False):
        text = re.sub(r"\A'(?=[=+\-@\t\r])", "", text)
        if len(text) > reference.LIMIT and name != reference.OWN:
            reading.mistakes.append((row.line, f"cell of '{name}' has {len(text)} characters; left out"))
        elif text.strip():
            cells[name] = f"{cells[name]}; {text}" if name in cells and name != "title" else text
    draft, wrong = _draft(row, cells, statuses)
    if not draft.fields.get("title"):
        reading.mistakes.append((row.line, "row has no title; left out"))
        return []
    reading.mistakes += [(row.line, text) for text in wrong]
    number = len(reading.drafts)
    reading.drafts.append(draft)
    detail = ",".join(dict.fromkeys(n if n in draft.fields else "bibtex" for n in cells if n != "-")) or "title"
    return [Piece(n, Fate.FIELD, detail, number) for n in range(row.line, row.end + 1)]


def _draft(row: _Row, cells: dict[str, str], statuses: Statuses) -> tuple[Draft, list[str]]:
    said: dict[str, Any] = {name: " ".join(cells[name].split()) for name in _TEXTS if name in cells}
    said["bibtex"] = _bibtex(cells)
    said["authors"] = _people(cells.get("authors", ""))
    for name in _LISTS:
        said[name] = _list(cells.get(name, ""))
    said["links"] = _links(cells.get("links", ""))
    if "links" in cells and not said["links"]:
        said["url"] = cells["links"].strip()
    for name in ("code", "pdf", "project"):
        if "://" in cells.get(name, ""):
            said["links"][name] = cells[name].strip()
    dated = reference.date(cells.get("date", ""))
    said["year"] = reference.number(cells.get("year", "")[:4], 1000, 9999) or dated[0]
    said["month"] = reference.number(cells.get("month", ""), 1, 12) or dated[1]
    said["priority"] = reference.number(cells.get("priority", ""), 1, 5)
    if day := _DAY.match(cells.get("added", "")):
        said["added"] = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
    note = extra(cells.get("extra", ""), said, statuses)
    status = cells.get("status", "")
    if status and not (found := reference.is_status(status, statuses)):
        said["tags"].append(status)
    elif status:
        said["status"] = found
    kind = cells.get("kind", "").strip()
    if kind in KINDS:
        said["kind"] = kind
    for name in ("year", "month", "priority", "added", "date", "kind"):
        known = said["year"] if name == "date" else said.get(name) or (name == "kind" and kind in ZOTERO_TYPES)
        if name in cells and not known:
            said["bibtex"].setdefault(name if name != "kind" else "type", cells[name].strip())
    words, said["tags"] = said["tags"], []
    wrong = finished(said, ZOTERO_TYPES.get(kind, ""), words, statuses)
    key = said.pop("key", "")
    if own := cells.get(reference.OWN):
        key = reference.overlay(said, own) or key
    notes = "\n\n".join(filter(None, (note, cells.get("note", ""))))
    return Draft(key, reference.ordered(said), row.line, notes), wrong


_TEXTS = ("key", "title", "venue", "arxiv", "doi", "openreview", "acl", "dblp", "isbn", "summary")


def _bibtex(cells: Mapping[str, str]) -> dict[str, str]:
    """The own column of that name is JSON; other columns are fields of their own."""
    found: dict[str, str] = {}
    for name, text in cells.items():
        if name == "bibtex":
            try:
                given = json.loads(text)
            except (ValueError, RecursionError):
                given = {"note": text}
            found |= {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}
        elif name.startswith("bibtex."):
            field = name.removeprefix("bibtex.")
            people = field == "editor" and ";" in text
            found[field] = " and ".join(map(encode, _people(text))) if people else variable(field, text.strip())
    return found


def _people(text: str) -> list[str]:
    if ";" in text or "\n" in text:
        parts = reference.split_list(text, ";\n")
    elif "、" in text or "，" in text:
        parts = reference.split_list(text, "、，")
    else:
        # "A B, C D" are two names, "B, A" is one.
        commas = reference.split_list(text, ",")
        parts = commas if len(commas) > 1 and all(" " in part for part in commas) else [text.strip()]
    return [name for part in parts for name in authors(encode(part))]


def _list(text: str) -> list[str]:
    return reference.split_list(text, ";\n" if ";" in text or "\n" in text else ",，、")


def _links(text: str) -> dict[str, str]:
    """ "code: https://a.example; pdf: https://b.example"; empty if a URL stands there alone."""
    found = {}
    for part in re.split(r"[;\n]\s*(?=[^\s:;]+: )", text):
        match = re.match(r"\s*([^\s:;]+): (\S+)\s*\Z", part)
        if match:
            found[match[1]] = match[2]
    return found
