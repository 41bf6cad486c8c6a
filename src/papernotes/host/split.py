"""Which pages of the core pass through the host, and which are written without it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from papernotes.host.pages import INDEXES, Places
from papernotes.site.press import address, destination, source
from papernotes.site.render import Locate
from papernotes.site.shell import fits
from papernotes.views.page import Page

_QUIET = {"papernotes", "search", "material/search", "materialx/search"}
"""Plugins that do nothing to a single page, as far as papernotes leaves them on."""
_TOC = "partials/toc.html"


class Split:
    """The pages of one build. Where another plugin has a say in pages, all of them are the host's."""

    def __init__(self, pages: Sequence[Page], config: MkDocsConfig) -> None:
        self.pages = pages
        self.hosted: list[Page] = []
        self.direct: list[Page] = []
        quiet = _only_ours(config)
        named = _named_in(config.nav)
        for page in pages:
            shown = source(page) in named if config.nav else page.uri in INDEXES
            alone = quiet and page.uri and not shown and fits({**(page.note.meta if page.note else {}), **page.meta})
            (self.direct if alone else self.hosted).append(page)
        self.written = {source(page): destination(page, config.use_directory_urls) for page in self.direct}
        """Source file to file of the site, of the pages that the host never sees."""
        self._urls = {source(page): address(page, config.use_directory_urls) for page in pages}

    def without(self, files: Files, config: MkDocsConfig) -> Files:
        """The host's files without those whose pages it never sees, which can still be linked to."""
        for place in self.written:
            file = files.get_file_from_path(place)
            if file is not None:
                files.remove(file)
        return Places(files, self.written, config) if self.direct else files

    def locate(self, files: Files) -> Locate:
        """Finds the URL of what is made of a source file."""

        def find(place: str) -> str | None:
            if place in self._urls:
                return self._urls[place]
            file = files.get_file_from_path(place)
            return file.url if file else None

        return find


def _only_ours(config: MkDocsConfig) -> bool:
    """Whether nothing but papernotes and the theme has a say in single pages, so that they need not pass the host."""
    listens = config.plugins.events["page_read_source"]
    has_toc = any(Path(folder, _TOC).is_file() for folder in config.theme.dirs)
    return set(config.plugins) <= _QUIET and not config.hooks and not listens and has_toc


def _named_in(nav: Any) -> set[str]:
    """The source files that a navigation in mkdocs.yml names."""
    if isinstance(nav, str):
        return {nav}
    if isinstance(nav, dict):
        nav = list(nav.values())
    return set().union(*map(_named_in, nav)) if isinstance(nav, list) else set()
