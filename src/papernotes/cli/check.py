"""check: every mistake said with its place; --fix for those with one safe answer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from papernotes import checks, report
from papernotes.cli.base import colour
from papernotes.problem import Level, PapernotesError, Problem
from papernotes.settings import Settings, find_root, load_settings
from papernotes.store import edit, write
from papernotes.store.load import load
from papernotes.text import printable

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "blue"}
_ROUNDS = 5


@click.command("check")
@click.option("--format", "form", type=click.Choice(list(report.FORMATS)), default="text", show_default=True)
@click.option("--fix", is_flag=True, help="Correct what has one safe answer, and nothing else.")
@click.option("--explain", metavar="RULE", help="Say what a rule is for, with an example; 'all' lists the rules.")
@click.option("--select", multiple=True, metavar="RULE", help="Only these rules or families: CAT004, NOTE.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Without these.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to a file.")
@click.pass_context
def check_command(
    ctx: click.Context,
    form: str,
    fix: bool,
    explain: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output: Path | None,
) -> None:
    """Check the catalogue, the notes and the settings.

    Exit codes: 0 no errors or warnings, 1 some (infos do not count), 2 the check could not run."""
    if explain:
        click.echo(explanation(explain))
        return
    known = [*_families(select), *_families(ignore)]
    unknown = next((name for name in known if not any(id.startswith(name) for id in checks.RULES)), None)
    if unknown is not None:
        raise click.UsageError(f"unknown rule '{unknown}'; see 'papernotes check --explain all'")
    root = find_root(ctx.find_root().obj or Path.cwd())
    problems = run(root, _families(select), _families(ignore))
    if fix:
        problems = _fixed(root, problems, _families(select), _families(ignore))
    _write(problems, form, output)
    ctx.exit(1 if any(problem.level is not Level.INFO for problem in problems) else 0)


def _families(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip().upper() for name in names for part in name.split(",") if part.strip())


def run(root: Path, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Problem]:
    """What is wrong with a knowledge base, its settings included, by place. Raises PapernotesError."""
    own, mistakes = load_settings(root)
    library = load(own)
    library.problems = [*mistakes, *library.problems]
    return checks.run(library, own.rules, select, ignore, sort=own.sort)


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


def _fixed(root: Path, problems: list[Problem], select: Sequence[str], ignore: Sequence[str]) -> list[Problem]:
    """What is left after the automatic fixes; a fix may bring another one to light, so there are rounds."""
    own = load_settings(root)[0]
    count = 0
    for _ in range(_ROUNDS):
        done = sum(_apply(own, path, problems) for path in dict.fromkeys(p.where.path for p in problems))
        if not done:
            break
        count += done
        problems = run(root, select, ignore)
    click.echo(f"{count} fixed", err=True)
    return problems


def _apply(own: Settings, path: str, problems: Sequence[Problem]) -> int:
    """Write the automatic fixes of one catalogue file; how many there were."""
    changes: dict[str, dict[str, object]] = {}
    for problem in problems:
        if problem.edit and problem.where.path == path:
            # Two fixes of one field wait for each other.
            changes.setdefault(problem.edit.key, {}).setdefault(problem.edit.field, problem.edit.value)
    if not changes:
        return 0
    before = after = write.read_exact(own.root / path)
    count = 0
    try:
        after, count = edit.set_many(before, path, changes), sum(map(len, changes.values()))
    except edit.EditRefused:
        # One entry cannot be edited: the others still can.
        for key, fields in changes.items():
            try:
                after, count = edit.set_fields(after, path, key, fields), count + len(fields)
            except edit.EditRefused as refused:
                click.echo(str(refused), err=True)
    return count if write.replace(own.root / path, before, after) else 0


def _write(problems: Sequence[Problem], form: str, output: Path | None) -> None:
    if output:
        try:
            output.write_text(report.FORMATS[form](problems), "utf-8")
        except OSError as error:
            raise PapernotesError(f"{output}: cannot be written; {error.strerror}") from error
    elif form == "text":
        for problem in problems:
            _line(problem)
    else:
        click.echo(report.FORMATS[form](problems), nl=False)
    if form == "text" or output:
        click.echo(report.summary(problems), err=True)


def _line(problem: Problem) -> None:
    if not sys.stdout.isatty() or colour() is False:
        click.echo(report.text([problem]), nl=False)
        return
    where = click.style(printable(str(problem.where)), bold=True)
    rule = click.style(problem.rule, fg=_COLOURS[problem.level])
    level = click.style(f"[{problem.level}]", dim=True)
    click.echo(f"{where}: {rule} {printable(problem.text)} {level}")
