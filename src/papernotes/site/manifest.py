"""What the last build of a site knew: hashes and times of its files, the theme's shells, results worth keeping.

It lies in the caches beside the knowledge base and can be deleted at any time; a build without it is a full one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from copy import copy
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from papernotes.store import sidecar
from papernotes.store.parts import Parts

_FORMAT, _LINES = "2", "lines"
_PACKED, _MEMORY = "_packed", "memory"

Output = list[Any]
"""Of a file that was written: the hash of what it was made of, its size and its time in nanoseconds; of a page also
the name of its shell, and the files that it links to with what they were found to be."""
Mark = list[int]
"""A file's size and its time in nanoseconds."""


class Unsound(ValueError):
    """What is kept is of no shape of ours."""


@dataclass(eq=False)
class Manifest:
    """One build; every value is of Python's own plain types. What was kept is unpacked when it is asked for."""

    about: dict[str, Any] = field(default_factory=dict)
    """What every page depends on: settings, Markdown extensions, versions; see papernotes.site.ambient."""
    pages: dict[str, Output] = field(default_factory=dict)
    """By the file of the site."""
    files: dict[str, Output] = field(default_factory=dict)
    """Of ours that are no pages, by the file of the site."""
    others: dict[str, Mark] = field(default_factory=dict)
    """What the host wrote, by the file of the site."""
    inputs: dict[str, Mark] = field(default_factory=dict)
    """What the host read, by its path: the configuration, pages of the reader's own, pictures, the theme's files."""
    shells: dict[str, list[str]] = field(default_factory=dict)
    toc: list[str] = field(default_factory=list)
    """How the theme writes a table of contents."""
    assets: list[str] = field(default_factory=list)
    """The scripts and styles that the notes need."""
    catalogue: str = ""
    """A hash of the catalogue's text; empty where there is none."""
    frame: str = ""
    """The same of all but the papers' statuses."""
    papers: dict[str, list[str]] = field(default_factory=dict)
    """Of each paper, by its key and in the catalogue's order, a hash of all but its status, and its status."""
    notes: dict[str, list[Any]] = field(default_factory=dict)
    """Hashes of each note, by its path: of its text, of what other pages than its own show of it, of its facts."""
    own: dict[str, str] = field(default_factory=dict)
    """The titles of the pages that the host made of ours, by the file of the site."""
    places: dict[str, str] = field(default_factory=dict)
    """The URLs of what the host makes of the notes folder, by source file."""
    urls: list[str] = field(default_factory=list)
    """Those of the pages that the host made, for the site map."""
    names: str = ""
    """The places that are not made of their name alone."""
    said: list[list[str]] = field(default_factory=list)
    """What was said of the host's files, each with its level."""
    free: str = ""
    """A hash of what the reader's own pages show of the catalogue."""
    documents: list[str] = field(default_factory=list)
    """The URL of each page that a search finds, in the order of their numbers."""
    stamps: bytes = b""
    """The hashes of their words."""
    words: list[Any] = field(default_factory=list)
    """Size and time of the file that has them, and where those of each document begin there."""
    memory: Parts = field(default_factory=Parts)

    def __getattr__(self, name: str) -> Any:
        """What Python does not find: a field that is not unpacked yet, or nothing. Raises Unsound."""
        packed = self.__dict__.get(_PACKED, {})
        if name not in packed:
            raise AttributeError(name)
        value = sidecar.unpack(packed[name])
        if not _fits(name, value):
            raise Unsound(name)
        self.__dict__[name] = Parts(value) if name == _MEMORY else value
        return self.__dict__[name]

    def but(self, **fields: Any) -> Manifest:
        """The same build but for these fields."""
        made = copy(self)
        made.__dict__.update(fields)
        return made

    def pack(self) -> dict[str, Any]:
        """Each field packed; what nobody has asked for is as it was."""
        fields = {name: value for name, value in self.__dict__.items() if name != _PACKED}
        fields[_MEMORY] = self.memory.pack()
        return {**self.__dict__.get(_PACKED, {}), **{name: sidecar.pack(value) for name, value in fields.items()}}

    @property
    def outputs(self) -> dict[str, Mark]:
        """Every file of the site and its mark."""
        ours = {name: output[1:3] for table in (self.pages, self.files) for name, output in table.items()}
        return ours | self.others


