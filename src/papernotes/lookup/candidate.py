"""Papers that a title may mean: scored, with reasons, and whether the first of them is beyond doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from papernotes.identifiers import family_given, fold_title
from papernotes.sources import Query, Record, Unavailable
from papernotes.text import fold

ALIKE = 0.92
"""The least score of a paper that is taken without asking."""
APART = 0.03
"""How far the next one must be behind it."""
_SHOWN = 5
_PUBLISHED = ("article", "inproceedings", "book")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that may be meant."""

    record: Record
    """What all services that know it say, joined: the published version where there is one."""
    score: float
    """From 0 to 1; 1 is the same title, by the same authors, of the same year where these were said."""
    reasons: tuple[str, ...]
    """Why it may or may not be it: title 0.98; first author differs; crossref, dblp."""
    records: tuple[Record, ...] = ()
    """What each service says."""


@dataclass(frozen=True, slots=True)
class Search:
    """What looking for a title gave."""

    candidates: list[Candidate] = field(default_factory=list)
    """At most five, best first."""
    silent: list[Unavailable] = field(default_factory=list)
    """The services that did not answer: what they know is missing."""


def rank(query: Query, records: Iterable[Record]) -> list[Candidate]:
    """The papers that the records speak of, best first, at most five."""
    groups = _groups([record for record in records if record.title])
    found = [_candidate(query, group) for group in groups]
    return sorted(found, key=lambda one: -one.score)[:_SHOWN]


def doubt(candidates: Sequence[Candidate]) -> str:
    """Why the first candidate cannot be taken without asking, "" if it can."""
    if not candidates:
        return "nothing found"
    first = candidates[0]
    if first.score < ALIKE:
        return f"the best is only {first.score:.2f} alike, and {ALIKE} is the least"
    if len(candidates) > 1 and first.score - candidates[1].score < APART:
        return "two are nearly alike"
    return ""


def alike(one: str, other: str) -> float:
    """How far two titles agree, from 0 to 1; case, signs and LaTeX count for nothing."""
    return fuzz.ratio(fold_title(one), fold_title(other)) / 100


def surnames(authors: Iterable[str]) -> list[str]:
    """The family names, folded; in the order of the authors."""
    return [fold(family_given(name)[0]).replace("-", " ") for name in authors if name.strip()]


def overlap(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """The share of my authors that theirs hold, by surname; 1 where one side says none."""
    ours, others = set(surnames(mine)), set(surnames(theirs))
    return len(ours & others) / len(ours) if ours and others else 1.0


def _candidate(query: Query, group: Sequence[Record]) -> Candidate:
    record = joined(group)
    title = max(alike(query.title, each.title) for each in group)
    score, reasons = title, [f"title {title:.2f}"]
    if query.authors and record.authors:
        share = overlap(query.authors, record.authors)
        first = surnames(query.authors)[:1] == surnames(record.authors)[:1]
        reasons += [f"{share:.0%} of the authors"] + ([] if first else ["first author differs"])
        score -= (0 if share >= 0.5 else 0.3) + (0 if first else 0.1)
    if query.year and record.year:
        apart = abs(query.year - record.year)
        reasons.append(f"year {record.year}")
        score -= 0 if apart <= (2 if record.kind == "preprint" else 1) else 0.1
    for flag, reason in (("lookalike", "its publisher registers copies"), ("notice", "a notice about a paper")):
        if record.extra.get(flag):
            score, reasons = score - 0.3, [*reasons, reason]
    if record.kind == "other":
        score, reasons = score - 0.1, [*reasons, f"a {record.extra.get('type') or 'work of another kind'}"]
    reasons.append("from " + ", ".join(dict.fromkeys(each.source for each in group)))
    return Candidate(record, max(0.0, round(score, 4)), tuple(reasons), tuple(group))


def joined(group: Sequence[Record]) -> Record:
    """One record of what several services say of a paper: the best of them, and what it lacks from the others."""
    ranked = sorted(group, key=_worth)
    best = ranked[0]
    ids: Mapping[str, str] = {}
    links: Mapping[str, str] = {}
    for record in ranked:
        # Of a preprint's own DOI there is no need where the paper has another.
        ids, links = {**record.ids, **ids}, {**record.links, **links}
    authors = best.authors or next((record.authors for record in ranked if record.authors), ())
    year = best.year or next((record.year for record in ranked if record.year), None)
    return replace(best, ids=ids, links=links, authors=authors, year=year)


def _worth(record: Record) -> tuple[bool, bool, bool, int]:
    """Published before preprint, with a venue before without; the order of the services decides the rest."""
    published = record.kind in _PUBLISHED and not record.extra.get("lookalike")
    return (not published, not record.venue, not record.authors, -len(record.ids))


def _groups(records: Sequence[Record]) -> list[list[Record]]:
    """The records by paper; the published ones make the groups, which the preprints then join."""
    groups: list[list[Record]] = []
    for record in sorted(records, key=_worth):
        home = next((group for group in groups if any(_same(record, other) for other in group)), None)
        if home is None:
            groups.append([record])
        else:
            home.append(record)
    return groups


def _same(one: Record, other: Record) -> bool:
    if any(one.ids[kind] == other.ids.get(kind) for kind in one.ids):
        return True
    if bool(one.extra.get("lookalike")) != bool(other.extra.get("lookalike")):
        return False
    if fold_title(one.title) != fold_title(other.title) or overlap(one.authors, other.authors) < 0.5:
        return False
    both = one.kind in _PUBLISHED and other.kind in _PUBLISHED
    # A conference paper and its journal version can have the same title: they are two.
    near = one.year is None or other.year is None or abs(one.year - other.year) <= 1
    return not both or (one.venue == other.venue and near)
