"""Finding papers: by an abbreviated name, by facets, by words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from papernotes.identifiers import NORMALISE, fold_title
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper
from papernotes.model.topic import ancestors, topic_path
from papernotes.model.venue import registry
from papernotes.problem import PapernotesError
from papernotes.text import fold

_SHOWN = 8
_YEARS = re.compile(r"(\d{4})?(-)?(\d{4})?\Z")


def candidates(library: Library, name: str) -> list[Paper]:
    """The papers that a name may mean: those of its key, else of an identifier, an alias or a title, else of a part.

    Only the best way of matching counts, so that a whole key is never ambiguous."""
    if name in library.by_key:
        return [library.by_key[name]]
    folded, title = fold(name), fold_title(name)
    ids = {field: ident for field, normal in NORMALISE.items() if (ident := normal(name))}
    ways: list[Callable[[Paper], bool]] = [
        lambda p: fold(p.key) == folded,
        lambda p: any(getattr(p, f) and NORMALISE[f](getattr(p, f)) == ident for f, ident in ids.items()),
        lambda p: any(fold(alias) == folded for alias in p.aliases) or (bool(title) and fold_title(p.title) == title),
        lambda p: fold(p.key).startswith(folded),
        lambda p: any(folded in fold(alias) for alias in p.aliases) or (bool(title) and title in fold_title(p.title)),
        lambda p: folded in fold(p.key),
    ]
    for way in ways if folded else ():
        found = [paper for paper in library.papers if way(paper)]
        if found:
            return found
    return []


def one(library: Library, name: str) -> Paper:
    """The paper that a key, an alias, a title, an identifier or the beginning of one means.

    Raises PapernotesError if there is none, or several; the message shows them."""
    found = candidates(library, name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise PapernotesError(f"there is no paper '{name}'; see 'papernotes list'")
    rows = [f"  {paper.key}  {paper.title}" for paper in found[:_SHOWN]]
    more = f"\n  … and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise PapernotesError(f"'{name}' may be any of {len(found)} papers:\n" + "\n".join(rows) + more)


@dataclass(frozen=True)
class Filter:
    """Facets; several values of one widen it, several facets narrow it."""

    topics: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    """2021, 2019-2021, 2019- or -2019."""
    tags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """All of them must stand in the paper's facts."""

    def papers(self, library: Library) -> list[Paper]:
        """The papers that pass, in the catalogue's order.

        Raises PapernotesError if a status is unknown or a year is none."""
        tests = [test for test in self._tests(library) if test]
        return [paper for paper in library.papers if all(test(paper) for test in tests)]

    def _tests(self, library: Library) -> Iterator[Callable[[Paper], bool] | None]:
        if self.topics:
            wanted = {topic for name in self.topics for topic in _topics(library, name)}
            yield lambda p: any(t in wanted for path in p.topics for t in ancestors(topic_path(path)))
        if self.statuses:
            names = {_status(library, text) for text in self.statuses}
            yield lambda p: library.status(p).name in names
        if self.venues:
            known = {fold(venue.name if (venue := registry().find(v)) else v) for v in self.venues}
            yield lambda p: fold(venue_name(p)) in known
        if self.years:
            spans = [_span(text) for text in self.years]
            yield lambda p: p.year is not None and any(low <= p.year <= high for low, high in spans)
        if self.tags:
            tags = {fold(tag) for tag in self.tags}
            yield lambda p: any(fold(tag) in tags for tag in p.tags)
        if self.words:
            folded = [fold(word) for word in self.words]
            yield lambda p: all(word in facts(p) for word in folded)


def facts(paper: Paper) -> str:
    """Everything the catalogue says of a paper that a word may be looked for in, folded."""
    year = str(paper.year or "")
    parts: Iterable[str] = (
        *(paper.key, paper.title, *paper.aliases, *paper.authors, paper.venue, venue_name(paper), year),
        *(*paper.topics, paper.status, *paper.tags, paper.summary, paper.arxiv, paper.doi),
    )
    return fold("\n".join(parts))


def search(library: Library, words: Iterable[str], within: Iterable[Paper]) -> Iterator[tuple[Paper, str]]:
    """The papers whose facts and note hold all the words, those with a hit in the facts first; and the note's line."""
    folded = [fold(word) for word in words]
    later: list[tuple[Paper, str]] = []
    for paper in within:
        said = facts(paper)
        missing = [word for word in folded if word not in said]
        if not missing:
            yield paper, ""
            continue
        note = library.note_of.get(paper.key)
        body = fold(note.body) if note else ""
        if note and all(word in said or word in body for word in folded):
            later.append((paper, _line(note.body, missing[0])))
    yield from later


def _line(body: str, word: str) -> str:
    """The first line of a note that holds the word."""
    return next((line.strip() for line in body.splitlines() if word in fold(line)), "")


def _topics(library: Library, name: str) -> list[str]:
    """The topics of that path, or whose last names are that path (识别 for 文字检测和识别/识别).

    Raises PapernotesError if there is none."""
    wanted = fold(topic_path(name))
    exact = [topic for topic in library.by_topic if fold(topic) == wanted]
    found = exact or [topic for topic in library.by_topic if fold(topic).endswith("/" + wanted)]
    found = found or [topic for topic in library.by_topic if wanted in fold(topic)]
    if not found:
        said = f"one of {', '.join(library.by_topic)}" if library.by_topic else "no paper has one"
        raise PapernotesError(f"there is no topic '{name}'; {said}")
    return found


def _status(library: Library, text: str) -> str:
    """The name of the status. Raises PapernotesError if there is none."""
    status = library.statuses.find(text)
    if status is None:
        raise PapernotesError(f"unknown status '{text}'; one of {', '.join(s.zh for s in library.statuses.all)}")
    return status.name


def _span(text: str) -> tuple[int, int]:
    """The first and the last year of 2021, 2019-2021, 2019- or -2019.

    Raises PapernotesError for any other text."""
    match = _YEARS.match(text)
    if not text or match is None or (match[1] and match[3] and not match[2]):
        raise PapernotesError(f"'{text}' is no year; write 2021, 2019-2021, 2019- or -2019")
    low = int(match[1] or 0)
    return low, int(match[3] or 9999) if match[2] else low
