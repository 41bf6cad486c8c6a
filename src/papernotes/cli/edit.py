"""set, status, rename, remove: changing the catalogue by splicing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

from papernotes.cli.base import complete_key, complete_status, library, settings
from papernotes.find import one
from papernotes.identifiers import NORMALISE, is_key
from papernotes.model.library import Library
from papernotes.model.paper import KINDS, Paper, shapes
from papernotes.problem import PapernotesError
from papernotes.settings import Settings
from papernotes.store import edit, write
from papernotes.store.mistake import unknown_field
from papernotes.store.rename import rename
from papernotes.text import is_day, printable

_ASSIGNMENT = re.compile(r"([a-z]+)(?:\.([^=]+?))?(\+=|-=|=)(.*)\Z", re.S)


def change(own: Settings, path: str, how: Callable[[str], str]) -> bool:
    """Write a catalogue file as `how` changes it; whether it changed. Raises PapernotesError."""
    before = write.read_exact(own.root / path)
    return write.replace(own.root / path, before, how(before))


@click.command("set")
@click.argument("name", shell_complete=complete_key)
@click.argument("assignments", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_context
def set_command(ctx: click.Context, name: str, assignments: tuple[str, ...]) -> None:
    """Set fields of the paper NAME; every other byte of the catalogue stays.

    \b
    year=2021                 replaces the value
    tags=oral,综述            a list; authors are separated by ';'
    tags+=重要  tags-=oral    adds to a list, or takes from it
    links.code=https://...    one item of a mapping
    venue=                    removes the field"""
    known = library(ctx)
    paper = one(known, name)
    changes = parse(known, paper, assignments)
    if change(settings(ctx), paper.path, lambda text: edit.set_fields(text, paper.path, paper.key, changes)):
        click.echo(f"{paper.path}: {paper.key}: {', '.join(changes)} set")
    else:
        click.echo(f"{paper.path}: {paper.key}: nothing to change")


def parse(known: Library, paper: Paper, assignments: tuple[str, ...]) -> dict[str, Any]:
    """The fields that assignments of the command line ask for. Raises click.UsageError."""
    changes: dict[str, Any] = {}
    for words in assignments:
        match = _ASSIGNMENT.match(words)
        if match is None:
            raise click.UsageError(f"'{words}' is no assignment; write year=2021")
        name, item, sign, text = match.groups()
        shape = shapes().get(name)
        if shape is None:
            raise click.UsageError(unknown_field(paper.where, name, shapes()).text)
        if sign != "=" and shape.type != "list":
            raise click.UsageError(f"'{name}' is no list; write {name}=...")
        if item and shape.type != "map":
            raise click.UsageError(f"'{name}' is no mapping; write {name}=...")
        old = changes.get(name, getattr(paper, name))
        if shape.type == "map":
            changes[name] = _mapping(name, old, item, text)
        elif shape.type == "list":
            changes[name] = _list(name, old, sign, text)
        else:
            changes[name] = value(known, name, text)
    return changes


def _mapping(name: str, old: Mapping[str, str], item: str | None, text: str) -> dict[str, str]:
    if not item:
        if text:
            raise click.UsageError(f"'{name}' is a mapping; write {name}.NAME=...")
        return {}
    kept = {key: url for key, url in old.items() if key != item or text}
    return kept | ({item: text} if text else {})


def _list(name: str, old: tuple[str, ...], sign: str, text: str) -> list[str]:
    items = split(name, text)
    if sign == "+=":
        return list(dict.fromkeys([*old, *items]))
    return [item for item in old if item not in items] if sign == "-=" else items


def split(name: str, text: str) -> list[str]:
    """The items of a list as typed: between commas, those of authors between semicolons."""
    pattern = r"[;；]|\sand\s" if name == "authors" else r"[,，;；]"
    return [item.strip() for item in re.split(pattern, text) if item.strip()]


def value(known: Library, name: str, text: str) -> str | int:
    """The value of a field that is neither list nor mapping, in its normal form. Raises click.UsageError."""
    shape = shapes()[name]
    if not text:
        return ""
    if shape.type == "int":
        if not re.fullmatch(r"[0-9]{1,9}", text) or not (shape.low or 0) <= int(text) <= (shape.high or int(text)):
            raise click.UsageError(f"'{text}' is no {name}; write a whole number from {shape.low} to {shape.high}")
        return int(text)
    if name in NORMALISE:
        normal = NORMALISE[name](text)
        if normal is None:
            raise click.UsageError(f"'{text}' is no {name}")
        return normal
    if name == "status" and not known.statuses.find(text):
        raise click.UsageError(f"unknown status '{text}'; one of {', '.join(s.zh for s in known.statuses.all)}")
    if name == "kind" and text not in KINDS:
        raise click.UsageError(f"unknown kind '{text}'; one of {', '.join(KINDS)}")
    if name == "added" and not is_day(text):
        raise click.UsageError(f"'{text}' is no day; write 2022-06-13")
    return text


@click.command("status")
@click.argument("names", nargs=-1, required=True, shell_complete=complete_key)
@click.argument("status", shell_complete=complete_status)
@click.pass_context
def status_command(ctx: click.Context, names: tuple[str, ...], status: str) -> None:
    """Set the reading status of the papers NAMES: 未看, 在读, 已读, 重看, 弃读, or in English."""
    known = library(ctx)
    word = value(known, "status", status)
    papers = [one(known, name) for name in names]
    own = settings(ctx)
    for path in dict.fromkeys(paper.path for paper in papers):
        keys = [paper.key for paper in papers if paper.path == path]
        changes = {key: {"status": word} for key in keys}
        changed = change(own, path, lambda text, p=path, c=changes: edit.set_many(text, p, c))  # type: ignore[misc]
        click.echo(f"{path}: {', '.join(keys)}: " + (f"status {word}" if changed else "nothing to change"))


def new_key(key: str) -> str:
    """The key that a user wants for a paper. Raises click.UsageError where it cannot be a file's name."""
    if not is_key(key):
        raise click.UsageError(f"'{printable(key)}' cannot be a key; write letters, digits and - _ . +")
    return key


