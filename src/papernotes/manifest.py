"""What the last build of a site knew: hashes and places of its pages, the theme's shells, results worth keeping.

A file beside the knowledge base that can be deleted at any time. A copy of it is not believed: it names the file that
it is, so that none that came with a clone, and none that was written for another site, can say what is as it was."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

FOLDER = Path(".papernotes", "cache")
_NAME = "site.json"
_FORMAT = 1

Output = list[Any]
"""Of a file that was written: the hash of what it was made of, its size and its time in nanoseconds; of a page also
the files that it links to and what they were found to be."""


@dataclass
class Manifest:
    """One build; every value is JSON."""

    key: str = ""
    """A hash of all that every page depends on."""
    site: str = ""
    """The site's folder."""
    pages: dict[str, Output] = field(default_factory=dict)
    """By the file of the site."""
    files: dict[str, Output] = field(default_factory=dict)
    """Of ours that are no pages, by the file of the site."""
    others: dict[str, Output] = field(default_factory=dict)
    """What the host wrote, by the file of the site."""
    inputs: dict[str, Output] = field(default_factory=dict)
    """What the host read, by its path: the configuration, pages of the reader's own, pictures, the theme's files."""
    shells: dict[str, list[str]] = field(default_factory=dict)
    toc: list[str] = field(default_factory=list)
    """How the theme writes a table of contents."""
    own: dict[str, str] = field(default_factory=dict)
    """The titles of our pages in the navigation, by their place; each has a shell of its own."""
    places: dict[str, str] = field(default_factory=dict)
    """The URLs of what the host makes of the notes folder, by source file."""
    memory: dict[str, list[Any]] = field(default_factory=dict)

    def is_fresh(self, output: Output | None, path: Path) -> bool:
        """Whether a file is as it was written."""
        return output is not None and output[1:3] == mark(path)


def mark(path: Path | str) -> list[int]:
    """A file's size and time; of no file, zeros."""
    try:
        found = os.stat(path)  # noqa: PTH116 - ten thousand times
    except OSError:
        return [0, 0]
    return [found.st_size, found.st_mtime_ns]


def load(root: Path, site: Path) -> Manifest:
    """What the last build of a site wrote down; an empty manifest where there is none that can be believed."""
    path = root / FOLDER / _NAME
    try:
        with path.open("rb") as file:
            place = os.fstat(file.fileno())
            found = json.loads(file.read())
        if found.pop("format") != _FORMAT or found.pop("file") != [place.st_dev, place.st_ino]:
            return Manifest()
        manifest = Manifest(**found)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return Manifest()
    return manifest if _is_sound(manifest) and manifest.site == str(site) else Manifest()


def _is_sound(manifest: Manifest) -> bool:
    """Whether everything has the type that it should have."""
    if not all(isinstance(getattr(manifest, f.name), type(getattr(_EMPTY, f.name))) for f in fields(Manifest)):
        return False
    outputs = (manifest.pages, manifest.files, manifest.others, manifest.inputs)
    return (
        all(isinstance(o, list) and len(o) >= 3 and isinstance(o[0], str) for table in outputs for o in table.values())
        and all(isinstance(o[-1], dict) for o in manifest.pages.values())
        and all(isinstance(text, str) for shell in manifest.shells.values() for text in _texts(shell))
        and all(isinstance(text, str) for text in manifest.toc)
        and _are_texts(manifest.own)
        and _are_texts(manifest.places)
    )


def _texts(shell: Any) -> list[Any]:
    return shell if isinstance(shell, list) else [None]


def _are_texts(table: Mapping[str, Any]) -> bool:
    return all(isinstance(text, str) for text in table.values())


_EMPTY = Manifest()


def save(root: Path, manifest: Manifest) -> None:
    """Write it down, whole or not at all; where the folder cannot be written to, the next build is a full one."""
    folder = root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_NAME, dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
            place = os.fstat(file.fileno())
            about = {"format": _FORMAT, "file": [place.st_dev, place.st_ino]}
            file.write(json.dumps({**about, **_values(manifest)}, separators=(",", ":")))
        Path(name).replace(folder / _NAME)
    except OSError:
        return


def _values(manifest: Manifest) -> dict[str, Any]:
    """The fields by name, not copied."""
    return {f.name: getattr(manifest, f.name) for f in fields(manifest)}


