"""Where each page stands: names to URLs that stay readable and never meet."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from functools import cached_property, lru_cache
from urllib.parse import quote

from papernotes.model.library import Library
from papernotes.model.status import Status
from papernotes.model.topic import Topic, leaf, parent
from papernotes.text import fold
from papernotes.views.shards import shards

_NO_LETTER = re.compile(r"[^\w/.~-]+")
_UNSAFE = re.compile(r"[\x00-\x20\x7f/\\:*?\"<>|#%&+\[\]{}^`;]+")

MARK = "\0"
"""Parts the uri of a page from an anchor on it; no file is called so."""
ANCHOR = "paper-"
"""What the anchor of a paper on such a page begins with."""
ROWS = 700
"""Names of a page of an index; the second one stands at tags/2."""


def segment(name: str) -> str:
    """A name as one readable part of a URL: NFC, case kept, no character that a file system or a URL minds."""
    text = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip("-. ")
    while len(text.encode()) > 120:
        text = text[:-1]
    return text or "x"


def unique(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Name to segment; two names that would meet on some file system get numbers, in their order."""
    used = {fold(name) for name in taken}
    found: dict[str, str] = {}
    for name in names:
        base = part = segment(name)
        count, folded = 2, fold(part)
        while folded in used:
            part, count = f"{base}-{count}", count + 1
            folded = fold(part)
        used.add(folded)
        found[name] = part
    return found


def _is_plain(name: str, part: str) -> bool:
    return part == "/".join(map(segment, name.split("/"))) or part == segment(name)


