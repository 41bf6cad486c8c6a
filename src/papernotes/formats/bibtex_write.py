"""Papers to BibTeX and BibLaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from papernotes.formats import bibtex_read, reference
from papernotes.formats.bibtex_fields import LINKS, entry_type
from papernotes.formats.bibtex_row import MONTHS
from papernotes.formats.latex import balanced, decode, encode, encode_title
from papernotes.identifiers import url_of
from papernotes.late import regex
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper
from papernotes.model.status import Statuses

_UNNAMED = regex(r"[\s\x00-\x1f,={}()\"#%'\\~@]+")
_PLAIN = regex(r"[\w.:/?&=#%+-]*")
"""What needs no work: no white space, no brace, no backslash."""
_MONTH_NAMES = {number: name for name, number in MONTHS.items()}
_BIBLATEX = {"dataset": "dataset", "repo": "software", "tool": "software", "blog": "online"}
_JOURNALS = ("article", "suppperiodical")
_BOOKTITLES = ("inproceedings", "conference", "incollection", "inbook", "proceedings", "collection", "book")
_RESERVED = frozenset("comment string preamble".split())


def write(library: Library) -> str:
    """The whole catalogue as BibTeX for citing, in its order; UTF-8, as biber and modern BibTeX styles read it."""
    return "\n".join(entry(paper) for paper in library.papers)


def bibtex(library: Library, papers: Sequence[Paper]) -> str:
    """Papers as BibTeX with all that the catalogue says of them.

    Status, topics and tags stand in the fields that JabRef and Zotero read; `read` gives back equal papers."""
    return "\n".join(_whole(library, paper, False) for paper in papers)


def biblatex(library: Library, papers: Sequence[Paper]) -> str:
    """As `bibtex`, with the entry types and field names of BibLaTeX."""
    return "\n".join(_whole(library, paper, True) for paper in papers)


def entry(paper: Paper) -> str:
    """One paper as a BibTeX entry for citing, without what the catalogue says of its reading; ends with a newline."""
    return _entry(paper, list(_fields(paper, False)), False)


def _whole(library: Library, paper: Paper, modern: bool) -> str:
    lines = [*_fields(paper, modern), *_own(library, paper)]
    text = _entry(paper, lines, modern)
    # What the fields above cannot say, or say otherwise, stands in one more.
    more = reference.difference(paper, bibtex_read.read(text, library.statuses).drafts)
    return _entry(paper, [*lines, (reference.OWN, reference.own_json(more))], modern) if more else text


def _entry(paper: Paper, lines: Sequence[tuple[str, str]], modern: bool) -> str:
    # BibTeX's own names of the months are translated by the style.
    bare = "" if modern else "month"
    text = ",\n".join(f"  {n} = {v}" if n == bare and v in MONTHS else f"  {n} = {{{v}}}" for n, v in lines)
    return f"@{_type(paper, modern)}{{{_name(paper.key)},\n{text}\n}}\n"


def _type(paper: Paper, modern: bool) -> str:
    said = paper.bibtex.get("entrytype", "")
    if re.fullmatch(r"[a-z]{2,30}", said) and said not in _RESERVED:
        return said
    if modern and paper.kind in _BIBLATEX:
        return _BIBLATEX[paper.kind]
    return entry_type(paper.kind, paper.venue)


def _fields(paper: Paper, modern: bool) -> Iterator[tuple[str, str]]:
    given = {name: value for name, value in paper.bibtex.items() if name != "entrytype"}
    raw = given.pop("title", "")
    kept = raw and raw == _raw(raw) and decode(raw) == paper.title
    yield "title", raw if kept else encode_title(paper.title)
    if paper.authors:
        yield "author", " and ".join(_author(name) for name in paper.authors)
    yield from _venue(paper, given, modern)
    if modern and paper.year and "date" not in given:
        yield "date", f"{paper.year}-{paper.month:02}" if paper.month else str(paper.year)
    else:
        if paper.year and "year" not in given:
            yield "year", str(paper.year)
        if paper.month and "month" not in given and "date" not in given:
            yield "month", _MONTH_NAMES.get(paper.month, str(paper.month)) if not modern else str(paper.month)
    for name in ("doi", "isbn"):
        if value := getattr(paper, name):
            yield name, _raw(value)
    if paper.arxiv:
        yield "eprint", _raw(paper.arxiv)
        yield ("eprinttype" if modern else "archiveprefix"), "arxiv" if modern else "arXiv"
    if url := _url(paper):
        yield "url", _raw(url)
    for name, value in given.items():
        yield _name(name).lower(), _raw(value)


@lru_cache(maxsize=16384)
def _author(name: str) -> str:
    """A name; one that holds "and" or a comma of its own is held together by braces."""
    text = encode(name)
    return f"{{{text}}}" if re.search(r"\sand\s|\A(?:and|others)\Z", f" {name} ") or name.count(",") > 2 else text


def _venue(paper: Paper, given: dict[str, str], modern: bool) -> Iterator[tuple[str, str]]:
    """The field of the venue, of that name and in that length in which the original entry has it."""
    if not paper.venue:
        return
    kind = _type(paper, modern)
    wanted = "journaltitle" if modern and kind in _JOURNALS else "journal" if kind in _JOURNALS else "booktitle"
    for name in ("booktitle", "journaltitle", "journal"):
        if name in given and reference.venue(decode(given[name]), given[name]) == venue_name(paper):
            yield (wanted if wanted != "booktitle" or name == "booktitle" else name), _raw(given.pop(name))
            return
    if kind in _JOURNALS or kind in _BOOKTITLES:
        yield wanted, encode(venue_name(paper))
    elif not (paper.arxiv and venue_name(paper) == "arXiv"):
        yield "venue", encode(venue_name(paper))


def _url(paper: Paper) -> str:
    """The address that a bibliography prints."""
    links = paper.links
    first = next((links[name] for name in ("page", "pdf", "project") if name in links), "")
    if first or paper.doi or paper.arxiv:
        return first
    idents = (("openreview", paper.openreview), ("acl", paper.acl))
    return next((url_of(name, ident) or "" for name, ident in idents if ident), next(iter(links.values()), ""))


def _own(library: Library, paper: Paper) -> Iterator[tuple[str, str]]:
    """What the catalogue says of the reading, in JabRef's fields where it has one.

    Format: https://docs.jabref.org/finding-sorting-and-cleaning-entries/specialfields"""
    if paper.tags:
        yield "keywords", encode(", ".join(paper.tags))
    if paper.topics:
        yield "groups", encode(", ".join(paper.topics))
    yield from _status(library.statuses, paper)
    if paper.priority:
        yield "priority", f"prio{paper.priority}"
    note = library.note_of.get(paper.key)
    rating = note.meta.get("rating") if note else None
    if isinstance(rating, int) and 1 <= rating <= 5:
        yield "ranking", f"rank{rating}"
    if paper.added:
        yield "creationdate", _raw(paper.added)
    if paper.kind != "paper":
        yield "kind", paper.kind
    if paper.aliases:
        yield "shorttitle", encode("; ".join(paper.aliases))
    if paper.summary:
        yield "summary", encode(paper.summary)
    for name in ("openreview", "acl", "dblp"):
        value = getattr(paper, name)
        # DBLP's own keys say it.
        if value and paper.key != f"DBLP:{value}":
            yield name, _raw(value)
    url = _url(paper)
    for name, value in paper.links.items():
        if value != url or name not in ("page", "pdf"):
            yield (name if name in LINKS else f"link-{_name(name)}"), _raw(value)


def _status(statuses: Statuses, paper: Paper) -> Iterator[tuple[str, str]]:
    if not paper.status:
        return
    yield "status", encode(paper.status)
    if name := {"read": "read", "reading": "skimmed"}.get(statuses.of(paper.status).name):
        yield "readstatus", name


def _name(word: str) -> str:
    """A key or a field's name without what would end it."""
    return _UNNAMED.sub("-", word)


def _raw(value: str) -> str:
    """The text on one line, without braces where they do not match, or with a backslash at its end.

    One stray brace would swallow the rest of the file, and an @ that begins a line would begin an entry."""
    if _PLAIN.fullmatch(value):
        return value
    value = re.sub(r"\\+\Z", "", " ".join(value.split()))
    return value if balanced(re.sub(r"\\[{}]", "", value)) and balanced(value) else re.sub(r"[{}]", "", value)
