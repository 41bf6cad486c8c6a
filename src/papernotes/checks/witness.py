"""What the rules that ask services share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from papernotes.evidence.said import Evidence
from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.record import Record

ByKey = Mapping[str, Evidence]
"""What services say of papers, by key; a paper that nobody was asked about is not there."""


def pairs(library: Library, evidence: ByKey) -> Iterator[tuple[Paper, Evidence]]:
    """The papers that were asked about, in order, with what was said."""
    return ((paper, evidence[paper.key]) for paper in library.papers if paper.key in evidence)


def who(records: Sequence[Record]) -> str:
    """The services, each with a page to look at: "dblp (https://...), crossref (https://...)"."""
    named = {record.source: record.url for record in records}
    return ", ".join(f"{source} ({url})" if url else source for source, url in named.items())
