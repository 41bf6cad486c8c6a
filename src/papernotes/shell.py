"""The theme's page with holes: rendered once for all pages that differ only in what fills them.

A theme spends milliseconds on the parts that every page shares. For pages that stand outside the navigation these
differ by nothing but the way to the site's root, so each depth is rendered once, with marks in place of the page's
own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment, TemplateNotFound, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from mkdocs.structure.toc import AnchorLink, TableOfContents

TEMPLATE = "papernotes/page.html"
_MAIN = "main.html"
_TOC = "partials/toc.html"
_HOLE = re.compile("pnhole([a-z]+)elohnp")
_SHOWN = {"author", "hide", "tags", "status", "icon", "subtitle", "template", "robots", "image"}
"""What a theme shows of a page's front matter besides title and description."""

Shell = list[str]
"""Text and names of holes in turn."""


def _hole(name: str) -> str:
    return f"pnhole{name}elohnp"


def fits(meta: Mapping[str, Any]) -> bool:
    """Whether a page with this front matter looks like all others."""
    return not any(name in _SHOWN or name.startswith(("git_", "revision_")) for name in meta)


class Shells:
    """The shells of one build, by depth and by which parts a page has."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self._shells: dict[tuple[Any, ...], Shell] = {}
        self._toc = env.get_template(_TOC)
        self._around_toc: dict[str, Any] = {}
        """What the theme has set where the table of contents stands."""

    def render(self, context: Context) -> str:
        """The page of that context, as the theme renders it."""
        page = context["page"]
        depth = page.url.strip("/").count("/") + page.url.endswith("/")
        has = {
            "canonical": bool(page.canonical_url),
            "description": "description" in page.meta,
            "title": "title" in page.meta,
            "toc": bool(page.toc.items),
        }
        key = (depth, *has.values())
        shell = self._shells.get(key)
        if shell is None:
            shell = self._shells[key] = self._make(context, depth, has)
        found = {
            "canonical": page.canonical_url,
            "description": page.meta.get("description"),
            "title": page.meta.get("title") or page.title,
            "skip": page.toc.items[0].url[1:] if page.toc.items else "",
            "toc": self._toc.render({**self._around_toc, "page": page}),
            "content": page.content,
        }
        return "".join([found[part] if i % 2 else part for i, part in enumerate(shell)])

    def _make(self, context: Context, depth: int, has: Mapping[str, bool]) -> Shell:
        meta = {name: _hole(name) for name in ("description", "title") if has[name]}
        page = context["page"]
        stub = SimpleNamespace(
            # As deep as the page, and beside no page of the site: links go up to the root and down again.
            url="~pn/" * depth,
            meta=meta,
            title=_hole("title"),
            canonical_url=_hole("canonical") if has["canonical"] else None,
            toc=TableOfContents([AnchorLink("", _hole("skip"), 2)] if has["toc"] else []),
            content=f"{_hole('content')}<h1",
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
        base = "/".join([".."] * depth) or "."
        html = self.env.get_template(_MAIN).render({**context.get_all(), "page": stub, "base_url": base, "shell": True})
        return _HOLE.split(html.replace(f"{_hole('content')}<h1", _hole("content")))

    def toc(self, context: Context) -> str:
        """The table of contents where the theme shows it; in a shell, its hole."""
        if context.get("shell"):
            self._around_toc = context.get_all()
            return _hole("toc")
        return self._toc.render(context.get_all())


def with_shells(env: Environment) -> Environment:
    """The environment with the template `TEMPLATE`, which renders a page by its shell."""
    try:
        shells = Shells(env)
    except TemplateNotFound:
        return env

    @pass_context
    def page(context: Context) -> Markup:
        return Markup(shells.render(context))

    @pass_context
    def toc(context: Context) -> Markup:
        return Markup(shells.toc(context))

    env.globals |= {"papernotes_page": page, "papernotes_toc": toc}
    ours = {TEMPLATE: "{{ papernotes_page() }}", _TOC: "{{ papernotes_toc() }}"}
    env.loader = ChoiceLoader([DictLoader(ours), *filter(None, [env.loader])])
    return env
