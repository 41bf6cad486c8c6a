"""How each host is asked: the built-in table and the user's own entries before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

import yaml

from papernotes.problem import PapernotesError, near


@dataclass(frozen=True, slots=True)
class Policy:
    """How a host is asked and believed; the fields are explained in hosts.yaml."""

    hosts: tuple[str, ...] = ("*",)
    interval: float = 0.5
    concurrency: int = 2
    wall: bool = False
    unverifiable: tuple[int, ...] = ()
    fragments: bool = True
    moved: bool = True
    trust: bool = False
    thumbnail: str = ""
    hint: str = ""


class Hosts:
    """The table; the user's entries come first."""

    def __init__(self, own: Iterable[Mapping[str, Any]] = (), **every: Any) -> None:
        """`every` replaces fields of all built-in entries, such as interval=0."""
        table = [*own, *({**row, **every} for row in _built_in())]
        self.policies = tuple(_policy(row) for row in table)
        self._known: dict[str, Policy] = {}
        self._by_name: dict[str, Policy] = {}
        for policy in self.policies:
            for name in policy.hosts:
                self._by_name.setdefault(name, policy)

    def of(self, host: str) -> Policy:
        """The policy of a host: the entry that names it or the nearest domain above it."""
        found = self._known.get(host)
        if found is None:
            labels = host.split(".")
            names = [".".join(labels[i:]) for i in range(len(labels))]
            found = next((self._by_name[name] for name in names if name in self._by_name), self._by_name["*"])
            self._known[host] = found
        return found


@cache
def _built_in() -> Sequence[Mapping[str, Any]]:
    text = resources.files("papernotes.links").joinpath("hosts.yaml").read_text("utf-8")
    rows: Sequence[Mapping[str, Any]] = yaml.safe_load(text)
    return rows


def _policy(row: Mapping[str, Any]) -> Policy:
    """Raises PapernotesError for what a user wrote wrong."""
    shapes = {field.name: field.default for field in fields(Policy)}
    given: dict[str, Any] = {}
    for name, value in row.items():
        default = shapes.get(name)
        if default is None:
            raise PapernotesError(f"mkdocs.yml: unknown key '{name}' of a host in 'links'; {near(name, shapes)}")
        if isinstance(default, tuple) and isinstance(value, list):
            value = tuple(value)
        kind = (int, float) if isinstance(default, float) else type(default)
        if not isinstance(value, kind) or (isinstance(value, bool) and not isinstance(default, bool)):
            raise PapernotesError(f"mkdocs.yml: '{name}' of a host in 'links' is {value!r}; see docs/links.md")
        given[name] = value
    if not given.get("hosts"):
        raise PapernotesError("mkdocs.yml: an entry of 'links: hosts' names no hosts; write {hosts: [example.org]}")
    return Policy(**given)


def registrable(host: str) -> str:
    """The domain that one owner holds: the last two labels, three below names such as co.uk and edu.cn.

    A guess without the public suffix list: it only decides whether a move is worth proposing."""
    labels = host.split(".")
    shared = ".".join(labels[-2:]) in _SHARED
    second = shared or (len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND)
    return ".".join(labels[-3:] if second else labels[-2:])


_SHARED = set("github.io gitlab.io gitee.io readthedocs.io pages.dev vercel.app netlify.app blogspot.com".split())
"""Domains whose subdomains belong to different people."""
_SECOND = {"co", "com", "org", "ac", "edu", "gov", "net", "or", "ne", "go"}
