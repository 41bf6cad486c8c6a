"""list, search, show: reading the catalogue."""

from __future__ import annotations

import click

from papernotes.cli.base import as_json, complete_key, facets, library, width, write_json, write_table
from papernotes.find import Filter, one, search
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper
from papernotes.text import printable


def _rows(library: Library, papers: list[Paper]) -> list[list[str]]:
    words = {status.name: status.name if status.zh.isascii() else status.zh for status in library.statuses.all}
    return [
        [
            paper.key,
            words[library.status(paper).name],
            " ".join(filter(None, (venue_name(paper), str(paper.year or "")))),
            paper.title,
        ]
        for paper in papers
    ]


def _write(library: Library, papers: list[Paper], form: str) -> None:
    if form == "json":
        write_json([as_json(paper, library) for paper in papers])
    elif form == "keys":
        for paper in papers:
            click.echo(paper.key)
    elif form == "count":
        click.echo(str(len(papers)))
    else:
        write_table(_rows(library, papers), ("cyan", "green", "yellow"))


_form = [
    click.option("--count", "form", flag_value="count", help="Print how many."),
    click.option("--keys", "form", flag_value="keys", help="Print keys only, one a line."),
    click.option("--json", "form", flag_value="json", help="Print JSON."),
]


def _forms(command: click.decorators.FC) -> click.decorators.FC:
    for option in _form:
        command = option(command)
    return command


@click.command("list")
@facets
@_forms
@click.option("--sort", type=click.Choice(["catalogue", "year", "title", "added"]), default="catalogue")
@click.pass_context
def list_command(ctx: click.Context, /, form: str, sort: str, **facet: tuple[str, ...]) -> None:
    """List the papers of the catalogue.

    Options of one kind add up (--year 2020 --year 2021), different kinds narrow (--topic 识别 --status 未看)."""
    known = library(ctx)
    papers = Filter(**facet).papers(known)
    if sort == "year":
        papers.sort(key=lambda paper: -(paper.year or 0))
    elif sort != "catalogue":
        papers.sort(key=lambda paper: str(getattr(paper, sort)).casefold())
    _write(known, papers, form)


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@facets
@_forms
@click.pass_context
def search_command(ctx: click.Context, /, words: tuple[str, ...], form: str, **facet: tuple[str, ...]) -> None:
    """Find papers whose title, authors, tags, topics, venue, year or note hold all WORDS.

    Hits in a note are shown with its line. Exit code 1 if there is none."""
    known = library(ctx, with_notes=True)
    found = list(search(known, words, Filter(**facet).papers(known)))
    if form:
        _write(known, [paper for paper, _ in found], form)
    else:
        rows = _rows(known, [paper for paper, _ in found])
        indent = " " * (max((width(row[0]) for row in rows), default=0) + 2)
        for row, (_, line) in zip(rows, found, strict=True):
            row[0] += indent[width(row[0]) + 2 :]
            write_table([row], ("cyan", "green", "yellow"))
            if line:
                click.echo(f"{indent}{printable(line)}")
    if not found:
        click.echo("nothing found", err=True)
        ctx.exit(1)


@click.command("show")
@click.argument("name", shell_complete=complete_key)
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--bibtex", "form", flag_value="bibtex", help="Print a BibTeX entry.")
@click.pass_context
def show_command(ctx: click.Context, name: str, form: str) -> None:
    """Show all that is known of the paper NAME: its fields, where it stands, its note, who mentions it."""
    known = library(ctx, with_notes=True)
    paper = one(known, name)
    if form == "json":
        note = known.note_of.get(paper.key)
        more = {"where": str(paper.where), "note": note.path if note else None}
        write_json({**as_json(paper, known), **more})
    elif form == "bibtex":
        click.echo(_bibtex(paper), nl=False)
    else:
        _show(known, paper)


def _bibtex(paper: Paper) -> str:
    from papernotes.formats.bibtex_write import entry

    return entry(paper)


def _show(known: Library, paper: Paper) -> None:
    fields = as_json(paper, known)
    fields.pop("status_name")
    click.echo(click.style(printable(paper.title or paper.key), bold=True))
    rows = []
    for name, value in fields.items():
        if name in ("title", "bibtex") or (name, value) == ("kind", "paper"):
            continue
        if isinstance(value, dict):
            rows += [[f"{name}.{key}", str(text)] for key, text in value.items()]
        else:
            rows.append([name, ", ".join(value) if isinstance(value, list | tuple) else str(value)])
    note = known.note_of.get(paper.key)
    rows.append(["where", str(paper.where)])
    rows.append(["note", note.path if note else f"none; 'papernotes note {paper.key}' makes one"])
    if note and note.read:
        rows.append(["read on", ", ".join(note.read)])
    rows += [["mentioned by", other.path] for other in known.mentioned_by.get(paper.key, ())]
    write_table(rows, ("cyan",))
