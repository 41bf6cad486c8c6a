"""fmt: the automatic fixes and nothing else, for editors, hooks and CI."""

from __future__ import annotations

from pathlib import Path

import click

from papernotes.cli.check import run
from papernotes.cli.fix import fixable, fixed
from papernotes.settings import find_root
from papernotes.store.load import file_name
from papernotes.text import printable


@click.command("fmt")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file would change.")
@click.option("--allow-dirty", is_flag=True, help="Also change files that hold changes which are in no commit.")
@click.pass_context
def fmt_command(ctx: click.Context, files: tuple[Path, ...], only_check: bool, allow_dirty: bool) -> None:
    """Correct what has one safe answer, in all files or in FILES.

    It is `papernotes check --fix` without the report. Which rules have such a fix: docs/rules.md.
    Exit codes: 0 nothing to change, or changed; 1 with --check if a file would change; 2 cannot go on."""
    root = find_root(ctx.find_root().obj or Path.cwd())
    only = {file_name(path.resolve(), root) for path in files}
    problems = run(root)
    if only_check:
        paths = [path for path in fixable(problems) if not only or path in only]
        for path in paths:
            click.echo(f"{printable(path)}: would change")
        ctx.exit(1 if paths else 0)
    _, done = fixed(root, lambda: run(root), problems, allow_dirty=allow_dirty, only=only)
    for path, count in done.items():
        click.echo(f"{printable(path)}: {count} fixed")
