"""Whether a site is as the last build left it and would be built the same again, told without reading what it is of.

It is asked before anything else is loaded: most of what a build that changes nothing would cost is getting ready."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from papernotes.site.manifest import Mark, mark
from papernotes.store import sidecar
from papernotes.store.look import Look

_NAME = "current"


def scan(top: Path, look: Look) -> str:
    """A hash of every file below a folder by its name, size and times; hidden ones are left out. Raises OSError."""
    folder = str(top)
    if folder not in look.scans:
        look.scans[folder] = sidecar.digest("\n".join(sorted(_scan(folder, "", look))))
    return look.scans[folder]


def _scan(folder: str, prefix: str, look: Look) -> Iterator[str]:
    for entry in look.entries(folder):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _scan(entry.path, f"{prefix}{entry.name}/", look)
        else:
            try:
                # What a link leads to counts.
                found = entry.stat()
                yield f"{prefix}{entry.name} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"
            except OSError:
                yield f"{prefix}{entry.name} -"


def _seen(found: os.stat_result) -> list[int]:
    # The time of the last change tells of an edit after which a tool put the time of writing back.
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def _state(path: Path) -> list[int]:
    """What tells a file that is read from itself after a change; of no file, nothing."""
    try:
        return _seen(path.stat())
    except OSError:
        return []


class Moment:
    """The files that a build reads, as they are before it reads them."""

    def __init__(
        self,
        root: Path,
        notes: Path,
        patterns: Sequence[str],
        others: Iterable[str],
        commit: str | None,
        look: Look | None = None,
    ) -> None:
        """`others` are files by their path from the knowledge base, `commit` is what the pages show the history of.

        `look` may have been at the notes a moment ago."""
        self.root = root
        self.said: dict[str, Any] = {
            "notes": str(notes),
            "patterns": list(patterns),
            "catalogue": _catalogue(root, patterns),
            "scan": scan(notes, look or Look()) if notes.is_dir() else "",
            "others": {name: _state(root / name) for name in others},
            "commit": commit,
            # What an exception of a rule may end at.
            "day": date.today().isoformat(),
        }

    def save(
        self, site: Path, about: dict[str, Any], outputs: Mapping[str, Mark], said: Sequence[Sequence[str]]
    ) -> None:
        """Write down that the site, with the files `outputs`, is what that moment makes, and what was said of it."""
        marks = _digest(list(outputs.values()))
        told = {**self.said, "about": about, "names": list(outputs), "outputs": marks, "said": list(said)}
        sidecar.save(self.root, _NAME, told, str(site), fast=True)


def said_of(
    root: Path,
    site: Path,
    about: dict[str, Any],
    commit_of: Callable[[Path], str],
    look: Look | None = None,
) -> tuple[int, list[list[str]]] | None:
    """How many files the site has, and what was said when it was built; None where a build may change something.

    `about` is what holds now of what does not stand in files; `commit_of` tells a folder's history. With `look` the
    notes are looked at."""
    told = sidecar.load(root, _NAME, str(site))
    try:
        if told is None or told["about"] != about:
            return None
        notes = Path(told["notes"])
        commit = None if told["commit"] is None else commit_of(notes)
        if told["catalogue"] != _catalogue(root, told["patterns"]):
            # All notes need not be looked at to know it.
            return None
        now = Moment(root, notes, told["patterns"], told["others"], commit, look)
        if any(told[name] != value for name, value in now.said.items()):
            return None
        same = told["outputs"] == _marks(site, told["names"])
        return (len(told["names"]), told["said"]) if same else None
    except (KeyError, TypeError, AttributeError, OSError, ValueError):
        return None


def _catalogue(root: Path, patterns: Sequence[str]) -> dict[str, list[int]]:
    found: list[Path] = []
    for pattern in patterns:
        found += sorted(root.glob(pattern)) if any(sign in pattern for sign in "*?[") else [root / pattern]
    return {str(path): _state(path) for path in found}


def _marks(site: Path, names: Sequence[str]) -> str:
    top = str(site)
    return _digest([mark(f"{top}/{name}") for name in names])


def _digest(marks: Sequence[Mark]) -> str:
    return sidecar.digest(array("q", chain.from_iterable(marks)).tobytes())
