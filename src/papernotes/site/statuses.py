"""What has to be made where only the statuses of some papers have changed: few pages, told without listing all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from papernotes import views
from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind
from papernotes.search import finder
from papernotes.site.manifest import Manifest
from papernotes.site.part import Part, recall_related
from papernotes.site.texts import keys_of_texts, pages_of, recall_cited
from papernotes.views.html import Scene
from papernotes.views.moves import Moves, left
from papernotes.views.page import TextFile

MOST = 200
"""Papers; of more, nearly every page is another one."""


def frames(scene: Scene) -> dict[str, list[str]]:
    """Of each paper, in the catalogue's order, a hash of all but its status, and its status."""
    return {paper.key: [scene.stamps.frame(paper).hex(), paper.status] for paper in scene.library.papers}


def part_of_statuses(scene: Scene, known: Manifest, read: Callable[[str], bytes]) -> Part | None:
    """What may be another; None where more than statuses and texts of papers' notes has changed.

    `read` gives a file of the site as it is."""
    keys = keys_of_texts(scene, known) if scene.library.digest and known.papers else None
    moves = _moves(scene, known) if keys is not None else None
    if keys is None or moves is None or not _are_ours(scene.library, moves):
        return None
    if not recall_related(scene, known, _near(moves, known).union(keys)):
        return None
    pages = {page.uri: page for page in (*pages_of(scene, keys), *views.touched(scene, moves))}
    recall_cited(scene, known, pages.values(), read)
    return Part(list(pages.values()), list(_files(scene, moves, read)), set(left(scene, moves)))


def _moves(scene: Scene, known: Manifest) -> Moves | None:
    """The papers of another status; None where more has changed, or too many have.

    The facts of all notes are known to be as they were."""
    library, before = scene.library, known.papers
    if library.frame and library.frame == known.frame:
        # Of papers only, and their statuses are not in it.
        scene.stamps.learn_frames({key: bytes.fromhex(frame) for key, (frame, _) in before.items()})
    now = scene.once(frames)
    if list(now) != list(before):
        return None
    other = [key for key, said in now.items() if before[key] != said]
    if len(other) > MOST or any(before[key][0] != now[key][0] for key in other):
        return None
    return Moves(library, {key: replace(library.by_key[key], status=before[key][1]) for key in other})


def _near(moves: Moves, known: Manifest) -> set[str]:
    """The keys of the papers whose pages may name one of these."""
    related, before = known.memory.get("related", [None, None])[1], moves.before.keys()
    if not isinstance(related, dict):
        return set(before)
    found = {key for key, others in related.items() if isinstance(others, list) and not before.isdisjoint(others)}
    notes = (note for key in before for note in moves.library.mentioned_by.get(key, ()))
    return found.union(before, (note.key for note in notes if note.kind is NoteKind.PAPER))


def _are_ours(library: Library, moves: Moves) -> bool:
    """Whether the notes that mention these papers stand on our pages; the host makes the others."""
    notes = (note for key in moves.before for note in library.mentioned_by.get(key, ()))
    return all(_is_ours(library, note) for note in notes)


def _is_ours(library: Library, note: Note) -> bool:
    if note.kind is NoteKind.PAPER:
        return note.key in library.by_key and library.note_of[note.key] is note
    if note.kind is NoteKind.TOPIC:
        return note.key in library.by_topic and library.topic_intro[note.key] is note
    return note.uri == "index.md"


def _files(scene: Scene, moves: Moves, read: Callable[[str], bytes]) -> Iterator[TextFile]:
    yield from views.files.touched(scene, moves, read)
    yield from finder.touched(scene, moves, read)
