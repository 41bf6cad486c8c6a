"""note: a paper's note from a template, in the user's editor."""

from __future__ import annotations

import datetime
from importlib.resources import files
from pathlib import Path

import click
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from papernotes.cli.base import complete_key, library, settings
from papernotes.find import one
from papernotes.identifiers import is_key
from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.problem import PapernotesError
from papernotes.settings import Settings
from papernotes.store import write
from papernotes.text import printable


@click.command("note")
@click.argument("name", shell_complete=complete_key)
@click.option("--no-edit", is_flag=True, help="Do not open an editor.")
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A Jinja template.")
@click.pass_context
def note_command(ctx: click.Context, name: str, no_edit: bool, template: Path | None) -> None:
    """Open the note of the paper NAME in $EDITOR; make it from the template if there is none.

    A note that is there is never overwritten."""
    known = library(ctx, with_notes=True)
    own = settings(ctx)
    paper = one(known, name)
    name, made = make(own, known, paper, template)
    click.echo(f"{name}: {'made' if made else 'there already'}")
    if not no_edit:
        try:
            click.edit(filename=str(own.root / name))
        except click.ClickException as error:
            raise PapernotesError(f"{error.message}; set EDITOR, or use --no-edit") from error


def make(own: Settings, known: Library, paper: Paper, template: Path | None = None) -> tuple[str, bool]:
    """The path of the paper's note, and whether it is new; one that is there is not touched.

    Raises PapernotesError."""
    if note := known.note_of.get(paper.key):
        return note.path, False
    if not is_key(paper.key):
        # A key such as ../../x would be a file somewhere else.
        raise PapernotesError(f"{paper.where}: key '{printable(paper.key)}' cannot be a file name; rename it first")
    name = f"{own.notes_dir}/{paper.key}.md"
    write.replace(own.root / name, None, render(own, known, paper, template))
    return name, True


def render(own: Settings, known: Library, paper: Paper, template: Path | None = None) -> str:
    """The text of a new note. Raises PapernotesError where the template cannot be read or is wrong."""
    path = template or (own.root / own.note_template if own.note_template else None)
    try:
        text = path.read_text("utf-8") if path else _built_in(own.language)
        environment = SandboxedEnvironment(keep_trailing_newline=True, trim_blocks=True, lstrip_blocks=True)
        today = datetime.date.today().isoformat()
        return environment.from_string(text).render(paper=paper, library=known, today=today)
    except (OSError, UnicodeDecodeError) as error:
        raise PapernotesError(f"{path}: the template cannot be read; {error}") from error
    # {{ paper.year + "x" }} and {{ 1 / 0 }} fail as Python does.
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        line = getattr(error, "lineno", None) or 1
        raise PapernotesError(f"{path or 'template'}:{line}:1: the template is wrong; {error}") from error


def _built_in(language: str) -> str:
    name = "zh" if language.startswith("zh") else "en"
    return files("papernotes").joinpath("templates", f"note.{name}.md").read_text("utf-8")
