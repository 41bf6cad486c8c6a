"""import: what you have today becomes a catalogue and notes; a report accounts for every line."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import click

from papernotes import account, merge
from papernotes.cli.base import known_file, settings, track
from papernotes.formats import sources
from papernotes.formats.detect import FORMATS
from papernotes.formats.draft import Reading
from papernotes.garbage import gc_paused
from papernotes.merge import Conflict, Plan
from papernotes.model.library import Library
from papernotes.model.paper import shapes
from papernotes.problem import PapernotesError, near
from papernotes.settings import Settings
from papernotes.store import edit, write
from papernotes.store.load import load

STATE = ".papernotes/imports.json"
"""What each source said at its last import, so that nothing the user edits since is touched."""


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(path_type=Path, exists=True))
@click.option("--from", "form", type=click.Choice(FORMATS), help="The format; else it is told by the content.")
@click.option("--into", default="", metavar="TOPIC", help="The topic of papers without one.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Where each line went; JSON for .json.")
@click.option("--column", "columns", multiple=True, metavar="HEADER=FIELD", help="What a column of a table means.")
@click.option("--split", type=click.IntRange(1), metavar="N", help="New catalogue files of N papers each.")
@click.option("--theirs", "prefer", flag_value="theirs", help="In a conflict, take what the source says.")
@click.option("--mine", "prefer", flag_value="mine", help="In a conflict, keep what stands here.")
@click.option("--ask", "prefer", flag_value="ask", help="In a conflict, ask.")
@click.pass_context
def import_command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    form: str,
    into: str,
    dry_run: bool,
    report: Path | None,
    columns: tuple[str, ...],
    split: int | None,
    prefer: str,
) -> None:
    """Bring papers and notes from SOURCE: a page of notes, a folder of them, BibTeX, CSL-JSON, RIS, CSV, papis.

    A second import of the same source changes nothing; one of a newer version adds what is new, and never overwrites
    what you have edited since: conflicts are shown, with exit code 1."""
    own = settings(ctx)
    found: list[account.Row] = []
    wish = Wish(prefer or "", dry_run, split or 0, report is not None)
    # Everything that is read stays until the end: to look for garbage among it is a third of the time.
    with gc_paused():
        wanted = sources.Wanted(own.status_list(), form or "", into, _columns(columns), track)
        troubles = sum(_source(own, path, wanted, wish, found) for path in paths)
        gc.freeze()
    if report:
        text = account.as_json(found) if report.suffix == ".json" else account.as_text(found)
        report.write_text(text, "utf-8")
    ctx.exit(1 if troubles else 0)


def _columns(given: tuple[str, ...]) -> dict[str, str]:
    """Header to field. Raises click.UsageError."""
    pairs = [words.rpartition("=")[::2] for words in given]
    wrong = next((name for header, name in pairs if not header or name not in shapes()), None)
    if wrong is not None:
        fix = near(wrong, shapes(), "see docs/fields.md")
        raise click.UsageError(f"unknown field '{wrong}'; write HEADER=FIELD; {fix}")
    return dict(pairs)


def _source(own: Settings, path: Path, wanted: sources.Wanted, wish: Wish, found: list[account.Row]) -> int:
    """Read and import one source; how many mistakes, conflicts and lost lines there were."""
    reading, text = sources.read(path, wanted)
    for draft in reading.drafts if wanted.into else ():
        draft.fields.setdefault("topics", [wanted.into])
    troubles = _import(own, path, reading, wish, found)
    lost = account.unaccounted(reading, text)
    if lost:
        click.echo(f"{path}:{lost[0]}:1: {len(lost)} lines are not accounted for", err=True)
    return troubles + bool(lost)


class Wish(NamedTuple):
    """What the user asked for."""

    prefer: str
    dry_run: bool
    split: int
    """Papers in a new catalogue file; 0 for none."""
    report: bool


def _import(own: Settings, path: Path, reading: Reading, wish: Wish, found: list[account.Row]) -> int:
    """Import one source; how many mistakes and conflicts there were."""
    known = load(own)
    state = _state(own)
    base = state.get(path.name, {})
    texts = _texts(own, known, reading)
    existing = {name: text for name, (_, text) in texts.items()}
    plan = merge.plan(known, reading, base, existing, wish.prefer.replace("ask", ""))
    conflicts = plan.conflicts
    if wish.prefer == "ask" and conflicts and sys.stdin.isatty():
        conflicts = [conflict for conflict in conflicts if not _asked(conflict, plan)]
    homes = _homes(own, known_file(known, own), list(plan.entries), wish.split)
    mistakes = len(reading.mistakes)
    if not wish.dry_run:
        _write(own, known, plan, texts, homes, {**state, path.name: plan.base})
        mistakes += _copy(own, path, reading)
    homes |= {paper.key: paper.path for paper in known.papers}
    if wish.report:
        found += account.rows(reading, plan, path.name, homes, own.notes_dir)
    for line, reason in reading.mistakes:
        click.echo(f"{path}:{line}:1: {reason}", err=True)
    for conflict in conflicts:
        mine, theirs = _short(conflict.mine), _short(conflict.theirs)
        sides = f"here {mine}, there {theirs}"
        click.echo(f"{path}:{conflict.line}:1: '{conflict.key}' {conflict.field}: {sides}", err=True)
    if conflicts:
        click.echo(f"{len(conflicts)} conflicts; --theirs or --mine decides them, --ask asks", err=True)
    for said in account.summary(reading, plan):
        click.echo(said)
    return mistakes + len(conflicts)


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return f"'{text if len(text) < 60 else text[:59] + '…'}'"


def _asked(conflict: Conflict, plan: Plan) -> bool:
    """Ask the user; whether the conflict is decided."""
    click.echo(f"'{conflict.key}' {conflict.field}")
    click.echo(f"  mine:   {_short(conflict.mine)}\n  theirs: {_short(conflict.theirs)}")
    answer = click.prompt("take", type=click.Choice(["mine", "theirs", "later"]), default="mine")
    if answer == "theirs":
        if conflict.field in ("note", "page"):
            plan.texts[f"{conflict.key}.md" if conflict.field == "note" else conflict.key] = conflict.theirs
        else:
            plan.changes.setdefault(conflict.key, {})[conflict.field] = conflict.theirs
    return answer != "later"


def _state(own: Settings) -> dict[str, dict[str, Any]]:
    path = own.root / STATE
    if not path.exists():
        return {}
    try:
        state = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PapernotesError(f"{STATE}: cannot be read; remove it to import as for the first time") from error
    return state if isinstance(state, dict) else {}


def _texts(own: Settings, known: Library, reading: Reading) -> dict[str, tuple[str, str]]:
    """Path in the knowledge base and text of each note and page that may be met, by its name below the notes."""
    found = {f"{key}.md": (note.path, write.read_exact(own.root / note.path)) for key, note in known.note_of.items()}
    for page in reading.pages:
        path = own.root / own.notes_dir / page.uri
        if path.is_file():
            found[page.uri] = (f"{own.notes_dir}/{page.uri}", write.read_exact(path))
    return found


def _write(
    own: Settings,
    known: Library,
    plan: Plan,
    texts: dict[str, tuple[str, str]],
    homes: dict[str, str],
    state: dict[str, Any],
) -> None:
    """Everything at once: catalogue, notes, pages, and what is remembered."""
    changes: dict[Path, tuple[str | None, str]] = {}
    for path in dict.fromkeys([*(known.by_key[key].path for key in plan.changes), *homes.values()]):
        there = (own.root / path).exists()
        before = after = write.read_exact(own.root / path) if there else ""
        fields = {key: new for key, new in plan.changes.items() if known.by_key[key].path == path}
        if fields:
            after = edit.set_many(after, path, fields)
        new = {key: plan.entries[key] for key, home in homes.items() if home == path}
        changes[own.root / path] = (before if there else None, edit.add_entries(after, path, new))
    for name, text in plan.texts.items():
        place, old = texts.get(name, (f"{own.notes_dir}/{name}", None))
        changes[own.root / place] = (old, text)
    state_file = own.root / STATE
    changes[state_file] = (write.read_exact(state_file) if state_file.exists() else None, _state_text(state))
    write.replace_all(changes)


def _state_text(state: dict[str, dict[str, Any]]) -> str:
    """A line for each paper of each source, so that a change of one is a small difference."""
    sources = []
    for name, base in sorted(state.items()):
        lines = (f"{_compact(identity)}: {_compact(said)}" for identity, said in sorted(base.items()))
        sources.append(f"{_compact(name)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(sources) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _homes(own: Settings, last: str, keys: list[str], split: int) -> dict[str, str]:
    """The catalogue file of each new paper: the last one, or new ones that the setting's pattern finds.

    Raises PapernotesError if there is no such pattern."""
    if not split:
        return dict.fromkeys(keys, last)
    pattern = next((pattern for pattern in own.patterns if pattern.count("*") == 1 and "**" not in pattern), None)
    if pattern is None:
        raise PapernotesError("to split, set 'catalogue: [papers.yaml, papers/*.yaml]' in mkdocs.yml")
    free = (name for n in count(1) if not (own.root / (name := pattern.replace("*", f"import-{n:03}"))).exists())
    homes: dict[str, str] = {}
    for start in range(0, len(keys), split):
        homes |= dict.fromkeys(keys[start : start + split], next(free))
    return homes


def _copy(own: Settings, path: Path, reading: Reading) -> int:
    """Copy images to the notes; how many could not be, because another of that name is there, which stays."""
    others = 0
    top = (own.root / own.notes_dir).resolve()
    for draft in reading.drafts:
        for name, source in draft.files.items():
            target = (top / name).resolve()
            if not target.exists() and target.is_relative_to(top):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
            elif not target.is_file() or target.read_bytes() != source.read_bytes():
                click.echo(f"{path}: image '{name}' is not copied; another is there", err=True)
                others += 1
    return others
