"""The MkDocs plugin: carries pages of the core to the host. Also runs unchanged under ProperDocs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from markdown import Markdown
from mkdocs.commands.build import get_context
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from papernotes import views
from papernotes.assets import SCRIPT, STYLE, TEMPLATES, assets, with_maths
from papernotes.csp import with_policy
from papernotes.host.options import PapernotesConfig, settings_of
from papernotes.host.pages import HostPage, hidden, lift_pages, name_pages, page_file, replace_search
from papernotes.host.remember import Memo, inputs
from papernotes.host.rest import write_rest
from papernotes.host.safety import cleaned, fence_diagrams, refused
from papernotes.host.serve import Again
from papernotes.host.split import Split
from papernotes.host.theme import TEMPLATE, put_box, with_shells
from papernotes.markdown import PapersExtension, mend_emphasis, readable
from papernotes.problem import Level, PapernotesError, Problem, brief
from papernotes.search.document import document
from papernotes.search.fulltext import Index
from papernotes.settings import Settings
from papernotes.site import ambient, findings
from papernotes.site.places import Sources
from papernotes.site.press import Press
from papernotes.site.publish import Publisher
from papernotes.site.render import Renderer
from papernotes.site.resolver import Resolver
from papernotes.site.sheet import left_out, plain_meta
from papernotes.site.shell import fits
from papernotes.site.spare import spare
from papernotes.site.squeeze import squeeze, squeeze_around
from papernotes.site.stage import scene_of
from papernotes.site.writer import text_files
from papernotes.store.load import catalogue_files, file_name, load
from papernotes.views.box import told
from papernotes.views.head import links
from papernotes.views.html import Scene

log = get_plugin_logger("papernotes")
_LOG = {Level.ERROR.value: log.error, Level.WARNING.value: log.warning, Level.INFO.value: log.info}


class PapernotesPlugin(BasePlugin[PapernotesConfig]):
    """Each hook is a few calls into the core."""

    dirty = False
    publisher: Publisher | None = None
    settings: Settings
    command: str = "build"
    scene: Scene
    resolver: Resolver
    index: Index

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Defined so that `serve` keeps this object from build to build."""
        self.command = command
        self.dirty = dirty

    @event_priority(100)  # Before the search plugin looks its defaults up in the theme's templates.
    def _replace_search(self, config: MkDocsConfig) -> MkDocsConfig:
        if replace_search(config):
            log.info("the theme's search is off, papernotes has its own; take 'search' out of mkdocs.yml's plugins")
        return config

    @event_priority(-50)
    def _prepare(self, config: MkDocsConfig) -> MkDocsConfig:
        """Settings, style sheet, Markdown extension, watched files."""
        self.settings, mistakes = settings_of(self.config, config)
        self.early = self._say(mistakes)
        if STYLE not in config.extra_css:
            config.extra_css.insert(0, STYLE)
        script = c.ExtraScriptValue(SCRIPT)
        script.defer = True
        config.extra_javascript.append(script)
        # Over the theme's own templates, under the reader's.
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, TEMPLATES)
        self.resolver = Resolver()
        config.markdown_extensions.append(PapersExtension(self.resolver))  # type: ignore[arg-type]
        mend_emphasis(map(str, config.markdown_extensions), config.mdx_configs)
        fence_diagrams(config)
        try:
            config.watch.extend(str(path) for path in catalogue_files(self.settings))
        except PapernotesError as error:
            raise PluginError(str(error)) from error
        return config

    on_config = CombinedEvent(_replace_search, _prepare)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Load and check the library; every page and file of it joins the host's."""
        library, own = load(self.settings, kept=True), self.settings
        problems = findings.problems(library, own)
        self.memo.problems = self._say(problems)
        said = {problem.where.path for problem in problems if problem.rule in ("CAT003", "SEC001", "SEC003")}
        for kept_out, place, why in list(refused(files, config, own, library)):
            files.remove(kept_out)
            if place not in said:
                self._warn(f"{place}:1:1: {why}")
        self.scene = scene_of(library, own, config.use_directory_urls, self.memo.known.memory)
        self.index = Index()
        return self._with_pages(files, config)

    def _with_pages(self, files: Files, config: MkDocsConfig) -> Files:
        """The host's files with ours: those in the navigation it makes itself, the others stay with us if they can."""
        for note in self.scene.library.notes:
            file = files.get_file_from_path(note.uri)
            if file and note.kind.value != "page":
                file.inclusion = InclusionLevel.NOT_IN_NAV
        self.split = Split(list(views.pages(self.scene)), config)
        self.resolver.scene = self.scene
        self.resolver.sources = Sources(self.scene)
        files = self.split.without(files, config)
        self.memo.inputs |= inputs(config, self.split, self.scene, self.settings.root)
        parser = partial(Markdown, extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
        renderer = Renderer(parser, self.split.locate(files), ambient.rooted(config))
        self.press = Press(self.scene, self.settings, renderer, self.resolver)
        for page in self.split.hosted:
            file = page_file(page, files, config)
            self.memo.hosted.append(HostPage(page, file, config, renderer, self._clean))
        for file in hidden(files, self.split.written):
            files.remove(file)
            place = file_name(Path(self.settings.notes_dir, file.src_uri), self.settings.root)
            self._warn(f"{place}:1:1: the site makes the page '{file.url}' itself; rename the file")
        if self.split.direct:
            # Ours has all pages.
            config.theme.static_templates -= {"sitemap.xml"}
        else:
            for made in text_files(self.scene):
                self._add(files, File.generated(config, made.uri, content=made.content()))
        for name, content in assets(self.scene.library, told(self.scene)):
            self._add(files, File.generated(config, name, content=content))
        return files

    @staticmethod
    def _add(files: Files, file: File) -> None:
        if files.get_file_from_path(file.src_uri) is None:
            files.append(file)

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """The reader's own words for the indexes; where there are none, each by its own title."""
        if not config.nav:
            lift_pages(nav)
        name_pages(config.nav, files)
        self.nav = nav
        return nav

    def on_page_markdown(self, markdown: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """References are relative to the page that is about to be rendered; what is said of it is text."""
        self.resolver.here = page.file.src_uri
        if not self.settings.trusted_html:
            page.meta = plain_meta(page.meta)
        return readable(markdown)

    def _clean(self, html: str, page: MkDocsPage) -> str:
        return cleaned(html, page, self.settings)

    @event_priority(100)  # Before plugins that change the HTML; what they add is theirs.
    def _clean_page(self, html: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """The reader's own pages are not to be trusted more than notes."""
        return html if isinstance(page, HostPage) else self._clean(html, page)

    @event_priority(-100)  # After plugins that change the HTML.
    def _hold(self, html: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """The page is rendered: its words go into the index, its HTML waits for the template."""
        view = page.view if isinstance(page, HostPage) else None
        if isinstance(page, HostPage):
            html = page.hold(html)
            if fits(page.meta):
                page.meta["template"] = TEMPLATE
        if not left_out(page.meta):
            add = self.memo.documents.append if self.split.direct else self.index.add
            add(document(self.scene, view, page.url, str(page.title or ""), html))
        return html

    on_page_content = CombinedEvent(_clean_page, _hold)

    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """The theme's templates, less work for each page, and our search box; all words are known."""
        if not self.split.direct:
            for name, content in self.index.files():
                self._add(files, File.generated(config, name, content=content))
        # Each template is rendered a few times; what folding constants spares there is a tenth of what it costs.
        env.optimized = False
        self.shells = with_shells(put_box(env, self.scene))
        if self.shells:
            context_of = partial(get_context, self.nav, files, config)
            self.press.shell_of = partial(self.shells.outside, context_of=context_of)
            self.press.write_toc = self.shells.write_toc
        self.files = files
        return env

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

    @event_priority(-100)  # The policy is of all that stands in the page.
    def on_post_page(self, output: str, /, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """A page that has maths, and no other, loads what renders it; lists are let go, they are most of the HTML."""
        if page.meta.get("template") != TEMPLATE or not self.shells:
            # A shell has been made shorter already.
            output = squeeze_around(output, page.content or "")
        if isinstance(page, HostPage):
            output = output.replace("</head>", f"{page.view.metadata}</head>", 1)
            page.forget()
        output = output.replace("</head>", f"{links(self.scene, page.url)}</head>", 1)
        return self._guarded(with_maths(output, page.url))

    @event_priority(-100)
    def on_post_template(self, output: str, /, *, template_name: str, config: MkDocsConfig) -> str:
        """The page for what is not found is no page of the host's."""
        if template_name == "404.html":
            output = squeeze(spare(output))
        return self._guarded(output) if template_name.endswith(".html") else output

    def _guarded(self, html: str) -> str:
        return with_policy(html, self.settings.image_hosts, self.command == "serve")

    @event_priority(-100)  # After all others.
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """The host empties the folder that it writes to, so it gets one of its own."""
        self.memo = Memo(config, self.settings, Path(config.site_dir), self.command == "serve")
        self.memo.said += self.early
        if not self.dirty:
            self.publisher = Publisher(Path(config.site_dir))
            config.site_dir = str(self.publisher.folder)

    def on_serve(self, server: Any, /, *, config: MkDocsConfig, builder: Callable[..., None]) -> Any:
        """After an edit the host builds again only what we cannot."""
        if self.split.direct:
            server.builder = Again(builder, self.settings.root, Path(config.site_dir), log)
        return server

    def on_build_error(self, *, error: Exception) -> None:
        """The old site stays."""
        # It can end before it begins.
        if memo := getattr(self, "memo", None):
            memo.stop_listening()
        if self.publisher:
            self.publisher.discard()

    @event_priority(-100)  # After all that write to the site.
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """The pages that the host never saw are written; the site's folder becomes what was built."""
        writer = None
        if self.split.direct and self.shells:
            writer = write_rest(self.memo, self.press, self.split, self.shells, self.files, config)
        self.memo.stop_listening()
        if self.publisher:
            kept = writer.kept if writer else set()
            done = self.publisher.finish(kept)
            config.site_dir = str(self.publisher.site)
            log.info("%d files written, %d removed, %d as they were", done.written, done.removed, done.same + len(kept))
            if writer and self.shells:
                self.memo.save(self.split, self.scene, writer, self.shells, self.files, done.built)
            self.publisher = None

    def _warn(self, said: str) -> None:
        log.warning("%s", said)
        self.memo.said.append([Level.WARNING.value, f"papernotes: {said}"])

    @staticmethod
    def _say(problems: list[Problem]) -> list[list[str]]:
        """Say problems; what was said, as a build without the host says it again."""
        found = brief(problems)
        for level, said in found:
            _LOG[level]("%s", said)
        return [[level, f"papernotes: {said}"] for level, said in found]
