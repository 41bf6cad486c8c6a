"""How `update` shows what it would change: evidence, differences, patches, JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from papernotes.cli.base import colour
from papernotes.evidence.changes import Change
from papernotes.evidence.news import News
from papernotes.evidence.said import Evidence
from papernotes.model.paper import Paper
from papernotes.problem import PapernotesError
from papernotes.store import diff, edit
from papernotes.store.scalar import flow
from papernotes.store.splice import line_starts
from papernotes.text import printable

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@dataclass
class Case:
    """One paper, and what the services say of it."""

    paper: Paper
    evidence: Evidence
    changes: list[Change]
    news: list[News]
    lines: str
    """The entry as it stands in its file, to the next one."""
    applied: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """The new values."""
        return {change.field: change.new for change in self.changes}


def entries(papers: Iterable[Paper], texts: Mapping[str, str]) -> dict[str, str]:
    """The lines of each entry by its key: from its first to that of the next."""
    found: dict[str, str] = {}
    for path, text in texts.items():
        mine = sorted((paper for paper in papers if paper.path == path), key=lambda paper: paper.where)
        starts = line_starts(text)
        places = [starts[paper.where.line - 1] for paper in mine] + [len(text)]
        found |= {paper.key: text[places[i] : places[i + 1]] for i, paper in enumerate(mine)}
    return found


def show(case: Case, text: str) -> None:
    """Print a paper's changes with their evidence and the difference that they make; and what else is to be known."""
    paper = case.paper
    for one in case.news:
        click.echo(printable(f"{paper.where}: {paper.key}  {one.text}  {one.record.url}".rstrip()))
    if not case.changes:
        return
    click.echo(_painted(printable(f"{paper.where}: {paper.key}  {paper.title}"), bold=True))
    for change in case.changes:
        said = ", ".join(f"{source} {url}".strip() for source, url in change.evidence)
        old = f"{_value(change, change.old)} -> " if change.old else ""
        click.echo(printable(f"  {change.kind:<9}  {change.field}: {old}{_value(change, change.new)}  [{said}]"))
    for line in _difference(case, text):
        click.echo(_painted(printable(line.rstrip("\n")), fg=_COLOURS.get(line[0])))


def _value(change: Change, value: Any) -> str:
    if not value:
        return "(removed)"
    return flow(list(value) if isinstance(value, tuple) else value, change.field)


def _painted(line: str, **how: Any) -> str:
    return click.style(line, **how) if sys.stdout.isatty() and colour() is not False else line


def _difference(case: Case, text: str) -> Iterator[str]:
    """The hunks of one paper."""
    try:
        after = edit.set_fields(case.lines, case.paper.path, case.paper.key, case.fields)
        yield from diff.hunks(case.lines, after, first_line=case.paper.where.line, context=1)
    except PapernotesError:
        # An entry that is not whole in itself: its file as a whole may still be edited.
        try:
            whole = edit.set_fields(text, case.paper.path, case.paper.key, case.fields)
            yield from diff.hunks(text, whole, context=1)
        except PapernotesError as refused:
            yield f"  {refused}"


def patches(root: Path, texts: Mapping[str, str], after: Mapping[str, str]) -> str:
    """One patch of all files, with paths from the top of the repository."""
    top = diff.top(root)
    parts = []
    for path, text in texts.items():
        place = (root / path).resolve()
        name = place.relative_to(top).as_posix() if place.is_relative_to(top) else path
        parts.append(diff.patch(name, text, after.get(path, text)))
    return "".join(parts)


def rows(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """For other programs: what is known of each paper that has changes, news or open questions."""
    return [_row(case) for case in cases if case.changes or case.news or case.evidence.unanswered()]


def _row(case: Case) -> dict[str, Any]:
    silent = [{"source": one.source, "reason": one.reason} for one in case.evidence.unanswered()]
    return {
        "key": case.paper.key,
        "path": case.paper.path,
        "line": case.paper.where.line,
        "changes": [
            {
                "field": change.field,
                "old": list(change.old) if isinstance(change.old, tuple) else change.old,
                "new": change.new,
                "kind": change.kind,
                "evidence": [witness._asdict() for witness in change.evidence],
            }
            for change in case.changes
        ],
        "applied": case.applied,
        "news": [{"kind": one.kind, "text": one.text, "url": one.record.url} for one in case.news],
        "coverage": "coverage_incomplete" if silent else "complete",
        "silent": silent,
    }
