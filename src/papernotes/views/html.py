"""The HTML that pages share: paper lines, chips, counts. Everything of the user's is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from html import escape
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from papernotes.late import regex
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper
from papernotes.model.status import Status
from papernotes.model.topic import Topic
from papernotes.text import HAN
from papernotes.views.drawn import Drawn
from papernotes.views.memory import Memory, is_table
from papernotes.views.related import recalled
from papernotes.views.stamp import Stamps, digest
from papernotes.views.strings import strings
from papernotes.views.urls import Urls

_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ROOT = "\0"
"""Stands for the way to the site's root; no text of the user's holds it, see `text`."""
_PAPERS = "papers/"
_SHORT = 20
T = TypeVar("T")
_SCHEMES = {"http", "https", "mailto", "ftp"}


def clean(value: object) -> str:
    """A value without control and direction characters; not escaped."""
    said = value if type(value) is str else str(value)
    return said if said.isprintable() else _CONTROL.sub("", said)


def text(value: object) -> str:
    """A value as HTML text: escaped, without control and direction characters."""
    return _text(value if type(value) is str else str(value))


@lru_cache(maxsize=16384)
def _text(value: str) -> str:
    # Names of venues and tags stand on many pages, titles in many lists.
    return escape(clean(value))


def safe_url(url: str) -> str:
    """The URL, escaped, or "" where following it could run something."""
    if url.startswith(("https://", "http://")) and url.isascii() and not {"[", "]"} & set(url):
        # Taking it apart would find the same, and fail of nothing.
        return text(url.strip())
    try:
        scheme = urlsplit(url.strip()).scheme.lower()
    except ValueError:
        return ""
    return text(url.strip()) if scheme in _SCHEMES else ""


def short_name(paper: Paper) -> str:
    """The paper's first alias that is short enough for running text, as DETR is; "" if it has none."""
    return next((alias for alias in paper.aliases if len(alias) <= _SHORT), "")


def chinese_title(paper: Paper) -> str:
    """The paper's title in Chinese, if the catalogue has one beside the title; else ""."""
    if HAN.search(paper.title):
        return ""
    return next((alias for alias in paper.aliases if HAN.search(alias)), "")


