"""Every page as Markdown with front matter, for site generators that have no plugin of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import values
from papernotes.store.reference import PATTERN, parse, references
from papernotes.views import pages, text_files
from papernotes.views.html import Scene, short_name
from papernotes.views.page import Page, TextFile
from papernotes.views.stamp import digest

_H1 = re.compile(r"\A\s*# [^\n]*\n+")


def files(scene: Scene) -> Iterator[TextFile]:
    """The files: `<uri>/index.md` for each page, the free pages, papers.bib and the like.

    References have become links; lists are HTML, which Markdown lets through."""
    done = set()
    for page in pages(scene):
        place = f"{page.uri}/index.md" if page.uri else "index.md"
        done.add(page.note.path if page.note else "")
        yield TextFile(place, partial(_page, scene, page), digest(page.digest, _mentioned(scene, page.note)))
    for note in scene.library.notes:
        if note.path not in done and note.kind is NoteKind.PAGE:
            stamp = digest(scene.stamps.note(note), _mentioned(scene, note))
            yield TextFile(note.uri, partial(_free, scene, note), stamp)
    yield from text_files(scene)


def _page(scene: Scene, page: Page) -> str:
    whole = page.made()
    return _front_matter(_meta(scene, whole)) + _body(scene, whole)


def _free(scene: Scene, note: Note) -> str:
    meta = {"title": note.title or note.uri, **{k: v for k, v in note.meta.items() if k != "title"}}
    return _front_matter(meta) + linked(scene, note, note.uri.removesuffix(".md"))


def _mentioned(scene: Scene, note: Note | None) -> bytes:
    """A hash of the papers that a note's text names."""
    keys = note.mentions if note else ()
    return scene.stamps.papers([scene.library.by_key[key] for key in keys if key in scene.library.by_key])


def _meta(scene: Scene, page: Page) -> dict[str, Any]:
    meta: dict[str, Any] = {"title": page.title, "description": page.description, "kind": page.kind}
    if page.kind == "paper":
        paper = scene.library.by_key[page.key]
        meta |= {"key": page.key} | {f"paper_{name}": value for name, value in values(paper).items() if name != "title"}
        meta["tags"] = list(paper.tags)
        meta["status"] = scene.library.status(paper).name
    if page.note:
        meta |= {name: value for name, value in page.note.meta.items() if name not in meta}
    return {name: value for name, value in meta.items() if value not in ("", [], None)}


def _front_matter(meta: Mapping[str, Any]) -> str:
    """JSON values are YAML values, and no title can break out of them."""
    lines = (f"{json.dumps(str(name), ensure_ascii=False)}: {_json(value)}" for name, value in meta.items())
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=lambda v: dict(v) if isinstance(v, Mapping) else str(v))


def _body(scene: Scene, page: Page) -> str:
    """Head, note and tail; blank lines part HTML from Markdown."""
    body = ""
    if page.note:
        body = linked(scene, page.note, page.uri)
        body = _H1.sub("", body, count=1) if "<h1" in page.head else body
    return "\n\n".join(part.strip("\n") for part in (page.head, body, page.tail) if part.strip()) + "\n"


def linked(scene: Scene, note: Note, here: str) -> str:
    """The note's text with its references as Markdown links; those to no paper stay as they are."""
    lines = note.body.split("\n")
    for ref in sorted(references(note.body, note.path), key=lambda ref: ref.where, reverse=True):
        paper = scene.library.by_key.get(ref.key)
        match = PATTERN.match(lines[ref.where.line - 1], ref.where.column - 1)
        if paper is None or match is None:
            continue
        words = parse(match)[1] or short_name(paper) or paper.title or paper.key
        label = re.sub(r"([\\\[\]*_`<])", r"\\\1", words)
        link = f"[{label}]({scene.urls.link(here, scene.urls.paper(paper.key))})"
        line = lines[ref.where.line - 1]
        lines[ref.where.line - 1] = line[: match.start()] + link + line[match.end() :]
    return "\n".join(lines)
