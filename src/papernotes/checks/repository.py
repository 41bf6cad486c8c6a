"""The files of a knowledge base: links that leave it, paths that climb, attachments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from papernotes.checks.registry import found, reported, rule
from papernotes.checks.texts import Texts
from papernotes.model.asset import Asset
from papernotes.model.library import Library
from papernotes.model.where import Where
from papernotes.problem import Level, Problem
from papernotes.store.mistake import short

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\?#]")
_MAX = 5 * 1024 * 1024
# https://www.iana.org/assignments/media-types: what a file of that name begins with, and where.
MAGIC = {
    "png": [(0, b"\x89PNG\r\n\x1a\n")],
    "jpg": [(0, b"\xff\xd8\xff")],
    "jpeg": [(0, b"\xff\xd8\xff")],
    "gif": [(0, b"GIF87a"), (0, b"GIF89a")],
    "webp": [(8, b"WEBP")],
    "avif": [(4, b"ftypavif"), (4, b"ftypavis"), (4, b"ftypmif1")],
    "pdf": [(0, b"%PDF-")],
}
"""Attachments by their first bytes."""
_REFUSED = frozenset(
    "zip rar 7z gz tgz tar bz2 xz exe dll msi bat cmd com scr jar apk dmg iso html htm xhtml hta swf".split()
)
_SVG = re.compile(rb"<script|\son[a-z]{3,20}\s*=|javascript:|<foreignObject|<!ENTITY|<iframe", re.I)


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


@rule("SEC002", Level.ERROR)
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
    """A file is not what its name says, an SVG runs script; an archive, a program or a web page, or > 5 MB (warning).

    Why: All of the notes folder is published. An HTML file there runs as a page of your site.
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
        where = Where(asset.path.encode("utf-8", "replace").decode())
        name = asset.uri.rpartition("/")[2].lower()
        kind = name.rpartition(".")[2] if "." in name else ""
        if said := _mismatch(asset, kind):
            yield found(where, said, "save it again as what it is")
        elif kind in _REFUSED:
            yield found(where, f"a file of the kind '{kind}'", "put it elsewhere, and link it", level=Level.WARNING)
        elif asset.size > _MAX:
            said = f"the file has {asset.size / 1024**2:.1f} MB"
            yield found(where, said, f"keep it under {_MAX // 1024**2} MB, or link it", level=Level.WARNING)


def _mismatch(asset: Asset, kind: str) -> str:
    if kind == "svg":
        found = _SVG.search(asset.head)
        return f"the SVG holds '{found[0].decode('ascii', 'replace').strip()}'" if found else ""
    if kind not in MAGIC or any(asset.head[at : at + len(sign)] == sign for at, sign in MAGIC[kind]):
        return ""
    if asset.head.startswith(b"version https://git-lfs"):
        return ""
    return f"the file is no {kind.upper()}" if asset.size else "the file is empty"


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
