"""What `add` was asked for, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import click

from papernotes.cli.base import write_json
from papernotes.identifiers import NORMALISE, fold_title
from papernotes.model.paper import Paper
from papernotes.store import scalar
from papernotes.text import printable

PAGES = ("page", "code")
"""Links that name a paper: no two papers have the same."""


class State(StrEnum):
    """What becomes of an item."""

    NEW = "added"
    DRAFT = "draft"
    """Added, but a service did not answer: `papernotes update` completes it."""
    KNOWN = "known"
    DOUBTFUL = "doubtful"
    """Several papers may be meant; the user is to say which."""
    FAILED = "not added"


@dataclass
class Item:
    """One paper that was asked for."""

    what: str
    """As typed."""
    fields: dict[str, Any] = field(default_factory=dict)
    wanted: str = ""
    """The key that its source gives it; "" to make one."""
    state: State = State.NEW
    reason: str = ""
    """For a person: why it is a draft, doubtful or not added; what to know of the paper."""
    choices: list[dict[str, Any]] = field(default_factory=list)
    """The fields, the score and the reasons of each paper that may be meant."""
    key: str = ""
    where: str = ""
    path: str = ""

    def failed(self, reason: str) -> Item:
        """Itself, not to be added."""
        self.state, self.reason = State.FAILED, reason
        return self


class Known:
    """The papers that are there, by identifier, title and address."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._index: dict[str, Paper] = {}
        for paper in papers:
            self.add(paper)

    def add(self, paper: Paper) -> None:
        """Know one more."""
        said = {name: getattr(paper, name) for name in (*NORMALISE, "title", "links")}
        nicknames = (f"title {fold_title(alias)}" for alias in paper.aliases if fold_title(alias))
        for name in (*_names(said), *nicknames):
            self._index.setdefault(name, paper)

    def find(self, fields: Mapping[str, Any]) -> Paper | None:
        """The paper that these fields mean, None if there is none."""
        return next((self._index[name] for name in _names(fields) if name in self._index), None)


def _names(fields: Mapping[str, Any]) -> Iterator[str]:
    for kind, normal in NORMALISE.items():
        if text := fields.get(kind):
            yield f"{kind} {normal(text) or text}"
    if title := fold_title(fields.get("title", "")):
        yield f"title {title}"
    for name, url in fields.get("links", {}).items():
        if name in PAGES:
            yield f"link {url.rstrip('/').casefold()}"


def tell(items: Sequence[Item], *, as_json: bool, dry_run: bool) -> None:
    """Print what became of each item: keys, entries or JSON on standard output, what is to be known on the other."""
    if as_json:
        write_json([_row(item) for item in items])
    for item in () if as_json else items:
        if item.state in (State.NEW, State.DRAFT):
            line = f"{item.path}: {item.key}  {item.fields['title']}"
            click.echo("\n".join(scalar.entry_lines(item.key, item.fields)) if dry_run else printable(line))
        elif item.state is State.KNOWN:
            click.echo(printable(f"{item.where}: {item.key}  is this paper already"))
        for number, choice in enumerate(item.choices, 1) if item.state is State.DOUBTFUL else ():
            click.echo(printable(_choice(number, choice)))
        if item.reason:
            click.echo(printable(f"{item.what}: {item.state}; {item.reason}"), err=True)


def _choice(number: int, choice: Mapping[str, Any]) -> str:
    fields = choice["fields"]
    people = ", ".join(fields.get("authors", [])[:3]) + (" et al." if len(fields.get("authors", [])) > 3 else "")
    place = " ".join(str(fields[name]) for name in ("venue", "year") if fields.get(name))
    ids = ", ".join(f"{kind}:{fields[kind]}" for kind in NORMALISE if fields.get(kind))
    told = "  ".join(part for part in (people, place, ids) if part)
    return f"{number}  {choice['score']:.2f}  {fields['title']}  ({told}): {'; '.join(choice['reasons'])}"


def _row(item: Item) -> dict[str, Any]:
    row: dict[str, Any] = {
        "what": item.what,
        "state": item.state.value,
        "key": item.key,
        "path": item.path,
        "reason": item.reason,
        "fields": item.fields,
        "candidates": item.choices,
    }
    return {name: said for name, said in row.items() if said not in ("", [], {})}
