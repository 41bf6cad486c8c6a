"""A paper as a bibliography shows it, in the styles people ask for, by a CSL processor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from papernotes.formats.csl_fields import csl_type, person, variables
from papernotes.formats.csl_json_write import main_url
from papernotes.formats.latex import decode
from papernotes.identifiers import url_of
from papernotes.late import regex
from papernotes.model.library import venue_name
from papernotes.model.paper import Paper
from papernotes.model.venue import registry
from papernotes.text import HAN

STYLES = {"gbt7714": "china-national-standard-gb-t-7714-2015-numeric.csl", "apa": "apa.csl"}
"""Name of a style to its file in assets/vendor/csl."""
ARXIV_DOI = "10.48550/arXiv."
"""arXiv registers a DOI for each of its papers, https://info.arxiv.org/help/doi.html."""
_SMALL = regex(r"(?<=\w)[\s-]+[a-z]\w*\b(?!\.)")
_TWICE = regex(r"(?<=[.?!。？！])\.(?=\s|\Z)")
_DROPPED = ("abstract", "language", "genre", "ISSN", "PMID", "editor")


def cite(paper: Paper) -> dict[str, str]:
    """The paper by each of STYLES, as one line of text; what the catalogue does not say is left out."""
    # An edit of a note needs none of it.
    from papernotes.formats.csl_lines import lines

    locale = "zh-CN" if HAN.search(paper.title) else "en-US"
    item = reference(paper)
    has = frozenset(item) - {"id", "type"}
    return {name: _tidy(lines(file, locale, item["type"], has).line(item)) for name, file in STYLES.items()}


def reference(paper: Paper) -> dict[str, Any]:
    """The paper's CSL-JSON for citing: a preprint is of its server, and a venue has its full name.

    Format: https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV"""
    date = [part for part in (paper.year, paper.month if paper.year else None) if part]
    said = {name: value for name, value in variables(paper).items() if name not in _DROPPED}
    item = {
        "id": "1",
        "type": csl_type(paper),
        "title": paper.title or paper.key,
        "author": [_person(name) for name in paper.authors],
        "issued": {"date-parts": [date]} if date else None,
        **said,
        **(_preprint(paper) if csl_type(paper) == "article" else _published(paper)),
    }
    return {name: value for name, value in item.items() if value}


@lru_cache(maxsize=16384)
def _person(name: str) -> Mapping[str, str]:
    """A name in CSL's parts; a Chinese one is never shortened to initials, and small letters have none."""
    if HAN.match(name):
        return {"literal": name}
    return {part: _SMALL.sub("", said) if part == "given" else said for part, said in person(name).items()}


def _preprint(paper: Paper) -> dict[str, str]:
    """A preprint is published by its server and has no container."""
    published = _published(paper)
    said = {"publisher": venue_name(paper), "DOI": published["DOI"], "URL": published["URL"]}
    if paper.arxiv:
        said |= {"publisher": "arXiv", "number": f"arXiv:{paper.arxiv}", "URL": url_of("arxiv", paper.arxiv) or ""}
        said["DOI"] = paper.doi or ARXIV_DOI + paper.arxiv
    return said


def _published(paper: Paper) -> dict[str, str]:
    url = main_url(paper) or paper.bibtex.get("url", "")
    return {"container-title": container(paper), "DOI": paper.doi, "URL": url}


def container(paper: Paper) -> str:
    """The full name of what it appeared in: as the original entry has it, else the registry's."""
    for name in ("booktitle", "journaltitle", "journal"):
        if paper.bibtex.get(name):
            return decode(paper.bibtex[name])
    venue = registry().find(paper.venue) if paper.venue else None
    if venue is None or venue.kind == "preprint":
        return venue_name(paper)
    return venue.full_name or venue.name


def _tidy(line: str) -> str:
    # A question mark ends a sentence; and the style begins numbers with a capital, which is no name of the server's.
    return _TWICE.sub("", " ".join(line.split())).replace("(ArXiv:", "(arXiv:")
