"""export and schema: the knowledge base for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from papernotes.cli.base import facets, library, settings
from papernotes.find import Filter
from papernotes.formats.export import FORMATS
from papernotes.problem import PapernotesError
from papernotes.schema import schema
from papernotes.store import write
from papernotes.store.load import load
from papernotes.views.html import Scene
from papernotes.views.plain import files
from papernotes.views.urls import Urls


@click.group("export")
def export_command() -> None:
    """Export the knowledge base."""


@export_command.command("site")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--force", is_flag=True, help="Write into a folder that is not empty; other files in it stay.")
@click.pass_context
def site(ctx: click.Context, folder: Path, force: bool) -> None:
    """Write every page as plain Markdown with front matter to FOLDER, for any other site generator."""
    own = settings(ctx)
    if folder.exists() and any(folder.iterdir()) and not force:
        raise PapernotesError(f"'{folder}' is not empty; give --force to write into it")
    known = load(own)
    scene = Scene(known, Urls(known, own.language), own.language, own.site_name, own.site_url, own.feed_size)
    changes: dict[Path, tuple[str | None, str]] = {}
    for file in files(scene):
        path, text = folder / file.uri, file.content().decode("utf-8")
        changes[path] = (write.read_exact(path) if path.exists() else None, text)
    write.replace_all(changes)
    click.echo(f"{folder}: {len(changes)} files")


_BEGIN, _END = "<!-- papernotes begin -->", "<!-- papernotes end -->"


_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file; else standard output."
)


def _exporter(name: str) -> click.Command:
    @click.command(name, help=f"Write the papers as {name}: all, or those that pass the filters.")
    @facets
    @_output
    @click.pass_context
    def command(ctx: click.Context, /, output: Path | None, **facet: tuple[str, ...]) -> None:
        known = library(ctx)
        _put(FORMATS[name](known, Filter(**facet).papers(known)), output)

    return command


def _put(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    before = write.read_exact(output) if output.exists() else None
    write.replace(output, before, text)
    click.echo(f"{output}: written", err=True)


@click.command("markdown")
@facets
@_output
@click.option(
    "--update",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help=f"A file in which the list stands between '{_BEGIN}' and '{_END}'; only what is between them changes.",
)
@click.pass_context
def markdown(ctx: click.Context, /, output: Path | None, update: Path | None, **facet: tuple[str, ...]) -> None:
    """Write the papers as a Markdown list by topic, as awesome lists are."""
    known = library(ctx)
    text = FORMATS["markdown"](known, Filter(**facet).papers(known))
    if update is None:
        _put(text, output)
        return
    before = write.read_exact(update)
    start, end = before.find(_BEGIN), before.find(_END)
    if start < 0 or end < start:
        raise PapernotesError(f"{update}: no lines '{_BEGIN}' and '{_END}'; write them where the list is to stand")
    newline = "\r\n" if "\r\n" in before else "\n"
    inner = newline + text.strip().replace("\n", newline) + newline
    changed = write.replace(update, before, before[: start + len(_BEGIN)] + inner + before[end:])
    click.echo(f"{update}: {'updated' if changed else 'nothing to change'}", err=True)


for _name in FORMATS:
    export_command.add_command(markdown if _name == "markdown" else _exporter(_name))


@click.command("schema")
@click.pass_context
def schema_command(ctx: click.Context) -> None:
    """Print the JSON Schema of the catalogue, with this knowledge base's statuses."""
    try:
        own = settings(ctx)
    except PapernotesError:
        # Outside of a knowledge base the built-in statuses are meant.
        click.echo(schema(), nl=False)
        return
    click.echo(schema(own.language, own.status_list()), nl=False)