@click.command("rename")
@click.argument("name", shell_complete=complete_key)
@click.argument("key")
@click.pass_context
def rename_command(ctx: click.Context, name: str, key: str) -> None:
    """Give the paper NAME the citation key KEY: in the catalogue, its note's file, every [[key]] and link."""
    known = library(ctx, with_notes=True)
    paper = one(known, name)
    new_key(key)
    if key in known.by_key and key != paper.key:
        raise PapernotesError(f"{known.by_key[key].where}: '{key}' is taken; nothing renamed")
    if key == paper.key:
        click.echo("nothing to change")
        return
    for path in rename(settings(ctx), known, paper, key):
        click.echo(f"{path}: '{paper.key}' is now '{key}'")


@click.command("remove")
@click.argument("names", nargs=-1, required=True, shell_complete=complete_key)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def remove_command(ctx: click.Context, names: tuple[str, ...], yes: bool) -> None:
    """Remove the papers NAMES from the catalogue. Their notes stay where they are."""
    known = library(ctx, with_notes=True)
    papers = list(dict.fromkeys(one(known, name) for name in names))
    for paper in papers:
        click.echo(printable(f"{paper.where}: {paper.key}  {paper.title}"))
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("nobody to ask; give --yes to remove them")
        click.confirm("Remove?", abort=True)
    own = settings(ctx)
    for paper in papers:
        change(own, paper.path, lambda text, p=paper: edit.remove_entry(text, p.path, p.key))  # type: ignore[misc]
        note = known.note_of.get(paper.key)
        if note:
            click.echo(f"{note.path}: its paper is gone; remove it too if you do not want it")
        for other in known.mentioned_by.get(paper.key, ()):
            click.echo(f"{other.path}: still mentions '{paper.key}'")
