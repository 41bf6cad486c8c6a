"""Which paper of a library fields mean: by identifier, then by title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from papernotes.identifiers import NORMALISE, fold_title
from papernotes.model.paper import Paper, values


class Index:
    """Finds the paper that fields mean, by identifier, then by title with year and venue as guards."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._ids: dict[str, str] = {}
        self._titles: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for paper in papers:
            self.add(paper.key, values(paper))

    def add(self, key: str, fields: Mapping[str, Any]) -> None:
        """Know one more paper."""
        for name in _identifiers(fields):
            self._ids.setdefault(name, key)
        for title in _titles(fields):
            self._titles.setdefault(title, []).append((key, fields))

    def find(self, fields: Mapping[str, Any]) -> str | None:
        """The key of the paper that these fields mean, None if there is none."""
        for name in _identifiers(fields):
            if name in self._ids:
                return self._ids[name]
        for title in _titles(fields):
            for key, known in self._titles.get(title, ()):
                if not _differ(known, fields):
                    return key
        return None


def _identifiers(fields: Mapping[str, Any]) -> Iterator[str]:
    for name, normal in NORMALISE.items():
        if fields.get(name):
            yield f"{name} {normal(str(fields[name])) or fields[name]}"


def _titles(fields: Mapping[str, Any]) -> Iterator[str]:
    title = fold_title(str(fields.get("title", "")))
    if title:
        yield title


def _differ(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether two papers of one title are two: another identifier of one kind, or years far apart."""
    for name, normal in NORMALISE.items():
        a, b = mine.get(name), theirs.get(name)
        if name in ("arxiv", "doi") and a and b and (normal(str(a)) or a) != (normal(str(b)) or b):
            return True
    years = (mine.get("year"), theirs.get("year"))
    return all(years) and abs(years[0] - years[1]) > 3  # type: ignore[operator]
