"""enrich: fill what the catalogue does not say yet from a reference file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from papernotes.cli.base import library, settings, track
from papernotes.cli.edit import change
from papernotes.formats import sources
from papernotes.formats.detect import FORMATS
from papernotes.match import Index
from papernotes.model.library import Library
from papernotes.model.paper import shapes, values
from papernotes.problem import PapernotesError
from papernotes.store import edit
from papernotes.store.scalar import flow

# Facts of the publication; what the reader decides (status, topics, tags) is never taken from a reference file.
_FIELDS = ("authors", "venue", "year", "month", "arxiv", "doi", "openreview", "acl", "dblp", "isbn", "links", "bibtex")


@click.command("enrich")
@click.option("--from", "source", required=True, type=click.Path(path_type=Path, exists=True), help="The file.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Its format; else it is told by the content.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("-n", "--dry-run", is_flag=True, help="Only show what would be filled in.")
@click.pass_context
def enrich_command(ctx: click.Context, source: Path, form: str, yes: bool, dry_run: bool) -> None:
    """Fill in authors, venue, year, identifiers and links that the catalogue does not have, from a local file.

    Papers are matched by identifier or title. What is there is never replaced."""
    own = settings(ctx)
    known = library(ctx)
    reading, _ = sources.read(source, sources.Wanted(own.status_list(), form or "", track=track))
    for line, reason in reading.mistakes:
        click.echo(f"{source}:{line}:1: {reason}", err=True)
    changes = dict(_changes(known, [draft.fields for draft in reading.drafts]))
    for key, fields in changes.items():
        click.echo(key)
        for name, value in fields.items():
            click.echo(click.style(f"  + {name}: {flow(value, name)}", fg="green"))
    click.echo(f"{len(changes)} of {len(known.papers)} papers can be filled in", err=True)
    if not changes or dry_run:
        return
    if not yes:
        if not sys.stdin.isatty():
            raise PapernotesError("nobody to ask; give --yes to write, or --dry-run")
        click.confirm("Write?", abort=True)
    for path in dict.fromkeys(paper.path for paper in known.papers):
        mine = {key: fields for key, fields in changes.items() if known.by_key[key].path == path}
        if mine:
            change(own, path, lambda text, p=path, c=mine: edit.set_many(text, p, c))  # type: ignore[misc]


def _changes(known: Library, drafts: list[Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """For each paper that a draft means, the fields that it lacks."""
    index = Index(())
    for number, fields in enumerate(drafts):
        index.add(str(number), fields)
    for paper in known.papers:
        mine = values(paper)
        found = index.find(mine)
        if found is None:
            continue
        theirs = drafts[int(found)]
        new = {name: theirs[name] for name in shapes() if name in _FIELDS and theirs.get(name) and not mine.get(name)}
        # The braces of the file's own title and its kind of entry are no news of the paper.
        left = {name: text for name, text in new.pop("bibtex", {}).items() if name not in ("title", "entrytype")}
        new |= {"bibtex": left} if left else {}
        if new:
            yield paper.key, new
