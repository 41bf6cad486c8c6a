"""Notes to HTML with one Markdown parser for all of them: to make one costs as much as to read a short note.

It gives what MkDocs' own `Page.render` gives, without warnings of links to nowhere: the checks say where they stand."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import TableOfContents, get_toc

_ANCHOR = re.compile(r"""<[^>]*?\s(?:id|name)=["']?([^"'\s>]+)""")


class Renderer:
    """Markdown to HTML for the files of one build."""

    def __init__(self, config: MkDocsConfig, files: Files) -> None:
        self._markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
        # The validation value `relative_to_docs` is below every level of the log.
        self._links = _Links(files, int(config.validation.links.absolute_links or 0) < 0)
        # After all others, as MkDocs does it.
        self._markdown.treeprocessors.register(self._links, "papernotes_links", 0)

    def render(self, text: str, file: File) -> tuple[str, TableOfContents]:
        """The HTML of the text that stands in `file`, and its table of contents."""
        self._links.file = file
        html: str = self._markdown.reset().convert(text)
        return html, get_toc(getattr(self._markdown, "toc_tokens", []))


def anchors(html: str) -> set[str]:
    """What a link can lead to in a page."""
    return set(_ANCHOR.findall(html))


class _Links(Treeprocessor):
    """Links and images as they are relative to the page, no longer to the source file."""

    file: File

    def __init__(self, files: Files, absolute: bool) -> None:
        super().__init__()
        self.files = files
        self.absolute = absolute
        """Whether /x.md means the file in the folder of the notes."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            name = {"a": "href", "img": "src"}.get(element.tag)
            if name and (url := element.get(name)):
                element.set(name, self._url(url))

    def _url(self, url: str) -> str:
        try:
            scheme, host, path, query, anchor = urlsplit(url)
        except ValueError:
            return url
        rooted = url.startswith(("/", "\\"))
        if scheme or host or not path or (rooted and not self.absolute) or AMP_SUBSTITUTE in url:
            return url
        folder = "" if rooted else posixpath.dirname(self.file.src_uri)
        place = posixpath.normpath(posixpath.join(folder, unquote(path).lstrip("/")))
        target = self.file if posixpath.normpath(path) == "." else self.files.get_file_from_path(place)
        return urlunsplit(("", "", target.url_relative_to(self.file), query, anchor)) if target else url
