"""In which order papers stand in a list."""

from __future__ import annotations

from collections.abc import Iterable

from papernotes.model.paper import Paper
from papernotes.model.status import Status
from papernotes.views.html import Scene


def orders(scene: Scene) -> dict[str, list[Paper]]:
    """All papers of each status, by its name, in the order that serves it: home, board and lists ask for it."""
    statuses = scene.library.statuses
    return {name: reading_order(scene, statuses.of(name), papers) for name, papers in scene.library.by_status.items()}


def reading_order(scene: Scene, status: Status, papers: Iterable[Paper]) -> list[Paper]:
    """The papers of one status in the order that serves it; equal ones keep the catalogue's order.

    What is to be read stands by priority, then the oldest; what was read, the latest reading first."""
    read_on = scene.read_on
    if status.name == "revisit":
        return sorted(papers, key=lambda p: (p.priority or 9, read_on.get(p.key, "9999"), p.year or 9999))
    if status.name in ("read", "dropped"):
        return sorted(papers, key=lambda p: (read_on.get(p.key, ""), p.year or 0), reverse=True)
    return sorted(papers, key=lambda p: (p.priority or 9, p.added or "9999", p.year or 9999))


def newest_first(papers: Iterable[Paper]) -> list[Paper]:
    """The papers by year, newest first; equal ones keep the catalogue's order."""
    return sorted(papers, key=lambda p: -(p.year or 0))
