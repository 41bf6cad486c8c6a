"""What the catalogue could say better of a paper, each change with its evidence; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from papernotes.evidence.agree import alike, differs, overlap
from papernotes.evidence.places import Place, another, canonical, is_preprint, is_published, places, published
from papernotes.evidence.said import CONFLICT, SAME, Evidence, ranked
from papernotes.identifiers import NORMALISE, fold_title
from papernotes.model.paper import Paper
from papernotes.record import Record
from papernotes.sources.words import name, plain

_OWN_IDS = ("arxiv", "doi", "openreview", "acl", "dblp")
_PREPRINT_DOI = "10.48550/"
_FIRST_YEAR = 1900


class Witness(NamedTuple):
    """Who says so, and where a person can look."""

    source: str
    url: str


class Change(NamedTuple):
    """One field of one paper."""

    key: str
    field: str
    old: Any
    new: Any
    """Empty to remove the field."""
    kind: str
    """fill (the field is empty, or the stand-in of a draft), published, or correct."""
    evidence: tuple[Witness, ...]
    """The best first."""


def proposals(paper: Paper, evidence: Evidence, taken: Collection[tuple[str, str]] = ()) -> list[Change]:
    """The changes that the evidence supports, in the order of the fields; none where it is in doubt.

    `taken` are the identifiers of other papers, as kind and normal form: no two papers have the same."""
    records = [one for one in evidence.fitting(paper) if not one.extra.get("lookalike") and not one.extra.get("notice")]
    if not records:
        return []
    where = _where(paper, evidence, records)
    made = [
        *_title(paper, records),
        *_authors(paper, records),
        *_dated(paper, where),
        *_year(paper, evidence, where),
        *_ids(paper, records, where, taken),
    ]
    good = [change for change in made if _possible(change, evidence)]
    return [*good, *_complete(paper, records, good)]


def chosen(changes: Sequence[Change], fields: Collection[str] | None) -> list[Change]:
    """The changes of one paper that touch only these fields; None for all.

    The mark of a draft goes when nothing is left to be completed."""
    picked = [one for one in changes if one.field != "needs" and (fields is None or one.field in fields)]
    left = [one for one in changes if one.kind == "fill" and one.field != "needs" and one not in picked]
    return picked + ([] if left else [one for one in changes if one.field == "needs"])


class _Where(NamedTuple):
    """Venue and year that the paper is to have."""

    kind: str
    place: Place


def _where(paper: Paper, evidence: Evidence, records: Sequence[Record]) -> _Where | None:
    """Where the paper appeared, and what kind of change it is to say so; None where nothing is to be said."""
    if place := published(paper, evidence):
        return _Where("published" if paper.venue else "fill", place)
    if place := another(paper, evidence):
        return _Where("correct", place)
    if paper.venue:
        own = next((one for one in places(paper, evidence) if canonical(one.venue) == canonical(paper.venue)), None)
        stays = own or (_server(records) if is_preprint(paper) else None)
        return _Where("", stays) if stays else None
    found = [place for place in places(paper, evidence) if not paper.year or place.year == paper.year]
    if found:
        return _Where("fill", found[0])
    known = places(paper, evidence)
    server = _server(records)
    return _Where("fill", server) if server and not known and paper.year in (None, server.year) else None


def _server(records: Sequence[Record]) -> Place | None:
    """The preprint server as a place."""
    found = [record for record in records if record.kind == "preprint" and "arxiv" in record.ids and record.year]
    best = next((record for record in found if record.source == "arxiv"), found[0] if found else None)
    return Place("arXiv", best.year, best.month, tuple(found)) if best else None


def _witnesses(records: Iterable[Record], agrees: Callable[[Record], bool] = lambda _: True) -> tuple[Witness, ...]:
    found: dict[str, Witness] = {}
    for record in ranked(records):
        if agrees(record):
            found.setdefault(record.source, Witness(record.source, record.url))
    return tuple(found.values())


def _title(paper: Paper, records: Sequence[Record]) -> Iterator[Change]:
    best = records[0].title
    same = _witnesses(records, lambda record: fold_title(record.title) == fold_title(best))
    if "title" in paper.needs:
        yield Change(paper.key, "title", paper.title, plain(best), "fill", same)
        return
    known = max(alike(paper.title, record.title) for record in records)
    if len(same) > 1 and CONFLICT <= known < SAME:
        yield Change(paper.key, "title", paper.title, plain(best), "correct", same)


def _authors(paper: Paper, records: Sequence[Record]) -> Iterator[Change]:
    named = [record for record in records if record.authors]
    if not named:
        return
    best = named[0].authors
    same = _witnesses(named, lambda record: len(record.authors) == len(best) and overlap(best, record.authors) == 1.0)
    new = [said for said in map(name, best) if said]
    if not paper.authors:
        yield Change(paper.key, "authors", (), new, "fill", same)
        return
    differ = [record for record in named if differs(paper.authors, record.authors)]
    if len(same) > 1 and len(differ) == len(named):
        yield Change(paper.key, "authors", paper.authors, new, "correct", same)


def _dated(paper: Paper, where: _Where | None) -> Iterator[Change]:
    """Venue, year and month: of one place, never of two."""
    if where is None or not where.kind:
        return
    kind, place = where
    said = _witnesses(place.records)
    if canonical(paper.venue) != canonical(place.venue):
        yield Change(paper.key, "venue", paper.venue, plain(place.venue), "fill" if not paper.venue else kind, said)
    if place.year and paper.year != place.year:
        moved = "fill" if paper.year is None else "published" if kind == "fill" else kind
        yield Change(paper.key, "year", paper.year, place.year, moved, said)
    if paper.month and place.year and (paper.year, paper.month) != (place.year, place.month):
        # The month of the preprint is not that of the venue.
        yield Change(paper.key, "month", paper.month, place.month, "published" if kind == "fill" else kind, said)


def _year(paper: Paper, evidence: Evidence, where: _Where | None) -> Iterator[Change]:
    """The year of a paper whose venue stays."""
    if where is None or where.kind:
        return
    place = where.place
    if paper.year is None and place.year:
        yield Change(paper.key, "year", None, place.year, "fill", _witnesses(place.records))
    elif paper.year and place.year and abs(paper.year - place.year) > 1:
        same = _witnesses(evidence.fitting(paper), lambda record: record.year == place.year)
        if len(same) > 1 and all(abs(paper.year - year) > 1 for year in _years(paper, evidence)):
            yield Change(paper.key, "year", paper.year, place.year, "correct", same)


def _years(paper: Paper, evidence: Evidence) -> list[int]:
    return [record.year for record in evidence.fitting(paper) if record.year]


def _ids(
    paper: Paper, records: Sequence[Record], where: _Where | None, taken: Collection[tuple[str, str]]
) -> Iterator[Change]:
    """Identifiers: those of the version that the catalogue speaks of, and the arXiv id of its preprint."""
    venue = where.place.venue if where else paper.venue
    for kind in _OWN_IDS:
        if getattr(paper, kind):
            continue
        for record in records:
            ident = NORMALISE[kind](str(record.ids.get(kind, ""))) or ""
            fits = kind in ("arxiv", "openreview") or (
                is_published(record) and canonical(record.venue) == canonical(venue)
            )
            if ident and fits and (kind, ident) not in taken and not ident.startswith(_PREPRINT_DOI):
                same = _witnesses(records, lambda one, k=kind, i=ident: NORMALISE[k](str(one.ids.get(k, ""))) == i)  # type: ignore[misc]
                yield Change(paper.key, kind, "", ident, "fill", same)
                break


def _complete(paper: Paper, records: Sequence[Record], changes: Sequence[Change]) -> Iterator[Change]:
    """The mark of a draft goes when title and authors are known."""
    authors = paper.authors or any(change.field == "authors" for change in changes)
    if paper.needs and authors:
        yield Change(paper.key, "needs", paper.needs, [], "fill", _witnesses(records))


def _possible(change: Change, evidence: Evidence) -> bool:
    """Whether a value is another one, and can stand in the catalogue at all: services err."""
    if change.new == (list(change.old) if isinstance(change.old, tuple) else change.old):
        return False
    if change.field == "year":
        last = int(evidence.day[:4]) + 1 if evidence.day[:4].isdigit() else 9999
        return isinstance(change.new, int) and _FIRST_YEAR <= change.new <= last
    return change.field == "month" or bool(change.new)
