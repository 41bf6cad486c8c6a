"""add: papers from fields, from one line of a reading list, from BibTeX."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from papernotes.cli.base import complete_status, known_file, library, settings
from papernotes.cli.edit import change, new_key, split, value
from papernotes.formats import heading
from papernotes.formats.document.found import Found
from papernotes.formats.document.heading import marked
from papernotes.identifiers import NORMALISE, citation_key, fold_title, is_key
from papernotes.model.library import Library
from papernotes.model.paper import Paper, shapes
from papernotes.model.topic import leaf
from papernotes.problem import PapernotesError
from papernotes.settings import Settings
from papernotes.store import edit, scalar
from papernotes.store.load import catalogue_files, file_name
from papernotes.text import fold, printable

Draft = tuple[str, dict[str, Any]]
"""The wanted key ("" to make one) and the fields."""


class _Add(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # A line of a list begins with its mark, "- [2021-CVPR] ...", and is no option.
        return super().parse_args(ctx, [arg[2:] if arg.startswith("- ") else arg for arg in args])


@click.command("add", cls=_Add)
@click.argument("line", required=False)
@click.option("--bibtex", type=click.Path(path_type=Path, allow_dash=True), help="A BibTeX file, or -.")
@click.option("--key", default="", help="The citation key; else one is made: fang2021read.")
@click.option("--title", default="")
@click.option("--author", "authors", multiple=True, help="Once for each, or several between semicolons.")
@click.option("--venue", default="")
@click.option("--year", default="")
@click.option("--topic", "topics", multiple=True, help="A path such as 文字检测和识别/识别.")
@click.option("--status", default="", shell_complete=complete_status)
@click.option("--tag", "tags", multiple=True)
@click.option("--alias", "aliases", multiple=True, help="A nickname: DETR.")
@click.option("--arxiv", default="", help="An arXiv id or URL.")
@click.option("--doi", default="", help="A DOI or its URL.")
@click.option("--code", default="", help="The URL of its code.")
@click.option("--file", "file", default="", help="The catalogue file, where there are several.")
@click.option("-n", "--dry-run", is_flag=True, help="Print the entries; write nothing.")
@click.option("--force", is_flag=True, help="Add it even if the same title or identifier is there.")
@click.pass_context
def add_command(
    ctx: click.Context, /, line: str, bibtex: Path | None, key: str, file: str, dry_run: bool, force: bool, **given: Any
) -> None:
    """Add papers to the end of the catalogue.

    \b
    papernotes add '[2021-CVPR-oral-识别] Read Like Humans: ...'
    papernotes add --title 'Deep Image Prior' --venue CVPR --year 2018
    papernotes add --bibtex refs.bib --topic 检测

    Options add to what the line or the BibTeX says. A paper that is there already is left out, with exit code 1."""
    if re.match(r"\s*https?://", line or ""):
        raise click.UsageError("a URL is no title; give the title, and the URL by --arxiv or --doi")
    known = library(ctx)
    own = settings(ctx)
    options = _options(known, given)
    if bibtex:
        drafts, mistakes = _from_bibtex(bibtex)
    else:
        drafts, mistakes = [("", _from_line(known, line, options.get("topics", [])) if line else {})], 0
    taken = {fold(name) for name in known.by_key}
    entries: dict[str, dict[str, Any]] = {}
    known_titles = _index(known.papers)
    for wanted, fields in drafts:
        fields = _ordered(_joined(fields, options))
        if not fields.get("title"):
            raise click.UsageError("a paper needs a title; give LINE, --title or --bibtex")
        old = None if force else _same(known_titles, fields)
        if old:
            click.echo(f"{old.where}: '{old.key}' is this paper already; not added", err=True)
            mistakes += 1
            continue
        new = new_key(key) if key else _key(wanted, fields, taken)
        if fold(new) in taken:
            raise PapernotesError(f"'{new}' is taken; give another --key")
        taken.add(fold(new))
        entries[new] = fields
        known_titles |= _index([Paper(new, fields["title"])])
    _write(own, _named(own, file) if file else known_file(known, own), entries, dry_run)
    ctx.exit(1 if mistakes else 0)


def _named(own: Settings, file: str) -> str:
    """One of the catalogue's files. Raises PapernotesError where the setting does not name it: none would read it."""
    names = {path.resolve(): file_name(path, own.root) for path in catalogue_files(own)}
    found = names.get((own.root / file).resolve())
    if found is None:
        raise PapernotesError(f"'{file}' is no file of the catalogue; one of {', '.join(names.values())}")
    return found


