"""Lists of papers under headings, cut into pages where they are long: no page is too heavy to load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from papernotes.model.paper import Paper
from papernotes.views.html import Scene, text
from papernotes.views.page import Section

PER_PAGE = 400
"""Papers of a page: at some 500 bytes a line it stays below 500 KB with many tags."""
_ALL = 15
"""As many pages are named in a pager; of more, the first, the last and those around."""
_AROUND = 3
T = TypeVar("T")


class Part(NamedTuple):
    """Papers below a heading; `total` is how many there are of them on all pages."""

    anchor: str
    heading: str
    """As text; "" for papers without a heading."""
    total: int
    papers: Sequence[Paper]


class Place(NamedTuple):
    """A page of a list."""

    first: str
    """The uri of the list's first page."""
    number: int = 1
    """From 1."""
    last: int = 1
    """The number of the last page."""
    size: int = 0
    """How many items a page has."""

    @property
    def uri(self) -> str:
        """The page's own."""
        return self.at(self.number)

    def at(self, number: int) -> str:
        """The uri of the list's page of that number."""
        return self.first if number == 1 else f"{self.first}/{number}"

    def part(self, items: Sequence[T]) -> Sequence[T]:
        """Those of the list's items that stand on the page."""
        return items[(self.number - 1) * self.size : self.number * self.size]

    def title(self, title: str) -> str:
        """The page's title, the list's being given."""
        return f"{title} ({self.number}/{self.last})" if self.number > 1 else title


def places(first: str, size: int, per_page: int = 0) -> list[Place]:
    """The pages of a list of that size."""
    per_page = per_page or PER_PAGE
    last = max(-(-size // per_page), 1)
    return [Place(first, number, last, per_page) for number in range(1, last + 1)]


def place_after(first: str, before: int) -> str:
    """The uri of the page of a list on which the paper stands that has so many before it."""
    return Place(first).at(before // PER_PAGE + 1)


def cut(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """The parts of each page; a part that goes over the end of a page goes on below its heading on the next."""
    page: list[Part] = []
    room = PER_PAGE
    for part in parts:
        start = 0
        while start < len(part.papers):
            if not room:
                yield page
                page, room = [], PER_PAGE
            page.append(part._replace(papers=part.papers[start : start + room]))
            start += room
            room -= len(page[-1].papers)
    if page:
        yield page


def shown(scene: Scene, here: str, parts: Iterable[Part]) -> str:
    """The parts of a page."""
    found = []
    for part in parts:
        if part.heading:
            found.append(scene.heading(2, part.anchor, f"{text(part.heading)} {scene.count(part.total)}"))
        found.append(scene.papers(here, part.papers))
    return "".join(found)


def sections(parts: Iterable[Part]) -> tuple[Section, ...]:
    """The entries of the table of contents."""
    return tuple(Section(part.anchor, part.heading) for part in parts if part.heading)


def pager(scene: Scene, place: Place) -> str:
    """The links between the pages of a list; "" where there is one."""
    here, number, last = place.uri, place.number, place.last
    if last == 1:
        return ""
    steps = [scene.link(here, place.at(number - 1), f"‹ {scene.word('previous_page')}")] if number > 1 else []
    before = 0
    for other in range(1, last + 1):
        if last > _ALL and other not in (1, last) and abs(other - number) > _AROUND:
            continue
        if other > before + 1:
            steps.append("…")
        before = other
        label = f'<span aria-current="page">{other}</span>' if other == number else str(other)
        steps.append(label if other == number else scene.link(here, place.at(other), label))
    steps += [scene.link(here, place.at(number + 1), f"{scene.word('next_page')} ›")] if number < last else []
    return f'<nav class="pn-pager" aria-label="{scene.word("pages")}">{" ".join(steps)}</nav>\n'
