"""Papers to CSV."""

from __future__ import annotations

import csv as tables
import io
import re
from collections.abc import Sequence
from typing import Any

from papernotes.formats import reference, table_read
from papernotes.formats.draft import Draft
from papernotes.formats.table_plain import says_all
from papernotes.model.library import Library
from papernotes.model.paper import Paper, shapes

_COLUMNS = ("key", *shapes())


def csv(library: Library, papers: Sequence[Paper]) -> str:
    """Papers as a table, a column for each field; lists are joined by semicolons; `read` gives back equal papers.

    A cell that a spreadsheet would take for a formula begins with a quote.
    Formats: https://www.rfc-editor.org/rfc/rfc4180; https://owasp.org/www-community/attacks/CSV_Injection"""
    return table(papers, more(library, papers))


def table(papers: Sequence[Paper], more: Sequence[str]) -> str:
    """As `csv`, with what `more` gives of the same papers."""
    lines = _lines(papers)
    if not any(more):
        return _text([_COLUMNS, *lines])
    return _text([(*_COLUMNS, reference.OWN), *([*line, own] for line, own in zip(lines, more, strict=True))])


def has_more(said: str) -> bool:
    """Whether a table has the column of what others do not say."""
    return said.partition("\n")[0].endswith(f",{reference.OWN}")


def row(library: Library, paper: Paper, has_more: bool) -> str:
    """The row of one paper in `csv`, where the table has a column of what others do not say, or has none."""
    (line,) = _lines([paper])
    return _text([[*line, *more(library, [paper])] if has_more else line])


def _lines(papers: Sequence[Paper]) -> list[list[str]]:
    rows = ({"key": paper.key, **reference.plain(paper)} for paper in papers)
    return [[_cell(row[name]) if name in row else "" for name in _COLUMNS] for row in rows]


def more(library: Library, papers: Sequence[Paper]) -> list[str]:
    """For each paper what its cells do not say, or say otherwise; "" for most."""
    whole = [says_all(paper, library.statuses) for paper in papers]
    rest = iter(_unsaid(library, [paper for paper, all_of_it in zip(papers, whole, strict=True) if not all_of_it]))
    return ["" if all_of_it else next(rest) for all_of_it in whole]


def _unsaid(library: Library, papers: Sequence[Paper]) -> list[str]:
    """As `more`, by reading what was written; it costs more than all the rest."""
    lines = _lines(papers)
    drafts = table_read.read(_text([_COLUMNS, *lines]), library.statuses).drafts
    whole = [draft.key for draft in drafts] == [paper.key for paper in papers]
    # Where a row is no paper to the reader, each is read by itself.
    each = ([draft] for draft in drafts) if whole else (_read(library, line) for line in lines)
    found = (reference.difference(paper, read) for paper, read in zip(papers, each, strict=True))
    return [reference.own_json(one) if one else "" for one in found]


def _read(library: Library, line: Sequence[str]) -> Sequence[Draft]:
    return table_read.read(_text([_COLUMNS, line]), library.statuses).drafts


def _text(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    tables.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, str) and value.isprintable() and value[:1].isalnum():
        return value
    if isinstance(value, list):
        text = "; ".join(value)
    elif isinstance(value, dict):
        addresses = all("://" in item for item in value.values())
        text = "; ".join(f"{k}: {v}" for k, v in value.items()) if addresses else reference.dumps(value, None)
    else:
        text = str(value)
    # The writer quotes "\n" but no other line break, and readers take each for the end of the row.
    text = "\n".join(text.splitlines())
    return "'" + text if re.match(r"[=+\-@\t\r]", text) else text
