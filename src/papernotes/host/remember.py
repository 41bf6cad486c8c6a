"""What a build by the host leaves for the next ones."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel

from papernotes.assets import assets
from papernotes.checks import baseline
from papernotes.host.pages import HostPage
from papernotes.host.split import Split
from papernotes.host.theme import Shells
from papernotes.search.fulltext import Document
from papernotes.settings import Settings
from papernotes.site import ambient, manifest, stage
from papernotes.site.around import around
from papernotes.site.current import Moment
from papernotes.site.indexing import Indexing
from papernotes.site.manifest import Manifest, Mark, Output, mark
from papernotes.site.press import destination, source
from papernotes.site.statuses import frames
from papernotes.site.texts import seen
from papernotes.site.writer import Writer, free_stamp, page_digest
from papernotes.store.parts import Parts
from papernotes.views.html import Scene


def inputs(config: MkDocsConfig, split: Split, scene: Scene, root: Path) -> dict[str, Mark]:
    """The files that the host reads, by their path from the knowledge base, as they are now."""
    ours = {source(page) for page in split.pages}
    found = {str(path): mark(path) for path in ambient.theme_files(config)}
    names = (asset.path for asset in scene.library.assets if asset.uri and asset.uri not in ours)
    return found | {name: mark(root / name) for name in names}


class _Listener(logging.Handler):
    """Hears what the host warns of in this build; of what we say there is a list of our own."""

    def __init__(self, said: list[list[str]]) -> None:
        super().__init__(logging.WARNING)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("mkdocs.plugins.papernotes"):
            self.said.append([record.levelname.lower(), record.getMessage()])


class Memo:
    """Gathers, while the host builds, what a manifest is made of."""

    def __init__(self, config: MkDocsConfig, settings: Settings, site: Path, serving: bool) -> None:
        self.settings = settings
        self.site = site
        self.serving = serving
        self.about = ambient.about(config, settings, serving)
        known = manifest.load(settings.root, site, serving, whole=True) if self.about else Manifest()
        self.indexing = Indexing(settings.root, site, known.documents, known.stamps, known.words)
        # The host's pages are made in any case; if then ours could not be left as they are, it would be too late.
        usable = known.about == self.about and self.indexing.is_sound(known.files)
        self.known = known if usable else Manifest()
        if not self.known.about:
            self.indexing = Indexing(settings.root, site, [], b"", [])
        self.inputs: dict[str, Mark] = {}
        self.said: list[list[str]] = []
        """What the host says, and we of its files."""
        self.problems: list[list[str]] = []
        self.hosted: list[HostPage] = []
        self.documents: list[Document] = []
        """What a search is to know of the pages that the host makes."""
        self.around = around(Path(config.config_file_path))
        others = [*map(str, ambient.theme_files(config)), baseline.DEFAULT]
        # Before anything is read.
        commit = stage.commit_of(settings)
        self.moment = Moment(settings.root, Path(config.docs_dir), settings.patterns, others, commit)
        self._listener = _Listener(self.said)
        logging.getLogger("mkdocs").addHandler(self._listener)

    def stop_listening(self) -> None:
        """The build is at its end."""
        logging.getLogger("mkdocs").removeHandler(self._listener)

    def same_shell(self, shells: Shells) -> Any:
        """Tells whether a shell is as the last build knew it, once it has been made."""
        return lambda name: shells.made.get(name) is not None and shells.made[name] == self.known.shells.get(name)

    def _hosted(self, scene: Scene) -> dict[str, Output]:
        """What is written down of our pages that the host made."""
        names = [(page.file.dest_uri, page) for page in self.hosted]
        return {
            name: [page_digest(scene, page.asked), *mark(self.site / name), "", dict(page.linked)]
            for name, page in names
        }

    def save(
        self, split: Split, scene: Scene, writer: Writer, shells: Shells, files: Files, built: Collection[str]
    ) -> None:
        """Write the manifest; the site is as it was built, and these are the files that are not as they were."""
        if self.about is None or shells.toc_shell is None:
            return
        pages = {**writer.pages, **self._hosted(scene)}
        theirs = sorted(name for name in {*built}.difference(pages, writer.files) if not name.startswith("."))
        ours = {source(page) for page in split.pages}
        made = Manifest(
            about=self.about,
            pages=pages,
            files=writer.files,
            others={name: mark(self.site / name) for name in theirs},
            inputs=self.inputs,
            shells=shells.made,
            toc=list(shells.toc_shell.parts),
            own={destination(page, scene.urls.directory_urls): page.title for page in split.hosted},
            places={file.src_uri: file.url for file in _theirs(files) if file.src_uri not in ours},
            urls=[file.page.url for file in files.documentation_pages() if file.page],
            said=self.said,
            words=self.indexing.save(),
            documents=self.indexing.documents,
            stamps=self.indexing.stamps,
            assets=sorted(name for name, _ in assets(scene.library)),
            catalogue=scene.library.digest,
            frame=scene.library.frame,
            papers=frames(scene),
            notes=seen(scene, self.known.notes),
            names=scene.urls.numbered(),
            free=free_stamp(scene, split.pages),
            memory=Parts(values=scene.memory.kept),
        )
        manifest.save(self.settings.root, self.site, made, self.serving, self.known)
        if scene.drawn.is_worth_keeping:
            manifest.save_lines(self.settings.root, made, scene.drawn.kept)
        if not self.serving:
            self.moment.save(self.site, self.around, made.outputs, [*self.said, *self.problems])


def _theirs(files: Files) -> Sequence[Any]:
    """The host's files that a note can link to."""
    return [file for file in files if file.inclusion is not InclusionLevel.EXCLUDED]
