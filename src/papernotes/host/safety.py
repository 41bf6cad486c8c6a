"""What guards the site at the host's seams: files that are not published, notes that are cleaned, policies in pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from pymdownx.superfences import fence_code_format

from papernotes.model.library import Library
from papernotes.sanitise import safe_id, words_only
from papernotes.settings import Settings
from papernotes.site.sheet import note_html
from papernotes.store.attachment import leaves, refusal_of
from papernotes.store.load import file_name


def refused(
    files: Files, config: MkDocsConfig, settings: Settings, library: Library
) -> Iterator[tuple[File, str, str]]:
    """The files that may not be published, each with its place and why."""
    # The host would stop at a page that is no UTF-8.
    unread = {problem.where.path for problem in library.problems if problem.rule == "CAT003"}
    unread -= {note.path for note in library.notes}
    docs = Path(config.docs_dir)
    roots = (settings.root.resolve(), docs.resolve())
    named = _named(config)
    for file in files:
        if file.generated_by or file.abs_src_path is None or file.src_dir != config.docs_dir:
            continue
        path = Path(file.abs_src_path)
        place = file_name(docs / file.src_uri, settings.root)
        if leaves(path, roots):
            yield file, place, "SEC001 is a link to a file outside the knowledge base; copy the file here"
        elif place in unread:
            yield file, place, "CAT003 it cannot be read, and the site goes without it"
        elif not (file.is_documentation_page() or file.src_uri in named or settings.trusted_html):
            try:
                reason = refusal_of(path)
            except OSError as error:
                reason = f"it cannot be read ({error.strerror}); look at its rights"
            if reason:
                yield file, place, f"SEC003 it is not published: {reason}"


def _named(config: MkDocsConfig) -> set[str]:
    """The files that mkdocs.yml itself asks for."""
    theme = (config.theme.get(name) for name in ("logo", "favicon"))
    return {str(name) for name in (*config.extra_css, *config.extra_javascript, *theme) if name}


def fence_diagrams(config: MkDocsConfig) -> None:
    """Keep what is fenced as mermaid from being highlighted as code, unless mkdocs.yml says what becomes of it."""
    if "pymdownx.superfences" not in config.markdown_extensions:
        return
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
    if not any(fence.get("name") == "mermaid" for fence in fences):
        fences.append({"name": "mermaid", "class": "mermaid", "format": fence_code_format})


def cleaned(html: str, page: MkDocsPage, settings: Settings) -> str:
    """A note's HTML as it may be shown, and its table of contents with it; the note itself where HTML is trusted."""
    html = note_html(html, page.toc, settings)
    if settings.trusted_html:
        return html
    # A title that mkdocs.yml gives is set on the page; another is computed of its first heading.
    if "title" not in vars(page) and page.title:
        page.title = words_only(page.title)
    if page.present_anchor_ids:
        page.present_anchor_ids = {safe_id(name) for name in page.present_anchor_ids if name}
    return html
