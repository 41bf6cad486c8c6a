"""Makes a site's folder equal to a fresh build: what is the same stays as it is, what has gone is removed.

MkDocs empties the folder and writes all of it anew. Here it writes to a folder of its own inside the site's, on the
same file system, so that each file can be moved into place whole; a build that fails leaves the old site as it was."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

_PREFIX = ".papernotes-"


@dataclass
class Changes:
    """What a build did to the site: numbers of files."""

    written: int = 0
    removed: int = 0
    same: int = 0
    built: Collection[str] = ()
    """The files that the host wrote, and we, by their paths in the site."""


class Publisher:
    """One build of one site; `folder` is where the host is to write."""

    def __init__(self, site: Path) -> None:
        site.mkdir(parents=True, exist_ok=True)
        for left in site.glob(f"{_PREFIX}*"):
            # Of a build that was killed.
            shutil.rmtree(left, ignore_errors=True)
        self.site = site
        self._work = tempfile.TemporaryDirectory(prefix=_PREFIX, dir=site, ignore_cleanup_errors=True)
        self.folder = Path(self._work.name, "site")

    def finish(self, kept: Collection[str] = ()) -> Changes:
        """Move what was built into place and remove what was not, but the files `kept`, relative to the site."""
        changes = Changes()
        self.folder.mkdir(exist_ok=True)
        built = set(files_of(self.folder, hidden=True))
        # As MkDocs does: hidden files at the top are the user's, such as .git of a branch for pages.
        for name in files_of(self.site):
            if name not in built and name not in kept and not name.startswith("."):
                Path(self.site, name).unlink()
                changes.removed += 1
        if changes.removed:
            _drop_empty(self.site)
        _merge(self.folder, self.site, changes)
        changes.written, changes.built = len(built) - changes.same, built
        self.discard()
        return changes

    def discard(self) -> None:
        """Forget what was built; the site stays as it is."""
        self._work.cleanup()


def files_of(folder: Path, hidden: bool = False) -> Iterator[str]:
    """Every file below a folder by its path in it, those of `hidden` folders at its top if asked; links are files."""
    folders = [""]
    while folders:
        place = folders.pop()
        with os.scandir(f"{folder}/{place}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if place or hidden or not entry.name.startswith("."):
                        folders.append(f"{place}{entry.name}/")
                else:
                    yield f"{place}{entry.name}"


def _drop_empty(top: Path) -> None:
    for folder, _, _ in os.walk(top, topdown=False):
        path = Path(folder)
        hidden = path.relative_to(top).parts[:1]
        if path != top and not hidden[0].startswith(".") and not any(path.iterdir()):
            path.rmdir()


def _merge(built: Path, site: Path, changes: Changes) -> None:
    with os.scandir(built) as entries:
        for entry in list(entries):
            target = site / entry.name
            new = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                if target.is_dir() and not target.is_symlink():
                    _merge(new, target, changes)
                    continue
            elif target.is_file() and not target.is_symlink() and filecmp.cmp(new, target, shallow=False):
                changes.same += 1
                continue
            if target.is_symlink() or (target.exists() and entry.is_dir() != target.is_dir()):
                # A page's folder where a file was, or a file where a folder was.
                _remove(target)
            new.replace(target)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
