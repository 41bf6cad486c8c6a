"""Papers to BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator

from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper
from papernotes.model.venue import registry

_TYPES = {"book": "book", "dataset": "misc", "repo": "misc", "tool": "misc", "blog": "misc", "talk": "misc"}
_SPECIAL = re.compile(r"(?<!\\)([&%#_])")
_UNNAMED = re.compile(r"[\s\x00-\x1f,={}()\"#%'\\~@]+")
# A word with a capital behind its first character (BERT, DeiT, 3D): many styles would lower it.
_CAPITALS = re.compile(r"(?<![\w{\\])([A-Za-z0-9][\w+-]*[A-Z][\w+-]*)(?![\w}])")


def write(library: Library) -> str:
    """The whole catalogue as BibTeX, in its order; UTF-8, as biber and modern BibTeX styles read it."""
    return "\n".join(entry(paper) for paper in library.papers)


def entry(paper: Paper) -> str:
    """One paper as a BibTeX entry that ends with a newline."""
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(paper))
    return f"@{_type(paper)}{{{_name(paper.key)},\n{lines}\n}}\n"


def _type(paper: Paper) -> str:
    if paper.kind in _TYPES:
        return _TYPES[paper.kind]
    venue = registry().find(paper.venue) if paper.venue else None
    if venue and venue.kind == "journal":
        return "article"
    return "misc" if not paper.venue or (venue and venue.kind == "preprint") else "inproceedings"


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "title", _CAPITALS.sub(r"{\1}", text(paper.title))
    if paper.authors:
        yield "author", " and ".join(text(name) for name in paper.authors)
    kind = _type(paper)
    if paper.venue and kind in ("article", "inproceedings"):
        yield ("journal" if kind == "article" else "booktitle"), text(venue_name(paper))
    for name in ("year", "month", "doi", "isbn"):
        value = getattr(paper, name)
        if value:
            yield name, str(value) if name != "doi" else balanced(paper.doi)
    if paper.arxiv:
        yield "eprint", balanced(paper.arxiv)
        yield "archiveprefix", "arXiv"
    url = paper.links.get("pdf") or paper.links.get("project")
    if url:
        yield "url", balanced(url)
    if paper.tags:
        yield "keywords", text(", ".join(paper.tags))
    for name, value in paper.bibtex.items():
        yield _name(name), balanced(value)


def _name(word: str) -> str:
    """A key or a field's name without what would end it."""
    return _UNNAMED.sub("-", word)


def text(value: str) -> str:
    """Text with BibTeX's special characters escaped and its braces balanced."""
    return _SPECIAL.sub(r"\\\1", balanced(value))


def balanced(value: str) -> str:
    """The text on one line, without braces where they do not match, or with a backslash at its end.

    One stray brace would swallow the rest of the file, and an @ that begins a line would begin an entry."""
    value = re.sub(r"\\+\Z", "", " ".join(value.split()))
    depth = 0
    for char in value:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            break
    return value if depth == 0 else value.replace("{", "").replace("}", "")
