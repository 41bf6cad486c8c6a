"""build, serve: the knowledge base as a site."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Sequence
from pathlib import Path

import click

from papernotes.problem import Level
from papernotes.settings import find_root, load_settings
from papernotes.site import current
from papernotes.site.around import around

_SITE = re.compile(r"""(?m)^site_dir:[ \t]*["']?([^\s"'#!]+)""")
_GARBAGE = {"build": 400_000, "serve": 20_000}
"""How many objects a command makes before cycles are looked for; with Python's 700 that is a fortieth of a build.

A build of 1,000 papers leaves 5,000 objects in cycles, and ends; a server goes on."""


def _mkdocs(command: str, root: Path, arguments: list[str]) -> None:
    # What is no YAML is said with its place, before MkDocs fails of it.
    load_settings(root)
    # The theme prints a page about the future of MkDocs at each build otherwise.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.__main__ import cli

    before = gc.get_threshold()
    # What a build makes lives to its end or goes by itself.
    gc.set_threshold(_GARBAGE[command], *before[1:])
    try:
        cli([command, "--config-file", str(root / "mkdocs.yml"), *arguments], prog_name="papernotes")
    finally:
        gc.set_threshold(*before)


@click.command("build", context_settings={"ignore_unknown_options": True})
@click.option("--strict", is_flag=True, help="Fail if there is any error or warning.")
@click.option("-d", "--site-dir", type=click.Path(path_type=Path), help="Where the site goes; else site/.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- MKDOCS OPTIONS]")
@click.pass_context
def build_command(ctx: click.Context, strict: bool, site_dir: Path | None, arguments: tuple[str, ...]) -> None:
    """Build the site with the knowledge base's own mkdocs.yml."""
    root = find_root(ctx.find_root().obj or Path.cwd())
    if not arguments and (done := _again(root, site_dir)):
        _tell(ctx, done, strict)
        return
    more = ["--strict"] if strict else []
    more += ["--site-dir", str(site_dir.resolve())] if site_dir else []
    _mkdocs("build", root, [*more, *arguments])


def _again(root: Path, given: Path | None) -> tuple[int, int, int, Sequence[Sequence[str]]] | None:
    """What was done to make the site again without the host; None where that cannot be."""
    named = _SITE.search((root / "mkdocs.yml").read_text("utf-8", "replace"))
    site = (given or root / (named[1] if named else "site")).resolve()
    scans: current.Scans = {}
    found = current.said_of(root, site, around(root / "mkdocs.yml"), _commit_of, scans)
    if found is not None:
        return 0, 0, *found
    # Nothing of what is made from here on is looked through for what may go: the process ends with it.
    was = gc.isenabled()
    gc.disable()
    try:
        from papernotes.site.rebuild import rebuild

        held: list[object] = []
        done = rebuild(root, site, scans=scans, hold=held.append)
        if done is not None:
            # A ring that is frozen is never freed: to take a library apart object by object costs a tenth of all.
            held.append(held)
            gc.freeze()
        return done
    finally:
        if was:
            gc.enable()


def _commit_of(folder: Path) -> str:
    # Most knowledge bases show no history, and to run another program costs getting ready.
    from papernotes.store.git import commit

    return commit(folder)


def _tell(ctx: click.Context, done: tuple[int, int, int, Sequence[Sequence[str]]], strict: bool) -> None:
    """What a build says, as the host says it; with --strict a warning is a failure."""
    written, removed, same, found = done
    for level, said in found:
        click.echo(f"{level.upper():<7} -  {said}", err=True)
    click.echo(f"INFO    -  papernotes: {written} files written, {removed} removed, {same} as they were", err=True)
    wrong = sum(level != Level.INFO.value for level, _ in found)
    if strict and wrong:
        click.echo(f"\nAborted with {wrong} warnings in strict mode!", err=True)
        ctx.exit(1)


@click.command("serve", context_settings={"ignore_unknown_options": True})
@click.option("-a", "--address", default="127.0.0.1:8000", show_default=True, help="IP:PORT to listen on.")
@click.option("--open", "browse", is_flag=True, help="Open the site in the browser.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- MKDOCS OPTIONS]")
@click.pass_context
def serve_command(ctx: click.Context, address: str, browse: bool, arguments: tuple[str, ...]) -> None:
    """Serve the site; a change of papers.yaml or a note shows in the browser."""
    root = find_root(ctx.find_root().obj or Path.cwd())
    # Said explicitly: with click 8.2 and later MkDocs takes the option's default for off.
    more = ["--livereload", "--dev-addr", address] + (["--open"] if browse else [])
    _mkdocs("serve", root, [*more, *arguments])
