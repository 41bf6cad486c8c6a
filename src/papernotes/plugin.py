"""The MkDocs plugin: carries pages of the core to the host. Also runs unchanged under ProperDocs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from papernotes import checks, views
from papernotes.assets import STYLE, assets, with_maths
from papernotes.checks import baseline
from papernotes.host import (
    HostPage,
    Resolver,
    hidden,
    mend_search,
    name_pages,
    page_file,
    segment_search,
    share_navigation,
)
from papernotes.markdown import PapersExtension
from papernotes.model.where import Where
from papernotes.problem import Level, PapernotesError, Problem
from papernotes.settings import Settings, documented, read_settings
from papernotes.store.load import catalogue_files, file_name, load
from papernotes.views.html import Scene
from papernotes.views.urls import Urls

log = get_plugin_logger("papernotes")
_LOG = {Level.ERROR: log.error, Level.WARNING: log.warning, Level.INFO: log.info}

# What a setting may hold is said once, in papernotes.settings; the host only has to let it through.
PapernotesConfig: Any = type(
    "PapernotesConfig",
    (Config,),
    {name: c.Type(object, default=default) for name, (default, _) in documented().items()},
)


class PapernotesPlugin(BasePlugin[PapernotesConfig]):
    """Each hook is a few calls into the core."""

    settings: Settings
    scene: Scene
    resolver: Resolver

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Defined so that `serve` keeps this object from build to build."""

    @event_priority(-50)  # After the search plugin has its defaults.
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Settings, style sheet, Markdown extension, watched files."""
        self.settings, problems = self._read_settings(config)
        self._say(problems)
        if STYLE not in config.extra_css:
            config.extra_css.insert(0, STYLE)
        self.resolver = Resolver()
        config.markdown_extensions.append(PapersExtension(self.resolver))  # type: ignore[arg-type]
        mend_search(config)
        try:
            config.watch.extend(str(path) for path in catalogue_files(self.settings))
        except PapernotesError as error:
            raise PluginError(str(error)) from error
        return config

    def _read_settings(self, config: MkDocsConfig) -> tuple[Settings, list[Problem]]:
        root = Path(config.config_file_path).parent.resolve()
        block = {name: self.config[name] for name in documented()}
        language = config.theme.get("language") or config.theme.locale
        return read_settings(
            block,
            Where("mkdocs.yml"),
            root=root,
            notes_dir=Path(config.docs_dir).resolve().as_posix(),
            language=str(language or "en"),
            site_name=config.site_name or "",
            site_url=config.site_url or "",
        )

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Load and check the library; every page and file of it joins the host's."""
        library = load(self.settings)
        own = self.settings
        problems = checks.run(library, own.rules, sort=own.sort, typos=own.typos)
        if (own.root / baseline.DEFAULT).is_file():
            problems, _ = baseline.unknown(problems, baseline.load(own.root / baseline.DEFAULT), own.root)
        self._say(problems)
        urls = Urls(library, self.settings.language, config.use_directory_urls)
        self.scene = Scene(library, urls, own.language, own.site_name, own.site_url, own.feed_size)
        self.resolver.scene, self.resolver.sources = self.scene, {}
        for note in library.notes:
            file = files.get_file_from_path(note.uri)
            if file and note.kind.value != "page":
                file.inclusion = InclusionLevel.NOT_IN_NAV
        for page in views.pages(self.scene):
            file = page_file(page, files, config)
            HostPage(page, file, config)
            if page.kind == "paper":
                self.resolver.sources[page.key] = file.src_uri
        for file in hidden(files):
            files.remove(file)
            place = file_name(Path(own.notes_dir, file.src_uri), own.root)
            log.warning("%s:1:1: the site makes the page '%s' itself; rename the file", place, file.url)
        for name, text in views.text_files(self.scene):
            self._add(files, File.generated(config, name, content=text))
        for name, content in assets(library):
            self._add(files, File.generated(config, name, content=content))
        return files

    @staticmethod
    def _add(files: Files, file: File) -> None:
        if files.get_file_from_path(file.src_uri) is None:
            files.append(file)

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """The reader's own words for the indexes."""
        name_pages(config.nav, files)
        return nav

    def on_page_markdown(self, markdown: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """References are relative to the page that is about to be rendered."""
        self.resolver.here = page.file.src_uri
        return markdown

    @event_priority(-100)  # After plugins that change the HTML.
    def on_page_content(self, html: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """To parse the links of every list is half of the search's work, and for nothing."""
        return page.hold(html) if isinstance(page, HostPage) else html

    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """The theme's templates, less work for each page."""
        return share_navigation(env)

    @event_priority(-100)  # After the search.
    def on_page_context(
        self, context: TemplateContext, /, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """The template shows all of the page."""
        if isinstance(page, HostPage):
            page.release()
        elif page.title and not page.is_homepage:
            # For <title> the theme unescapes the page's title, which a reference in its heading may have brought.
            page.meta.setdefault("title", page.title)
        return context

    def on_post_page(self, output: str, /, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """A page that has maths, and no other, loads what renders it; lists are let go, they are most of the HTML."""
        if isinstance(page, HostPage):
            page.forget()
        return with_maths(output, page.url)

    @event_priority(100)  # Before the search plugin writes its index.
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Chinese becomes searchable inside sentences."""
        segment_search(config)

    @staticmethod
    def _say(problems: list[Problem]) -> None:
        for problem in problems:
            _LOG[problem.level]("%s", problem)


__all__: list[Any] = ["PapernotesPlugin"]
