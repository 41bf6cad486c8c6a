"""Files of a knowledge base to a library: the only code that walks the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from papernotes.model.asset import Asset
from papernotes.model.directive import Directive
from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.model.paper import Paper
from papernotes.model.where import Where
from papernotes.problem import PapernotesError, Problem
from papernotes.settings import Settings
from papernotes.store import catalogue, directives, notes, walk
from papernotes.store.mistake import unsafe

MAX_NOTE_BYTES = 8 * 1024 * 1024


def load(settings: Settings, *, with_notes: bool = True) -> Library:
    """The library of a knowledge base; mistakes in its files are among its problems.

    Raises PapernotesError if there is no catalogue file."""
    papers: list[Paper] = []
    problems: list[Problem] = []
    comments: list[Directive] = []
    assets: list[Asset] = []
    for path in catalogue_files(settings):
        read = load_catalogue(path, settings.root)
        papers += read.papers
        problems += read.problems
        comments += read.directives
        assets.append(walk.plain(path, file_name(path, settings.root)))
    papers, again = _unique(papers)
    found: list[Note] = []
    if with_notes:
        top = settings.root / settings.notes_dir
        beside = walk.walk(top, f"{file_name(top, settings.root)}/")
        with catalogue.gc_paused():
            for note, mistakes in load_notes(settings, {paper.key for paper in papers}, beside):
                problems += mistakes
                if note:
                    found.append(note)
                    comments += directives.of_note(note.body, note.path, note.body_line)
        assets += beside
    library = Library(papers, found, [*problems, *again], settings.status_list(), settings.topics)
    library.assets, library.directives = assets, comments
    return library


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


def load_catalogue(path: Path, root: Path) -> catalogue.Catalogue:
    """What one catalogue file says; a file that is not UTF-8 text is one problem."""
    name = file_name(path, root)
    text, problem = load_text(path, name, catalogue.MAX_BYTES)
    if problem:
        return catalogue.Catalogue(problems=[problem])
    return catalogue.read(text.removeprefix("\ufeff"), name)


def load_text(path: Path | str, name: str, limit: int) -> tuple[str, Problem | None]:
    """The text of a file with its line ends as they are, or why it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a Path for each of ten thousand notes is what costs here
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                limit //= 1024**2
                return "", unsafe(Where(name), f"the file has {size // 1024**2} MB", f"keep it under {limit} MB")
            data = file.read()
    except OSError as error:
        return "", unsafe(Where(name), f"the file cannot be read ({error.strerror})", "check its permissions")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = data[: error.start]
        where = Where(name, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        return "", unsafe(where, f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8")


def load_notes(
    settings: Settings, keys: set[str], assets: Sequence[Asset]
) -> Iterator[tuple[Note | None, list[Problem]]]:
    """Each Markdown file among the files under the notes folder, in their order, with its problems."""
    top = str(settings.root / settings.notes_dir)
    for asset in filter(walk.is_note, assets):
        name = asset.path
        if (shown := name.encode("utf-8", "replace").decode()) != name:
            yield None, [unsafe(Where(shown), "the file's name is not UTF-8", "rename the file")]
            continue
        if asset.leaves:
            continue
        text, problem = load_text(f"{top}/{asset.uri}", name, MAX_NOTE_BYTES)
        if problem:
            yield None, [problem]
        else:
            stem = asset.uri.rpartition("/")[2].removesuffix(".md")
            yield notes.read(text, name, asset.uri, stem in keys)


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
