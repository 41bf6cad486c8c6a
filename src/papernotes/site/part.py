"""A part of the site that an edit may have changed, where all else is known to be as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from papernotes.model.library import Library
from papernotes.site import sitemap
from papernotes.site.indexing import Indexing, is_index
from papernotes.site.manifest import Manifest, written_over
from papernotes.site.press import destination, url_of
from papernotes.site.writer import NoShell, Writer
from papernotes.views.html import Scene
from papernotes.views.lists import Place
from papernotes.views.page import Page, TextFile


class Part(NamedTuple):
    """The pages and files that may be others than they were."""

    pages: Sequence[Page]
    files: Sequence[TextFile] = ()
    lists: Collection[str] = ()
    """The uri of the first page of each list that may have less pages than it had."""


def same_assets(library: Library, known: Manifest) -> bool:
    """Whether there is no file beside the notes that the host has not read."""
    return all(not asset.uri or asset.path in known.notes or asset.path in known.inputs for asset in library.assets)


def recall_related(scene: Scene, known: Manifest, keys: Iterable[str]) -> bool:
    """Whether the last build knew what is related to these papers; the scene knows it then, and of no others.

    It depends neither on the text of notes nor on statuses."""
    related, by_key = known.memory.get("related", [None, None])[1], scene.library.by_key
    if not isinstance(related, dict):
        return False
    try:
        scene.__dict__["related"] = {key: [by_key[other] for other in related[key]] for key in keys}
    except (KeyError, TypeError):
        return False
    return True


def write_part(writer: Writer, known: Manifest, part: Part, indexing: Indexing) -> None:
    """Write what is another one; the writer knows the whole site then. Raises NoShell."""
    if written_over(known, writer.site):
        raise NoShell("a file of the site that was changed")
    indexing.keep_all()
    writer.write_pages(part.pages, indexing)
    writer.write_index(indexing, others=False)
    gone = _gone(writer, known, part)
    if not known.own.keys().isdisjoint(gone):
        raise NoShell("a page of the navigation")
    pages = {name: old for name, old in known.pages.items() if name not in gone} | writer.pages
    if pages.keys() != known.pages.keys():
        _write_map(writer, known, pages)
    writer.pages = pages
    writer.write_files(part.files, known.others.__contains__)
    lost = writer.dropped if indexing.partial else {name for name in known.files if is_index(name)}
    writer.files = {**{name: old for name, old in known.files.items() if name not in lost}, **writer.files}


def _gone(writer: Writer, known: Manifest, part: Part) -> set[str]:
    """The files of the pages that lists no longer have."""
    found: set[str] = set()
    for uri in part.lists:
        for number in range(1, len(known.pages) + 1):
            name = destination(Page(Place(uri).at(number), ""), writer.scene.urls.directory_urls)
            if name in known.pages and name not in writer.pages:
                found.add(name)
            elif name not in known.pages:
                break
    return found


def _write_map(writer: Writer, known: Manifest, pages: Iterable[str]) -> None:
    ours = [url_of(name, writer.scene.urls.directory_urls) for name in pages if name not in known.own]
    writer.write_files(sitemap.files(writer.scene.site_url, [*known.urls, *ours]), known.others.__contains__)
