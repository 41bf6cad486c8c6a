"""Venues: where papers appear. The registry is data (venues.yaml); the user's catalogue may name others."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from papernotes import plain

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
    dblp: tuple[str, ...] = ()
    """Streams of its DBLP keys: conf/cvpr."""
    doi: tuple[str, ...] = ()
    """What its DOIs begin with: 10.1109/cvpr."""

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

    def of_doi(self, doi: str) -> Venue | None:
        """The venue whose DOIs begin like this one, the longest beginning of all; None if unknown."""
        return _longest(doi.lower(), ((start, venue) for venue in self.all for start in venue.doi))

    def of_dblp(self, key: str) -> Venue | None:
        """The venue of a DBLP key's stream, None if unknown. A stream also holds the venue's workshops."""
        return _longest(key, ((f"{stream}/", venue) for venue in self.all for stream in venue.dblp))

    def suggest(self, text: str) -> str | None:
        """The canonical name that was probably meant, None if nothing is near."""
        near = difflib.get_close_matches(_fold(text), self._names, 1, 0.75)
        return self._names[near[0]].name if near else None


def _longest(text: str, starts: Iterator[tuple[str, Venue]]) -> Venue | None:
    # 10.1109/wacvw54805 is a workshop of WACV, and 10.1109/icras another conference than ICRA.
    fitting = [
        (len(start), venue)
        for start, venue in starts
        if text.startswith(start) and not (start[-1].isalpha() and text[len(start) :][:1].isalpha())
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("&", "and")
    return re.sub(r"[\s.,'’_/-]+", "", folded)


@cache
def registry() -> Venues:
    """The venues that papernotes knows."""
    rows: dict[str, dict[str, Any]] = plain.load(Path(__file__).with_name("venues.yaml"))
    return Venues(
        Venue(
            name,
            row["name"],
            row.get("kind", "conference"),
            row["area"],
            tuple(row.get("aliases", ())),
            row.get("since"),
            row.get("parity", ""),
            tuple(row.get("dblp", ())),
            tuple(row.get("doi", ())),
        )
        for name, row in rows.items()
    )
