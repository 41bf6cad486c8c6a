"""The files under the notes folder, in one walk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from papernotes.model.asset import Asset
from papernotes.store import sidecar
from papernotes.store.attachment import head_of
from papernotes.store.look import Look


def walk(top: Path, prefix: str, look: Look | None = None) -> list[Asset]:
    """Every file under a folder in path order; hidden ones are left out, linked folders are named but not entered.

    `prefix` is the folder's name relative to the knowledge base, with a slash at its end. `look` may have been at the
    folder a moment ago."""
    real = os.path.realpath(top)
    return sorted(_walk(str(top), prefix, "", real, look or Look()), key=_order)


def _order(asset: Asset) -> str:
    # As if it were compared folder by folder; no name holds the sign that comes before all others.
    return asset.uri.replace("/", "\0")


def _walk(folder: str, prefix: str, uri: str, real: str, look: Look) -> Iterator[Asset]:
    try:
        entries = look.entries(folder)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = f"{uri}{entry.name}"
        leaves = entry.is_symlink() and not f"{os.path.realpath(entry.path)}/".startswith(f"{real}/")
        try:
            if leaves:
                yield Asset(prefix + name, name, leaves=True)
            elif entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, prefix, f"{name}/", real, look)
            elif entry.is_file():
                yield _asset(entry, prefix + name, name, look.time_ns)
        except OSError:
            # A link to itself.
            continue


def _asset(entry: os.DirEntry[str], path: str, uri: str, time_ns: int) -> Asset:
    found, head = entry.stat(), b""
    if not uri.endswith(".md"):
        with suppress(OSError):
            head = head_of(entry.path)
    may_run = found.st_mode & stat.S_IXUSR != 0
    return Asset(path, uri, found.st_size, may_run, False, head, sidecar.stamp(found, time_ns))


def plain(path: Path, name: str) -> Asset:
    """A file outside the notes folder, such as the catalogue."""
    try:
        mode = path.stat()
    except OSError:
        return Asset(name, "")
    return Asset(name, "", mode.st_size, bool(mode.st_mode & stat.S_IXUSR))


def is_note(asset: Asset) -> bool:
    """Whether the file is a Markdown file."""
    return asset.uri.endswith(".md")
