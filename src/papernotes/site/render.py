"""Notes to HTML with one Markdown parser for all of them: to make one costs as much as to read a short note.

It gives what MkDocs' own `Page.render` gives, without warnings of links to nowhere: the checks say where they stand."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from mkdocs.structure.toc import TableOfContents, get_toc

from papernotes.late import regex
from papernotes.views.urls import between

_LEADS = {"a": "href", "img": "src"}
"""Elements that lead somewhere, and the attribute that says where."""
_ANCHOR = regex(r"""<[^>]*?\s(?:id|name)=["']?([^"'\s>]+)""")

Locate = Callable[[str], str | None]
"""The URL, from the site's root, of what is made of a file of the notes folder; None where there is no such file."""


class Rendered(NamedTuple):
    """A text's HTML, its table of contents, and each file that it links to with the URL that was found for it."""

    html: str
    toc: TableOfContents
    linked: Mapping[str, str | None]


class Renderer:
    """Markdown to HTML for the files of one build."""

    def __init__(self, make: Callable[[], Markdown], locate: Locate, rooted: bool = False) -> None:
        """`make` gives the parser, if one is needed; `rooted` says whether /x.md means the file in the notes folder."""
        self.locate = locate
        self._make = make
        self._links = _Links(locate, rooted)

    @cached_property
    def _markdown(self) -> Markdown:
        # What highlights code is heavy, and a build that makes no note has no need of it.
        from papernotes.lean import lean

        parser = lean(self._make())
        # After all others, as MkDocs does it.
        parser.treeprocessors.register(self._links, "papernotes_links", 0)
        return parser

    def render(self, text: str, place: str, url: str) -> Rendered:
        """The HTML of the text that stands in the file `place` of the notes folder and is shown at `url`."""
        linked: dict[str, str | None] = {}
        self._links.place, self._links.url, self._links.linked = place, url, linked
        html: str = self._markdown.reset().convert(text)
        return Rendered(html, get_toc(getattr(self._markdown, "toc_tokens", [])), linked)


def anchors(html: str) -> set[str]:
    """What a link can lead to in a page."""
    return set(_ANCHOR.findall(html))


class _Links(Treeprocessor):
    """Links and images as they are relative to the page, no longer to the source file."""

    place: str
    url: str
    linked: dict[str, str | None]

    def __init__(self, locate: Locate, rooted: bool) -> None:
        super().__init__()
        self.locate = locate
        self.rooted = rooted

    def run(self, root: Element) -> None:
        for element in root.iter():
            name = _LEADS.get(element.tag)
            if name and (url := element.get(name)):
                element.set(name, self._relative(url))

    def _relative(self, url: str) -> str:
        try:
            scheme, host, path, query, anchor = urlsplit(url)
        except ValueError:
            return url
        rooted = url.startswith(("/", "\\"))
        if scheme or host or not path or (rooted and not self.rooted) or AMP_SUBSTITUTE in url:
            return url
        folder = "" if rooted else posixpath.dirname(self.place)
        place = posixpath.normpath(posixpath.join(folder, unquote(path).lstrip("/")))
        if posixpath.normpath(path) == ".":
            there: str | None = self.url
        else:
            there = self.linked[place] = self.locate(place)
        return url if there is None else urlunsplit(("", "", between(self.url, there), query, anchor))