@dataclass(frozen=True)
class Scene:
    """What every view needs: the library, its places, the interface's language."""

    library: Library
    urls: Urls
    language: str
    site_name: str = ""
    site_url: str = ""
    feed_size: int = 20
    memory: Memory = field(default_factory=Memory)
    changed: Mapping[str, str] = field(default_factory=dict)
    """The day on which each note was last changed, by its uri, where pages are to say so."""
    drawn: Drawn = field(default_factory=Drawn, kw_only=True)
    cited: dict[str, str] = field(default_factory=dict, kw_only=True)
    """How papers are cited, by their keys, where an earlier build is known to have said the same."""
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _words: dict[tuple[Any, ...], str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _lines: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Scene], T]) -> T:
        """What a function makes of this scene, which it is asked only once."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(T, self._made[make])

    @cached_property
    def stamps(self) -> Stamps:
        """Hashes of what pages show."""
        return Stamps(self.library, self.urls)

    def neighbours(self, topic: Topic, key: str) -> tuple[Paper | None, Paper | None]:
        """The papers before and after one in a topic, in the catalogue's order."""
        papers = self.library.by_topic.get(topic, ())
        place = self._places.get(topic)
        if place is None:
            place = self._places[topic] = {paper.key: i for i, paper in enumerate(papers)}
        i = place.get(key)
        if i is None:
            return None, None
        return papers[i - 1] if i else None, papers[i + 1] if i + 1 < len(papers) else None

    @cached_property
    def _places(self) -> dict[Topic, dict[str, int]]:
        """Where each paper stands in the topics that were asked for."""
        return {}

    @cached_property
    def related(self) -> Mapping[str, Sequence[Paper]]:
        """The papers closest to each, by its key."""
        return recalled(self.library, self.memory)

    @cached_property
    def read_on(self) -> Mapping[str, str]:
        """The day on which each paper was last read, by its key; those never read are left out."""
        found: Mapping[str, str] = self.memory.recall("read", self.stamps.notes_facts, self._read_on, is_table)
        return found

    def _read_on(self) -> dict[str, str]:
        return {
            key: days[-1] for key, note in self.library.note_of.items() if "read" in note.meta and (days := note.read)
        }

    def dated(self, papers: Sequence[Paper]) -> bytes:
        """A hash of papers and of when they were read: of all that a list shows of them, in whatever order."""
        days = self.read_on
        return digest(self.stamps.papers(papers), repr([days.get(paper.key) for paper in papers]) if days else b"")

    def word(self, name: str, **values: Any) -> str:
        """An interface text, escaped."""
        key = (name, *values.items())
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = text(strings(self.language)[name].format(**values))
        return found

    def label(self, status: Status) -> str:
        """The word for a status, escaped."""
        return text(status.label(self.language))

    def title(self, paper: Paper) -> str:
        """The paper's title (its key where it has none), marked as English where the site is not."""
        words, lang = text(paper.title or paper.key), self.lang(paper)
        return f"<span{lang}>{words}</span>" if lang else words

    def lang(self, paper: Paper) -> str:
        """The attribute that marks what holds the paper's title as English, where the site is not; else ""."""
        return ' lang="en"' if self.language.startswith("zh") and not HAN.search(paper.title) else ""

    def link(self, here: str, there: str, html: str, anchor: str = "", cls: str = "") -> str:
        """A link between two pages around ready HTML."""
        mark = (f' class="{cls}"' if " " in cls else f" class={cls}") if cls else ""
        return f'<a{mark} href="{self.urls.href(here, there, anchor)}">{html}</a>'

    def nickname(self, paper: Paper) -> str:
        """What people call the paper: its first short alias, else its title, escaped."""
        alias = short_name(paper)
        return text(alias) if alias else self.title(paper)

    def chip(self, status: Status) -> str:
        """A status by icon and word."""
        return (
            f'<span class="pn-status pn-status--{text(status.name)}">'
            f"<span aria-hidden=true>{text(status.icon)}</span> {self.label(status)}</span>"
        )

    def _drawn(self, paper: Paper) -> str:
        """A paper as an item of a list: titles, venue, year, status, tags, code, PDF; where links begin is open."""
        # A paper stands in some ten lists, which differ in the way to the root.
        line = self._lines.get(paper.key)
        if line is None:
            line = self.drawn.line(paper.key, self.stamps.paper(paper), partial(self._line, paper))
            self._lines[paper.key] = line
        return line

    def _from(self, here: str, lines: str) -> str:
        """Lines with links that lead from a page."""
        root = self.urls.root(here)
        if here.startswith(_PAPERS):
            # Paper stands beside paper.
            lines = lines.replace(_ROOT + _PAPERS, root.removesuffix("../"))
        return lines.replace(_ROOT, root)

    def _line(self, paper: Paper) -> str:
        parts = [self._far(self.urls.paper(paper.key), text(paper.title or paper.key), "pn-title", self.lang(paper))]
        alias, zh = short_name(paper), chinese_title(paper)
        if zh:
            lang = "" if self.language.startswith("zh") else " lang=zh"
            parts.append(f"<span class=pn-zh{lang}>{text(zh)}</span>")
        name = f"<span class=pn-alias>{text(alias)}</span> " if alias not in ("", zh) else ""
        parts.append(f"<span class=pn-meta>{name}{self.venue_year(paper)}{self.chip(self.library.status(paper))}")
        if paper.key in self.library.note_of:
            parts.append(f"<span class=pn-noted>✎ {self.word('note')}</span>")
        parts += [self._far(self.urls.tag(tag), text(tag), "pn-tag") for tag in dict.fromkeys(paper.tags)]
        for name in ("code", "pdf"):
            url = safe_url(paper.links.get(name, ""))
            if url:
                parts.append(f'<a class=pn-out href="{url}">{self.word("link_" + name)}</a>')
        return f'<li data-key="{text(paper.key)}">{" ".join(parts)}</span></li>'

    def _far(self, there: str, html: str, cls: str, lang: str = "") -> str:
        return f'<a class={cls}{lang} href="{_ROOT}{self.urls.href("", there)}">{html}</a>'

    def venue_year(self, paper: Paper) -> str:
        """Venue and year in a span; empty where neither is known."""
        words = " ".join(text(part) for part in (venue_name(paper), paper.year) if part)
        return f"<span class=pn-venue>{words}</span> " if words else ""

    def papers(self, here: str, papers: Iterable[Paper]) -> str:
        """A list of papers."""
        lines = self._from(here, "\n".join(map(self._drawn, papers)))
        return f"<ul class=pn-list>\n{lines}\n</ul>\n" if lines else f"<p>{self.word('no_papers')}</p>\n"

    def count(self, number: int) -> str:
        """How many papers, in a span that readers and tests can find."""
        return f'<span class="pn-count" data-count="{number}">{self.word("papers_count", n=number)}</span>'

    def done(self, papers: Iterable[Paper]) -> int:
        """How many of the papers are read."""
        return len(self._read.intersection([paper.key for paper in papers]))

    @cached_property
    def _read(self) -> frozenset[str]:
        """The keys of the papers that are read."""
        return frozenset(paper.key for paper in self.library.by_status.get("read", ()))

    def progress(self, papers: Sequence[Paper]) -> str:
        """How many of the papers are read: a bar and the same in words."""
        done = self.done(papers)
        words = self.word("progress", done=done, all=len(papers))
        bar = f'<progress max="{max(len(papers), 1)}" value="{done}" aria-label="{words}"></progress>'
        return f'<span class="pn-progress">{bar} {words}</span>'

    def heading(self, level: int, anchor: str, html: str) -> str:
        """A heading with an anchor."""
        return f'<h{level} id="{text(anchor)}">{html}</h{level}>\n'
