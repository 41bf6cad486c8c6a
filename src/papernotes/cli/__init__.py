"""The command line. Each command is imported when it is called, so that `--help` answers at once."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from pathlib import Path

import click

from papernotes import __version__
from papernotes.problem import PapernotesError, near
from papernotes.text import printable

# Module and first sentence of each command: help must not have to import them.
COMMANDS = {
    "init": ("init", "Make a new knowledge base in a folder."),
    "add": ("add", "Add papers to the catalogue."),
    "update": ("update", "Complete and correct papers by what services say."),
    "import": ("imports", "Bring papers and notes from what you have today."),
    "enrich": ("enrich", "Fill in what is missing from a reference file."),
    "note": ("note", "Open a paper's note; make it from the template if there is none."),
    "list": ("show", "List the papers of the catalogue."),
    "search": ("show", "Find papers by words in the catalogue and the notes."),
    "show": ("show", "Show all that is known of a paper."),
    "set": ("edit", "Set fields of a paper."),
    "status": ("edit", "Set the reading status of papers."),
    "rename": ("edit", "Give a paper another key, in the catalogue and in every note."),
    "remove": ("edit", "Remove papers from the catalogue."),
    "check": ("check", "Check the catalogue and the notes."),
    "links": ("links", "Check where every link leads."),
    "fmt": ("fmt", "Correct what has one safe answer, in all files or in FILES."),
    "build": ("site", "Build the site."),
    "serve": ("site", "Serve the site while you write."),
    "export": ("export", "Export the knowledge base."),
    "schema": ("export", "Print the JSON Schema of the catalogue."),
    "completion": ("completion", "Print a completion script for your shell."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"papernotes.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = near(args[0], COMMANDS, "see 'papernotes --help'")
            raise click.UsageError(f"unknown command '{args[0]}'; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="papernotes")
@click.option(
    "-C",
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The knowledge base; else the folder at or above this one that holds mkdocs.yml.",
)
@click.pass_context
def cli(ctx: click.Context, root: Path | None) -> None:
    """Paper reading notes as a knowledge base: a YAML catalogue and Markdown notes, checked and built into a site.

    Papers can be named by key, alias, title, arXiv id or DOI, shortened as long as it is clear which is meant.
    Exit codes: 0 clean, 1 problems found, 2 cannot go on."""
    ctx.obj = root


def main() -> None:
    """Run the command line; what stops it is one message on standard error."""
    # `papernotes list >&-`: what is closed is None.
    sys.stdout, sys.stderr = (stream or io.TextIOWrapper(io.BytesIO()) for stream in (sys.stdout, sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a character (Windows, LANG=C) must not stop us.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        cli(prog_name="papernotes")
    except PapernotesError as error:
        click.echo("\n".join(map(printable, f"papernotes: {error}".split("\n"))), err=True)
        sys.exit(2)
    except BrokenPipeError:
        # `papernotes list | head`: nobody reads on.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # A full disk, a folder that is gone, a port that is taken.
        click.echo(f"papernotes: {error.filename or 'output'}: {error.strerror}", err=True)
        sys.exit(2)
