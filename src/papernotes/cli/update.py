"""update: what the catalogue could say better, by the evidence of services; and writing it."""

from __future__ import annotations

import datetime
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from papernotes.cli.asking import BUDGET_S, asked, coverage, nobody
from papernotes.cli.base import complete_key, facets, library, settings, write_json
from papernotes.cli.update_show import Case, entries, patches, rows, show
from papernotes.evidence.changes import chosen, proposals
from papernotes.evidence.news import covered, news
from papernotes.evidence.said import Evidence
from papernotes.find import Filter, one
from papernotes.identifiers import NORMALISE
from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.problem import PapernotesError, near
from papernotes.settings import Settings
from papernotes.store import edit, write
from papernotes.store.load import catalogue_files, file_name

FIELDS = ("title", "authors", "venue", "year", "month", "arxiv", "doi", "openreview", "acl", "dblp")
"""What services know of a paper; nothing else is ever changed, but the mark of a draft."""
_ALL = "*"


class _Update(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # `--yes KEY` is all fields of KEY, `--yes=doi,year` these fields: the value needs its sign.
        return super().parse_args(ctx, [f"--yes={_ALL}" if arg in ("--yes", "-y") else arg for arg in args])


def _fields(_ctx: click.Context, _param: click.Parameter, given: Iterable[str] | str | None) -> frozenset[str] | None:
    """The fields that an option names; None where it is not given."""
    said = [given] if isinstance(given, str) else list(given or ())
    if not said:
        return None
    names = frozenset(part.strip() for text in said for part in text.split(",") if part.strip())
    for name in names - {_ALL, *FIELDS}:
        raise click.BadParameter(
            f"'{name}' is no field that is updated; {near(name, FIELDS, 'one of ' + ', '.join(FIELDS))}"
        )
    return names


@click.command("update", cls=_Update)
@click.argument("keys", nargs=-1, shell_complete=complete_key)
@facets
@click.option(
    "-y", "--yes", callback=_fields, metavar="[=FIELD,...]", help="Write it, without asking; only these fields."
)
@click.option("--only", multiple=True, callback=_fields, metavar="FIELD", help="Look at these fields only.")
@click.option("-n", "--dry-run", is_flag=True, help="Only show it, on a terminal too.")
@click.option("--patch", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a patch for 'git apply'.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.option("--offline", is_flag=True, help="Ask nobody: only what earlier answers say.")
@click.option("--recheck", is_flag=True, help="Ask again what was answered today.")
@click.option("--budget", type=click.FloatRange(0), default=BUDGET_S, show_default=True, help="Seconds for the run.")
@click.pass_context
def update_command(ctx: click.Context, /, keys: tuple[str, ...], **given: Any) -> None:
    """Complete and correct papers by what services say: all, those of KEYS, or those of the filters.

    \b
    papernotes update                        shows it; on a terminal asks for each paper
    papernotes update --yes                  writes all that is shown
    papernotes update --yes=doi,authors vit  writes these fields of one paper

    Preprints become publications where two services agree; empty fields are filled; drafts of 'add --offline' are
    completed. In CI, or where nobody can be asked, nothing is written without --yes.
    Exit codes: 0 nothing to change or all is written, 1 there are changes, 2 cannot go on, 3 no network, 130 Ctrl-C."""
    own = settings(ctx)
    texts = {file_name(path, own.root): write.read_exact(path) for path in catalogue_files(own) if path.is_file()}
    known = library(ctx, with_notes=True)
    papers = _papers(known, keys, given)
    try:
        said = asked(own, papers, offline=given["offline"], recheck=given["recheck"], budget_s=given["budget"])
        cases = _cases(known, papers, said, given["only"], texts)
        code = _carry_out(own, texts, cases, given)
    except (KeyboardInterrupt, click.Abort):
        click.echo("papernotes: stopped; nothing written, and the answers are kept", err=True)
        ctx.exit(130)
    for line in coverage(said):
        click.echo(line, err=True)
    if nobody(said):
        why = "offline, and no earlier answers are kept." if given["offline"] else "is there a network?"
        click.echo(f"papernotes: no service answered: {why} Nothing was judged", err=True)
        code = 3
    ctx.exit(code)


def _papers(known: Library, keys: Sequence[str], given: Mapping[str, Any]) -> list[Paper]:
    """The papers that are meant. Raises PapernotesError."""
    names = ("topics", "statuses", "venues", "years", "tags")
    within = Filter(**{name: given[name] for name in names}).papers(known)
    wanted = {one(known, name).key for name in keys} if keys else None
    return [paper for paper in within if wanted is None or paper.key in wanted]


def _cases(
    known: Library,
    papers: Sequence[Paper],
    said: Mapping[str, Evidence],
    only: frozenset[str] | None,
    texts: Mapping[str, str],
) -> list[Case]:
    """What is to be changed of each paper; no two papers get the same identifier."""
    taken = {(kind, normal(getattr(paper, kind)) or "") for paper in known.papers for kind, normal in NORMALISE.items()}
    lines = entries(known.papers, texts)
    cases = []
    for paper in papers:
        changes = chosen(proposals(paper, said[paper.key], taken), only)
        taken |= {(change.field, change.new) for change in changes if change.field in NORMALISE}
        new = news(paper, known.note_of.get(paper.key), said[paper.key])
        cases.append(Case(paper, said[paper.key], changes, new, lines[paper.key]))
    return cases


def _carry_out(own: Settings, texts: Mapping[str, str], cases: list[Case], given: Mapping[str, Any]) -> int:
    """Show, ask, write; the exit code."""
    there = [case for case in cases if case.changes]
    fields = given["yes"]
    asking = fields is None and not given["dry_run"] and not given["patch"] and not given["as_json"] and _somebody()
    wanted: list[Case] = []
    for case in cases if not given["as_json"] else ():
        show(case, texts[case.paper.path])
        if asking and case.changes:
            answer = click.prompt("Write? (y)es, (n)o, (q)uit asking", type=click.Choice("ynq"), show_choices=False)
            wanted += [case] if answer == "y" else []
            asking = answer != "q"
    if fields is not None and not given["dry_run"]:
        for case in there:
            case.changes = case.changes if _ALL in fields else chosen(case.changes, fields)
        wanted = [case for case in there if case.changes]
    after, refused = _edited(texts, there if given["patch"] and fields is None else wanted)
    if given["patch"]:
        _save(given["patch"], patches(own.root, texts, after))
    elif not given["dry_run"]:
        write.replace_all({own.root / path: (texts[path], text) for path, text in after.items()})
        for case in wanted:
            case.applied = case.paper.key not in refused
    if given["as_json"]:
        write_json({"as_of": datetime.date.today().isoformat(), "papers": rows(cases)})
    _summary(cases, there)
    return 1 if refused or any(not case.applied for case in there) else 0


def _somebody() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


def _edited(texts: Mapping[str, str], cases: Sequence[Case]) -> tuple[dict[str, str], set[str]]:
    """The new texts of files that change, and the papers that cannot be edited; of these it says why."""
    after: dict[str, str] = {}
    refused: set[str] = set()
    for path in dict.fromkeys(case.paper.path for case in cases):
        mine = {case.paper.key: case.fields for case in cases if case.paper.path == path}
        try:
            after[path] = edit.set_many(texts[path], path, mine)
        except edit.EditRefused:
            # One entry cannot be edited: the others still can.
            text = texts[path]
            for key, fields in mine.items():
                try:
                    text = edit.set_fields(text, path, key, fields)
                except edit.EditRefused as reason:
                    click.echo(str(reason), err=True)
                    refused.add(key)
            after[path] = text
    return after, refused


def _save(path: Path, text: str) -> None:
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise PapernotesError(f"{path}: cannot be written; {error.strerror}") from error
    click.echo(f"{path}: {'written' if text else 'empty: nothing to change'}", err=True)


def _summary(cases: Sequence[Case], there: Sequence[Case]) -> None:
    kinds = Counter(change.kind for case in there for change in case.changes if change.field != "needs")
    parts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    done = sum(case.applied for case in there)
    click.echo(f"{len(there)} of {len(cases)} papers can be updated ({parts or 'nothing'}); {done} written", err=True)
    clean = [
        case for case in cases if covered(case.paper, case.evidence) and not any(n.kind != "version" for n in case.news)
    ]
    if clean:
        day = clean[0].evidence.day
        click.echo(f"no notice of retraction found for {len(clean)} of {len(cases)} papers as of {day}", err=True)
