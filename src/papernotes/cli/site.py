"""build, serve: the knowledge base as a site."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Sequence
from pathlib import Path

import click

from papernotes.garbage import gc_paused, seldom, to_the_end
from papernotes.problem import Level
from papernotes.settings import find_root, load_settings
from papernotes.site import current
from papernotes.site.around import around
from papernotes.store.look import Look

_SITE = re.compile(r"""(?m)^site_dir:[ \t]*["']?([^\s"'#!]+)""")


def _mkdocs(command: str, root: Path, arguments: list[str], level: str = "INFO") -> None:
    """Call the host, which says what is of that level or worse."""
    # What is no YAML is said with its place, before MkDocs fails of it.
    load_settings(root)
    # The theme prints a page about the future of MkDocs at each build otherwise.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.__main__ import State, cli

    # Its own --quiet would hide warnings, and --strict would not count them.
    state = State(level=level)  # type: ignore[no-untyped-call]
    with to_the_end() if command == "build" else seldom():
        cli([command, "--config-file", str(root / "mkdocs.yml"), *arguments], prog_name="papernotes", obj=state)


@click.command("build", context_settings={"ignore_unknown_options": True})
@click.option("--strict", is_flag=True, help="Fail if there is any error or warning.")
@click.option("-q", "--quiet", is_flag=True, help="Say errors and warnings only.")
@click.option("-d", "--site-dir", type=click.Path(path_type=Path), help="Where the site goes; else site/.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- MKDOCS OPTIONS]")
@click.pass_context
def build_command(
    ctx: click.Context, strict: bool, quiet: bool, site_dir: Path | None, arguments: tuple[str, ...]
) -> None:
    """Build the site with the knowledge base's own mkdocs.yml."""
    root = find_root(ctx.find_root().obj or Path.cwd())
    if not arguments and (done := _again(root, site_dir)):
        _tell(ctx, done, strict, quiet)
        return
    more = ["--strict"] if strict else []
    more += ["--site-dir", str(site_dir.resolve())] if site_dir else []
    _mkdocs("build", root, [*more, *arguments], "WARNING" if quiet else "INFO")


def _again(root: Path, given: Path | None) -> tuple[int, int, int, Sequence[Sequence[str]]] | None:
    """What was done to make the site again without the host; None where that cannot be."""
    named = _SITE.search((root / "mkdocs.yml").read_text("utf-8", "replace"))
    site = (given or root / (named[1] if named else "site")).resolve()
    look = Look()
    found = current.said_of(root, site, around(root / "mkdocs.yml"), _commit_of, look)
    if found is not None:
        return 0, 0, *found
    with gc_paused():
        from papernotes.site.rebuild import rebuild

        held: list[object] = []
        done = rebuild(root, site, look=look, hold=held.append)
        if done is not None:
            # A ring that is frozen is never freed: to take a library apart object by object costs a tenth of all.
            held.append(held)
            gc.freeze()
        return done


def _commit_of(folder: Path) -> str:
    # Most knowledge bases show no history, and to run another program costs getting ready.
    from papernotes.store.git import commit

    return commit(folder)


def _tell(ctx: click.Context, done: tuple[int, int, int, Sequence[Sequence[str]]], strict: bool, quiet: bool) -> None:
    """What a build says, as the host says it; with --strict a warning is a failure."""
    written, removed, same, found = done
    summary = f"papernotes: {written} files written, {removed} removed, {same} as they were"
    for level, said in [*found, [Level.INFO.value, summary]]:
        if not quiet or level != Level.INFO.value:
            click.echo(f"{level.upper():<7} -  {said}", err=True)
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
