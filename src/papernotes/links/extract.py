"""All links of what a command was given: the knowledge base, a built site, any files and folders."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from pathlib import Path

from papernotes.identifiers import url_of
from papernotes.links import html, markdown
from papernotes.links.html import Found
from papernotes.links.link import Link
from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.model.where import Where
from papernotes.problem import PapernotesError
from papernotes.settings import Settings
from papernotes.store.load import catalogue_files, file_name, note_files

MARKDOWN = {".md", ".markdown", ".mdown", ".mkd"}
HTML = {".html", ".htm", ".xhtml"}
MAX_BYTES = 64 * 1024 * 1024


class Texts:
    """Files that were read, by path; each is read once."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}

    def of(self, path: Path) -> str:
        """The text with its line ends as they are. Raises PapernotesError if it cannot be read."""
        if path not in self._known:
            try:
                if path.stat().st_size > MAX_BYTES:
                    raise PapernotesError(f"{path}: more than {MAX_BYTES // 1024**2} MB; give a smaller file")
                self._known[path] = html.decoded(path.read_bytes())
            except OSError as error:
                raise PapernotesError(f"{path}: cannot be read; {error.strerror}") from error
        return self._known[path]


def of_text(text: str, name: str, source: str = "", suffix: str = ".md") -> Iterator[Link]:
    """The links of a Markdown, HTML or plain text. Positions count code points of the text as it stands."""
    # Patterns that look for line ends know "\n"; the length stays.
    plain = text.replace("\r\n", " \n").replace("\r", "\n")
    read = markdown.links if suffix in MARKDOWN else html.links if suffix in HTML else markdown.bare
    starts: list[int] = []
    for one in read(plain):
        starts = starts or _line_starts(plain)
        yield _link(one, starts, name, source)


def _line_starts(text: str) -> list[int]:
    starts, place = [0], text.find("\n")
    while place >= 0:
        starts.append(place + 1)
        place = text.find("\n", place + 1)
    return starts


def _link(one: Found, starts: list[int], name: str, source: str) -> Link:
    line = bisect.bisect_right(starts, one.start)
    where = Where(name, line, one.start - starts[line - 1] + 1)
    return Link(where, one.url, one.kind, source, (one.start, one.end))


def of_library(library: Library, settings: Settings, texts: Texts) -> Iterator[Link]:
    """The links of the catalogue and of every Markdown file under the notes folder."""
    sources = {file_name(path, settings.root): path for path in catalogue_files(settings)}
    for paper in library.papers:
        yield from _of_paper(paper, str(sources.get(paper.path, "")))
    for path in note_files(settings.root / settings.notes_dir):
        name = file_name(path, settings.root)
        if path.resolve().is_relative_to((settings.root / settings.notes_dir).resolve()):
            yield from of_text(texts.of(path), name, str(path))


def _of_paper(paper: Paper, source: str) -> Iterator[Link]:
    for kind in ("arxiv", "doi", "openreview", "acl", "dblp"):
        ident = getattr(paper, kind)
        url = url_of(kind, ident) if ident else None
        if url:
            yield Link(paper.at(f"{kind}="), url, "field", source, key=paper.key)
    for name, url in paper.links.items():
        yield Link(paper.at(f"links.{name}"), url, "field", source, key=paper.key)


def files(paths: Iterable[Path]) -> list[Path]:
    """The files that paths mean: a folder means the Markdown and HTML files below it, hidden ones left out.

    Raises PapernotesError for a path that is not there."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            below = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in MARKDOWN | HTML)
            seen = (file for file in below if not any(p.startswith(".") for p in file.relative_to(path).parts))
            found |= dict.fromkeys(file for file in seen if file.is_file())
        elif path.is_file():
            found[path] = None
        else:
            raise PapernotesError(f"{path}: there is no such file or folder")
    return list(found)


def of_files(paths: Iterable[Path], texts: Texts, here: Path) -> Iterator[Link]:
    """The links of files, by the ending of their names; any other file is taken for plain text."""
    for path in paths:
        shown = path.absolute()
        name = shown.relative_to(here).as_posix() if shown.is_relative_to(here) else path.as_posix()
        name = name.encode("utf-8", "replace").decode()
        yield from of_text(texts.of(path), name, str(path), path.suffix.lower())