def mark(path: Path | str) -> Mark:
    """A file's size and time; of no file, zeros."""
    try:
        found = os.stat(path)  # noqa: PTH116 - ten thousand times
    except OSError:
        return [0, 0]
    return [found.st_size, found.st_mtime_ns]


def load(root: Path, site: Path, serving: bool, *, whole: bool = False) -> Manifest:
    """What the last build of a site wrote down; an empty manifest where there is none that can be believed.

    With `whole` all of it is unpacked at once; otherwise who asks for a field has to expect Unsound."""
    packed, manifest = sidecar.load(root, _name(serving), _key(site)), Manifest()
    if not isinstance(packed, dict) or packed.keys() != {f.name for f in fields(manifest)}:
        return manifest
    manifest.__dict__ = {_PACKED: packed}
    try:
        for f in fields(manifest):
            # What has one value to begin with is small, and Python would find that value.
            if whole or f.default is not MISSING:
                manifest.__getattr__(f.name)
    except (Unsound, EOFError, TypeError, ValueError):
        return Manifest()
    return manifest


def save(root: Path, site: Path, manifest: Manifest, serving: bool, before: Manifest) -> None:
    """Write it down, unless it is as it was before; where that cannot be, the next build is a full one."""
    packed = manifest.pack()
    if packed != before.__dict__.get(_PACKED):
        sidecar.save(root, _name(serving), packed, _key(site), fast=True)


def load_lines(root: Path, known: Manifest) -> Any:
    """The lines of lists that builds under the same settings drew; see papernotes.views.drawn."""
    return sidecar.load(root, _LINES, _line_key(known))


def save_lines(root: Path, made: Manifest, lines: Mapping[str, str]) -> None:
    """Keep them."""
    sidecar.save(root, _LINES, lines, _line_key(made), fast=True)


def _line_key(manifest: Manifest) -> str:
    # A line has links to tags, whose places may have numbers.
    return repr((manifest.about, manifest.names))


def _name(serving: bool) -> str:
    # What is served lies in a folder for once; the site that was built is not to be forgotten for it.
    return "served" if serving else "site"


def _key(site: Path) -> str:
    return f"{_FORMAT} {site}"


_EMPTY = Manifest()
_ROWS = {"pages": 5, "files": 3, "papers": 2, "notes": 3}
"""The fields that hold rows, and how long these are."""


def _fits(name: str, value: Any) -> bool:
    """Whether a field has the type that it should have."""
    if name == _MEMORY:
        return isinstance(value, dict) and {*map(type, value.values())} <= {bytes}
    rows = value.values() if name in _ROWS and isinstance(value, dict) else ()
    return (
        isinstance(value, type(getattr(_EMPTY, name)))
        and {*map(type, rows)} <= {list}
        and {*map(len, rows)} <= {_ROWS.get(name)}
    )


def changed(marks: Mapping[str, Mark], top: Path) -> bool:
    """Whether any of the files below a folder is not as it was."""
    return any(mark(os.path.join(top, name)) != said for name, said in marks.items())  # noqa: PTH118


def written_over(known: Manifest, site: Path) -> bool:
    """Whether any file of the site that is ours is not as it was."""
    stat, top = os.stat, f"{site}/"
    try:
        for table in (known.pages, known.files):
            for name, (_, size, time, *_) in table.items():
                found = stat(top + name)
                if found.st_mtime_ns != time or found.st_size != size:
                    return True
    except (OSError, ValueError):
        return True
    return False
