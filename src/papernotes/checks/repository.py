"""The files of a knowledge base: links that leave it, paths that climb, attachments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from papernotes.checks.registry import found, reported, rule
from papernotes.checks.texts import Texts
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.where import Where
from papernotes.problem import Level, Problem
from papernotes.store.attachment import refusal
from papernotes.store.mistake import short

_SCHEME = regex(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\?#]")


@rule("SEC001", Level.ERROR)
def leaving_link(library: Library) -> Iterator[Problem]:
    """A symbolic link under the notes folder leads out of it.

    Why: The site publishes what it leads to, whatever that is on the machine that builds it.
    Bad:
        vit:
          title: ViT
        === notes/leak.txt -> /etc/hostname ===
    Good:
        vit:
          title: ViT
        === notes/kept.txt ===
        text
    """
    yield from reported(library, "SEC001")
    for asset in library.assets:
        if asset.leaves:
            shown = asset.path.encode("utf-8", "replace").decode()
            yield found(Where(shown), "the file is a link that leaves the notes folder", "copy the file here")


@rule("SEC002", Level.ERROR, of="note")
def climbing_path(library: Library, texts: Texts) -> Iterator[Problem]:
    """An image or a file that a note links lies above the notes folder, or its path holds what no path should.

    Why: It is not published, and what resolves such a path may read what it should not.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        ![结构](../../secret/vit.png)
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        ![结构](images/vit.png)
    """
    for text in texts.having("../", "%2e", "%2E", "..\\", "%00", "..%2f", "..%2F"):
        folder = posixpath.dirname(text.note.uri)
        for link in text.links:
            target = re.split(r"[?#]", link.target)[0]
            # NOTE012 says where a link to a note goes.
            if _SCHEME.match(target) or target.endswith(".md"):
                continue
            plain = unquote(unquote(target))
            path = posixpath.normpath(posixpath.join(folder, plain.replace("\\", "/")))
            if "\x00" in plain or path == ".." or path.startswith("../"):
                said = f"'{short(link.target)}' lies above the notes folder"
                yield found(text.at(link.place), said, "copy the file beside the note")


@rule("SEC003", Level.ERROR)
def odd_attachment(library: Library) -> Iterator[Problem]:
    """A file that the site does not publish: it is not what its name says, runs script, or is too large.

    Why: All of the notes folder is published. An HTML file there would run as a page of your site.
    Bad:
        vit:
          title: ViT
        === notes/fig.png ===
        <html><script>alert(1)</script></html>
    Good:
        vit:
          title: ViT
        === notes/fig.svg ===
        <svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>
    """
    for asset in library.assets:
        if not asset.uri or asset.leaves or asset.uri.endswith(".md"):
            continue
        if reason := refusal(asset.uri.rpartition("/")[2], asset.size, asset.head):
            said, _, advice = reason.partition("; ")
            yield found(Where(asset.path.encode("utf-8", "replace").decode()), f"it is not published: {said}", advice)


@rule("SEC005", Level.WARNING, "suggestion")
def executable(library: Library) -> Iterator[Problem]:
    """A note, an attachment or a catalogue file may be run as a program.

    Why: Nothing here is a program; the mode comes with copying from a disk of Windows, and hides one that is.
    Bad:
        vit:
          title: ViT
        === notes/a.md ===
        text
        === notes/vit.md +x ===
        text
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        text
    """
    # On a disk of Windows every file may be run.
    if library.assets and all(asset.executable for asset in library.assets if not asset.leaves):
        return
    for asset in library.assets:
        if asset.executable:
            where = Where(asset.path.encode("utf-8", "replace").decode())
            yield found(where, "the file may be run as a program", f"chmod -x '{where.path}'")
