"""Writes the pages and files of the core: those that are as they were stay, the others are made, one at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from papernotes import views
from papernotes.model.note import Note
from papernotes.search import finder
from papernotes.site.indexing import Indexing, Lost, is_index
from papernotes.site.manifest import Manifest, Output, mark
from papernotes.site.press import Press, destination, page_url, source
from papernotes.views.html import Scene
from papernotes.views.page import Page, TextFile
from papernotes.views.stamp import digest

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)

_AT_ONCE = 32
"""Pages of which each step is done before the next one; they take a megabyte."""


class NoShell(Exception):
    """A page has changed that only the theme can print."""


def text_files(scene: Scene) -> Iterable[TextFile]:
    """Every file of the site that is no page and that the core makes."""
    yield from views.text_files(scene)
    yield from finder.files(scene)


def page_digest(scene: Scene, page: Page) -> str:
    """A hash of all that a page shows, the papers that its note mentions among them."""
    return page.digest.hex() if page.note is None else digest(page.digest, _mentioned(scene, page.note)).hex()


def _mentioned(scene: Scene, note: Note) -> bytes:
    by_key, stamps = scene.library.by_key, scene.stamps
    return b"".join(stamps.paper(by_key[key]) if key in by_key else b"\0" for key in note.mentions)


def free_stamp(scene: Scene, pages: Iterable[Page]) -> str:
    """A hash of what the pages that are not ours show of the catalogue."""
    ours = {source(page) for page in pages}
    free = [note for note in scene.library.notes if note.uri not in ours]
    said = b"".join(digest(note.uri, _mentioned(scene, note)) for note in free)
    return digest(said).hex()


@dataclass
class Writer:
    """Writes to a folder what is not yet so in the site."""

    scene: Scene
    press: Press
    known: Manifest
    site: Path
    """The site as it is."""
    folder: Path
    """Where files are written to; their times stay when they are moved."""
    pages: dict[str, Output] = field(default_factory=dict)
    files: dict[str, Output] = field(default_factory=dict)
    renamed: bool = False
    """Whether places have other names than they had: then nothing is as it was."""
    same_shell: Callable[[str], bool] = lambda name: True
    """Whether the shell of that name is known to be as it was."""
    dropped: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    """The files of the site that stay as they are."""
    _made: set[str] = field(default_factory=set)
    """The folders that are there."""

    def write_pages(self, pages: Sequence[Page], indexing: Indexing) -> None:
        """Every page that is not as it was, the papers last. Raises NoShell."""
        directory_urls = self.scene.urls.directory_urls
        # Whether a page is as it was may be known by those before it: see `_is_fresh`.
        at_once = 1 if self.known.pages else _AT_ONCE
        some: list[tuple[Page, str, str]] = []
        for page in sorted(pages, key=lambda page: page.kind == "paper"):
            name, said = destination(page, directory_urls), page_digest(self.scene, page)
            if self._is_fresh(name, said):
                self.kept.add(name)
                self.pages[name] = self.known.pages[name]
                indexing.keep(page_url(page, directory_urls))
                continue
            some.append((page, name, said))
            if len(some) == at_once:
                self._write_some(some, indexing)
                some = []
        self._write_some(some, indexing)

    def _write_some(self, pages: Sequence[tuple[Page, str, str]], indexing: Indexing) -> None:
        """These pages, each with its name and what it shows."""
        made = self.press.print([page for page, _, _ in pages])
        for (_, name, _), printed in zip(pages, made, strict=True):
            if printed is None:
                raise NoShell(name)
            if printed.document is not None:
                indexing.take(printed.document)
        for (_, name, said), printed in zip(pages, made, strict=True):
            if printed is not None:
                put = self._put(name, printed.html)
                self.pages[name] = [said, *put, printed.shell, dict(printed.linked)]

    def write_index(self, indexing: Indexing, *, others: bool = True) -> None:
        """The files of the full text that change, and whether the others are as they were where that is not yet known.

        Raises NoShell where they cannot be told."""
        try:
            for name, content in indexing.files():
                if content is not None:
                    self.files[name] = ["", *self._put(name, content)]
                else:
                    self.dropped.add(name)
        except (Lost, OSError) as error:
            raise NoShell("the index") from error
        if not indexing.partial or not others:
            return
        for name, old in self.known.files.items():
            if is_index(name) and name not in self.files and name not in self.dropped:
                if old[1:3] != mark(f"{self.site}/{name}"):
                    raise NoShell(name)
                self.kept.add(name)
                self.files[name] = old

    def _is_fresh(self, name: str, said: str) -> bool:
        old = self.known.pages.get(name)
        if self.renamed or old is None or old[0] != said or old[1:3] != mark(f"{self.site}/{name}"):
            return False
        locate = self.press.locate
        # The first page of each shell is made, to see whether the shell is as it was.
        return self.same_shell(old[3]) and all(locate(place) == url for place, url in old[4].items())

    def write_files(self, files: Iterable[TextFile], skip: Callable[[str], bool] = lambda name: False) -> None:
        """Every file that is not as it was, but those that the reader has a file of his own for."""
        for file in files:
            if skip(file.uri) or file.uri in self.files:
                continue
            said, old = file.stamp.hex(), self.known.files.get(file.uri)
            if not self.renamed and old is not None and old[0] == said and old[1:3] == mark(f"{self.site}/{file.uri}"):
                self.kept.add(file.uri)
                self.files[file.uri] = old
            else:
                self.files[file.uri] = [said, *self._put(file.uri, file.content())]

    def _put(self, name: str, data: bytes) -> list[int]:
        """Write a file; one that says the same already is let be."""
        if not self._is_new:
            there = self.site / name
            if mark(there)[0] == len(data) and there.read_bytes() == data:
                self.kept.add(name)
                return mark(there)
        path = f"{self.folder}/{name}"
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            _make(folder)
            self._made.add(folder)
        file = os.open(path, _NEW, 0o666)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)
        return mark(path)

    @cached_property
    def _is_new(self) -> bool:
        """Whether there is nothing in the site yet but what is being written."""
        there = self.site.iterdir() if self.site.is_dir() else ()
        return all(self.folder.is_relative_to(path) for path in there)


def _make(folder: str) -> None:
    try:
        os.mkdir(folder)  # noqa: PTH102 - a thousand times, and most have the one above
    except OSError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
