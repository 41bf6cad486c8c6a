"""What the plugin needs of MkDocs: a page that is ready HTML around a note, its file, links to pages it never sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents

from papernotes.site.press import destination, source
from papernotes.site.render import Renderer, anchors
from papernotes.site.sheet import front_matter, sheet
from papernotes.views.html import text
from papernotes.views.page import Page

INDEXES = frozenset("browse board topics status venues years tags authors journal statistics graph".split())
"""The pages of ours that stand in a navigation that mkdocs.yml does not write down."""

Clean = Callable[[str, MkDocsPage], str]
"""A note's HTML as it may be shown on a page."""


class HostPage(MkDocsPage):
    """A page of the core in MkDocs; only a note costs a Markdown pass."""

    def __init__(self, view: Page, file: File, config: MkDocsConfig, renderer: Renderer, clean: Clean) -> None:
        self.asked = view
        """The page as it was before it was made."""
        self.view = view
        self.renderer = renderer
        self.clean = clean
        self.body = ""
        self.linked: Mapping[str, str | None] = {}
        # All of its HTML, from when it is rendered until it is written: bytes take half the memory of Chinese text.
        self.held = b""
        # A theme puts titles into its HTML as they are; a heading's, which it expects, is escaped already.
        super().__init__(text(view.title), file, config)

    def read_source(self, config: MkDocsConfig) -> None:
        """The note's text and front matter, with the page's own title, description and search setting."""
        self.view = self.view.made()
        note = self.view.note
        if note is None or config.plugins.events["page_read_source"]:
            super().read_source(config)
        else:
            # It was read with the library; MkDocs would take a first line such as `Note: ...` for front matter, too.
            self.markdown, self.meta = note.body, dict(note.meta)
        self.meta = front_matter(self.view, self.meta)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """The note's HTML between the page's head and tail."""
        body, self.toc = "", TableOfContents([])
        if self.view.note is not None:
            body, self.toc, self.linked = self.renderer.render(self.markdown or "", self.file.src_uri, self.file.url)
            body = self.clean(body, self)
        shown = sheet(self.view, body, self.toc)
        self.content, self.toc, self.body = shown.content, shown.toc, shown.body
        self.present_anchor_ids = anchors(self.body) | {section.anchor for section in self.view.sections}

    def hold(self, html: str) -> str:
        """What a search is to read in place of the page's HTML, which is kept for `release`: the note."""
        body = self.body if self.view.searchable else ""
        self.view, self.body, self.held = replace(self.view, head="", tail="", make=None), "", _encoded(html)
        return body

    def release(self) -> None:
        """The page's HTML again, for the template."""
        self.content, self.held = _decoded(self.held), b""

    def forget(self) -> None:
        """A list's HTML, now that it is written; what was searchable stays for plugins that read it at the end."""
        self.view = replace(self.view, metadata="")
        if not self.view.searchable:
            self.content = ""


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


class Ghost(File):
    """A file of which the site has a page that the host does not make: something to link to."""

    def is_documentation_page(self) -> bool:
        """Never: the host is not to make it."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing: its page is written elsewhere."""


class Places(Files):
    """The host's files, and behind them the pages that papernotes writes itself."""

    def __init__(self, files: Files, written: Mapping[str, str], config: MkDocsConfig) -> None:
        """`written` is the file of the site for each source file."""
        super().__init__(files)
        self._written = written
        self._config = config

    def get_file_from_path(self, path: str) -> File | None:
        """The file, or something that stands for a page that is written elsewhere."""
        found = super().get_file_from_path(path)
        if found is not None or path not in self._written:
            return found
        config = self._config
        ghost = Ghost(path, config.docs_dir, config.site_dir, config.use_directory_urls)
        ghost.dest_uri = self._written[path]
        ghost.__dict__.pop("url", None)
        return ghost


def page_file(page: Page, files: Files, config: MkDocsConfig) -> File:
    """The host's file of a page: the note's own, so that its relative links hold, or a new one; out of the nav."""
    file = files.get_file_from_path(page.note.uri) if page.note else None
    if file is None:
        place = source(page)
        old = files.get_file_from_path(place)
        if old is not None:
            files.remove(old)
        file = File.generated(config, place, content="")
        files.append(file)
    file.dest_uri = destination(page, config.use_directory_urls)
    file.__dict__.pop("url", None)
    file.inclusion = InclusionLevel.INCLUDED if page.uri in INDEXES or not page.uri else InclusionLevel.NOT_IN_NAV
    return file


def hidden(files: Files, written: Mapping[str, str]) -> list[File]:
    """The reader's own pages whose place a page that the site makes has taken."""
    made = {file.dest_uri for file in files.documentation_pages() if file.generated_by} | set(written.values())
    return [file for file in files.documentation_pages() if not file.generated_by and file.dest_uri in made]


def name_pages(nav: Any, files: Files) -> None:
    """Give our pages in the navigation the titles that mkdocs.yml gives them."""
    for item in nav if isinstance(nav, list) else []:
        for title, place in item.items() if isinstance(item, dict) else ():
            file = files.get_file_from_path(place) if isinstance(place, str) else None
            if file is not None and isinstance(file.page, HostPage):
                file.page.title = str(title)
            name_pages(place, files)


def lift_pages(nav: Navigation) -> None:
    """Our page in place of a section of the navigation that holds nothing but it."""
    for i, item in enumerate(nav.items):
        only = item.children[0] if isinstance(item, Section) and len(item.children) == 1 else None
        if isinstance(only, HostPage) and only.view.uri in INDEXES:
            nav.items[i], only.parent = only, None


def _search(config: MkDocsConfig) -> Any:
    return config.plugins.get("material/search") or config.plugins.get("materialx/search")


def replace_search(config: MkDocsConfig) -> bool:
    """Turn the theme's search off where a configuration still names it: its index grows with every page."""
    search = _search(config)
    if search is None or not search.config.enabled:
        return False
    search.config.enabled = False
    return True
