"""A page of the core as a theme gets it: its content, its table of contents, its front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

from mkdocs.structure.toc import AnchorLink, TableOfContents

from papernotes.figures import dressed
from papernotes.sanitise import clean as clean_html
from papernotes.sanitise import safe_id, words_only
from papernotes.settings import Settings
from papernotes.views.html import clean, text
from papernotes.views.page import Page, Section
from papernotes.views.strings import strings

_H1 = re.compile(r"\s*<h1\b.*?</h1>\s*", re.S)


class Sheet(NamedTuple):
    """What a page shows."""

    content: str
    toc: TableOfContents
    body: str
    """The note's part of the content."""


def note_html(html: str, toc: TableOfContents, settings: Settings) -> str:
    """A note's HTML as it may be shown, its table of contents made safe with it; as it is where HTML is trusted."""
    if settings.trusted_html:
        return dressed(html)
    for item in toc:
        _rename(item)
    return dressed(clean_html(html, settings.image_hosts, strings(settings.language)["outside_picture"]))


def _rename(item: AnchorLink) -> None:
    # A heading's code is put back into its entry only after the entry was made text.
    item.id, item.title = safe_id(item.id), words_only(item.title)
    for child in item.children:
        _rename(child)


def sheet(view: Page, body: str, toc: TableOfContents) -> Sheet:
    """The page around a note's HTML, which may be empty."""
    if view.note is not None and "<h1" in view.head:
        # The page has its own heading, from the catalogue.
        body = _H1.sub("", body, count=1)
    return Sheet(f"{view.head}{body}{view.tail}", _with_sections(toc, view), body)


def _with_sections(toc: TableOfContents, view: Page) -> TableOfContents:
    items = list(toc)
    first = items[0] if items and items[0].level == 1 else None
    # A note's own first heading holds the others; the page's heading has taken its place.
    if first is not None and "<h1" in view.head:
        items = list(first.children) + items[1:]
        first = None
    new = [_entry(section) for section in view.sections]
    (first.children if first is not None else items).extend(new)
    return TableOfContents(items)


def _entry(section: Section) -> AnchorLink:
    return AnchorLink(text(section.title), text(section.anchor), 2)


def front_matter(view: Page, meta: Mapping[str, Any]) -> dict[str, Any]:
    """The page's front matter for the theme: the note's, with what the page itself says of these things."""
    found = {name: value for name, value in meta.items() if name != "title"}
    if view.uri:
        # The theme unescapes a page's title for <title>, but not this one; nor does the search, whose words are
        # parted at blanks, so quotation marks stay.
        found["title"] = escape(clean(view.title), quote=False)
    found.update(view.meta)
    if description := found.get("description") or view.description:
        found["description"] = text(description)
    if not view.searchable:
        found["search"] = {"exclude": True}
    return found


def plain_meta(value: Any) -> Any:
    """Front matter that a theme may put into its HTML as it is, wherever in it."""
    if isinstance(value, str):
        return value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    if isinstance(value, list):
        return [plain_meta(item) for item in value]
    return {plain_meta(k): plain_meta(v) for k, v in value.items()} if isinstance(value, dict) else value


def left_out(meta: Mapping[str, Any]) -> bool:
    """Whether a page's front matter keeps it from the search, as the theme has it: `search: {exclude: true}`."""
    search = meta.get("search")
    return isinstance(search, dict) and bool(search.get("exclude"))
