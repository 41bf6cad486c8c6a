"""Papers to CSV."""

from __future__ import annotations

import csv as tables
import io
import re
from collections.abc import Sequence
from typing import Any

from papernotes.formats import reference, table_read
from papernotes.model.library import Library
from papernotes.model.paper import Paper, shapes

_COLUMNS = ("key", *shapes())


def csv(library: Library, papers: Sequence[Paper]) -> str:
    """Papers as a table, a column for each field; lists are joined by semicolons; `read` gives back equal papers.

    A cell that a spreadsheet would take for a formula begins with a quote.
    Formats: https://www.rfc-editor.org/rfc/rfc4180; https://owasp.org/www-community/attacks/CSV_Injection"""
    rows = [{"key": paper.key, **reference.plain(paper)} for paper in papers]
    lines = [[_cell(row.get(name, "")) for name in _COLUMNS] for row in rows]
    more = [_more(library, paper, line) for paper, line in zip(papers, lines, strict=True)]
    if not any(more):
        return _text([_COLUMNS, *lines])
    return _text([(*_COLUMNS, reference.OWN), *([*line, own] for line, own in zip(lines, more, strict=True))])


def _more(library: Library, paper: Paper, line: Sequence[str]) -> str:
    """What the cells do not say, or say otherwise."""
    read = table_read.read(_text([_COLUMNS, line]), library.statuses)
    found = reference.difference(paper, read.drafts)
    return reference.own_json(found) if found else ""


def _text(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    tables.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _cell(value: Any) -> str:
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
