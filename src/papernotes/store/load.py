"""Files of a knowledge base to a library: the only code that walks the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from papernotes.garbage import gc_paused
from papernotes.model.asset import Asset
from papernotes.model.directive import Directive
from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.model.where import Where
from papernotes.problem import PapernotesError, Problem
from papernotes.settings import Settings
from papernotes.store import catalogue, directives, notes, sidecar, walk
from papernotes.store.kept import Kept
from papernotes.store.kept_notes import KeptNotes, Read
from papernotes.store.look import Look
from papernotes.store.mistake import unsafe
from papernotes.text import HAN

MAX_NOTE_BYTES = 8 * 1024 * 1024


def load(settings: Settings, *, with_notes: bool = True, kept: bool = False, look: Look | None = None) -> Library:
    """The library of a knowledge base; mistakes in its files are among its problems.

    With `kept`, files that did not change come from caches, and what was read is put there. `look` may have been at the
    notes a moment ago.
    Raises PapernotesError if there is no catalogue file."""
    found = _papers(settings, Kept(settings.root) if kept else None)
    if with_notes:
        top = settings.root / settings.notes_dir
        found.problems = [*found.problems, *_no_folder(settings, top)]
        beside = walk.walk(top, f"{file_name(top, settings.root)}/", look)
        cache = KeptNotes(settings.root) if kept else None
        with gc_paused():
            reads = list(load_notes(settings, {paper.key for paper in found.papers}, beside, cache))
        found.notes = [read.note for read in reads if read.note]
        found.problems = [*found.problems, *(problem for read in reads for problem in read.problems)]
        found.directives = [*found.directives, *(one for read in reads for one in read.directives)]
        found.assets = [*found.assets, *beside]
        if cache:
            cache.save()
    found.papers, again = _unique(found.papers)
    found.problems = [*found.problems, *again]
    return found


def _no_folder(settings: Settings, top: Path) -> Iterator[Problem]:
    """SET001 if there is no notes folder: MkDocs builds no site then, and the reader learns of it here."""
    if not top.is_dir():
        config = settings.root / "mkdocs.yml"
        lines = config.read_text("utf-8", "replace").split("\n") if config.is_file() else ()
        line = next((number for number, said in enumerate(lines, 1) if said.startswith("docs_dir:")), 1)
        said = f"the notes folder '{settings.notes_dir}' is not there"
        yield Problem(Where("mkdocs.yml", line), "SET001", said, "make it with an index.md: Git keeps no empty folder")


def _papers(settings: Settings, cache: Kept | None) -> Library:
    """The library of the catalogue's files alone; papers of one key in two files are in it twice."""
    papers: list[Paper] = []
    problems: list[Problem] = []
    lost: list[str] = []
    comments: list[Directive] = []
    assets: list[Asset] = []
    for path in catalogue_files(settings):
        read = load_catalogue(path, settings.root, cache)
        papers += read.papers
        problems += read.problems
        lost += read.lost
        comments += read.directives
        assets.append(walk.plain(path, file_name(path, settings.root)))
    found = Library(
        papers, (), problems, settings.status_list(), settings.topics, assets, comments, lost=frozenset(lost)
    )
    if cache:
        cache.save()
        found.digest = sidecar.digest(" ".join(cache.digests)) if len(cache.digests) == len(assets) else ""
        found.frame = sidecar.digest(" ".join(cache.frames)) if found.digest and all(cache.frames) else ""
    return found


def catalogue_files(settings: Settings) -> list[Path]:
    """The catalogue's files, in the order of the setting, those of a glob sorted by name.

    Raises PapernotesError if there is none."""
    found: dict[Path, None] = {}
    for pattern in settings.patterns:
        found |= dict.fromkeys(path for path in _matching(settings.root, pattern) if path.is_file())
    if not found:
        wanted = "', '".join(settings.patterns)
        raise PapernotesError(f"no catalogue '{wanted}' in '{settings.root}'; run 'papernotes init' or set 'catalogue'")
    return list(found)


def _matching(root: Path, pattern: str) -> list[Path]:
    if not any(c in pattern for c in "*?["):
        return [root / pattern]
    try:
        return sorted(root.glob(pattern))
    except (NotImplementedError, ValueError, OSError) as error:
        said = f"mkdocs.yml:1:1: setting 'catalogue' is '{pattern}': {error}"
        raise PapernotesError(f"{said}; write a pattern relative to mkdocs.yml, such as papers/*.yaml") from error


