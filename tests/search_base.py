"""What the tests of the search share: libraries as sites, a browser that asks them."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from markdown import Markdown

from browsing import launched
from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.search import finder
from papernotes.search.document import document
from papernotes.search.fulltext import Index
from papernotes.views import papers
from papernotes.views.html import Scene
from papernotes.views.urls import Urls


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not printed."""


def scene(library: Library) -> Scene:
    """The library as views see it."""
    return Scene(library, Urls(library, "zh"), "zh")


def write(folder: Path, made: Iterable[tuple[str, bytes]]) -> None:
    """Files of a site, our scripts as they are written, and an empty page to ask from."""
    scripts = files("papernotes.assets").joinpath("scripts")
    own = ((f"assets/papernotes/{item.name}", item.read_bytes()) for item in scripts.iterdir() if item.is_file())
    for name, content in [*made, *own, ("index.html", b"<!doctype html><title>x</title>")]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def finder_site(folder: Path, library: Library) -> None:
    """The site's files that the finder needs."""
    write(folder, ((file.uri, file.content()) for file in finder.files(scene(library))))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The URL of a folder."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def browser_page(run: Any, url: str) -> Iterator[Any]:
    """A page of the site in a browser; an error of a script is one of the test."""
    browser = launched(run)
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    yield page
    browser.close()
    assert errors == []


def text_site(folder: Path, library: Library) -> None:
    """The site's files that both searches need; a note's Markdown is rendered as MkDocs would."""
    view, index, markdown = scene(library), Index(), Markdown(extensions=["tables", "toc", "fenced_code"])
    for page in papers.view(view):
        html = markdown.reset().convert(page.note.body) if page.note else ""
        index.add(document(view, page, view.urls.link("", page.uri), page.title, html))
    write(folder, [*((file.uri, file.content()) for file in finder.files(view)), *index.files()])


def library_of(rows: Sequence[Mapping[str, Any]]) -> Library:
    """The papers of ../bench/search/notes.py: the abstract is the catalogue's summary and the paper's note."""
    made = [
        Paper(
            key=row["slug"],
            title=row["title"],
            aliases=(row["zh"],),
            venue=row["venue"],
            year=int(row["year"]),
            topics=(row["topic"],),
            status=row["status"],
            tags=tuple(row["tags"]),
            summary=row["abs"],
        )
        for row in rows
    ]
    notes = [Note(f"notes/{p.key}.md", f"{p.key}.md", NoteKind.PAPER, p.key, f"## 摘要\n\n{p.summary}\n") for p in made]
    return Library(papers=made, notes=notes)


ASK = """
async ([queries, limit]) => {
  const engine = await import("/assets/papernotes/engine.js");
  const text = await import("/assets/papernotes/fulltext.js");
  const finder = await engine.open("/");
  const found = [];
  for (const query of queries) {
    const start = performance.now();
    const hits = await finder.search(query);
    const spent = performance.now() - start;
    const passages = await text.search(query, limit, "/");
    found.push([hits.slice(0, limit).map((hit) => finder.papers[hit.i].url), passages.map((hit) => hit.page), spent]);
  }
  return found;
}
"""


def recall(
    page: Any, queries: Sequence[tuple[str, str, list[str]]], place: Callable[[str], str]
) -> tuple[float, float, list[str]]:
    """recall@5 of the finder and of the full text, and what each missed."""
    answers = page.evaluate(ASK, [[query for _, query, _ in queries], 5])
    sums, missed = [0.0, 0.0], []
    for (kind, query, keys), found in zip(queries, answers, strict=True):
        wanted = {place(key) for key in keys}
        for which in (0, 1):
            share = len(wanted & set(found[which][:5])) / min(5, len(wanted))
            sums[which] += share
            if share < 1:
                missed.append(f"{('finder', 'full text')[which]}: {kind} {query} {share:.2f} {found[which][:5]}")
    return sums[0] / len(queries), sums[1] / len(queries), missed
