"""The full text's index from build to build: made of what is known of each document, brought up to date where it can.

Documents have numbers by their order: the host's pages, then ours, of these the papers last, so that a paper more is a
document more at the end. The words of all documents lie in a file beside the knowledge base; the manifest says which
one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from papernotes.search.fulltext import FOLDER, LENGTHS, Document, Index, document_words, text_line
from papernotes.search.kept import Kept, Places, beginning, record
from papernotes.search.patch import Change, patched
from papernotes.search.texts import TOGETHER, unpack
from papernotes.site.manifest import mark
from papernotes.store import sidecar
from papernotes.views.stamp import digest

_NAME = "words.bin"
_STAMP_BYTES = 16


_FOLDERS = (f"{FOLDER}/words/", f"{FOLDER}/texts/")
_FILES = {f"{FOLDER}/text.json", f"{FOLDER}/spellings.json", LENGTHS}


def is_index(name: str) -> bool:
    """Whether a file of the site is one of the index."""
    return name in _FILES or name.startswith(_FOLDERS)


class Lost(Exception):
    """The words of a document that is as it was are not known any more."""


class _Taken(NamedTuple):
    """A document that was made in this build."""

    line: bytes
    """Its text."""
    stamp: bytes
    words: Mapping[str, int]


class Indexing:
    """The index of one build."""

    def __init__(self, root: Path, site: Path, documents: Sequence[str], stamps: bytes, words: Sequence[Any]) -> None:
        """`documents` and `stamps` are those of the last build, `words` is what its `save` gave."""
        self._site = site
        self._path = root / sidecar.FOLDER / _NAME
        self.is_known = list(words[:2]) == mark(self._path)
        known, size = documents if self.is_known else (), _STAMP_BYTES
        self.old = {url: (at, stamps[size * at : size * at + size]) for at, url in enumerate(known)}
        self._kept = Kept(file=self._path, places=Places(words[2])) if self.old else Kept()
        self.order: dict[str, bytes] = {}
        """The stamp of each document by its URL, in order."""
        self._taken: dict[str, _Taken] = {}
        # The first build's documents go straight into the index, so that none has to be held.
        self._live = None if self.old else Index()
        self._records = [beginning()]
        self._pack: tuple[int, list[bytes]] = -1, []
        """The file of texts that was read last, by its number."""
        self.partial = False
        """Whether `files` gave only what changes."""

    def is_sound(self, files: Mapping[str, Sequence[Any]]) -> bool:
        """Whether the words and the index of the last build, whose files these are, are all there."""
        kept = self._kept.load()
        words = all(kept.words(number, stamp) is not None for number, stamp in self.old.values())
        names = (name for name in files if is_index(name))
        return self.is_known and words and all(files[name][1:3] == mark(self._site / name) for name in names)

    def take(self, document: Document) -> None:
        """A document that was made."""
        line = text_line(document)
        url, stamp = document.url, digest(line, repr(document.facts))
        known = self.old.get(url)
        if known and known[1] == stamp:
            self.order[url] = stamp
            return
        words = document_words(document)
        if self._live is not None:
            self._records.append(record(len(self.order), stamp, words))
            self._live.add_text(line, words)
        else:
            self._taken[url] = _Taken(line, stamp, words)
        self.order[url] = stamp

    def keep(self, url: str) -> None:
        """The document of a page that is as it was, if it had one."""
        if url in self.old:
            self.order[url] = self.old[url][1]

    def keep_all(self) -> None:
        """The same for every page, in the order that they had."""
        self.order = {url: stamp for url, (_, stamp) in self.old.items()}

    @property
    def documents(self) -> list[str]:
        """The URLs of the documents, in order."""
        return list(self.order)

    @property
    def stamps(self) -> bytes:
        """Their stamps, for the next build."""
        return b"".join(self.order.values())

    def files(self) -> Iterator[tuple[str, bytes | None]]:
        """Path and content of the files that change, None for one that is no more. Raises Lost."""
        if self._live is not None:
            yield from self._live.files()
            return
        old, now = list(self.old), list(self.order)
        changes = self._changes() if now[: len(old)] == old else None
        found = patched(self._read, changes, self._kept) if changes is not None else None
        if found is None:
            yield from self._anew()
            return
        self.partial = True
        stamps = list(self.order.values())
        self._records = [record(number, stamps[number], change.new) for number, change in (changes or {}).items()]
        yield from found.items()

    def _changes(self) -> dict[int, Change]:
        found = {}
        for number, url in enumerate(self.order):
            if url in self._taken:
                made, before = self._taken[url], self.old.get(url)
                words = self._kept.words(*before) if before else {}
                if words is None:
                    raise Lost(url)
                found[number] = Change(made.line, words, made.words)
        return found

    def _anew(self) -> Iterator[tuple[str, bytes | None]]:
        index, self._records = Index(), [beginning()]
        self._kept.load()
        for number, (url, stamp) in enumerate(self.order.items()):
            if url in self._taken:
                text, _, words = self._taken[url]
            else:
                place, _ = self.old[url]
                found = self._kept.words(place, stamp)
                if found is None:
                    raise Lost(url)
                text, words = self._line(place), found
            index.add_text(text, words)
            self._records.append(record(number, stamp, words))
        yield from index.files()

    def _line(self, place: int) -> bytes:
        """The text of a document of the last build."""
        number = place // TOGETHER
        if self._pack[0] != number:
            try:
                self._pack = number, unpack(self._read(f"{FOLDER}/texts/{number}.pack"))
            except ValueError as error:
                raise Lost(number) from error
        lines = self._pack[1][place % TOGETHER :]
        if not lines:
            raise Lost(number)
        return lines[0]

    def _read(self, name: str) -> bytes:
        return Path(self._site, name).read_bytes()

    def save(self) -> list[Any]:
        """Write the words down; the mark of their file and where they begin there, zeros where it cannot be written."""
        added = b"".join(self._records)
        whole, places = added.startswith(beginning()), self._kept.places
        if not whole and self._kept.wasteful:
            added = self._compact()
            whole = True
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if whole:
                aside = self._path.with_name(f"{_NAME}.{os.getpid()}.tmp")
                aside.write_bytes(added)
                aside.replace(self._path)
                places = Kept(added).places
            elif added:
                with self._path.open("r+b") as file:
                    file.truncate(self._kept.end)
                    file.seek(0, os.SEEK_END)
                    file.write(added)
                places.add(added, 0, self._kept.end)
        except OSError:
            return [0, 0, b""]
        return [*mark(self._path), bytes(places)]

    def _compact(self) -> bytes:
        """Every document once."""
        parts = [beginning()]
        self._kept.load()
        for number, (url, stamp) in enumerate(self.order.items()):
            made = self._taken.get(url)
            words = made.words if made else self._kept.words(self.old[url][0], stamp)
            parts.append(record(number, stamp, words or {}))
        return b"".join(parts)