def _numbers(names: Sized) -> Iterable[str]:
    """The places of an index's further pages, at which no name may stand."""
    return map(str, range(2, -(-len(names) // ROWS) + 1))


class Urls:
    """The place of every page of a library, and links between places."""

    def __init__(
        self, library: Library, language: str, directory_urls: bool = True, *, only_noted: bool = False
    ) -> None:
        """With `only_noted` a paper without a note has no page of its own: it stands on one that many share."""
        self.library = library
        self.only_noted = only_noted
        self.language = language
        self.directory_urls = directory_urls
        self._status = unique(
            (s.name for s in library.statuses.all)
            if not language.startswith("zh")
            else (s.zh for s in library.statuses.all)
        )
        self._status_of = dict(zip((s.name for s in library.statuses.all), self._status.values(), strict=True))

    def paper(self, key: str) -> str:
        """papers/KEY: never its status or topic, so that the link outlives both.

        Of a paper that shares a page it is that page, MARK, and the paper's anchor there."""
        return self._shared.get(key) or self.own(key)

    def own(self, key: str) -> str:
        """papers/KEY, where the paper's page stands or would stand."""
        return f"papers/{self._papers.get(key) or segment(key)}"

    def shares(self, key: str) -> bool:
        """Whether the paper has no page of its own."""
        return key in self._shared

    def anchor(self, key: str) -> str:
        """The paper's anchor on the page that it shares."""
        return ANCHOR + self._papers[key]

    def status(self, status: Status) -> str:
        """status/未看"""
        return f"status/{self._status_of[status.name]}"

    def topic(self, topic: Topic) -> str:
        """topics/文字检测和识别/检测"""
        return f"topics/{self._topics[topic]}" if topic else "topics"

    def topic_status(self, topic: Topic, status: Status) -> str:
        """topics/文字检测和识别/检测/未看"""
        return f"{self.topic(topic)}/{self._status_of[status.name]}"

    def venue(self, name: str) -> str:
        """venues/CVPR"""
        return f"venues/{self._venues[name]}"

    def tag(self, name: str) -> str:
        """tags/oral"""
        return f"tags/{self._tags[name]}"

    def year(self, year: int) -> str:
        """years/2021"""
        return f"years/{year}"

    @cached_property
    def _papers(self) -> dict[str, str]:
        return unique(self.library.by_key)

    @cached_property
    def shared(self) -> dict[str, list[str]]:
        """The pages that papers share, by their uri, with the keys of each; those with a note are named there, too.

        So an address of a paper there still leads to it when it has got a note. No key's place is "-"."""
        found: dict[str, list[str]] = {}
        for key, name in shards(self.library.by_key).items() if self.only_noted else ():
            found.setdefault(f"papers/-/{name}" if name else "papers/-", []).append(key)
        return {uri: sorted(found[uri]) for uri in sorted(found)}

    @cached_property
    def _shared(self) -> dict[str, str]:
        noted = self.library.note_of
        bare = ((uri, key) for uri, keys in self.shared.items() for key in keys if key not in noted)
        return {key: f"{uri}{MARK}{self.anchor(key)}" for uri, key in bare}

    @cached_property
    def _venues(self) -> dict[str, str]:
        return unique(self.library.by_venue, _numbers(self.library.by_venue))

    @cached_property
    def _tags(self) -> dict[str, str]:
        return unique(self.library.by_tag, _numbers(self.library.by_tag))

    @cached_property
    def _topics(self) -> dict[Topic, str]:
        # A sub-topic may be called 未看, as the topic's status page is, or as its feed.
        reserved = [*self._status.values(), "feed.xml", "feed.json"]
        found: dict[Topic, str] = {}
        pending = [""]
        while pending:
            top = pending.pop()
            children = self.library.children(top)
            parts = unique([leaf(child) for child in children], reserved if top else ())
            for child in children:
                found[child] = f"{found[parent(child)]}/{parts[leaf(child)]}" if top else parts[leaf(child)]
            pending += children
        return found

    @property
    def tables(self) -> list[dict[str, str]]:
        """What the catalogue alone tells of places; of papers' keys those that are not their own place."""
        papers = {key: part for key, part in self._papers.items() if key != part}
        return [papers, self._venues, self._tags, self._topics]

    def learn(self, tables: Sequence[Mapping[str, str]]) -> None:
        """Take what `tables` gave for the same catalogue."""
        papers, *others = map(dict, tables)
        self.__dict__["_papers"] = {key: papers.get(key, key) for key in self.library.by_key}
        self.__dict__["_venues"], self.__dict__["_tags"], self.__dict__["_topics"] = others

    def numbered(self) -> str:
        """The places that are not made of their name alone: those of names that would meet. Papers are left out."""
        tables = (self._venues, self._tags, self._topics, self._status)
        odd = [(name, part) for table in tables for name, part in table.items() if not _is_plain(name, part)]
        return repr(odd)

    def link(self, here: str, there: str, anchor: str = "") -> str:
        """The relative, percent-encoded link from one page to another; both are uris as in Page.

        What `paper` gives may bring its own anchor."""
        return self._link(here, there, anchor, _quoted)

    def href(self, here: str, there: str, anchor: str = "") -> str:
        """`link` as a page may have it: a letter stands for itself, as a Chinese one else takes nine bytes for three.

        https://url.spec.whatwg.org/#url-writing; it needs no escaping in HTML."""
        return self._link(here, there, anchor, _lettered)

    def _link(self, here: str, there: str, anchor: str, write: Callable[[str], str]) -> str:
        if MARK in there:
            there, _, anchor = there.partition(MARK)
        if self.directory_urls:
            url = relative(here, there + "/" if there else "", write) or "./"
        else:
            url = relative(here.rpartition("/")[0], (there or "index") + ".html", write)
        return f"{url}#{write(anchor)}" if anchor else url

    def root(self, here: str) -> str:
        """The way from a page to the site's root: "../" as often as it takes."""
        folder = here if self.directory_urls else here.rpartition("/")[0]
        return "../" * (folder.count("/") + 1) if folder else ""

    def file(self, here: str, name: str) -> str:
        """The relative link from a page to a file at the site's root."""
        return relative(here if self.directory_urls else here.rpartition("/")[0], name)


_quoted = lru_cache(maxsize=65536)(quote)


@lru_cache(maxsize=65536)
def _lettered(path: str) -> str:
    return quote(path) if path.isascii() else _NO_LETTER.sub(lambda match: quote(match[0]), path)


def relative(folder: str, path: str, write: Callable[[str], str] = _quoted) -> str:
    """The percent-encoded way from a folder to a path below the same root; "" stands for the root."""
    if not folder:
        return write(path)
    if not path.startswith(folder.partition("/")[0] + "/"):
        # Most links lead to another part of the site, and most of the time goes into links.
        return "../" * (folder.count("/") + 1) + write(path)
    here = folder.split("/")
    there = path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + write("/".join(there[shared:]))


def between(here: str, there: str) -> str:
    """The way from one URL of the site to another, both from its root, as MkDocs writes it."""
    folder, _, name = here.rpartition("/")
    start = _steps(folder if "." in name else here)
    end = _steps(there)
    shared = 0
    while shared < min(len(start), len(end)) and start[shared] == end[shared]:
        shared += 1
    url = "/".join([".."] * (len(start) - shared) + end[shared:]) or "."
    return f"{url}/" if there.endswith("/") else url


def _steps(url: str) -> list[str]:
    return [step for step in posixpath.normpath(f"/{url}").split("/") if step]
