"""What services said of one paper, and which of it can be believed to be about that paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from papernotes.evidence.agree import alike, overlap, same_first
from papernotes.identifiers import fold_title
from papernotes.model.paper import Paper
from papernotes.record import Found, Ident, NotFound, Outcome, Record, Unavailable

SAME = 0.9
"""The least likeness of the title that an identifier leads to."""
FOUND = 0.92
"""The least likeness of a title that a search found."""
CONFLICT = 0.6
"""Below it two identifiers are of two papers."""
# Who knows best where a paper was published, and how it is called; sources.md C2.
ORDER = ("acl", "dblp", "crossref", "openreview", "semantic_scholar", "pubmed", "datacite", "doi_org", "arxiv")
_SILENT = ("doi_ra", "doi_handle")
"""They say whether a DOI exists, and nothing of the paper."""
PREPRINT = "preprint"


class Said(NamedTuple):
    """What one service says of one identifier of the paper."""

    source: str
    ident: Ident
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that services said of one paper."""

    said: tuple[Said, ...] = ()
    """Of the identifiers that stand in the catalogue."""
    followed: tuple[Record, ...] = ()
    """Of identifiers that those answers named: the published version of a preprint."""
    hits: tuple[Record, ...] = ()
    """What a search for the title found, whether it is the paper or not."""
    searched: tuple[str, ...] = ()
    """The services that answered the search."""
    silent: tuple[Unavailable, ...] = ()
    """Who did not answer a search or a further question."""
    earlier: tuple[Record, ...] = ()
    """Earlier versions of the preprint."""
    day: str = ""
    """When it was asked, as 2026-11-21."""

    def records(self, *kinds: str) -> list[Record]:
        """What the paper's own identifiers of these kinds lead to (all kinds, if none is named), the best first."""
        found = (
            one.outcome.record
            for one in self.said
            if isinstance(one.outcome, Found) and one.source not in _SILENT and (not kinds or one.ident.kind in kinds)
        )
        return ranked(record for record in found if record.title)

    def missing(self, kind: str, *sources: str) -> bool:
        """Whether these services all say that the paper's identifier of this kind does not exist."""
        said = {one.source: one.outcome for one in self.said if one.ident.kind == kind and one.source in sources}
        return len(said) == len(sources) and all(isinstance(one, NotFound) and one.definite for one in said.values())

    def unanswered(self) -> list[Unavailable]:
        """Who did not answer, each once: what they know is missing here."""
        said = [one.outcome for one in self.said if isinstance(one.outcome, Unavailable)]
        return list({one.source: one for one in (*said, *self.silent)}.values())

    @property
    def asked(self) -> bool:
        """Whether anybody answered."""
        return bool(self.searched or self.followed) or any(not isinstance(o.outcome, Unavailable) for o in self.said)

    def conflict(self) -> tuple[Record, Record] | None:
        """Two records that two identifiers of the paper lead to, and that are two papers; None where all is well."""
        for one in self.records("doi"):
            for other in self.records("arxiv", "acl", "openreview"):
                titles = [other.title, *(record.title for record in self.earlier)]
                people = one.authors and other.authors and overlap(one.authors, other.authors) >= CONFLICT
                # A title may change from the preprint to the paper; the people do not.
                if max(alike(one.title, title) for title in titles) < CONFLICT and not people:
                    return one, other
        return None

    def fitting(self, paper: Paper) -> list[Record]:
        """The records that are about the paper, the best first; empty where its identifiers are of two papers."""
        if self.conflict():
            return []
        own = [record for record in self.records() if self._names(paper, record)]
        titles = [record.title for record in own[:1]]
        titles += [] if "title" in paper.needs else [paper.title, *paper.aliases]
        authors = paper.authors or (own[0].authors if own else ())
        year = paper.year or (own[0].year if own else None)
        others = [one for one in (*self.followed, *self.hits) if _means(one, titles, authors, year)]
        if not own and not _agreed(paper, others):
            others = []
        return ranked([*own, *others])

    def _names(self, paper: Paper, record: Record) -> bool:
        """Whether a record that an identifier led to has the paper's title, or one it had."""
        return "title" in paper.needs or likeness(paper, record) >= SAME or self.renamed(paper)

    def renamed(self, paper: Paper) -> bool:
        """Whether the paper's title is that of an earlier version of the preprint."""
        return any(alike(paper.title, record.title) >= SAME for record in self.earlier)


def likeness(paper: Paper, record: Record) -> float:
    """How far a record has the paper's title, or one of its aliases."""
    return max(alike(title, record.title) for title in (paper.title, *paper.aliases))


def ranked(records: Iterable[Record]) -> list[Record]:
    """The records in the order in which they are believed; the same one only once."""
    places = {name: place for place, name in enumerate(ORDER)}
    unique: list[Record] = []
    for record in sorted(records, key=lambda record: places.get(record.source, len(ORDER))):
        if record not in unique:
            unique.append(record)
    return unique


def _means(record: Record, titles: Sequence[str], authors: Sequence[str], year: int | None) -> bool:
    """Whether a record that no identifier of the paper led to is about it all the same."""
    if record.extra.get("lookalike") or record.extra.get("notice") or record.kind == "other":
        return False
    if max((alike(title, record.title) for title in titles), default=0.0) < FOUND or not same_first(
        authors, record.authors
    ):
        return False
    # A preprint comes years before the paper, a paper's year is that of its venue.
    near = not year or not record.year or -2 <= record.year - year <= 3
    return near and (not authors or overlap(authors, record.authors) >= 0.5)


def _agreed(paper: Paper, records: Sequence[Record]) -> bool:
    """Whether what a search found is one paper, beyond doubt."""
    named = [record.authors for record in records if record.authors]
    if any(not same_first(named[0], other) or overlap(other, named[0]) < 0.5 for other in named[1:]):
        return False
    if paper.authors or any(record.year == paper.year for record in records if paper.year):
        return bool(records)
    exact = {record.source for record in records if fold_title(record.title) == fold_title(paper.title)}
    return len(exact) > 1
