"""What has to be made where only the texts of some notes have changed: few pages, told without listing all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from papernotes.assets import needs_of
from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind
from papernotes.site.manifest import Manifest
from papernotes.site.stage import same_days
from papernotes.views import papers
from papernotes.views.html import Scene
from papernotes.views.journal import excerpt
from papernotes.views.page import Page
from papernotes.views.stamp import digest


def seen(scene: Scene, known: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Of each note, by its path, a hash of its text and of what pages besides its own and those it mentions show of it.

    What is `known` of a note whose text is as it was is not worked out again."""
    found = {}
    for note in scene.library.notes:
        old = known.get(note.path)
        same = old is not None and note.digest and old[0] == note.digest
        found[note.path] = list(old) if same and old else [note.digest, _shown(scene, note)]
    return found


def _shown(scene: Scene, note: Note) -> str:
    return digest(scene.stamps.facts(note), excerpt(scene, note), repr(sorted(needs_of(note)))).hex()


def pages_of_texts(scene: Scene, known: Manifest) -> list[Page] | None:
    """The pages that may be others; None where more than the texts of papers' notes has changed."""
    library = scene.library
    if not same_days(scene.memory, known.memory):
        return None
    if not library.digest or library.digest != known.catalogue or len(library.notes) != len(known.notes):
        return None
    # A picture that came with the text is the host's to copy.
    if any(a.uri and a.path not in known.notes and a.path not in known.inputs for a in library.assets):
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
    related = known.memory.get("related", [None, None])[1]
    if not isinstance(related, dict) or not _are_known(related, keys, library):
        return None
    # It depends on nothing that has changed.
    scene.__dict__["related"] = {key: [library.by_key[other] for other in related[key]] for key in keys}
    # Pages that papers share show no text of the notes that mention them.
    return [papers.page(scene, library.by_key[key]) for key in keys if not scene.urls.shares(key)]


def _are_known(related: Mapping[str, Sequence[str]], keys: Mapping[str, None], library: Library) -> bool:
    return all(key in related and all(other in library.by_key for other in related[key]) for key in keys)
