"""Papers to RIS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from papernotes.formats import reference, ris_read
from papernotes.formats.bibtex_fields import authors
from papernotes.formats.csl_fields import csl_type, variables
from papernotes.formats.csl_json_write import extra_lines, main_url
from papernotes.identifiers import family_given
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper

_TYPES = {name: tag for tag, name in reversed(ris_read.TYPES.items()) if name} | {
    "article": "UNPB",
    "webpage": "ELEC",
    "manuscript": "UNPB",
}
_TAGS = {
    "volume": "VL",
    "issue": "IS",
    "publisher": "PB",
    "publisher-place": "CY",
    "abstract": "AB",
    "edition": "ET",
} | {
    "language": "LA",
    "collection-title": "T3",
}


def ris(library: Library, papers: Sequence[Paper]) -> str:
    """Papers as RIS; topics and status are keywords, what has no tag stands in C8; `read` gives back equal papers.

    Format: https://en.wikipedia.org/wiki/RIS_(file_format)"""
    return "\n".join(_whole(library, paper) for paper in papers)


def _whole(library: Library, paper: Paper) -> str:
    lines = [(tag, " ".join(text.split())) for tag, text in _lines(library, paper) if text.strip()]
    text = _record(lines)
    more = reference.difference(paper, ris_read.read(text, library.statuses).drafts)
    return _record([*lines, ("C8", f"{reference.OWN}: {reference.own_json(more)}")]) if more else text


def _record(lines: Sequence[tuple[str, str]]) -> str:
    return "".join(f"{tag}  - {text}\n" for tag, text in lines) + "ER  - \n"


def _lines(library: Library, paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES.get(csl_type(paper), "GEN")
    yield "ID", paper.key
    yield "TI", paper.title
    yield from (("AU", _inverted(name)) for name in paper.authors)
    yield from (("ED", _inverted(name)) for name in authors(paper.bibtex.get("editor", "")))
    if paper.year:
        yield "PY", str(paper.year)
        if paper.month:
            yield "DA", f"{paper.year}/{paper.month:02}//"
    yield "T2", venue_name(paper)
    yield "ST", "; ".join(paper.aliases)
    yield "DO", paper.doi
    yield "SN", paper.isbn or paper.bibtex.get("issn", "")
    yield "UR", main_url(paper)
    said = variables(paper)
    yield from ((_TAGS[name], text) for name, text in said.items() if name in _TAGS)
    start, _, end = said.get("page", "").partition("-")
    yield "SP", start
    yield "EP", end
    if paper.status:
        yield "KW", f"status/{paper.status}"
    yield from (("KW", f"topic/{topic}") for topic in paper.topics)
    yield from (("KW", tag) for tag in paper.tags)
    # The status stands above, in the catalogue's own word.
    yield from (("N1", line) for line in extra_lines(library, paper) if not line.startswith("Read_Status"))


def _inverted(name: str) -> str:
    family, given = family_given(name)
    return f"{family}, {given}" if given and " " in name else name
