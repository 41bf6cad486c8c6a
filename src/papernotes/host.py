"""What the plugin needs of MkDocs: a page that is ready HTML around a note, its file, the search index."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, DictLoader, Environment, TemplateNotFound, pass_context
from jinja2.runtime import Context
from markdown.util import AtomicString
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from papernotes.model.library import venue_name
from papernotes.render import Renderer, anchors
from papernotes.views.box import box
from papernotes.views.html import Scene, clean, short_name, text
from papernotes.views.page import Page

_INDEXES = set("browse board topics status venues years tags authors journal statistics graph".split())
_H1 = re.compile(r"\s*<h1\b.*?</h1>\s*", re.S)
_NAV = "partials/nav.html"
_HEADER = "partials/header.html"

Clean = Callable[[str, MkDocsPage], str]
"""A note's HTML as it may be shown on a page."""


class HostPage(MkDocsPage):
    """A page of the core in MkDocs; only a note costs a Markdown pass."""

    def __init__(self, view: Page, file: File, config: MkDocsConfig, renderer: Renderer, clean: Clean) -> None:
        self.view = replace(view, tail="")
        self.renderer = renderer
        self.clean = clean
        self.body = ""
        # The page's tail, later all of its HTML: bytes take half the memory of text with Chinese in it.
        self.held = _encoded(view.tail)
        # A theme puts titles into its HTML as they are; a heading's, which it expects, is escaped already.
        super().__init__(text(view.title), file, config)

    def read_source(self, config: MkDocsConfig) -> None:
        """The note's text and front matter, with the page's own title, description and search setting."""
        note = self.view.note
        if note is None or config.plugins.events["page_read_source"]:
            super().read_source(config)
        else:
            # It was read with the library; MkDocs would take a first line such as `Note: ...` for front matter, too.
            self.markdown, self.meta = note.body, dict(note.meta)
        self.meta.pop("title", None)
        if self.view.uri:
            # The theme unescapes a page's title for <title>, but not this one; nor does the search, whose words are
            # parted at blanks, so quotation marks stay.
            self.meta["title"] = escape(clean(self.view.title), quote=False)
        self.meta.update(self.view.meta)
        if description := self.meta.get("description") or self.view.description:
            self.meta["description"] = text(description)
        if not self.view.searchable:
            self.meta["search"] = {"exclude": True}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """The note's HTML between the page's head and tail."""
        body = ""
        if self.view.note is not None:
            body, self.toc = self.renderer.render(self.markdown or "", self.file)
            body = self.clean(body, self)
            if "<h1" in self.view.head:
                # The page has its own heading, from the catalogue.
                body = _H1.sub("", body, count=1)
        else:
            self.toc = TableOfContents([])
        self.body = body
        self.content = f"{self.view.head}{body}{_decoded(self.held)}"
        self._add_sections()

    def hold(self, html: str) -> str:
        """What a search is to read in place of the page's HTML, which is kept for `release`: the note."""
        body = self.body if self.view.searchable else ""
        self.view, self.body, self.held = replace(self.view, head=""), "", _encoded(html)
        return body

    def release(self) -> None:
        """The page's HTML again, for the template."""
        self.content, self.held = _decoded(self.held), b""

    def forget(self) -> None:
        """A list's HTML, now that it is written; what was searchable stays for plugins that read it at the end."""
        self.view = replace(self.view, metadata="")
        if not self.view.searchable:
            self.content = ""

    def _add_sections(self) -> None:
        items = list(self.toc)
        first = items[0] if items and items[0].level == 1 else None
        # A note's own first heading holds the others; the page's heading has taken its place.
        if first is not None and "<h1" in self.view.head:
            items = list(first.children) + items[1:]
            first = None
        new = [AnchorLink(text(section.title), text(section.anchor), 2) for section in self.view.sections]
        (first.children if first is not None else items).extend(new)
        self.toc = TableOfContents(items)
        self.present_anchor_ids = anchors(self.body) | {section.anchor for section in self.view.sections}


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def page_file(page: Page, files: Files, config: MkDocsConfig) -> File:
    """The host's file of a page: the note's own, so that its relative links hold, or a new one; out of the nav."""
    suffix = "/index.html" if config.use_directory_urls else ".html"
    place = f"{page.uri}{suffix}" if page.uri else "index.html"
    file = files.get_file_from_path(page.note.uri) if page.note else None
    if file is None:
        source = f"{page.uri}/index.md" if page.uri else "index.md"
        old = files.get_file_from_path(source)
        if old is not None:
            files.remove(old)
        file = File.generated(config, source, content="")
        files.append(file)
    file.dest_uri = place
    file.__dict__.pop("url", None)
    file.inclusion = InclusionLevel.INCLUDED if page.uri in _INDEXES or not page.uri else InclusionLevel.NOT_IN_NAV
    return file


