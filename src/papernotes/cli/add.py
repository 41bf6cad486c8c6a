"""add: papers from identifiers, addresses, files, titles, fields and lines of a reading list."""

from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import click

from papernotes.cli.add_item import Item, Known, State, tell
from papernotes.cli.base import complete_status, known_file, library, settings
from papernotes.cli.edit import change, new_key, split, value
from papernotes.cli.note import make
from papernotes.formats import heading
from papernotes.formats.document.found import Found
from papernotes.formats.document.heading import marked
from papernotes.identifiers import NORMALISE, citation_key, is_key
from papernotes.model.library import Library
from papernotes.model.paper import Paper, shapes
from papernotes.model.topic import leaf
from papernotes.problem import PapernotesError
from papernotes.settings import Settings
from papernotes.store import edit
from papernotes.store.load import catalogue_files, file_name
from papernotes.text import fold

_TOLD = frozenset(("title", "authors", "venue", "year", "arxiv", "doi"))
"""Facts of a paper: who gives one beside a title does not want it looked up."""


class _Add(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # A line of a list begins with its mark, "- [2021-CVPR] ...", and is no option.
        return super().parse_args(ctx, [arg[2:] if arg.startswith("- ") else arg for arg in args])


class _Way(NamedTuple):
    """How the user wants it done."""

    key: str
    pick: int | None
    yes: bool
    offline: bool
    force: bool


@click.command("add", cls=_Add)
@click.argument("whats", nargs=-1, metavar="[WHAT]...")
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
@click.option("--note", is_flag=True, help="Make the note of each new paper, from the template.")
@click.option("--pick", type=click.IntRange(0, 5), help="Take this candidate of a title; 0: the title as typed.")
@click.option("-y", "--yes", is_flag=True, help="Take the first candidate of a title if it is beyond doubt.")
@click.option("--offline", is_flag=True, help="Ask nobody: make drafts, which 'papernotes update' completes.")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
@click.option("-n", "--dry-run", is_flag=True, help="Print the entries; write nothing.")
@click.option("--force", is_flag=True, help="Add it even if the same title or identifier is there.")
@click.pass_context
def add_command(
    ctx: click.Context, /, whats: tuple[str, ...], bibtex: Path | None, file: str, note: bool, **given: Any
) -> None:
    """Add papers to the end of the catalogue.

    \b
    papernotes add 2103.06495 https://doi.org/10.5555/x.1 --topic 检测
    papernotes add 'https://openreview.net/forum?id=...'    or a page of any other host
    papernotes add https://github.com/owner/name            the paper that its README names
    papernotes add refs.bib paper.pdf isbn:978... pmid:...
    papernotes add 'Deep Image Prior'                       shows candidates; --yes, --pick N
    papernotes add '[2021-CVPR-oral-识别] Read Like Humans: ...'
    papernotes add --title 'Deep Image Prior' --venue CVPR --year 2018

    The last two, and BibTeX, ask nobody. Options add to what was found. A paper that is there already is not added
    again; its key is printed."""
    own, known = settings(ctx), library(ctx)
    as_json, dry_run = given.pop("as_json"), given.pop("dry_run")
    way = _Way(*(given.pop(name) for name in _Way._fields))
    options = _options(known, given)
    items, mistakes = _items(known, own, whats, bibtex, options, way)
    path = _named(own, file) if file else known_file(known, own)
    _settle(items, known, options, way, path)
    entries = {item.key: item.fields for item in items if item.state in (State.NEW, State.DRAFT)}
    if entries and not dry_run:
        change(own, path, lambda text: edit.add_entries(text, path, entries))
    tell(items, as_json=as_json, dry_run=dry_run)
    if note and entries and not dry_run:
        _make_notes(ctx, own, list(entries), quiet=as_json)
    bad = any(item.state in (State.DOUBTFUL, State.FAILED) for item in items)
    ctx.exit(1 if mistakes or bad else 0)


def _items(
    known: Library, own: Settings, whats: tuple[str, ...], bibtex: Path | None, options: dict[str, Any], way: _Way
) -> tuple[list[Item], int]:
    """What is asked for, and how many mistakes its files have."""
    files = [what for what in whats if re.search(r"(?i)\A(?!https?://).*\.bib(?:tex)?\Z", what)]
    items: list[Item] = []
    mistakes = 0
    for path in ([bibtex] if bibtex else []) + [Path(name) for name in files]:
        found, wrong = _from_bibtex(path)
        items, mistakes = items + found, mistakes + wrong
    words = [what for what in dict.fromkeys(whats) if what not in files]
    if not words and not files and not bibtex:
        items.append(Item(""))
    return [*items, *_read(known, own, words, options, way)], mistakes


def _read(known: Library, own: Settings, whats: list[str], options: dict[str, Any], way: _Way) -> list[Item]:
    """What each WHAT means, in their order; a line of a list says all itself, for others services are asked."""
    lines = {what: Item(what, _from_line(known, what, options.get("topics", []))) for what in whats}
    others = [what for what in whats if not what.lstrip().startswith(("[", "【", "［"))]
    if others:
        from papernotes.cli.add_online import CACHE, Wanted, is_known_form, read

        facts = _TOLD & options.keys()
        asked = [w for w in others if is_known_form(w) or (set(lines[w].fields) == {"title"} and not facts)]
        wanted = Wanted(way.offline, way.pick, way.yes, own.site_url, "title" in options, own.root / CACHE)
        learnt = read(asked, Known(() if way.force else known.papers), wanted)
        lines |= {item.what: item for item in learnt}
    return list(lines.values())


def _settle(items: list[Item], known: Library, options: dict[str, Any], way: _Way, path: str) -> None:
    """Give each item its last fields and its key, or the key of the paper that it is already.

    Raises click.UsageError and PapernotesError."""
    taken = {fold(name) for name in known.by_key}
    there = Known(() if way.force else known.papers)
    new = [item for item in items if item.state in (State.NEW, State.DRAFT)]
    if way.key and len(new) > 1:
        raise click.UsageError(f"--key names one paper, and these are {len(new)}")
    for item in new:
        item.fields = _ordered(_joined(item.fields, options))
        if not item.fields.get("title"):
            raise click.UsageError("a paper needs a title; give WHAT, --title or --bibtex")
        if old := there.find(item.fields):
            item.state, item.key, item.path, item.where = State.KNOWN, old.key, old.path, str(old.where)
            continue
        item.key = new_key(way.key) if way.key else _key(item.wanted, item.fields, taken)
        if fold(item.key) in taken:
            raise PapernotesError(f"'{item.key}' is taken; give another --key")
        item.path = path
        taken.add(fold(item.key))
        if not way.force:
            said = {name: item.fields[name] for name in (*NORMALISE, "title", "links") if name in item.fields}
            there.add(Paper(item.key, path=path, **said))


def _make_notes(ctx: click.Context, own: Settings, keys: list[str], *, quiet: bool) -> None:
    """The notes of new papers, from the template; one that is there stays as it is."""
    known = library(ctx, with_notes=True)
    for key in keys:
        path, made = make(own, known, known.by_key[key])
        if not quiet:
            click.echo(f"{path}: {'made' if made else 'there already'}")


def _named(own: Settings, file: str) -> str:
    """One of the catalogue's files. Raises PapernotesError where the setting does not name it: none would read it."""
    names = {path.resolve(): file_name(path, own.root) for path in catalogue_files(own)}
    found = names.get((own.root / file).resolve())
    if found is None:
        raise PapernotesError(f"'{file}' is no file of the catalogue; one of {', '.join(names.values())}")
    return found


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


def _from_bibtex(path: Path) -> tuple[list[Item], int]:
    """Its entries, and how many mistakes it has. Raises PapernotesError."""
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
    return [Item(str(path), draft.fields, draft.key) for draft in reading.drafts], len(reading.mistakes)


def _key(wanted: str, fields: dict[str, Any], taken: set[str]) -> str:
    """The BibTeX entry's own key where it can be one, else one made of author, year and title; `taken` is folded."""
    if re.fullmatch(r"[a-zA-Z][\w-]*", wanted, re.A) and is_key(wanted) and fold(wanted) not in taken:
        return wanted
    title = fields["title"]
    if not fields.get("authors"):
        # No family name to begin with: the nickname, as in detr2020, or what stands before the colon.
        title = next((alias for alias in fields.get("aliases", []) if alias.isascii()), title.split(":")[0])
    return citation_key(fields.get("authors", []), fields.get("year"), title, taken)
