"""The page of a paper, by the citation_* tags that hosts write for Google Scholar, and the title for want of them.

Format: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing ("Highwire Press tags"); CVF, PMLR, NeurIPS,
ACL, USENIX, OpenReview, Springer, IEEE and ACM write them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from urllib.parse import urljoin

from papernotes.identifiers import normalise_acl, normalise_arxiv, normalise_doi, normalise_isbn, normalise_openreview
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import CAP, Reply, Request, Source
from papernotes.sources.shape import BadBody

_HTML = ("text/html", "application/xhtml+xml")
_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
_AUTHORS = ("citation_author", "citation_authors", "dc.creator", "dcterms.creator")
_DATES = ("citation_publication_date", "citation_date", "citation_online_date", "citation_year", "dc.date", "dc.issued")
_VENUES = ("citation_conference_title", "citation_journal_title", "citation_conference", "citation_inbook_title")
_DOIS = ("citation_doi", "dc.identifier", "dc.identifier.doi", "prism.doi", "bepress_citation_doi")
_META = re.compile(r"(?i)<meta\s")
_TITLE = re.compile(r"(?i)<title(?:\s[^<>]{0,200})?>([^<]{0,2000})")
_MOST_TAGS = 5000
_LONGEST_TAG = 6000
_BOTS = ("making sure you're not a bot", "just a moment", "verify you are human", "attention required", "access denied")


class Page(Source):
    """Any page of the web. With another base, the page's URL follows it: a proxy's."""

    name = "page"
    kinds = ("url",)
    types = _HTML

    def request(self, idents: Sequence[Ident]) -> Request:
        """The page itself."""
        url = idents[0].value
        return Request(
            f"{self.base}/{url}" if self.base else url, {"accept": "text/html,application/xhtml+xml"}, cap=CAP
        )

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """What its tags say; `extra["draft"]` where there is no more than a title."""
        tags = _Tags(_decoded(reply))
        if any(word in tags.title.casefold() for word in _BOTS):
            raise BadBody("a wall against robots")
        title = words.title(next((tags.said[name][0] for name in _TITLES if tags.said.get(name)), "") or tags.title)
        if not title:
            raise BadBody("no title")
        return {idents[0]: _record(self.name, tags, title, idents[0].value)}


def _record(source: str, tags: _Tags, title: str, url: str) -> Record:
    said = tags.said
    conference = "citation_conference_title" in said or "citation_conference" in said
    places = tuple(text for name in _VENUES for text in said.get(name, ()))
    dates = [text for name in _DATES for text in said.get(name, ())]
    year = next(filter(None, map(shape.year, dates)), None)
    ids = _ids(said, url)
    pdf = words.web(urljoin(url, said["citation_pdf_url"][0])) if said.get("citation_pdf_url") else ""
    found = venue.of(doi=ids.get("doi", ""), acl=ids.get("acl", ""), url=url, words=places)
    cited = "citation_title" in said
    return Record(
        source,
        title=title,
        authors=_authors(said) if cited or "dc.creator" in said else (),
        year=year,
        month=next(filter(None, map(shape.month, dates)), None),
        venue=words.plain(found),
        kind="preprint" if found == "arXiv" else "inproceedings" if conference else "article" if places else "other",
        ids=ids,
        links={"page": url} | ({"pdf": pdf} if pdf else {}),
        url=url,
        extra={"venue_text": words.plain(places[0] if places else ""), "draft": not cited},
    )


def _authors(said: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """One tag for each, or all in one between semicolons; "Family, Given" is turned."""
    raw = next((said[name] for name in _AUTHORS if said.get(name)), ())
    people = raw if len(raw) > 1 else [part for text in raw for part in text.split(";")]
    return words.names(words.turned(words.plain(person, 200)) for person in people)


def _ids(said: Mapping[str, Sequence[str]], url: str) -> dict[str, str]:
    dois = (normalise_doi(text) for name in _DOIS for text in said.get(name, ()))
    found = {
        "doi": next(filter(None, dois), None),
        "arxiv": normalise_arxiv(said.get("citation_arxiv_id", [""])[0]),
        "acl": normalise_acl(url) if "aclanthology.org/" in url else None,
        "openreview": normalise_openreview(url) if "openreview.net/" in url else None,
        "isbn": normalise_isbn(said.get("citation_isbn", [""])[0]) if "citation_inbook_title" not in said else None,
    }
    return {kind: value for kind, value in found.items() if value}


def _decoded(reply: Reply) -> str:
    """The text in the encoding that the header names, else in UTF-8; a wrong byte is no reason to give up."""
    charset = reply.content_type.partition("charset=")[2].split(";")[0].strip(" \"'")
    try:
        return reply.body.decode(charset or "utf-8", "replace")
    except LookupError:
        return reply.body.decode("utf-8", "replace")


class _Tags(HTMLParser):
    """The tags of a page by name in lower case, and its title.

    Only what begins with <meta or <title is parsed, each for itself: on a whole page of open tags the parser of the
    standard library takes time that grows with the square."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, list[str]] = {}
        self.title = ""
        for part in _META.split(text, _MOST_TAGS)[1:]:
            self.feed("<meta " + part[:_LONGEST_TAG])
            self.reset()
        if match := _TITLE.search(text):
            self.title = " ".join(html.unescape(match[1]).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, content = (given.get("name") or given.get("property") or "").lower(), given.get("content", "")
        if tag == "meta" and name and content.strip():
            self.said.setdefault(name, []).append(content)
