"""init, build, serve: the knowledge base as a site."""

from __future__ import annotations

import gc
import json
import os
import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

import click
from jinja2 import Environment

from papernotes import __version__
from papernotes.problem import Level, PapernotesError
from papernotes.schema import schema
from papernotes.settings import find_root, load_settings
from papernotes.site import current
from papernotes.site.around import around
from papernotes.store import scalar, write
from papernotes.text import printable

_SITE = re.compile(r"""(?m)^site_dir:[ \t]*["']?([^\s"'#!]+)""")
_GARBAGE = 20_000
"""New objects after which Python looks for rings among them."""
# Template to the file it makes.
_FILES = {
    "mkdocs.yml.j2": "mkdocs.yml",
    "papers.yaml.j2": "papers.yaml",
    "index.md.j2": "notes/index.md",
    "gitignore.j2": ".gitignore",
    "requirements.txt.j2": "requirements.txt",
}
_CI = {
    "github": {
        ".github/workflows/site.yml.j2": ".github/workflows/site.yml",
        ".github/workflows/links.yml.j2": ".github/workflows/links.yml",
        ".github/dependabot.yml.j2": ".github/dependabot.yml",
    },
    "gitlab": {"gitlab-ci.yml.j2": ".gitlab-ci.yml"},
    "none": {},
}


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", default="", help="The site's name; else 论文笔记, or Paper notes.")
@click.option("--language", default="zh", show_default=True, type=click.Choice(["zh", "en"]))
@click.option(
    "--ci", default="github", show_default=True, type=click.Choice(list(_CI)), help="Workflows that check and publish."
)
def init_command(folder: Path, name: str, language: str, ci: str) -> None:
    """Make a new knowledge base in FOLDER: mkdocs.yml, papers.yaml, notes/, and workflows that check and publish.

    A file that is there already stops it, and nothing is written."""
    chinese = language == "zh"
    shown = printable(name) or ("论文笔记" if chinese else "Paper notes")
    given = {
        "name": shown,
        "site_name": scalar.scalar(shown, in_flow=False),
        "language": language,
        "chinese": chinese,
        "requirement": requirement(),
    }
    environment = Environment(keep_trailing_newline=True, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    source = files("papernotes").joinpath("templates", "init")
    made = {
        there: environment.from_string(source.joinpath(*name.split("/")).read_text("utf-8")).render(given)
        for name, there in (_FILES | _CI[ci]).items()
    }
    made["papers.schema.json"] = schema(language)
    taken = [name for name in made if (folder / name).exists()]
    if taken:
        raise PapernotesError(f"'{folder / taken[0]}' is there already; nothing written")
    write.replace_all({folder / name: (None, text) for name, text in made.items()})
    for there in made:
        click.echo(f"{folder / there}")
    click.echo(f"next: cd {folder} && papernotes add '[2021-CVPR-oral-识别] ...' && papernotes serve", err=True)


def requirement() -> str:
    """The line of requirements.txt that installs this papernotes: from where it was installed, else from the index."""
    try:
        text = distribution("papernotes").read_text("direct_url.json") or "{}"
    except PackageNotFoundError:
        text = "{}"
    # Format: https://packaging.python.org/specifications/direct-url-data-structure/
    origin = json.loads(text)
    url, vcs = str(origin.get("url", "")), origin.get("vcs_info", {})
    if vcs and not url.startswith("file:"):
        return f"papernotes @ {vcs.get('vcs', 'git')}+{url}@{vcs.get('commit_id', '')}".rstrip("@")
    if url:
        return f"# Put here where CI gets papernotes from: papernotes @ git+https://...\npapernotes>={__version__}"
    return f"papernotes>={__version__}"


def _mkdocs(command: str, root: Path, arguments: list[str]) -> None:
    # What is no YAML is said with its place, before MkDocs fails of it.
    load_settings(root)
    # The theme prints a page about the future of MkDocs at each build otherwise.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.__main__ import cli

    before = gc.get_threshold()
    # What a build makes lives to its end or goes by itself: to look for rings in it is a fiftieth of the time.
    gc.set_threshold(_GARBAGE, *before[1:])
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
    found = current.said_of(root, site, around(root / "mkdocs.yml"))
    if found is not None:
        return 0, 0, *found
    from papernotes.site.rebuild import rebuild

    return rebuild(root, site)


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
