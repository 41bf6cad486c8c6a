"""What the catalogue says of a publication: title, authors, year, venue. No network."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from functools import lru_cache

from papernotes.checks.registry import found, rule
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.model.venue import Venue, registry
from papernotes.problem import Edit, Level, Problem
from papernotes.store.mistake import short
from papernotes.text import fold

_INVISIBLE = regex("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ENTITY = regex(r"&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#x[0-9a-fA-F]{1,5});")
_TAG = regex(r"</?(?:i|b|em|strong|su[bp]|u|p|br|span|scp|italic|bold|jats:[\w-]+|mml:\w+)(?:\s[^<>]*)?/?>", re.I)
_ODD_SPACE = regex(r"[^\S ]")
# "et al.", "vs.", "Inc.", "U.S.", "..." end with a point of their own.
_OWN_POINT = regex(r"(?:\.\.|\b(?:al|etc|vs|Inc|Jr|Sr|St|No|Vol)\.|\b[A-Z]\.)\Z")
_DBLP_NUMBER = regex(r"\s+[0-9]{4}\Z")
_JOINED = regex(r"[;；、]|\s(?:and|&|und)\s", re.I)
# "Given Family", as most are; "Wei Wang 0003" is none, nor "Kaiming He and others".
_PLAIN_NAME = regex(r"[A-Z][a-z]+ (?:[A-Z]\. )*[A-Z][a-z]+\Z")
_AND = regex(r"\bal\b|\bothers\b", re.I)
_ET_AL = regex(r"\bet\.?\s+al\b|\A(?:and\s+)?others\Z|\S\s*等(?:人)?\Z|\A等(?:人)?\Z", re.I)
_SUFFIX = regex(r"(?:jr|sr|[iv]+|phd)\.?\Z", re.I)
_LATEX = regex(r"[{}\\]")
_UNCLEAN = regex(r"\bproc(?:eedings)?\b|\b(?:conf|trans|int|symp)\.|\([^)]*\)\Z|(?<=[a-z\s'’])[0-9]{2,4}\Z", re.I)
_VENUE_YEAR = regex(r"(?:\b|['’])((?:19|20)?[0-9]{2})\Z")
_NICKNAMES = {"pami": "TPAMI", "t-pami": "TPAMI", "ieee tpami": "TPAMI"}


@rule("BIB002", Level.WARNING, "auto", of="paper")
def title_style(library: Library) -> Iterator[Problem]:
    """A title holds what is no part of it: a full stop, two spaces, a line break, HTML, invisible characters.

    Why: It comes with copying from web pages and PDFs, and is then not found. Capitals and a single `$` are for you.
    Bad:
        vit:
          title: "An Image is  Worth 16x16 Words &amp; More."
    Good:
        vit:
          title: "An Image is Worth 16x16 Words & More"
    """
    for paper in library.papers:
        title = paper.title.removesuffix("\n")
        better, reasons = _clean(title)
        single = "$" in title and len(re.findall(r"(?<!\\)\$(?![0-9])", title)) == 1 and title.count("$") == 1
        if not reasons and not single and not title.isupper():
            continue
        where = paper.at("title=")
        if reasons and better:
            edit = Edit(paper.key, "title", better)
            yield found(where, f"title has {' and '.join(reasons)}", f"write '{better}'", edit)
        if title.isupper() and sum(map(str.isalpha, title)) >= 12 and title.count(" ") >= 2:
            yield found(where, f"title '{short(title)}' is in capitals", "write it as published")
        # "$1 Recognizer" is a price.
        if single:
            yield found(where, f"title '{short(title)}' has a single '$'", "close the formula, or write '\\$'")


def _clean(title: str) -> tuple[str, list[str]]:
    """A title as it should be written, and what was wrong with it."""
    reasons = []
    if match := _ENTITY.search(title):
        title, old = html.unescape(title), title
        reasons += [f"the HTML entity '{match[0]}'"] if title != old else []
    if match := _TAG.search(title):
        title = _TAG.sub("", title)
        reasons.append(f"the HTML tag '{match[0]}'")
    if match := _INVISIBLE.search(title):
        title = _INVISIBLE.sub("", title)
        reasons.append(f"the invisible character U+{ord(match[0]):04X}")
    if match := _ODD_SPACE.search(title):
        names = {"\n": "a line break", "\t": "a tab", "\u00a0": "a no-break space"}
        reasons.append(names.get(match[0]) or f"the space U+{ord(match[0]):04X}")
        title = _ODD_SPACE.sub(" ", title)
    elif "  " in title:
        reasons.append("two spaces in a row")
    elif title != title.strip():
        reasons.append("a space at its begin or end")
    title = " ".join(title.split())
    if title.endswith((".", "。")) and not _OWN_POINT.search(title):
        title = title[:-1].rstrip()
        reasons.append("a full stop at its end")
    return title, reasons


@rule("BIB003", Level.WARNING, "suggestion", of="paper")
def author_format(library: Library) -> Iterator[Problem]:
    """An item of `authors` is not the name of one person or group, or stands twice.

    Why: Each item becomes an author's page; two names in one item are one page that nobody looks for.
    Bad:
        resnet:
          title: Deep Residual Learning
          authors: [Kaiming He and Xiangyu Zhang, et al.]
    Good:
        resnet:
          title: Deep Residual Learning
          authors: [Kaiming He, "Zhang, Xiangyu", 孙剑]
    """
    for paper in library.papers:
        first: dict[str, int] = {}
        for i, name in enumerate(paper.authors):
            said, fix, folded = _name(name)
            other = first.setdefault(folded, i)
            if not said and other != i:
                said, fix = f"author '{short(name)}' stands twice", "remove one"
            # A text in the place of a list is CAT006.
            if said and "authors.0" in paper.marks:
                yield found(paper.at(f"authors.{i}"), said, fix)


@lru_cache(maxsize=1 << 16)
def _name(name: str) -> tuple[str, str, str]:
    """What is wrong with the name of an author and what to do, both empty if nothing is; the name for comparing."""
    return *_wrong(name), " ".join(fold(name).split())


def _wrong(name: str) -> tuple[str, str]:
    """What is wrong with the name of an author and what to do, both empty if nothing is."""
    if _PLAIN_NAME.match(name) and not _AND.search(name):
        return "", ""
    shown = short(name)
    if _ET_AL.search(name):
        return f"author '{shown}' is no name", "list all authors, or leave it out"
    if _JOINED.search(name) or _commas(name):
        return f"author '{shown}' is more than one name", "write each as an item of its own"
    if name.strip().endswith((",", "，")):
        return f"author '{shown}' ends with a comma", f"write '{name.strip().rstrip(',， ')}'"
    if _DBLP_NUMBER.search(name):
        # DBLP appends 0001… to homonyms: "Wei Wang 0003"
        return f"author '{shown}' has a number of DBLP", f"write '{_DBLP_NUMBER.sub('', name)}'"
    if match := _ENTITY.search(name) or _TAG.search(name):
        return f"author '{shown}' holds the HTML '{match[0]}'", f"write '{html.unescape(_TAG.sub('', name))}'"
    if _LATEX.search(name):
        return f"author '{shown}' holds LaTeX", "write the letter itself, as in Jürgen or Łukasz"
    if _INVISIBLE.search(name) or name != " ".join(name.split()):
        better = " ".join(_INVISIBLE.sub("", name).split())
        return f"author '{shown}' has odd or invisible spaces", f"write '{better}'"
    return "", ""


def _commas(name: str) -> bool:
    """Whether there are more commas than "Family, Given" and "Family, Jr., Given" have."""
    parts = [part.strip() for part in re.split("[,，]", name) if part.strip()]
    return len(parts) > 2 and not (len(parts) == 3 and any(_SUFFIX.match(part) for part in parts[1:]))


@rule("BIB005", Level.ERROR, of="paper")
def year_range(library: Library, today: datetime.date) -> Iterator[Problem]:
    """A year is before 1900 (for a book: 1450) or after the next one.

    Why: It is a slip of the pen, and makes a year's page of its own.
    Bad:
        vit:
          title: ViT
          year: 20211
    Good:
        vit:
          title: ViT
          year: 2021
    """
    for paper in library.papers:
        low, high = (1450 if paper.kind == "book" else 1900), today.year + 1
        year = paper.year
        if year is None or low <= year <= high:
            continue
        century = 2000 if year <= high - 2000 else 1900
        fix = (
            f"did you mean {century + year}?" if 0 <= year < 100 else "write the four digits of the publication's year"
        )
        yield found(paper.at("year="), f"year {year} is not between {low} and {high}", fix)


@rule("BIB007", Level.INFO, "auto", of="paper")
def venue_alias(library: Library) -> Iterator[Problem]:
    """A venue is written in a form that is only good for a list of references: "CVPR'16", "Proc. of ...", "PAMI".

    Why: The year has its own field, and the short name is the one that pages show. Any other known name is fine.
    Bad:
        resnet:
          title: Deep Residual Learning
          venue: CVPR'16
          year: 2016
    Good:
        resnet:
          title: Deep Residual Learning
          venue: CVPR
          year: 2016
    """
    for paper in library.papers:
        venue = registry().find(paper.venue) if paper.venue else None
        if venue is None or paper.venue in (venue.name, venue.full_name):
            continue
        if _UNCLEAN.search(paper.venue) or _NICKNAMES.get(paper.venue.casefold()) == venue.name:
            yield _better_venue(paper, venue)


def _better_venue(paper: Paper, venue: Venue) -> Problem:
    where, said = paper.at("venue="), f"venue '{short(paper.venue)}' is '{venue.name}'"
    match = _VENUE_YEAR.search(paper.venue)
    year = int(match[1]) if match else None
    if year is not None and year < 100:
        year += 1900 if year > 80 else 2000
    if year is None or year == paper.year:
        return found(where, said, f"write '{venue.name}'", Edit(paper.key, "venue", venue.name))
    if paper.year is None:
        return found(where, said, f"write '{venue.name}', and 'year: {year}'")
    return found(where, f"venue '{paper.venue}' and year {paper.year} differ", "correct one", level=Level.WARNING)


@rule("BIB008", Level.WARNING, of="paper")
def venue_year(library: Library, today: datetime.date) -> Iterator[Problem]:
    """A conference did not take place in that year.

    Why: ICCV is held in odd years, ECCV in even ones, ICLR since 2013: the year is that of the preprint, or wrong.
    Bad:
        swin:
          title: Swin Transformer
          venue: ICCV
          year: 2020
    Good:
        swin:
          title: Swin Transformer
          venue: ICCV
          year: 2021
    """
    for paper in library.papers:
        venue = registry().find(paper.venue) if paper.venue and paper.year else None
        year = paper.year or 0
        if venue is None or venue.held_in(year) or not 1900 <= year <= today.year + 1:
            continue
        early = venue.since is not None and year < venue.since
        fix = f"it began in {venue.since}" if early else f"it is held in {venue.parity} years"
        yield found(paper.at("year="), f"there was no {venue.name} in {year}", fix)
