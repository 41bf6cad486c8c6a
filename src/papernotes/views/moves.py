"""Papers that got another status and nothing else, and the lists that this moves them between.

That is what an edit of a catalogue mostly is. A view that has a `touched` tells the pages on which such papers show,
before or after, without listing all its others; `tests/test_stamps.py` holds it to what a list of all pages says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.model.status import Status
from papernotes.model.topic import Topic, ancestors, topic_path
from papernotes.views.html import Scene


@dataclass(frozen=True)
class Moves:
    """Such papers, by their keys."""

    library: Library
    """As it is now."""
    before: Mapping[str, Paper]
    """The papers with the status that they had."""

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers as they are now."""
        return [self.library.by_key[key] for key in self.before]

    def ways(self) -> Iterator[tuple[Paper, Status, Status]]:
        """Each paper, the status that it had and the one that it has."""
        for paper in self.papers:
            yield paper, self.library.status(self.before[paper.key]), self.library.status(paper)

    @cached_property
    def statuses(self) -> set[str]:
        """The names of the statuses that they had or have."""
        return {status.name for _, *both in self.ways() for status in both}

    @cached_property
    def topics(self) -> Mapping[Topic, set[str]]:
        """The topics that they are in, and of each the names of the statuses that they had or have there."""
        found: dict[Topic, set[str]] = {}
        for paper, *both in self.ways():
            for topic in _topics(paper):
                found.setdefault(topic, set()).update(status.name for status in both)
        return found


def _topics(paper: Paper) -> dict[Topic, None]:
    return dict.fromkeys(t for path in paper.topics for t in ancestors(topic_path(path)) if t)


def left(scene: Scene, moves: Moves) -> Iterator[str]:
    """The uri of the first page of each list that papers have gone from: it may have less pages now, or none."""
    yield "status"
    for paper, old, _ in moves.ways():
        yield scene.urls.status(old)
        yield from (scene.urls.topic_status(topic, old) for topic in _topics(paper))
