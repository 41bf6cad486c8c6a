"""What has to be made where only the texts of some notes have changed: few pages, told without listing all others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from papernotes.assets import needs_of
from papernotes.model.note import Note, NoteKind
from papernotes.site.manifest import Manifest
from papernotes.site.part import Part, recall_related
from papernotes.site.press import destination
from papernotes.views import cite, papers
from papernotes.views.html import Scene
from papernotes.views.journal import excerpt
from papernotes.views.page import Page
from papernotes.views.stamp import digest


def seen(scene: Scene, known: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Of each note, by its path, a hash of its text, of what pages besides its own and those it mentions show of it,
    and of its facts.

    What is `known` of a note whose text is as it was is not worked out again."""
    found = {}
    for note in scene.library.notes:
        old = known.get(note.path)
        if old is not None and note.digest and old[0] == note.digest:
            found[note.path] = old
        else:
            found[note.path] = [note.digest, _shown(scene, note), scene.stamps.facts(note)]
    return found


def learn_facts(scene: Scene, known: Mapping[str, Sequence[Any]]) -> None:
    """Let the scene know the hashes of the facts of the notes whose text is as it was."""
    olds = ((note, known.get(note.path)) for note in scene.library.notes)
    scene.stamps.learn({note.path: old[2] for note, old in olds if old and note.digest and old[0] == note.digest})


def _shown(scene: Scene, note: Note) -> str:
    return digest(scene.stamps.facts(note), excerpt(scene, note), repr(sorted(needs_of(note)))).hex()


def part_of_texts(scene: Scene, known: Manifest, read: Callable[[str], bytes]) -> Part | None:
    """What may be another; None where more than the texts of papers' notes has changed.

    `read` gives a file of the site as it is."""
    if not scene.library.digest or scene.library.digest != known.catalogue:
        return None
    keys = keys_of_texts(scene, known)
    if keys is None or not recall_related(scene, known, keys):
        return None
    pages = pages_of(scene, keys)
    recall_cited(scene, known, pages, read)
    return Part(pages)


def recall_cited(scene: Scene, known: Manifest, pages: Iterable[Page], read: Callable[[str], bytes]) -> None:
    """Let the scene know how the papers of these pages are cited: as the pages say, which the last build wrote."""
    for page in pages:
        if page.key not in scene.library.by_key:
            continue
        name = destination(page, scene.urls.directory_urls)
        with suppress(OSError):
            said = read(name).decode("utf-8", "replace") if name in known.pages else ""
            if forms := cite.known_forms(said, scene.library.by_key[page.key]):
                scene.cited[page.key] = forms


def keys_of_texts(scene: Scene, known: Manifest) -> dict[str, None] | None:
    """The papers whose pages show notes that changed; None where more of the notes changed than such texts."""
    library = scene.library
    if len(library.notes) != len(known.notes):
        return None
    keys: dict[str, None] = {}
    for note in library.notes:
        old = known.notes.get(note.path)
        if old is None or not note.digest:
            return None
        if old[0] == note.digest:
            continue
        if note.kind is not NoteKind.PAPER or note.key not in library.by_key or _shown(scene, note) != old[1]:
            return None
        keys |= dict.fromkeys([note.key, *(ref.key for ref in note.references if ref.key in library.by_key)])
    return keys


def pages_of(scene: Scene, keys: Iterable[str]) -> list[Page]:
    """The papers' own pages. Pages that papers share show no text of the notes that mention them."""
    return [papers.page(scene, scene.library.by_key[key]) for key in keys if not scene.urls.shares(key)]
