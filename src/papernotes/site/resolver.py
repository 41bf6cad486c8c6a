"""What a reference in a note's text leads to: `[[key]]` to the paper's page."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import quote

from markdown.util import AtomicString

from papernotes.model.library import venue_name
from papernotes.views.html import Scene, clean, short_name
from papernotes.views.urls import MARK


class Resolver:
    """Finds what a reference in the text of the file `here` links to."""

    def __init__(self) -> None:
        self.scene: Scene | None = None
        self.here = ""
        self.sources: Mapping[str, str] = {}
        """The source file of each paper's page, by its key."""

    def __call__(self, key: str, words: str) -> tuple[str, str, str] | None:
        """The link's target, text and tooltip; None where the catalogue has no such paper.

        The target is a source file, as the host wants it: it makes the URL of it and checks that it is there."""
        if self.scene is None or key not in self.sources:
            return None
        scene, paper = self.scene, self.scene.library.by_key[key]
        status = scene.library.status(paper).label(scene.language)
        facts = " ".join(str(x) for x in (venue_name(paper), paper.year, status) if x)
        url = quote(posixpath.relpath(self.sources[key], posixpath.dirname(self.here) or "."))
        if anchor := scene.urls.paper(key).partition(MARK)[2]:
            url += f"#{quote(anchor)}"
        # What the catalogue says is no Markdown.
        name = clean(short_name(paper) or paper.title or key)
        return url, words or AtomicString(name), clean(f"{paper.title} ({facts})")
