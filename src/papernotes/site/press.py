"""Prints a page of the core: its note rendered, its content in the theme's shell, its policy. No host takes part."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from mkdocs.structure.toc import TableOfContents

from papernotes import csp
from papernotes.assets import maths
from papernotes.markdown import readable
from papernotes.search.document import document
from papernotes.search.fulltext import Document
from papernotes.settings import Settings
from papernotes.site import shell
from papernotes.site.render import Rendered, Renderer
from papernotes.site.resolver import Resolver
from papernotes.site.sheet import front_matter, left_out, note_html, plain_meta, sheet
from papernotes.site.shell import Shell
from papernotes.site.sitemap import absolute
from papernotes.views.head import links
from papernotes.views.html import Scene
from papernotes.views.page import Page

ShellOf = Callable[[str, str, Mapping[str, Any], TableOfContents], "Shell | None"]
"""The shell of a name, for a page at a URL with this front matter and this table of contents; None: there is none."""


class Printed(NamedTuple):
    """A page as it is written."""

    html: bytes
    document: Document | None
    """What a search is to know of it; None where the page is kept from the search."""
    shell: str
    """The name of its shell."""
    linked: Mapping[str, str | None]
    """The files that its note links to, and the URLs that were found for them."""


def source(view: Page) -> str:
    """The file of the notes folder from which a page's relative links lead."""
    if view.note:
        return view.note.uri
    return f"{view.uri}/index.md" if view.uri else "index.md"


def destination(view: Page, directory_urls: bool) -> str:
    """The file of the site in which a page stands."""
    if not view.uri:
        return "index.html"
    return f"{view.uri}/index.html" if directory_urls else f"{view.uri}.html"


def address(view: Page, directory_urls: bool) -> str:
    """What links to a page lead to, from the site's root, as MkDocs writes it."""
    if not view.uri:
        return "./" if directory_urls else "index.html"
    return quote(f"{view.uri}/" if directory_urls else f"{view.uri}.html")


def page_url(view: Page, directory_urls: bool) -> str:
    """A page's own URL from the site's root, as MkDocs has it; the home page's is empty."""
    return address(view, directory_urls).removeprefix("./")


def url_of(name: str, directory_urls: bool) -> str:
    """The URL of the page that stands in a file of the site, as `page_url` gives it."""
    return quote(name.removesuffix("index.html") if directory_urls or name == "index.html" else name)


class Press:
    """What all pages of one build have in common."""

    def __init__(self, scene: Scene, settings: Settings, renderer: Renderer, resolver: Resolver) -> None:
        self.scene = scene
        self.settings = settings
        self.renderer = renderer
        self.resolver = resolver
        self.locate = renderer.locate
        self.serving = False
        self.own: Collection[str] = ()
        """The URLs of the pages that stand in the navigation."""
        self.shell_of: ShellOf = lambda name, url, meta, toc: None
        self.write_toc: Callable[[TableOfContents], str] = lambda toc: ""
        self._static: dict[int, _Static] = {}
        self._links: dict[int, str] = {}

    def print(self, pages: Sequence[Page]) -> list[Printed | None]:
        """The pages; None for one that there is no shell for.

        One step after the other is done for all of them: what a step takes stays in the processor's caches."""
        views = [page.made() for page in pages]
        urls = [page_url(page, self.scene.urls.directory_urls) for page in pages]
        bodies = [self._body(view, url) for view, url in zip(views, urls, strict=True)]
        return [self._printed(*one) for one in zip(views, urls, bodies, strict=True)]

    def _body(self, view: Page, url: str) -> Rendered:
        """The HTML of the page's note."""
        if view.note is None:
            return Rendered("", TableOfContents([]), {})
        self.resolver.here = source(view)
        html, toc, linked = self.renderer.render(readable(view.note.body), self.resolver.here, url)
        return Rendered(note_html(html, toc, self.settings), toc, linked)

    def _printed(self, view: Page, url: str, body: Rendered) -> Printed | None:
        shown = sheet(view, body.html, body.toc)
        meta: Mapping[str, Any] = front_matter(view, view.note.meta if view.note else {})
        if not self.settings.trusted_html:
            meta = plain_meta(meta)
        name = shell.key(url, meta, shown.toc, url in self.own)
        own = self.shell_of(name, url, meta, shown.toc)
        if own is None:
            return None
        static = self._static.get(id(own)) or self._static.setdefault(id(own), _static(own))
        head = view.metadata + self._head_links(url) + maths(shown.content, url)
        found = {
            "canonical": absolute(self.settings.site_url, url) if self.settings.site_url else "",
            "description": meta.get("description", ""),
            "title": meta.get("title", ""),
            "skip": shown.toc.items[0].url[1:] if shown.toc.items else "",
            "toc": self.write_toc(shown.toc),
            "content": shown.content,
            "head": head,
            "policy": self._policy(static, shown.content, head),
        }
        # Most of a page is its shell, which is encoded once.
        filled = [part if i % 2 == 0 else _encoded(found.get(part, "")) for i, part in enumerate(static.shell)]
        words = None if left_out(meta) else document(self.scene, view, url, "", shown.body if view.searchable else "")
        return Printed(b"".join(filled), words, name, body.linked)

    def _head_links(self, url: str) -> str:
        """The links to feeds and search, which differ by how deep a page is shown."""
        depth = url.count("/")
        if depth not in self._links:
            self._links[depth] = links(self.scene, url)
        return self._links[depth]

    def _policy(self, static: _Static, content: str, head: str) -> str:
        found = static.parts | csp.parts(content) | csp.parts(head)
        return csp.policy(found, self.settings.image_hosts, self.serving)


class _Static(NamedTuple):
    """What the pages of one shell share."""

    shell: list[Any]
    """Its text as bytes, and the names of its holes in turn."""
    parts: csp.Parts


def _static(own: Shell) -> _Static:
    encoded = [part if i % 2 else _encoded(part) for i, part in enumerate(own)]
    return _Static(encoded, csp.parts("".join(own[::2])))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
