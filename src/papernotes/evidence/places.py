"""Where a paper is published, by services that agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from papernotes.evidence.said import Evidence
from papernotes.model.paper import Paper
from papernotes.model.venue import registry
from papernotes.record import Record
from papernotes.text import fold

_KINDS = ("article", "inproceedings", "book")
_ENOUGH = 2
"""Services that must agree before a venue is believed."""
# Semantic Scholar's year is that of the first version: https://api.semanticscholar.org/api-docs/graph
_LATE = ("semantic_scholar", "openalex")


@dataclass(frozen=True, slots=True)
class Place:
    """A venue and a year, and who says so."""

    venue: str
    year: int | None
    month: int | None
    records: tuple[Record, ...]
    """The best first; an arXiv record among them says that it is accepted there."""

    @property
    def sure(self) -> bool:
        """Whether two services agree."""
        return len({record.source for record in self.records}) >= _ENOUGH


def canonical(venue: str) -> str:
    """The name under which two spellings of a venue are one."""
    known = registry().find(venue) if venue else None
    return known.name if known else fold(venue)


def is_preprint(paper: Paper) -> bool:
    """Whether the catalogue says that the paper is a preprint, or nothing of where it appeared."""
    return not paper.venue or _on_server(paper.venue)


def _on_server(venue: str) -> bool:
    known = registry().find(venue)
    return known is not None and known.kind == "preprint"


def is_published(record: Record) -> bool:
    """Whether a record is of a version of record, with a venue."""
    return (
        record.kind in _KINDS
        and bool(record.venue)
        and not _on_server(record.venue)
        and not record.extra.get("lookalike")
        and not (record.source == "openreview" and record.state)
        and not record.extra.get("submitted")
    )


def places(paper: Paper, evidence: Evidence) -> list[Place]:
    """The venues that services name for the paper: those with most witnesses first, then the earliest."""
    fitting = evidence.fitting(paper)
    groups: list[list[Record]] = []
    for record in filter(is_published, fitting):
        home = next((group for group in groups if _same_place(group[0], record)), None)
        if home is None:
            groups.append([record])
        else:
            home.append(record)
    hints = [record for record in fitting if record.extra.get("accepted_at")]
    found = [_place(group, hints) for group in groups]
    return sorted(found, key=lambda place: (-len({r.source for r in place.records}), place.year or 9999))


def _same_place(one: Record, other: Record) -> bool:
    near = not one.year or not other.year or abs(one.year - other.year) <= 1
    return near and canonical(one.venue) == canonical(other.venue)


def _place(group: Sequence[Record], hints: Sequence[Record]) -> Place:
    best = group[0]
    dated = [record for record in group if record.year and record.source not in _LATE] or list(group)
    year = next((record.year for record in dated if record.year), None)
    month = next((record.month for record in dated if record.month and record.kind == "article"), None)
    agreeing = [hint for hint in hints if canonical(str(hint.extra["accepted_at"])) == canonical(best.venue)]
    known = registry().find(best.venue)
    return Place(known.name if known else best.venue, year, month, (*group, *agreeing))


def published(paper: Paper, evidence: Evidence) -> Place | None:
    """Where a preprint, or a paper without venue, was published, as two services say; None if that is not known."""
    if not is_preprint(paper):
        return None
    return next((place for place in places(paper, evidence) if place.sure and place.year), None)


def another(paper: Paper, evidence: Evidence) -> Place | None:
    """The venue that two services name for a paper of another one; None where any service says the paper's own.

    A venue that the registry does not know may be another spelling: of it nothing is said."""
    if is_preprint(paper) or not registry().find(paper.venue):
        return None
    found = places(paper, evidence)
    if any(canonical(place.venue) == canonical(paper.venue) for place in found):
        return None
    return next((place for place in found if place.sure and registry().find(place.venue)), None)
