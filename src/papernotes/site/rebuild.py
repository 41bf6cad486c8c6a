"""Builds a site again without the host, where all that the host made is as it was: what an edit mostly needs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from papernotes import views
from papernotes.assets import assets
from papernotes.checks import baseline
from papernotes.garbage import gc_paused
from papernotes.settings import Settings
from papernotes.site import ambient, findings, manifest, sitemap, stage
from papernotes.site.around import around
from papernotes.site.current import Moment
from papernotes.site.indexing import Indexing
from papernotes.site.manifest import Manifest
from papernotes.site.part import Part, same_assets, write_part
from papernotes.site.places import Places, Sources
from papernotes.site.press import Press, destination, page_url, source
from papernotes.site.render import Renderer
from papernotes.site.resolver import Resolver
from papernotes.site.shell import TocShell, fits
from papernotes.site.statuses import frames, part_of_statuses
from papernotes.site.texts import learn_facts, part_of_texts, seen
from papernotes.site.writer import NoShell, Writer, free_stamp, text_files
from papernotes.store.load import load
from papernotes.store.look import Look
from papernotes.store.parts import Parts
from papernotes.views.html import Scene
from papernotes.views.page import Page


class Done(NamedTuple):
    """What a build did: numbers of files, and what is to be said, each with its level."""

    written: int
    removed: int
    same: int
    said: Sequence[Sequence[str]]


def rebuild(
    root: Path,
    site: Path,
    *,
    serving: bool = False,
    look: Look | None = None,
    hold: Callable[[object], None] | None = None,
) -> Done | None:
    """Make the site equal to a fresh build; None where only the host can do that, and nothing was written then.

    `look` may have been at the notes a moment ago. `hold` is given what was made on the way, for a process that ends
    now and need not free it.
    Raises PapernotesError if there is no catalogue."""
    with gc_paused(), suppress(manifest.Unsound):
        return _rebuilt(root, site, serving, look or Look(), hold or _let_go)
    return None


def _let_go(_made: object) -> None:
    pass


def _rebuilt(root: Path, site: Path, serving: bool, look: Look, hold: Callable[[object], None]) -> Done | None:
    known = manifest.load(root, site, serving)
    if not known.about or not _is_as_it_was(known, root, site, serving):
        return None
    settings = ambient.settings_of(known.about, root)
    others, commit = [*known.inputs, baseline.DEFAULT], stage.commit_of(settings)
    moment = Moment(root, root / settings.notes_dir, settings.patterns, others, commit, look)
    library = load(settings, kept=True, look=look)
    scene = stage.scene_of(library, settings, known.about["directory_urls"], known.memory)
    indexing = Indexing(root, site, known.documents, known.stamps, known.words)
    learn_facts(scene, known.notes)
    part = _part(scene, known, site)
    # A few papers' own pages have fewer lines than are worth being loaded.
    lists = part is None or bool(part.files)
    scene.drawn.recall(partial(manifest.load_lines, root, known) if lists else dict)
    pages = part.pages if part else list(views.pages(scene))
    if not indexing.is_known or (part is None and not _same_frame(known, scene, pages)):
        return None
    press = _press(scene, settings, known, pages)
    with tempfile.TemporaryDirectory(prefix=".papernotes-", dir=site) as folder:
        writer = Writer(scene, press, known, site, Path(folder))
        if not _is_written(writer, settings, pages, part, indexing):
            return None
        written = _put(Path(folder), site)
    removed = _remove(site, [*known.pages, *known.files], {*writer.pages, *writer.files, *known.others})
    now = _known_now(known, writer, indexing, part)
    outputs = now.outputs
    manifest.save(root, site, now, serving, known)
    if lists and scene.drawn.is_worth_keeping:
        manifest.save_lines(root, now, scene.drawn.kept)
    said = [*known.said, *([level, f"papernotes: {line}"] for level, line in findings.lines(library, settings))]
    if not serving:
        moment.save(site, around(root / "mkdocs.yml"), outputs, said)
    hold((known, now, writer, indexing, moment))
    return Done(written, removed, len(outputs) - written, said)


def _known_now(known: Manifest, writer: Writer, indexing: Indexing, part: Part | None) -> Manifest:
    """What is known of the site that has been written."""
    scene, words = writer.scene, indexing.save()
    now = known.but(
        pages=writer.pages,
        files=writer.files,
        documents=indexing.documents,
        stamps=indexing.stamps,
        words=words,
        catalogue=scene.library.digest,
        frame=scene.library.frame,
        notes=seen(scene, known.notes),
        memory=(Parts() if part is None else known.memory).but(scene.memory.kept),
    )
    if part is None or scene.library.digest != known.catalogue:
        now.papers = scene.once(frames)
    return now


def _is_written(
    writer: Writer, settings: Settings, pages: Sequence[Page], part: Part | None, indexing: Indexing
) -> bool:
    """Whether everything that has changed could be written; only the host can make it otherwise."""
    try:
        if part is None:
            _write(writer, settings, writer.known, pages, indexing)
        else:
            write_part(writer, writer.known, part, indexing)
    except NoShell:
        return False
    return True


def _write(writer: Writer, settings: Settings, known: Manifest, pages: Sequence[Page], indexing: Indexing) -> None:
    """Everything of ours that has changed. Raises NoShell."""
    directory_urls = writer.scene.urls.directory_urls
    ours = {page_url(page, directory_urls) for page in pages if destination(page, directory_urls) not in known.own}
    hosts = set(known.urls)
    theirs = [url for url in known.documents if url in hosts]
    for url in theirs:
        indexing.keep(url)
    writer.write_pages(pages, indexing)
    if any(url in indexing.order for url in hosts.difference(theirs)):
        # Its place is among the host's.
        raise NoShell("a page of the host's that is found now")
    writer.write_index(indexing)
    writer.write_files(text_files(writer.scene), known.others.__contains__)
    writer.write_files(sitemap.files(settings.site_url, [*known.urls, *ours]), known.others.__contains__)


def _part(scene: Scene, known: Manifest, site: Path) -> Part | None:
    """The part of the site that may be another; None where any page may be."""
    if not same_assets(scene.library, known) or not stage.same_days(scene.memory, known.memory):
        return None
    read = partial(_content, site)
    return part_of_texts(scene, known, read) or part_of_statuses(scene, known, read)


def _content(site: Path, name: str) -> bytes:
    return Path(site, name).read_bytes()


def _is_as_it_was(known: Manifest, root: Path, site: Path, serving: bool) -> bool:
    """Whether what the host read and what it wrote are as they were."""
    about = known.about
    return (
        about.get("serving") == serving
        and not manifest.changed(known.inputs, root)
        and about.items() >= around(root / "mkdocs.yml").items()
        and not manifest.changed(known.others, site)
    )


def _same_frame(known: Manifest, scene: Scene, pages: Sequence[Page]) -> bool:
    """Whether the host would make the same pages, with the same titles, and read the same files."""
    directory_urls = known.about["directory_urls"]
    own = {name: page.title for page in pages if (name := destination(page, directory_urls)) in known.own}
    if own != known.own or (free_stamp(scene, pages), scene.urls.numbered()) != (known.free, known.names):
        return False
    ours = {source(page) for page in pages}
    read = {asset.path for asset in scene.library.assets if asset.uri and asset.uri not in ours}
    if not read <= set(known.inputs) or ours & set(known.places):
        return False
    # A note that the theme shows more of, and the scripts for maths and diagrams, are the host's to put in place.
    shown = all(fits({**(page.note.meta if page.note else {}), **page.meta}) for page in pages)
    return shown and sorted(name for name, _ in assets(scene.library)) == known.assets


def _press(scene: Scene, settings: Settings, known: Manifest, pages: Sequence[Page]) -> Press:
    about, directory_urls = known.about, known.about["directory_urls"]
    resolver = Resolver()
    resolver.scene = scene
    resolver.sources = Sources(scene)
    renderer = Renderer(partial(ambient.parser_of, about, resolver), Places(scene, known.places).get, about["rooted"])
    press = Press(scene, settings, renderer, resolver)
    press.serving = about["serving"]
    press.own = {page_url(page, directory_urls) for page in pages if destination(page, directory_urls) in known.own}
    press.shell_of = lambda name, url, meta, toc: known.shells.get(name)
    press.write_toc = TocShell(known.toc).render
    return press


def _put(folder: Path, site: Path) -> int:
    """Move what was written into its place, each file whole."""
    count = 0
    for name in _files(folder):
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(folder, name).replace(target)
        count += 1
    return count


def _files(folder: Path) -> Iterator[str]:
    for top, _, names in os.walk(folder):
        yield from (os.path.relpath(f"{top}/{name}", folder) for name in names)


def _remove(site: Path, old: Sequence[str], now: set[str]) -> int:
    """Delete what the site no longer has, and the folders that are empty then."""
    gone = [name for name in old if name not in now]
    for name in gone:
        path = site / name
        with suppress(OSError):
            path.unlink()
            for folder in path.relative_to(site).parents:
                if folder != Path():
                    Path(site, folder).rmdir()
    return len(gone)