def load_catalogue(path: Path, root: Path, cache: Kept | None = None) -> catalogue.Catalogue:
    """What one catalogue file says; a file that is not UTF-8 text is one problem."""
    name = file_name(path, root)

    def fresh(data: bytes, recall: catalogue.Recall | None = None) -> catalogue.Catalogue:
        text, problem = _decoded(data, name)
        text = text.removeprefix("\ufeff")
        if problem:
            return catalogue.Catalogue(problems=[problem], lost=[""])
        return catalogue.read_again(text, name, recall) if recall else catalogue.read(text, name)

    try:
        if problem := _too_large(path.stat().st_size, name, catalogue.MAX_BYTES):
            return catalogue.Catalogue(problems=[problem], lost=[""])
        return cache.read(path, name, fresh) if cache else fresh(path.read_bytes())
    except OSError as error:
        return catalogue.Catalogue(problems=[_unreadable(error, name)], lost=[""])


def _bytes(path: str, name: str, limit: int) -> tuple[bytes, Problem | None]:
    """What a file holds, or why it cannot be read."""
    try:
        # Python's file objects cost more than the reading where there are ten thousand notes.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            size = os.fstat(handle).st_size
            if problem := _too_large(size, name, limit):
                return b"", problem
            data = os.read(handle, size + 1)
            # A call may give less than there is.
            while len(data) != size and (more := os.read(handle, limit)):
                data += more
        finally:
            os.close(handle)
    except OSError as error:
        return b"", _unreadable(error, name)
    return data, None


def _too_large(size: int, name: str, limit: int) -> Problem | None:
    if size <= limit:
        return None
    return unsafe(Where(name), f"the file has {size // 1024**2} MB", f"keep it under {limit // 1024**2} MB")


def _unreadable(error: OSError, name: str) -> Problem:
    return unsafe(Where(name), f"the file cannot be read ({error.strerror})", "check its permissions")


def _decoded(data: bytes, name: str) -> tuple[str, Problem | None]:
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = data[: error.start]
        where = Where(name, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        fix = f"save the file as UTF-8{_older(data)}"
        return "", unsafe(where, f"byte 0x{data[error.start]:02x} is not UTF-8", fix)


def _older(data: bytes) -> str:
    """In which encoding a file that is not UTF-8 may be: " (it may be GBK)", or nothing."""
    try:
        said = data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return " (it may be GBK)" if HAN.search(said) else ""


def load_notes(
    settings: Settings, keys: set[str], assets: Sequence[Asset], cache: KeptNotes | None = None
) -> Iterator[Read]:
    """Each Markdown file among the files under the notes folder, in their order, with its problems and comments."""
    top = str(settings.root / settings.notes_dir)
    for asset in filter(walk.is_note, assets):
        name = asset.path
        if not name.isascii() and (shown := name.encode("utf-8", "replace").decode()) != name:
            yield Read(None, [unsafe(Where(shown), "the file's name is not UTF-8", "rename the file")], [])
        elif not asset.leaves:
            is_key = asset.uri.rpartition("/")[2].removesuffix(".md") in keys
            file = f"{top}/{asset.uri}"
            kept = cache.find(asset, file, is_key) if cache else None
            yield kept or _note(asset, file, is_key, cache, keys)


def _note(asset: Asset, file: str, is_key: bool, cache: KeptNotes | None, keys: set[str]) -> Read:
    data, problem = _bytes(file, asset.path, MAX_NOTE_BYTES)
    text = ""
    if not problem:
        text, problem = _decoded(data, asset.path)
    if problem:
        return Read(None, [problem], [])
    digest = sidecar.digest(data) if cache else ""
    if cache and (kept := cache.find(asset, file, is_key, digest)):
        return kept
    note, mistakes = notes.read(text, asset.path, asset.uri, is_key)
    read = Read(note, mistakes, directives.of_note(note.body, note.path, note.body_line))
    if cache:
        cache.add(asset, is_key, digest, read, keys)
    return read


def note_files(top: Path) -> list[Path]:
    """The Markdown files under a folder, sorted; hidden ones and linked folders are left out."""
    found = (path for path in top.rglob("*.md") if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(top).parts))


def _unique(papers: Sequence[Paper]) -> tuple[list[Paper], list[Problem]]:
    """Papers whose keys differ over all files; the first of each stays."""
    first: dict[str, Paper] = {}
    problems = []
    for paper in papers:
        other = first.setdefault(paper.key, paper)
        if other is not paper:
            said = f"'{paper.key}' is already defined at {other.where}"
            problems.append(Problem(paper.where, "CAT009", said, "merge the two or rename one"))
    return list(first.values()), problems


def file_name(path: Path, root: Path) -> str:
    """The path relative to the knowledge base, or as it is where it lies outside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
