"""init: a new knowledge base in a folder."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

import click
from jinja2 import Environment

from papernotes import __version__
from papernotes.problem import PapernotesError
from papernotes.schema import schema
from papernotes.store import scalar, write
from papernotes.text import printable

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
