"""Which papers a table says whole, told without reading the table again.

Each test is narrower than what `table_read` understands: what fails it may still be read back, and is then read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from papernotes.formats import reference
from papernotes.formats.bibtex_fields import authors
from papernotes.formats.latex import encode
from papernotes.identifiers import NORMALISE
from papernotes.late import regex
from papernotes.model.paper import KINDS, Paper, shapes
from papernotes.model.status import Statuses

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINK = regex(r"[^\s:;]+")
_URL = regex(r"[^\s;]*://[^\s;]*")
_PLAIN_NAME = re.compile("[A-Z][a-z]+(?: [A-Z][a-z]+)*").fullmatch
"""Nothing in it is escaped, separates names, or stands for others."""
_HALF = regex("[\ud800-\udfff]")
_BOUNDS = {"year": (1000, 9999), "month": (1, 12), "priority": (1, 5)}
_LONGEST = reference.LIMIT // 16
"""Characters of a value that are no more than a cell may have, however they are escaped and separated."""
_KNOWN = 50_000


def says_all(paper: Paper, statuses: Statuses) -> bool:
    """Whether the cells of the paper's row, read with these statuses, give the paper back; never wrongly true."""
    # A preprint without a venue is read as arXiv's.
    if not paper.title or not _is_text(paper.key) or (paper.arxiv and not paper.venue):
        return False
    if statuses.find(paper.status) is None or not _are_labels(paper, statuses):
        return False
    if any(_UNSAID(paper)):
        return False
    said = zip(_TESTS.values(), _VALUES(paper), strict=True)
    return all(test(value) for test, value in said if value or value == 0)


def _are_labels(paper: Paper, statuses: Statuses) -> bool:
    """Whether the tags are read as tags, not as topics or as the status."""
    return reference.sort_labels(paper.tags, statuses, paper.status) == (list(paper.tags), [], paper.status)


@lru_cache(maxsize=_KNOWN)
def _is_text(text: str) -> bool:
    """Whether a cell gives the text back: it is on one line, has no blanks to lose, and is no formula."""
    plain = text.isprintable() and text[:1].isalnum() and text[-1:] != " " and "  " not in text
    return plain and len(text) <= _LONGEST


def _is_list(items: Sequence[str]) -> bool:
    if not all(map(_is_text, items)) or sum(map(len, items)) > _LONGEST:
        return False
    # One item alone is separated by whatever separates.
    signs = ";" if len(items) > 1 else ";,，、"
    return not any(sign in item for item in items for sign in signs)


def _are_topics(items: Sequence[str]) -> bool:
    # What is said twice is read once.
    return _is_list(items) and len(set(items)) == len(items)


def _are_people(names: Sequence[str]) -> bool:
    return _is_list(names) and all(map(_is_name, names))


@lru_cache(maxsize=_KNOWN)
def _is_name(name: str) -> bool:
    return bool(_PLAIN_NAME(name)) or authors(encode(name)) == [name]


def _are_links(links: Mapping[str, str]) -> bool:
    return sum(len(name) + len(url) for name, url in links.items()) <= _LONGEST and all(
        _LINK.fullmatch(name) and _is_text(name) and _URL.fullmatch(url) and _is_text(url)
        for name, url in links.items()
    )


def _is_entry(fields: Mapping[str, str]) -> bool:
    """Whether the original entry is written as JSON, and no field of it is lost."""
    texts = [*fields, *fields.values()]
    if not all(fields.values()) or sum(map(len, texts)) > _LONGEST or all("://" in text for text in fields.values()):
        return False
    # Two halves of a character are read as one.
    return not any(map(_HALF.search, texts))


def _is_venue(text: str) -> bool:
    return _is_text(text) and reference.venue(text) == text


def _is_number(name: str) -> Callable[[int], bool]:
    low, high = _BOUNDS[name]
    return lambda value: type(value) is int and low <= value <= high


def _is_ident(name: str) -> Callable[[str], bool]:
    normalise = NORMALISE[name]
    return lambda text: _is_text(text) and normalise(text) == text


_TESTS: Mapping[str, Callable[[Any], object]] = {
    "title": _is_text,
    "summary": _is_text,
    "aliases": _is_list,
    "topics": _are_topics,
    "tags": _is_list,
    "authors": _are_people,
    "venue": _is_venue,
    "status": _is_text,
    "added": _DAY.fullmatch,
    "links": _are_links,
    "bibtex": _is_entry,
    "kind": KINDS.__contains__,
    **{name: _is_number(name) for name in _BOUNDS},
    **{name: _is_ident(name) for name in NORMALISE},
}
"""A test for each field whose cell is read."""
_VALUES = attrgetter(*_TESTS)
_UNSAID = attrgetter(*(name for name in shapes() if name not in _TESTS))
