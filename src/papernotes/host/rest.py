"""What is written after the host has written: the pages that it never saw, and the files that come of all pages."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from papernotes.host.remember import Memo
from papernotes.host.split import Split
from papernotes.host.theme import Shells
from papernotes.site import sitemap
from papernotes.site.press import Press, address
from papernotes.site.writer import Writer, text_files


def write_rest(memo: Memo, press: Press, split: Split, shells: Shells, files: Files, config: MkDocsConfig) -> Writer:
    """Write all that has changed to the folder that the host writes to; the writer knows what stays."""

    def is_taken(name: str) -> bool:
        return files.get_file_from_path(name) is not None

    press.serving = memo.serving
    writer = Writer(press.scene, press, memo.known, memo.site, Path(config.site_dir))
    writer.renamed = press.scene.urls.numbered() != memo.known.names
    writer.same_shell = memo.same_shell(shells)
    # Not in the order of the host's files, in which those that have no source come last.
    for document in sorted(memo.documents, key=lambda document: document.url):
        memo.indexing.take(document)
    writer.write_pages(split.direct, memo.indexing)
    writer.write_index(memo.indexing)
    writer.write_files(text_files(press.scene), is_taken)
    pages = [file.url for file in files.documentation_pages() if file.page]
    pages += [address(page, config.use_directory_urls) for page in split.direct]
    writer.write_files(sitemap.files(config.site_url or "", pages), is_taken)
    return writer
