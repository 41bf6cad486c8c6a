"""Writes the reference pages of docs/ from the code: commands, settings, rules, fields; and papers.schema.json.

python docs/generate.py          write them
python docs/generate.py --check  exit 1 if one is stale"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from papernotes.checks import RULES, THEMES
from papernotes.cli import COMMANDS, cli
from papernotes.model.paper import shapes
from papernotes.model.status import STATUSES
from papernotes.model.venue import registry
from papernotes.schema import schema
from papernotes.settings import documented

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/generate.py; change the code instead. -->\n"
TYPES = {"text": "text", "list": "list of text", "int": "whole number", "map": "name → text", "date": "day"}
SWITCHES = """\
A comment switches a rule off where it is wrong, with a reason: `<!-- papernotes: disable-next-line NOTE010 the image
is ours -->`, `disable-line` or `disable-file` in a note, `# papernotes: disable-line CAT004 ...` in the catalogue.
Several ids and families (NOTE) may stand before the reason. A comment without a reason is not heeded, and one that
switches nothing off is LINK011.

`papernotes check --write-baseline` takes the problems of an old collection for known ones; from then on only new ones
are said, by the check and by the site. A known problem is told by its rule, its file, the words of its line and its
message, not by the line's number. `--no-baseline` says all.

`papernotes check --fix` and `papernotes fmt` make the automatic fixes. Only the words that are wrong change, every
other byte stays, and a second reading proves it. A file that holds changes which are in no commit is refused, unless
`--allow-dirty`.
"""
FIXES = {"auto": "`papernotes check --fix`", "suggestion": "the message says what to write", "none": "by hand"}


def commands() -> Iterator[str]:
    """Every command's help, as the command prints it."""
    yield "# Commands\n"
    yield "Each page of help as `papernotes COMMAND --help` prints it.\n"
    root = click.Context(cli, info_name="papernotes")
    for name in COMMANDS:
        command = cli.get_command(root, name)
        assert command is not None
        yield from _help(command, root, name, 2)


def _help(command: click.Command, parent: click.Context, name: str, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, max_content_width=100, terminal_width=100)
    yield f"{'#' * level} {context.command_path}\n"
    yield f"```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            below = command.get_command(context, sub)
            assert below is not None
            yield from _help(below, context, sub, level + 1)


def settings() -> Iterator[str]:
    """Every setting with its default."""
    yield "# Settings\n"
    yield (
        "They stand in `mkdocs.yml` under the plugin's name, and hold for the command line and the site alike. Each has"
        " a default; the smallest `mkdocs.yml` needs none of them.\n"
    )
    example = "plugins:\n  - search\n  - papernotes:\n      catalogue: papers/*.yaml\n      rules: {CAT011: off}"
    yield f"```yaml\n{example}\n```\n"
    yield "| setting | default | meaning |\n|---|---|---|"
    for name, (default, doc) in documented().items():
        yield f"| `{name}` | `{default!r}` | {doc} |"
    yield "\nA further status, and another label for a known one:\n"
    yield (
        "```yaml\nplugins:\n  - papernotes:\n      statuses:\n"
        "        - {name: skimmed, zh: 略读, en: Skimmed, icon: ◔, colour: '#0e7490'}\n"
        "        - {name: unread, zh: 待读, aliases: [未看, 未读]}\n```\n"
    )


def rules() -> Iterator[str]:
    """Every rule with its reason and its examples."""
    yield "# Rules of `papernotes check`\n"
    yield (
        "Errors and warnings make `papernotes check` exit with 1, infos do not. The level of a rule or of a family is"
        " set in `mkdocs.yml`: `rules: {CAT004: error, NOTE: info, BIB002: off}`. Each example is run as a test.\n"
    )
    yield SWITCHES
    yield "| rule | level | what it finds |\n|---|---|---|"
    for rule in (rule for theme in THEMES for rule in RULES.values() if rule.check.__module__ == theme.__name__):
        yield f"| [{rule.id}](#{rule.id.lower()}) | {rule.level} | {rule.sentence} |"
    for theme in THEMES:
        yield f"\n## {(theme.__doc__ or '').splitlines()[0]}"
        for rule in (rule for rule in RULES.values() if rule.check.__module__ == theme.__name__):
            yield f'\n<a id="{rule.id.lower()}"></a>\n\n### {rule.id} {rule.name}\n'
            level = f"{rule.level}, off by default" if rule.off else rule.level
            yield f"{rule.sentence} Level: {level}. Fix: {FIXES[rule.fix]}.\n\n{rule.why}\n"
            yield f"Wrong:\n\n```yaml\n{rule.bad}\n```\n\nRight:\n\n```yaml\n{rule.good}\n```"


def fields() -> Iterator[str]:
    """Every field of a paper, the statuses, the venues."""
    yield "# Fields of papers.yaml\n"
    yield "The catalogue is a mapping of citation keys to fields, in your order. Only the title is required.\n"
    yield "| field | type | meaning |\n|---|---|---|"
    for name, shape in shapes().items():
        span = f", {shape.low} to {shape.high}" if shape.low is not None else ""
        yield f"| `{name}` | {TYPES[shape.type]}{span} | {shape.doc} |"
    yield "\n## Statuses\n"
    yield "| name | Chinese | English | also accepted |\n|---|---|---|---|"
    for status in STATUSES:
        yield f"| `{status.name}` | {status.zh} | {status.en} | {', '.join(status.aliases)} |"
    yield "\nNo status means unread. Either language may stand in the file; what you wrote is kept.\n"
    yield "## Venues\n"
    yield (
        "Any of a venue's names may stand in the catalogue, with or without a year behind it; the first is shown."
        " Other venues are allowed, with a warning.\n"
    )
    yield "| venue | full name | kind | also accepted |\n|---|---|---|---|"
    for venue in registry().all:
        yield f"| {venue.name} | {venue.full_name} | {venue.kind} | {', '.join(venue.aliases)} |"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands.md": commands,
    "settings.md": settings,
    "rules.md": rules,
    "fields.md": fields,
}


def main() -> int:
    """0, or 1 if a page was to be checked and is stale."""
    stale = []
    texts = {name: MADE + "\n".join(page()).rstrip() + "\n" for name, page in PAGES.items()}
    # Our own catalogue's first line tells editors to look there.
    texts["../papers.schema.json"] = schema()
    for name, text in texts.items():
        path = HERE / name
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, "utf-8")
    print(f"{', '.join(stale) or 'nothing'} {'stale' if '--check' in sys.argv else 'written'}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
