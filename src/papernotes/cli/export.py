"""export and schema: the knowledge base for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from papernotes.cli.base import settings
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
    for uri, text in files(scene):
        path = folder / uri
        changes[path] = (write.read_exact(path) if path.exists() else None, text)
    write.replace_all(changes)
    click.echo(f"{folder}: {len(changes)} files")


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
