"""What a paper's page says of the paper to machines: Highwire's meta tags, and schema.org as JSON-LD.

Formats: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing, https://schema.org/ScholarlyArticle"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from papernotes.formats.citation import ARXIV_DOI, container
from papernotes.model.paper import Paper
from papernotes.model.venue import registry
from papernotes.text import HAN
from papernotes.views.html import clean, text
from papernotes.views.links import addresses, is_web

_ENDS = re.compile("[<>&\u2028\u2029]")
_TYPES = {"book": "Book", "dataset": "Dataset", "repo": "SoftwareSourceCode", "tool": "SoftwareApplication"} | {
    "blog": "BlogPosting",
    "talk": "PresentationDigitalDocument",
}
_ARTICLES = {"ScholarlyArticle", "BlogPosting"}


def head(paper: Paper) -> str:
    """The elements for a page's head; the same for the same paper."""
    tags = "".join(f'<meta name=citation_{name} content="{text(value)}">\n' for name, value in _tags(paper))
    return f'{tags}<script type="application/ld+json">{in_script(_linked(paper))}</script>\n'


def in_script(value: Any) -> str:
    """JSON that may stand in a script element: no sign in it can end the element or a line."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ENDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", written)


def _tags(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "title", paper.title or paper.key
    for name in paper.authors:
        yield "author", name
    if paper.year:
        yield "publication_date", f"{paper.year}/{paper.month:02}" if paper.month else str(paper.year)
    if where := container(paper):
        yield _container_tag(paper), where
    for name, tag in (("volume", "volume"), ("number", "issue")):
        if value := paper.bibtex.get(name):
            yield tag, value
    first, _, last = paper.bibtex.get("pages", "").replace("--", "-").partition("-")
    if first:
        yield "firstpage", first.strip()
        if last:
            yield "lastpage", last.strip()
    for name, tag in (("doi", "doi"), ("arxiv", "arxiv_id"), ("isbn", "isbn")):
        if value := getattr(paper, name):
            yield tag, value
    if is_web(url := paper.links.get("pdf", "")):
        yield "pdf_url", url.strip()


def _container_tag(paper: Paper) -> str:
    venue = registry().find(paper.venue) if paper.venue else None
    if venue and venue.kind == "preprint":
        return "technical_report_institution"
    journal = (venue and venue.kind == "journal") or paper.bibtex.get("entrytype") == "article"
    return "journal_title" if journal else "conference_title"


def _linked(paper: Paper) -> dict[str, Any]:
    kind = _TYPES.get(paper.kind, "ScholarlyArticle")
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        # Who reads of articles asks for the one, who reads of anything else for the other.
        "headline" if kind in _ARTICLES else "name": clean(paper.title or paper.key),
        "alternateName": [clean(alias) for alias in paper.aliases],
        "author": [{"@type": "Person", "name": clean(name)} for name in paper.authors],
        "datePublished": (f"{paper.year}-{paper.month:02}" if paper.month else str(paper.year)) if paper.year else "",
        "inLanguage": "zh" if HAN.search(paper.title) else "en",
        "keywords": [clean(tag) for tag in paper.tags],
        "abstract": clean(paper.summary),
        "isbn": clean(paper.isbn) if paper.kind == "book" else "",
        "sameAs": list(dict.fromkeys(map(clean, addresses(paper)))),
        "identifier": [
            f"{name}:{clean(value)}"
            for name, value in (("doi", paper.doi or _arxiv_doi(paper)), ("arXiv", paper.arxiv))
            if value
        ],
    }
    if where := container(paper):
        said["isPartOf"] = {"@type": "PublicationVolume", "name": clean(where)}
    return {name: value for name, value in said.items() if value}


def _arxiv_doi(paper: Paper) -> str:
    return ARXIV_DOI + paper.arxiv if paper.arxiv else ""
