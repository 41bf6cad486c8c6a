"""Papers to CSL-JSON and to the own JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from papernotes.formats import csl_json_read, reference
from papernotes.formats.bibtex_fields import authors
from papernotes.formats.csl_fields import READ_STATUS, csl_type, person, variables
from papernotes.identifiers import url_of
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper


def csl_json(library: Library, papers: Sequence[Paper]) -> str:
    """Papers as a CSL-JSON list for Zotero, Pandoc and citation processors; `read` gives back equal papers.

    Format: https://docs.citationstyles.org/en/stable/specification.html, appendix IV ("custom" is of its schema)"""
    return reference.dumps([_whole(library, paper) for paper in papers], 1) + "\n"


def json(library: Library, papers: Sequence[Paper]) -> str:
    """Papers as they stand in the catalogue, with their keys; `read` gives back equal papers."""
    said = [{"key": paper.key, **reference.plain(paper)} for paper in papers]
    return reference.dumps({"format": reference.OWN, "version": 1, "papers": said}, 1) + "\n"


def _whole(library: Library, paper: Paper) -> dict[str, Any]:
    item = {name: value for name, value in _item(library, paper).items() if value}
    read = csl_json_read.read(reference.dumps([item], None), library.statuses)
    more = reference.difference(paper, read.drafts)
    return {**item, "custom": {reference.OWN: more}} if more else item


def _item(library: Library, paper: Paper) -> dict[str, Any]:
    date = [part for part in (paper.year, paper.month if paper.year else None) if part]
    return {
        "id": paper.key,
        "type": csl_type(paper),
        "title": paper.title,
        "title-short": "; ".join(paper.aliases),
        "author": [person(name) for name in paper.authors],
        "editor": [person(name) for name in authors(paper.bibtex.get("editor", ""))],
        "issued": {"date-parts": [date]} if date else None,
        "container-title": venue_name(paper),
        "DOI": paper.doi,
        "ISBN": paper.isbn,
        "URL": main_url(paper),
        "keyword": ", ".join(paper.tags),
        "note": "\n".join(extra_lines(library, paper)),
        **variables(paper),
    }


def main_url(paper: Paper) -> str:
    """The address that Zotero opens: that of the paper, else of its arXiv or OpenReview page."""
    links = paper.links
    first = next((links[name] for name in ("page", "pdf", "project") if name in links), "")
    idents = (("openreview", paper.openreview), ("acl", paper.acl), ("arxiv", paper.arxiv))
    return first or next((url_of(name, ident) or "" for name, ident in idents if ident and not paper.doi), "")


def extra_lines(library: Library, paper: Paper) -> list[str]:
    """Lines of Zotero's Extra: the identifiers that have no field, and the status for its plugin "Reading List"."""
    names = {"arxiv": "arXiv", "openreview": "OpenReview", "acl": "ACL", "dblp": "DBLP"}
    lines = [f"{label}: {value}" for name, label in names.items() if (value := getattr(paper, name))]
    word = READ_STATUS.get(library.statuses.of(paper.status).name, "") if paper.status else ""
    return [*lines, f"Read_Status: {word}"] if word else lines
