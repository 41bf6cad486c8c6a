"""Identifiers: their form, their year, links that are identifiers. No network."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from papernotes.checks.registry import found, rule
from papernotes.identifiers import (
    ARXIV_TYPO,
    NORMALISE,
    arxiv_date,
    arxiv_typo_in,
    normalise_arxiv,
    normalise_doi,
    normalise_isbn,
)
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.model.venue import registry
from papernotes.problem import Edit, Level, Problem
from papernotes.store.mistake import short

_HOST_TYPO = regex(rf"(?:{ARXIV_TYPO.pattern}|(?<![a-z.-])arxiv(?=\.(?:com|net|cn|io)\b))(?:\.[a-z]+)?", re.I)
ARXIV_DOI = "10.48550/arxiv."
NAMES = {"arxiv": "arXiv id", "doi": "DOI", "openreview": "OpenReview id", "acl": "ACL Anthology id"}
NAMES |= {"dblp": "DBLP key", "isbn": "ISBN"}
_FORMS = {
    "openreview": "take the id behind 'forum?id='",
    "acl": "write it as P19-1001 or 2022.acl-long.1",
    "dblp": "write it as conf/cvpr/HeZRS16",
    "isbn": "check its digits: the last one is computed from the others",
}
_HOSTS = {
    "arxiv": re.compile(r"https?://(?:[a-z]+\.)?arxiv\.org/abs/", re.I),
    "doi": re.compile(r"https?://(?:dx\.|www\.)?doi\.org/", re.I),
    "openreview": re.compile(r"https?://openreview\.net/forum\?", re.I),
    "acl": re.compile(r"https?://(?:www\.)?aclanthology\.org/(?!.*\.pdf)", re.I),
    "dblp": re.compile(r"https?://dblp\.(?:org|uni-trier\.de)/rec/", re.I),
}
# Under another name, such as blog or follow-up, the link may lead to another paper.
_OWN = {"paper", "url", "link", "abs", "abstract", "page", "publisher", "论文", "原文", "链接", *_HOSTS}

# Several rules ask of each paper.
_arxiv = lru_cache(maxsize=1 << 16)(normalise_arxiv)
NORMAL: Mapping[str, Callable[[str], str | None]] = {**NORMALISE, "arxiv": _arxiv}


@rule("ID001", Level.ERROR, "auto", of="paper")
def arxiv_format(library: Library) -> Iterator[Problem]:
    """An arXiv id is none (error), or is written with a URL, a prefix or a version (warning).

    Why: The same paper written in two ways is not found again, and a wrong id leads nowhere.
    Bad:
        vit:
          title: ViT
          arxiv: https://arxiv.org/pdf/2010.11929v2.pdf
    Good:
        vit:
          title: ViT
          arxiv: "2010.11929"
    """
    for paper in library.papers:
        if paper.arxiv and _arxiv(paper.arxiv) != paper.arxiv and not arxiv_typo_in(paper.arxiv):
            yield from _form(paper, "arxiv", paper.arxiv, _arxiv_fix(paper.arxiv))


def _arxiv_fix(text: str) -> str:
    """What is wrong with an arXiv id, as far as it can be told."""
    match = re.search(r"([0-9]{2})([0-9]{2})\.([0-9]*)", text)
    if not match:
        return "write it as 2301.01230, or hep-th/9901001 before April 2007"
    year, month, number = match.groups()
    if not 1 <= int(month) <= 12:
        return f"there is no month {month}: an id begins with year and month, as 2301"
    digits = 5 if int(year) >= 15 else 4
    if len(number) < digits:
        return f"write {digits} digits behind the point: a zero at the end is lost where the id is not quoted"
    if len(number) > digits:
        return f"write {digits} digits behind the point"
    return "write it as 2301.01230"


def _form(paper: Paper, field: str, text: str, advice: str) -> Iterator[Problem]:
    """The problem of an identifier that is none, or not in its normal form."""
    ident = NORMAL[field](text)
    if ident == text:
        return
    where = paper.at(f"{field}=")
    if ident is None:
        yield found(where, f"'{short(text)}' is no {NAMES[field]}", advice)
    else:
        edit = Edit(paper.key, field, ident)
        said = f"{NAMES[field]} '{short(text)}' is not in its normal form"
        yield found(where, said, f"write '{ident}'", edit, Level.WARNING)


@rule("ID002", Level.WARNING, "suggestion", of="paper")
def arxiv_typo(library: Library) -> Iterator[Problem]:
    """arXiv is misspelt in a venue, an id or a link.

    Why: A misspelt host leads to a stranger's site, a misspelt venue to a page of its own.
    Bad:
        vit:
          title: ViT
          links: {paper: "https://arvix.org/abs/2010.11929"}
    Good:
        vit:
          title: ViT
          links: {paper: "https://arxiv.org/abs/2010.11929"}
    """
    for paper in library.papers:
        for field, text in (("venue", paper.venue), ("arxiv", paper.arxiv)):
            if match := arxiv_typo_in(text):
                better = "arXiv" if field == "venue" else "arxiv"
                yield found(paper.at(f"{field}="), f"'{match[0]}' in '{field}'", f"did you mean '{better}'?")
        for name, url in paper.links.items():
            host = url.partition("://")[2].partition("/")[0]
            if match := _HOST_TYPO.search(host):
                yield found(paper.at(f"links.{name}"), f"host '{host}' in 'links'", "did you mean 'arxiv.org'?")


@rule("ID003", Level.ERROR, of="paper")
def arxiv_future(library: Library, today: datetime.date) -> Iterator[Problem]:
    """An arXiv id is of a month that is still to come.

    Why: Its first four digits are year and month; two of them have changed places.
    Bad:
        vit:
          title: ViT
          arxiv: "9010.11929"
    Good:
        vit:
          title: ViT
          arxiv: "2010.11929"
    """
    # One month more: time zones, and clocks that are late.
    limit = (today.year + today.month // 12, today.month % 12 + 1)
    for paper in library.papers:
        match = re.match(r"([0-9]{2})([0-9]{2})\.", _arxiv(paper.arxiv) or "" if paper.arxiv else "")
        if match and (2000 + int(match[1]), int(match[2])) > limit:
            said = f"arXiv id '{paper.arxiv}' is of {2000 + int(match[1])}-{match[2]}, which is still to come"
            yield found(paper.at("arxiv="), said, "check its first four digits")


@rule("ID004", Level.WARNING, "suggestion", of="paper")
def arxiv_year(library: Library, today: datetime.date) -> Iterator[Problem]:
    """The year of a preprint is not that of its arXiv id, or a paper was published well before its preprint.

    Why: One of the two is wrong; a publication five or more years after the preprint is only worth a look (info).
    Bad:
        vit:
          title: ViT
          venue: arXiv
          year: 2012
          arxiv: "2010.11929"
    Good:
        vit:
          title: ViT
          venue: ICLR
          year: 2021
          arxiv: "2010.11929"
    """
    for paper in library.papers:
        date = arxiv_date(paper.arxiv) if paper.arxiv and paper.year else None
        if (
            date is None
            or paper.year is None
            or date > (today.year + 1, 12)
            or not 1900 <= paper.year <= today.year + 1
        ):
            continue  # ID003 and BIB005 say it.
        year = date[0]
        venue = registry().find(paper.venue) if paper.venue else None
        # An id of January may be of a paper sent in December.
        near = paper.year == year or (paper.year == year - 1 and date[1] == 1)
        if venue and venue.name == "arXiv":
            if not near:
                said = f"year {paper.year} of the preprint is not that of arXiv id '{paper.arxiv}'"
                yield found(paper.at("year="), said, f"did you mean {year}?")
        elif paper.year < year - 1:
            said = f"year {paper.year} is {year - paper.year} years before arXiv id '{paper.arxiv}'"
            yield found(paper.at("year="), said, "check the year and the id")
        elif paper.year > year + 4:
            said = f"year {paper.year} is {paper.year - year} years after arXiv id '{paper.arxiv}'"
            yield found(paper.at("year="), said, "check the year and the id", level=Level.INFO)


@rule("ID005", Level.ERROR, "auto", of="paper")
def doi_format(library: Library) -> Iterator[Problem]:
    """A DOI is none (error), or is written with a resolver, a prefix or the sentence's full stop (warning).

    Why: A link to doi.org is made from it. Upper and lower case are the same to a DOI, and both are fine.
    Bad:
        resnet:
          title: Deep Residual Learning
          doi: https://doi.org/10.1109/CVPR.2016.90.
    Good:
        resnet:
          title: Deep Residual Learning
          doi: 10.1109/CVPR.2016.90
    """
    for paper in library.papers:
        if paper.doi and normalise_doi(paper.doi) != paper.doi.lower():
            yield from _form(
                paper, "doi", paper.doi, "a DOI begins with '10.' and its registrant, as in 10.1109/5.771073"
            )


@rule("ID006", Level.INFO, "auto", of="paper")
def id_in_link(library: Library) -> Iterator[Problem]:
    """A link of the paper itself is only its DOI, arXiv, OpenReview, ACL or DBLP page.

    Why: The page is made from the identifier; as an identifier it also finds duplicates. PDF links may stay.
    Bad:
        vit:
          title: ViT
          links: {paper: "https://arxiv.org/abs/2010.11929"}
    Good:
        vit:
          title: ViT
          arxiv: "2010.11929"
          links: {code: "https://github.com/google-research/vision_transformer"}
    """
    for paper in library.papers:
        for name, url in paper.links.items():
            if name.casefold() not in _OWN:
                continue
            for field, host in _HOSTS.items():
                if ident := NORMALISE[field](url) if host.match(url) else None:
                    yield from _linked(paper, name, field, ident)


def _linked(paper: Paper, name: str, field: str, ident: str) -> Iterator[Problem]:
    where, has = paper.at(f"links.{name}"), getattr(paper, field)
    said = f"link '{name}' is the page of {NAMES[field]} '{ident}'"
    if not has:
        # A field that stands there and is empty is CAT008's to remove first.
        edit = Edit(paper.key, field, ident) if field not in paper.marks else None
        yield found(where, said, f'write {field}: "{ident}"', edit)
    elif NORMALISE[field](has) == ident:
        rest = {other: url for other, url in paper.links.items() if other != name}
        yield found(where, f"{said}, which '{field}' says", "remove the link", Edit(paper.key, "links", rest or None))


@rule("ID007", Level.INFO, "auto", of="paper")
def arxiv_doi(library: Library) -> Iterator[Problem]:
    """The DOI is the one that arXiv gives (info), or that of another arXiv paper than `arxiv` says (warning).

    Why: It says no more than `arxiv`, and takes the place of the publisher's DOI.
    Bad:
        vit:
          title: ViT
          arxiv: "2010.11929"
          doi: 10.48550/arXiv.2010.11929
    Good:
        vit:
          title: ViT
          arxiv: "2010.11929"
    """
    for paper in library.papers:
        doi = (normalise_doi(paper.doi) if paper.doi else None) or ""
        if not doi.startswith(ARXIV_DOI):
            continue
        ident, has, where = doi.removeprefix(ARXIV_DOI), _arxiv(paper.arxiv), paper.at("doi=")
        if has == normalise_arxiv(ident):
            said = f"DOI '{short(paper.doi)}' is only that of the arXiv id"
            yield found(where, said, "remove it", Edit(paper.key, "doi", None))
        elif not paper.arxiv:
            edit = Edit(paper.key, "arxiv", normalise_arxiv(ident)) if "arxiv" not in paper.marks else None
            yield found(where, f"DOI '{short(paper.doi)}' is that of an arXiv id", f'write arxiv: "{ident}"', edit)
        elif has:
            said = f"DOI '{short(paper.doi)}' is that of another arXiv paper than '{has}'"
            yield found(where, said, "check both", level=Level.WARNING)


@rule("ID008", Level.ERROR, "auto", of="paper")
def other_format(library: Library) -> Iterator[Problem]:
    """An OpenReview, ACL Anthology or DBLP id or an ISBN is none (error), or not in its normal form (warning).

    Why: A link is made from it; an ISBN has a check digit that finds a slip of the pen.
    Bad:
        prml:
          title: Pattern Recognition and Machine Learning
          isbn: 978-0387310733
    Good:
        prml:
          title: Pattern Recognition and Machine Learning
          isbn: 978-0387310732
    """
    for paper in library.papers:
        for field, advice in _FORMS.items():
            text = getattr(paper, field)
            # People and publishers write an ISBN with hyphens.
            if text and not (field == "isbn" and normalise_isbn(text) == re.sub(r"[\s-]", "", text)):
                yield from _form(paper, field, text, advice)
