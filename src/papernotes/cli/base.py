"""What commands share: the knowledge base they work on, arguments that name papers, tables."""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from papernotes.garbage import gc_paused
from papernotes.model.library import Library
from papernotes.model.paper import Paper, values
from papernotes.problem import PapernotesError
from papernotes.settings import Settings, find_root, load_settings
from papernotes.store.load import catalogue_files, file_name, load
from papernotes.text import printable

_MANY = 50
F = TypeVar("F", bound=Callable[..., Any])


def settings(ctx: click.Context) -> Settings:
    """The settings of the knowledge base that the command works on; it need not have a mkdocs.yml that is right.

    Raises PapernotesError."""
    return load_settings(find_root(ctx.find_root().obj or Path.cwd()))[0]


def library(ctx: click.Context, *, with_notes: bool = False) -> Library:
    """The library of the knowledge base. Raises PapernotesError."""
    with gc_paused():
        found = load(settings(ctx), with_notes=with_notes, kept=True)
        # All of it lives to the end: nobody need look through it for what may go.
        gc.freeze()
    return found


def known_file(known: Library, own: Settings) -> str:
    """The catalogue file that new papers join: that of the last one."""
    if known.papers:
        return known.papers[-1].path
    return file_name(catalogue_files(own)[-1], own.root)


def complete_key(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Keys of papers for the shell; none where there is no knowledge base."""
    try:
        papers = library(ctx).papers
    except PapernotesError:
        return []
    return [CompletionItem(paper.key, help=paper.title) for paper in papers if paper.key.startswith(incomplete)]


def complete_status(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Statuses for the shell."""
    try:
        words = settings(ctx).status_list().words()
    except PapernotesError:
        return []
    return [word for word in words if word.startswith(incomplete)]


def facets(command: F) -> F:
    """The options that narrow a list of papers."""
    for option in (
        click.option("--tag", "tags", multiple=True, metavar="TAG", help="Papers with this tag."),
        click.option("--year", "years", multiple=True, metavar="YEAR", help="2021, 2019-2021, 2019- or -2019."),
        click.option("--venue", "venues", multiple=True, metavar="VENUE", help="Any name of a venue: NIPS, NeurIPS."),
        click.option(
            "--status",
            "statuses",
            multiple=True,
            metavar="STATUS",
            shell_complete=complete_status,
            help="未看, 在读, 已读, 重看, 弃读, or unread, reading, read, revisit, dropped.",
        ),
        click.option(
            "--topic", "topics", multiple=True, metavar="TOPIC", help="A topic and those below; its last name will do."
        ),
    ):
        command = option(command)
    return command


def as_json(paper: Paper, library: Library) -> dict[str, Any]:
    """A paper for other programs: its fields as written, its key, and the canonical name of its status."""
    fields = {name: dict(v) if hasattr(v, "items") else v for name, v in values(paper).items()}
    return {"key": paper.key, **fields, "status_name": library.status(paper).name}


def write_json(value: Any) -> None:
    """Print JSON, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_table(rows: Iterable[Sequence[str]], colours: Sequence[str | None] = ()) -> None:
    """Print columns; on a terminal the last one is cut to what fits, elsewhere nothing is."""
    # Most rows are printable as they are, and one look at all of a row tells.
    lines = [row if "".join(row).isprintable() else [printable(cell) for cell in row] for row in rows]
    if not lines:
        return
    columns = [[width(cell) for cell in column] for column in list(zip(*lines, strict=True))[:-1]]
    widths = [max(sizes) for sizes in columns]
    terminal = sys.stdout.isatty()
    room = shutil.get_terminal_size().columns - sum(widths) - 2 * len(widths) if terminal else 0
    paint = [*(colours if terminal and colour() is not False else ()), *[None] * len(lines[0])]
    painted = any(paint)
    shown = []
    for row, sizes in zip(lines, zip(*columns, strict=True) if columns else repeat(()), strict=False):
        cells = [cell + " " * (size - own) for cell, size, own in zip(row, widths, sizes, strict=False)]
        cells.append(cut(row[-1], room) if room > 20 else row[-1])
        if painted:
            cells = [click.style(cell, fg=name) if name else cell for cell, name in zip(cells, paint, strict=False)]
        shown.append("  ".join(cells).rstrip())
    # One write: ten thousand small ones take longer than all the rest.
    click.echo("\n".join(shown), color=colour())


def track(items: Sequence[Any]) -> Iterator[Any]:
    """The items one by one, with a bar on standard error: only on a terminal, only where there are many."""
    if len(items) < _MANY or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, file=sys.stderr) as bar:
        yield from bar


def colour() -> bool | None:
    """False where colours are unwanted (https://no-color.org), None to let the terminal decide."""
    return False if os.environ.get("NO_COLOR") else None


def width(text: str) -> int:
    """Columns on a terminal; a Chinese character takes two.

    https://www.unicode.org/reports/tr11/"""
    return len(text) if text.isascii() else _wide(text)


@lru_cache(maxsize=4096)
def _wide(text: str) -> int:
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def cut(text: str, room: int) -> str:
    """The text, with … at its end where it is wider than `room`."""
    if width(text) <= room:
        return text
    while width(text) > room - 1:
        text = text[:-1]
    return text + "…"