def hidden(files: Files) -> list[File]:
    """The reader's own pages whose place a page that the site makes has taken."""
    made = {file.dest_uri for file in files.documentation_pages() if file.generated_by}
    return [file for file in files.documentation_pages() if not file.generated_by and file.dest_uri in made]


class Resolver:
    """Finds what a reference in the text of the file `here` links to."""

    def __init__(self) -> None:
        self.scene: Scene | None = None
        self.here = ""
        self.sources: dict[str, str] = {}
        """The source file of each paper's page, by its key."""

    def __call__(self, key: str, words: str) -> tuple[str, str, str] | None:
        """The link's target, text and tooltip; None where the catalogue has no such paper.

        The target is a source file, as MkDocs wants it: it makes the URL of it and checks that it is there."""
        if self.scene is None or key not in self.sources:
            return None
        scene, paper = self.scene, self.scene.library.by_key[key]
        status = scene.library.status(paper).label(scene.language)
        facts = " ".join(str(x) for x in (venue_name(paper), paper.year, status) if x)
        url = quote(posixpath.relpath(self.sources[key], posixpath.dirname(self.here) or "."))
        # What the catalogue says is no Markdown.
        name = clean(short_name(paper) or paper.title or key)
        return url, words or AtomicString(name), clean(f"{paper.title} ({facts})")


def name_pages(nav: Any, files: Files) -> None:
    """Give our pages in the navigation the titles that mkdocs.yml gives them."""
    for item in nav if isinstance(nav, list) else []:
        for title, place in item.items() if isinstance(item, dict) else ():
            file = files.get_file_from_path(place) if isinstance(place, str) else None
            if file is not None and isinstance(file.page, HostPage):
                file.page.title = str(title)
            name_pages(place, files)


def share_navigation(env: Environment) -> Environment:
    """The theme with its navigation rendered once for all papers: none stands in it, so theirs is the same.

    The navigation is a third of what the theme does for a page."""
    if "papernotes_navigation" in env.globals:
        return env
    try:
        theirs = env.get_template(_NAV)
    except TemplateNotFound:
        return env
    shared: dict[str, str] = {}

    @pass_context
    def navigation(context: Context) -> Markup:
        page, nav = context.get("page"), context.get("nav")
        folder = posixpath.dirname(page.url.rstrip("/")) if isinstance(page, HostPage) else ""
        # A link to a page beside a paper's depends on which paper's it is.
        if not folder or page.view.kind != "paper" or any(p.url.startswith(folder) for p in nav.pages):
            return Markup(theirs.render(context.get_all()))
        if folder not in shared:
            shared[folder] = theirs.render(context.get_all())
        return Markup(shared[folder])

    env.globals["papernotes_navigation"] = navigation
    env.loader = ChoiceLoader([DictLoader({_NAV: "{{ papernotes_navigation() }}"}), *filter(None, [env.loader])])
    return env


def put_box(env: Environment, scene: Scene) -> Environment:
    """The theme with our search box in its header, be it the theme's own header or the reader's."""
    try:
        theirs = env.get_template(_HEADER)
    except TemplateNotFound:
        return env

    @pass_context
    def header(context: Context) -> Markup:
        html = theirs.render(context.get_all())
        source = html.find('<div class="md-header__source">')
        place = source if source >= 0 else html.find("</nav>")
        return Markup(html[:place] + box(scene, context["base_url"].rstrip("/")) + html[place:])

    env.globals["papernotes_header"] = header
    env.loader = ChoiceLoader([DictLoader({_HEADER: "{{ papernotes_header() }}"}), *filter(None, [env.loader])])
    return env


def left_out(meta: Mapping[str, Any]) -> bool:
    """Whether a page's front matter keeps it from the search, as the theme has it: `search: {exclude: true}`."""
    search = meta.get("search")
    return isinstance(search, dict) and bool(search.get("exclude"))


def _search(config: MkDocsConfig) -> Any:
    return config.plugins.get("material/search") or config.plugins.get("materialx/search")


def replace_search(config: MkDocsConfig) -> bool:
    """Turn the theme's search off where a configuration still names it: its index grows with every page."""
    search = _search(config)
    if search is None or not search.config.enabled:
        return False
    search.config.enabled = False
    return True
