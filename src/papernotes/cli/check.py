"""check: every mistake said with its place; --fix for those with one safe answer."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from papernotes import checks, report
from papernotes.checks import baseline as known
from papernotes.checks.memory import Memory
from papernotes.cli.base import colour
from papernotes.cli.fix import fixed
from papernotes.evidence.said import Evidence
from papernotes.garbage import gc_paused
from papernotes.problem import Level, PapernotesError, Problem
from papernotes.settings import find_root, load_settings
from papernotes.store.load import load
from papernotes.text import printable

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "blue"}


@click.command("check")
@click.option("--format", "form", type=click.Choice(list(report.FORMATS)), default="text", show_default=True)
@click.option("--fix", is_flag=True, help="Correct what has one safe answer, and nothing else.")
@click.option("--online", is_flag=True, help="Ask services, too: do identifiers exist, are titles and authors right?")
@click.option("--explain", metavar="RULE", help="Say what a rule is for, with an example; 'all' lists the rules.")
@click.option("--select", multiple=True, metavar="RULE", help="Only these rules or families: CAT004, NOTE.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Without these.")
@click.option("--allow-dirty", is_flag=True, help="With --fix: also files with changes that are in no commit.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Leave out the problems in this file; {known.DEFAULT} is taken if it is there.",
)
@click.option("--no-baseline", is_flag=True, help="Say the known problems too.")
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    is_flag=False,
    flag_value=Path(known.DEFAULT),
    help=f"Take the problems there are for known ones, and write them to a file [{known.DEFAULT}].",
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to a file.")
@click.pass_context
def check_command(
    ctx: click.Context,
    form: str,
    fix: bool,
    online: bool,
    explain: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    allow_dirty: bool,
    baseline: Path | None,
    no_baseline: bool,
    write_baseline: Path | None,
    output: Path | None,
) -> None:
    """Check the catalogue, the notes and the settings.

    Exit codes: 0 no errors or warnings, 1 some (infos do not count), 2 the check could not run,
    3 with --online: no network."""
    if explain:
        click.echo(explanation(explain))
        return
    _valid(_families(select), _families(ignore), online=online)
    root = find_root(ctx.find_root().obj or Path.cwd())
    evidence, silence = _asked(root) if online else (None, False)
    again = partial(run, root, _families(select), _families(ignore), evidence)
    problems = again()
    if fix:
        problems, done = fixed(root, again, problems, allow_dirty=allow_dirty)
        click.echo(f"{sum(done.values())} fixed", err=True)
    if write_baseline:
        known.save(root / write_baseline, root, problems)
        click.echo(f"{write_baseline}: {len(problems)} problems are known now", err=True)
        return
    if not no_baseline:
        problems = _new(root, baseline, problems)
    _write(problems, form, output)
    bad = any(problem.level is not Level.INFO for problem in problems)
    ctx.exit(3 if silence else 1 if bad else 0)


def _new(root: Path, path: Path | None, problems: list[Problem]) -> list[Problem]:
    """The problems that the baseline does not know. Raises PapernotesError."""
    if path is None and not (root / known.DEFAULT).is_file():
        return problems
    new, gone = known.unknown(problems, known.load(path or root / known.DEFAULT), root)
    if left := len(problems) - len(new):
        click.echo(f"{left} known problem{'s' * (left != 1)} not said", err=True)
    if gone:
        click.echo(f"{gone} known problem{'s' * (gone != 1)} gone; --write-baseline forgets them", err=True)
    return new


def _families(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip().upper() for name in names for part in name.split(",") if part.strip())


def _valid(select: Sequence[str], ignore: Sequence[str], *, online: bool) -> None:
    """Raises click.UsageError for a rule that does not exist, or that would not run."""
    for name in (*select, *ignore):
        named = [one for id, one in checks.RULES.items() if id.startswith(name)]
        if not named:
            raise click.UsageError(f"unknown rule '{name}'; see 'papernotes check --explain all'")
        if name in select and not online and all(one.online for one in named):
            raise click.UsageError(f"{name} asks services; give --online")


def _asked(root: Path) -> tuple[dict[str, Evidence], bool]:
    """What services say of every paper, and whether none of them answered. Raises PapernotesError."""
    from papernotes.cli.asking import asked, coverage, nobody

    own = load_settings(root)[0]
    evidence = asked(own, load(own, with_notes=False).papers)
    for line in coverage(evidence):
        click.echo(line, err=True)
    if silence := nobody(evidence):
        click.echo("papernotes: no service answered; is there a network? Nothing was judged online", err=True)
    return evidence, silence


def run(
    root: Path,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    evidence: Mapping[str, Evidence] | None = None,
) -> list[Problem]:
    """What is wrong with a knowledge base, its settings included, by place. Raises PapernotesError."""
    own, mistakes = load_settings(root)
    # What only some of the rules find out is not worth to be kept.
    memory = Memory(None if select or ignore else root, json.dumps(own.typos, sort_keys=True))
    # All of it lives to the end: to look through it again and again for what may go is a tenth of the time.
    with gc_paused():
        library = load(own, kept=True)
        library.problems = [*mistakes, *library.problems]
        given = {"sort": own.sort, "typos": own.typos, "evidence": evidence, "memory": memory}
        found = checks.run(library, own.rules, select, ignore, **given)  # type: ignore[arg-type]
        memory.save()
        gc.freeze()
    return found


def explanation(rule: str) -> str:
    """What a rule is for; for "all", a line for each rule. Raises click.UsageError."""
    if rule.lower() == "all":
        rows = (f"{one.id:<8} {one.level:<8} {one.sentence}" for _, one in sorted(checks.RULES.items()))
        return "\n".join(rows)
    one = checks.RULES.get(rule.upper())
    if one is None:
        raise click.UsageError(f"unknown rule '{rule}'; see 'papernotes check --explain all'")
    fixes = {"auto": "papernotes check --fix", "suggestion": "the message says what to write"}
    parts = [f"{one.id} {one.name} ({one.level})", one.sentence, one.why]
    parts += [f"Wrong:\n{_indented(one.bad)}", f"Right:\n{_indented(one.good)}"]
    parts += [f"Fix: {fixes[one.fix]}"] if one.fix in fixes else []
    return "\n\n".join(parts)


def _indented(example: str) -> str:
    return "\n".join("    " + line if line else "" for line in example.splitlines())


def _write(problems: Sequence[Problem], form: str, output: Path | None) -> None:
    if output:
        try:
            output.write_text(report.FORMATS[form](problems), "utf-8")
        except OSError as error:
            raise PapernotesError(f"{output}: cannot be written; {error.strerror}") from error
    elif form == "text":
        _show(problems)
    else:
        click.echo(report.FORMATS[form](problems), nl=False)
    if form == "text" or output:
        click.echo(report.summary(problems), err=True)


def _show(problems: Sequence[Problem]) -> None:
    if not sys.stdout.isatty() or colour() is False:
        # One write: ten thousand small ones take longer than the check.
        click.echo(report.text(problems), nl=False)
        return
    for problem in problems:
        _line(problem)


def _line(problem: Problem) -> None:
    where = click.style(printable(str(problem.where)), bold=True)
    rule = click.style(problem.rule, fg=_COLOURS[problem.level])
    level = click.style(f"[{problem.level}]", dim=True)
    click.echo(f"{where}: {rule} {printable(problem.text)} {level}")
