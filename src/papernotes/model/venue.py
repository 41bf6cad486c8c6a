"""Venues: where papers appear. The registry is data (venues.yaml); the user's catalogue may name others."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

_YEAR = re.compile(r"[\s'’_-]*(?:19|20)?\d{2}\Z")
_LEAD = re.compile(r"\A(?:in\s+)?(?:proc(?:eedings)?\.?\s*(?:of)?\s*(?:the)?\s+)", re.I)
_TAIL = re.compile(r"\s*\([^)]*\)\Z")


@dataclass(frozen=True, slots=True)
class Venue:
    """A conference, journal, workshop or preprint server."""

    name: str
    """The canonical short name."""
    full_name: str
    kind: str
    """conference, journal, preprint or workshop."""
    area: str
    aliases: tuple[str, ...] = ()
    since: int | None = None
    """The first year it was held, where a check may rely on it."""
    parity: str = ""
    """odd or even where it is held every second year."""

    def held_in(self, year: int) -> bool:
        """Whether it took place in that year, as far as the registry knows."""
        if self.since is not None and year < self.since:
            return False
        return not self.parity or (year % 2 == 1) == (self.parity == "odd")


class Venues:
    """The registry, looked up by any name of a venue."""

    def __init__(self, venues: Iterator[Venue]) -> None:
        self.all = tuple(venues)
        self._names: dict[str, Venue] = {}
        for venue in self.all:
            for name in (venue.name, venue.full_name, *venue.aliases):
                self._names.setdefault(_fold(name), venue)
        self.find = lru_cache(maxsize=4096)(self._find)
        """The venue of a name, an alias or a full name, with or without a year behind it; None if unknown."""

    def _find(self, text: str) -> Venue | None:
        bare = _TAIL.sub("", _LEAD.sub("", text.strip()))
        for form in (text, bare, _YEAR.sub("", bare)):
            if form and (venue := self._names.get(_fold(form))):
                return venue
        return None

    def suggest(self, text: str) -> str | None:
        """The canonical name that was probably meant, None if nothing is near."""
        near = difflib.get_close_matches(_fold(text), self._names, 1, 0.75)
        return self._names[near[0]].name if near else None


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("&", "and")
    return re.sub(r"[\s.,'’_/-]+", "", folded)


@cache
def registry() -> Venues:
    """The venues that papernotes knows."""
    text = files("papernotes.model").joinpath("venues.yaml").read_text("utf-8")
    rows: dict[str, dict[str, Any]] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return Venues(
        Venue(
            name,
            row["name"],
            row.get("kind", "conference"),
            row["area"],
            tuple(row.get("aliases", ())),
            row.get("since"),
            row.get("parity", ""),
        )
        for name, row in rows.items()
    )
