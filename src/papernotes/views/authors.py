"""/authors/: every author and their papers, by the first letter of the family name; of many, a page per letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import accumulate
from typing import Any

from papernotes.identifiers import family_given
from papernotes.model.paper import Paper
from papernotes.views.html import Scene, text
from papernotes.views.lists import Place, pager
from papernotes.views.page import Page
from papernotes.views.stamp import digest

_MOST = 1500
"""Authors and papers of a page: at some 150 bytes each it stays below 500 KB."""
_LETTERS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "#"]
_NAMED = 60
"""Authors that are named beside the letters, where these have pages: those of most papers."""


def view(scene: Scene) -> Iterator[Page]:
    """/authors/, and /authors/a/ and so on where they are too many for one page."""
    title, papers = scene.word("authors"), scene.library.papers
    said = digest(repr([(paper.authors, _shown(scene, paper)) for paper in papers]))
    if not scene.once(are_many):
        yield Page("authors", title, searchable=False, make=partial(_made, scene), stamp=said)
        return
    yield Page("authors", title, searchable=False, make=partial(_letters_made, scene), stamp=said)
    # Who stands on which page changes seldom, and costs much to find.
    pages = scene.memory.recall("authors", said, lambda: _stamps(scene), _fits)
    letters = "".join(letter for letter, _ in pages)
    for letter, stamps in pages:
        for number, stamp in enumerate(stamps, 1):
            place = Place(letter_place(letter), number, len(stamps))
            make, name = partial(_letter_made, scene, letter, place), place.title(f"{title}: {letter}")
            yield Page(place.uri, name, searchable=False, make=make, stamp=digest(stamp, letters, repr(place)))


def are_many(scene: Scene) -> bool:
    """Whether the authors have a page per letter."""
    # It is most often known after a few hundred papers.
    return any(count > _MOST for count in accumulate(len(paper.authors) for paper in scene.library.papers))


def author_place(scene: Scene, author: str) -> tuple[str, str]:
    """The uri of the page on which an author is looked for, and the anchor there."""
    letter = initial(author)
    return (letter_place(letter), "") if scene.once(are_many) else ("authors", author_anchor(letter))


def letter_place(letter: str) -> str:
    """The uri of the page of a letter, where it has one."""
    return f"authors/{author_anchor(letter)}"


def author_anchor(letter: str) -> str:
    """The anchor of a letter on the page of authors."""
    return "other" if letter == "#" else letter.lower()


@lru_cache(maxsize=65536)
def initial(author: str) -> str:
    """The letter under which an author stands: the family name's first, "#" where it is none of A to Z."""
    letter = unicodedata.normalize("NFKD", family_given(author)[0])[:1].upper()
    return letter if "A" <= letter <= "Z" else "#"


def _by_letter(scene: Scene) -> Mapping[str, list[str]]:
    """The authors of each letter, both in their order."""
    groups: dict[str, list[str]] = {}
    for name in sorted(scene.library.by_author, key=lambda name: tuple(part.casefold() for part in family_given(name))):
        groups.setdefault(initial(name), []).append(name)
    return {letter: groups[letter] for letter in sorted(groups, key=lambda letter: (letter == "#", letter))}


def _pages(scene: Scene) -> Mapping[str, list[list[str]]]:
    """The authors of each page of each letter."""
    by_author, found = scene.library.by_author, {}
    for letter, names in scene.once(_by_letter).items():
        pages: list[list[str]] = []
        room = 0
        for name in names:
            if room <= 0:
                pages.append([])
                room = _MOST
            pages[-1].append(name)
            room -= 1 + len(by_author[name])
        found[letter] = pages
    return found


def _stamps(scene: Scene) -> list[list[Any]]:
    """Letters, and a hash of each page."""
    by_author = scene.library.by_author

    def stamp(names: Sequence[str]) -> str:
        said = [(name, [_shown(scene, paper) for paper in by_author[name]]) for name in names]
        return digest(repr(said)).hex()

    return [[letter, list(map(stamp, pages))] for letter, pages in scene.once(_pages).items()]


def _shown(scene: Scene, paper: Paper) -> tuple[object, ...]:
    """What the pages show of a paper."""
    return scene.urls.paper(paper.key), paper.key, paper.title, paper.aliases


def _fits(known: Any) -> bool:
    """Whether something that was read from a file is what `_stamps` gives."""
    return isinstance(known, list) and all(
        isinstance(row, list)
        and len(row) == 2
        and row[0] in _LETTERS
        and isinstance(row[1], list)
        and all(isinstance(stamp, str) for stamp in row[1])
        for row in known
    )


def _made(scene: Scene) -> Page:
    title, groups = scene.word("authors"), scene.once(_by_letter)
    jump = " ".join(f'<a class="pn-cross" href="#{author_anchor(letter)}">{letter}</a>' for letter in groups)
    parts = [f'<nav class="pn-letters" aria-label="{title}">{jump}</nav>\n'] if groups else []
    for letter, names in groups.items():
        parts += [scene.heading(2, author_anchor(letter), letter), _rows(scene, "authors", names)]
    body = "".join(parts) or f"<p>{scene.word('no_papers')}</p>\n"
    return Page("authors", title, f"<h1>{title}</h1>\n", body, searchable=False)


def _rows(scene: Scene, here: str, names: Sequence[str]) -> str:
    rows = []
    for name in names:
        papers = scene.library.by_author[name]
        found = (scene.link(here, scene.urls.paper(p.key), scene.nickname(p), cls="pn-work") for p in papers)
        works = f'<span class="pn-works">{" ".join(found)}</span>'
        rows.append(f"<li><strong>{text(name)}</strong> {scene.count(len(papers))} {works}</li>\n")
    return f'<ul class="pn-authors">\n{"".join(rows)}</ul>\n'


def _letters_made(scene: Scene) -> Page:
    title, by_author = scene.word("authors"), scene.library.by_author
    most = sorted(by_author, key=lambda name: -len(by_author[name]))[:_NAMED]
    rows = [(scene.link("authors", letter_place(initial(name)), text(name)), len(by_author[name])) for name in most]
    items = "".join(f"<li>{link} {scene.count(number)}</li>\n" for link, number in rows)
    # The anchors are those of a page with all authors, to which others may link.
    body = f'{_letters(scene, "authors", True)}<ul class="pn-index">\n{items}</ul>\n'
    return Page("authors", title, f"<h1>{title}</h1>\n", body, searchable=False)


def _letters(scene: Scene, here: str, anchors: bool = False) -> str:
    """The links to the pages of the letters."""
    links = []
    for letter in scene.once(_by_letter):
        link = scene.link(here, letter_place(letter), letter, cls="pn-cross")
        links.append(f'<span id="{author_anchor(letter)}">{link}</span>' if anchors else link)
    return f'<nav class="pn-letters" aria-label="{scene.word("authors")}">{" ".join(links)}</nav>\n'


def _letter_made(scene: Scene, letter: str, place: Place) -> Page:
    title, here = scene.word("authors"), place.uri
    name = scene.link(here, "authors", title)
    head = f'<nav class="pn-crumbs" aria-label="{title}"><ol><li>{name}</li></ol></nav>\n<h1>{letter}</h1>\n'
    names = scene.once(_pages)[letter][place.number - 1]
    body = _letters(scene, here) + _rows(scene, here, names) + pager(scene, place)
    return Page(here, place.title(f"{title}: {letter}"), head, body, searchable=False)
