"""The library as its pages see it, with what earlier builds worked out and what Git knows of its notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from papernotes.model.library import Library
from papernotes.model.where import Where
from papernotes.problem import Level, Problem
from papernotes.settings import Settings
from papernotes.store import git
from papernotes.views.html import Scene
from papernotes.views.memory import Memory
from papernotes.views.stamp import digest
from papernotes.views.urls import Urls

_NAME, _PLACES = "changed", "places"
_RULE, _CONFIG = "SET001", "mkdocs.yml"


def scene_of(library: Library, settings: Settings, directory_urls: bool, known: Mapping[str, Any]) -> Scene:
    """What every view needs; `known` is the memory of the last build."""
    urls = Urls(library, settings.language, directory_urls, only_noted=settings.only_noted)
    memory = Memory(known)
    if library.digest:
        said = digest(library.frame or library.digest, settings.language, repr(library.statuses))
        urls.learn(memory.recall(_PLACES, said, lambda: urls.tables, _are_tables))
    named = (settings.site_name, settings.site_url, settings.feed_size)
    return Scene(library, urls, settings.language, *named, memory, _changed(settings, memory))


def _changed(settings: Settings, memory: Memory) -> Mapping[str, str]:
    """The day on which each note was last changed, by its uri; asked anew when there is another commit."""
    commit = commit_of(settings)
    if commit in (None, "", "shallow"):
        return {}
    folder = settings.root / settings.notes_dir
    found: Mapping[str, str] = memory.recall(_NAME, digest(commit), lambda: git.days(folder), _are_days)
    return found


def _are_days(value: Any) -> bool:
    # Of a Git that failed there is nothing to keep.
    return isinstance(value, dict) and bool(value) and all(isinstance(day, str) for day in value.values())


def _are_tables(value: Any) -> bool:
    tables = value if isinstance(value, list) and len(value) == 4 else [None]
    return all(isinstance(one, dict) and {*map(type, one), *map(type, one.values())} <= {str} for one in tables)


def same_days(memory: Memory, known: Mapping[str, Any]) -> bool:
    """Whether the last build had the same days."""
    now, then = memory.kept.get(_NAME), known.get(_NAME)
    return now == then


def commit_of(settings: Settings) -> str | None:
    """The commit whose history the pages show; None where they are not to show it."""
    return git.commit(settings.root / settings.notes_dir) if settings.last_changed else None


def unknown(settings: Settings) -> Iterator[Problem]:
    """That days are wanted but cannot be told."""
    where, said = Where(_CONFIG), commit_of(settings)
    if said == "shallow":
        fix = "fetch all of it (fetch-depth: 0, GIT_DEPTH: 0, git fetch --unshallow)"
        yield Problem(where, _RULE, "'last_changed' needs the history, which this clone lacks", fix, Level.WARNING)
    elif said == "":
        fix = "pages name no days of change"
        yield Problem(where, _RULE, "'last_changed' is on, but Git knows no history here", fix, Level.INFO)
