"""The theme's templates, with less work for each page: shells are rendered once, navigation and header are shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment, TemplateNotFound, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from papernotes.site import shell
from papernotes.site.shell import Shell, TocShell, hole
from papernotes.site.squeeze import squeeze
from papernotes.views.box import box
from papernotes.views.html import Scene

TEMPLATE = "papernotes/page.html"
"""Renders a page of the core by its shell."""
_MAIN = "main.html"
_TOC = "partials/toc.html"
_NAV = "partials/nav.html"
_HEADER = "partials/header.html"


class Shells:
    """The shells of one build; each is made of the theme when it is first asked for."""

    def __init__(self, env: Environment) -> None:
        """Raises TemplateNotFound where the theme has no table of contents of its own."""
        self.made: dict[str, Shell] = {}
        self._env = env
        self._toc = env.get_template(_TOC)
        self._around_toc: dict[str, Any] = {}
        """What the theme has set where the table of contents stands."""
        self.toc_shell: TocShell | None = None

    def render(self, context: Context) -> str:
        """The page of that context, as the theme renders it; its head and its policy are left to the plugin."""
        page, all_of_it = context["page"], context.get_all()
        own = not _is_outside(page)
        name = shell.key(page.url, page.meta, page.toc, own)
        found = {
            "canonical": page.canonical_url or "",
            "description": page.meta.get("description", ""),
            "title": page.meta.get("title") or page.title,
            "skip": skip_of(page.toc),
            "content": page.content,
        }
        made = self.made.get(name) or self.make(name, all_of_it, page, own)
        found["toc"] = self.write_toc(page.toc)
        return shell.fill(made, found)

    def outside(
        self,
        name: str,
        url: str,
        meta: Mapping[str, Any],
        toc: TableOfContents,
        context_of: Callable[[Any], Mapping[str, Any]],
    ) -> Shell:
        """The shell of a name, for a page outside the navigation; `context_of` gives the host's context for a page."""
        if name in self.made:
            return self.made[name]
        page = SimpleNamespace(url=url, meta=meta, toc=toc, canonical_url=True, file=None)
        context = context_of(_stub(page)[0])
        page.canonical_url = context["config"].site_url
        return self.make(name, context, page, own=False)

    def make(self, name: str, context: Mapping[str, Any], page: Any, own: bool) -> Shell:
        """Render the theme once for all pages of one shell."""
        if own:
            with _holes(page):
                html = self._main(context, page, context["base_url"])
        else:
            html = self._main(context, *_stub(page))
        self.made[name] = shell.split(html.replace(f"{hole('content')}<h1", hole("content")))
        if self.toc_shell is None:
            self.toc_shell = TocShell.learn(self._theirs)
        return self.made[name]

    def _main(self, context: Mapping[str, Any], page: Any, base: str) -> str:
        return self._env.get_template(_MAIN).render({**context, "page": page, "base_url": base, "shell": True})

    def write_toc(self, toc: TableOfContents) -> str:
        """The table of contents as the theme writes it."""
        return self.toc_shell.render(toc) if self.toc_shell else self._theirs(toc)

    def _theirs(self, toc: TableOfContents) -> str:
        html = self._toc.render({**self._around_toc, "page": SimpleNamespace(toc=toc, meta={})})
        return squeeze(html).strip(" \t\f\r\n")

    def toc(self, context: Context) -> str:
        """The table of contents where the theme shows it; in a shell, its hole."""
        if context.get("shell"):
            self._around_toc = context.get_all()
            return hole("toc")
        return self._toc.render(context.get_all())


def skip_of(toc: TableOfContents) -> str:
    """The anchor of the link that skips to the content."""
    return toc.items[0].url[1:] if toc.items else ""


def _is_outside(page: Any) -> bool:
    """Whether a page stands in no navigation, so that it looks like all others of its depth."""
    return bool(page.file.inclusion.is_not_in_nav())


def _stub(page: Any) -> tuple[Any, str]:
    """A page as deep as this one, beside no page of the site, with holes; and the way from it to the root."""
    depth = shell.depth_of(page.url)
    meta = {name: hole(name) for name in ("description", "title") if name in page.meta}
    if "hide" in page.meta:
        meta["hide"] = page.meta["hide"]
    stub = SimpleNamespace(
        # Links go up to the root and down again.
        url="~pn/" * depth,
        meta=meta,
        title=hole("title"),
        canonical_url=hole("canonical") if page.canonical_url else None,
        toc=_toc_with_hole(page),
        content=f"{hole('content')}<h1",
        is_homepage=False,
        previous_page=None,
        next_page=None,
        edit_url=None,
        parent=None,
        ancestors=[],
        children=None,
        active=True,
        file=page.file,
    )
    return stub, "/".join([".."] * depth) or "."


@contextmanager
def _holes(page: MkDocsPage) -> Iterator[None]:
    """A page of the navigation, which is known there by being itself, with holes for what is not the theme's."""
    kept = page.meta, page.content, page.toc
    page.toc = _toc_with_hole(page)
    page.meta = {**page.meta, **{name: hole(name) for name in ("description",) if name in page.meta}}
    page.content = f"{hole('content')}<h1"
    try:
        yield
    finally:
        page.meta, page.content, page.toc = kept


def _toc_with_hole(page: Any) -> TableOfContents:
    """Of the first entry the theme takes the address for the link that skips to the content."""
    levels = shell.levels(page.toc)
    link = AnchorLink("", hole("skip"), 1 if levels.startswith("1") else 2)
    link.children = [AnchorLink("", "", 2)] if levels == "1+" else []
    return TableOfContents([link] if levels else [])


def with_shells(env: Environment) -> Shells | None:
    """Give the environment the template `TEMPLATE`, which renders a page by its shell; None where it cannot."""
    try:
        shells = Shells(env)
    except TemplateNotFound:
        _put(env, {TEMPLATE: f'{{% extends "{_MAIN}" %}}'})
        return None

    @pass_context
    def page(context: Context) -> Markup:
        return Markup(shells.render(context))

    @pass_context
    def toc(context: Context) -> Markup:
        return Markup(shells.toc(context))

    env.globals |= {"papernotes_page": page, "papernotes_toc": toc}
    _put(env, {TEMPLATE: "{{ papernotes_page() }}", _TOC: "{{ papernotes_toc() }}"})
    return shells


def put_box(env: Environment, scene: Scene) -> Environment:
    """The theme with our search box in its header, be it the theme's own or the reader's; words for our 404.html."""
    env.globals |= {"papernotes_word": lambda name: Markup(scene.word(name)), "papernotes_browse": _browse(scene)}
    try:
        theirs = env.get_template(_HEADER)
    except TemplateNotFound:
        return env

    @pass_context
    def header(context: Context) -> Markup:
        html = theirs.render(context.get_all())
        source = html.find('<div class="md-header__source">')
        place = source if source >= 0 else html.find("</nav>")
        return Markup(html[:place] + box(scene, context["base_url"].rstrip("/"), '"__palette"' in html) + html[place:])

    env.globals["papernotes_header"] = header
    _put(env, {_HEADER: "{{ papernotes_header() }}"})
    return env


def _browse(scene: Scene) -> str:
    return scene.urls.link("", "browse").removeprefix("./")


def _put(env: Environment, templates: Mapping[str, str]) -> None:
    """Lay templates over the theme's."""
    env.loader = ChoiceLoader([DictLoader(dict(templates)), *filter(None, [env.loader])])