def _write(own: Settings, path: str, entries: dict[str, dict[str, Any]], dry_run: bool) -> None:
    if dry_run:
        for key, fields in entries.items():
            click.echo("\n".join(scalar.entry_lines(key, fields)))
    elif entries:
        change(own, path, lambda text: edit.add_entries(text, path, entries))
        for key, fields in entries.items():
            click.echo(printable(f"{path}: {key}  {fields['title']}"))


def _options(known: Library, given: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {"links": {"code": given.pop("code")} if given["code"] else {}}
    given.pop("code", None)
    for name, said in given.items():
        if isinstance(said, tuple):
            fields[name] = [item for text in said for item in (split(name, text) if name == "authors" else [text])]
        else:
            fields[name] = value(known, name, said)
    return {name: said for name, said in fields.items() if said not in ("", [], {})}


def _joined(fields: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """What was read and what the options say: lists add up, else an option wins."""
    joined = dict(fields)
    for name, said in options.items():
        old = joined.get(name)
        if isinstance(said, list) and isinstance(old, list):
            joined[name] = list(dict.fromkeys([*said, *old]))
        else:
            joined[name] = old | said if isinstance(said, dict) and isinstance(old, dict) else said
    joined.setdefault("added", datetime.date.today().isoformat())
    return joined


def _ordered(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in shapes() if name in fields}


def _from_line(known: Library, line: str, given: list[str]) -> dict[str, Any]:
    """The fields of a heading; a label that is a topic's name is that topic, any other a tag."""
    read: heading.Heading | Found = heading.parse(line, known.statuses)
    fields: dict[str, Any] = {}
    # "CVPR2021 | Title", "Title (ICLR 2015)", "Title https://arxiv.org/abs/...": the grammars of imported pages.
    known_well = read.venue and read.year and not read.title.startswith(("[", "【"))
    if not known_well and (found := marked(f"- {line}", known.statuses)):
        read = found
        # A link that only says the identifier says nothing more.
        links = {name: url for name, url in found.links.items() if not any(i in url for i in found.idents.values())}
        fields |= {"authors": found.authors, "aliases": found.aliases, "links": links, **found.idents}
    fields |= {"title": read.title, "venue": read.venue, "year": read.year, "month": read.month, "status": read.status}
    for label in read.labels:
        if any(label in (topic, leaf(topic)) for topic in given):
            continue
        topics = [topic for topic in known.by_topic if label in (topic, leaf(topic))]
        if len(topics) == 1:
            fields.setdefault("topics", []).append(topics[0])
        else:
            fields.setdefault("tags", []).append(label)
    return {name: said for name, said in fields.items() if said not in ("", None, [], {})}


def _from_bibtex(path: Path) -> tuple[list[Draft], int]:
    from papernotes.formats.bibtex_read import read

    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        reading = read(data.decode("utf-8-sig"))
    except OSError as error:
        raise PapernotesError(f"{path}: cannot be read; {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PapernotesError(f"{path}: byte 0x{error.object[error.start]:02x} is not UTF-8") from error
    if not reading.drafts and reading.mistakes[-1][1] == "no BibTeX entry in it":
        raise PapernotesError(f"{path}: no BibTeX entry in it; nothing added")
    for line, reason in reading.mistakes:
        click.echo(f"{path}:{line}:1: {reason}", err=True)
    return [(draft.key, draft.fields) for draft in reading.drafts], len(reading.mistakes)


def _key(wanted: str, fields: dict[str, Any], taken: set[str]) -> str:
    """The BibTeX entry's own key where it can be one, else one made of author, year and title; `taken` is folded."""
    if re.fullmatch(r"[a-zA-Z][\w-]*", wanted, re.A) and is_key(wanted) and fold(wanted) not in taken:
        return wanted
    title = fields["title"]
    if not fields.get("authors"):
        # No family name to begin with: the nickname, as in detr2020, or what stands before the colon.
        title = next((alias for alias in fields.get("aliases", []) if alias.isascii()), title.split(":")[0])
    return citation_key(fields.get("authors", []), fields.get("year"), title, taken)


def _index(papers: Any) -> dict[str, Paper]:
    found: dict[str, Paper] = {}
    for paper in papers:
        for name in _names(paper.title, {n: getattr(paper, n) for n in NORMALISE}):
            found.setdefault(name, paper)
    return found


def _names(title: str, ids: dict[str, str]) -> Iterator[str]:
    if fold_title(title):
        yield "title " + fold_title(title)
    yield from (f"{name} {NORMALISE[name](text) or text}" for name, text in ids.items() if text)


def _same(index: dict[str, Paper], fields: dict[str, Any]) -> Paper | None:
    ids = {name: fields[name] for name in NORMALISE if name in fields}
    return next((index[name] for name in _names(fields["title"], ids) if name in index), None)
