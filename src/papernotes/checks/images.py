"""Images in notes: whether they are there, whether they will stay, what is said of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from papernotes.checks.registry import found, rule
from papernotes.checks.texts import Link, Text, Texts, fact
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.where import Where
from papernotes.problem import Level, Problem, TextEdit
from papernotes.store.mistake import short

PLACEHOLDERS = ("请添加图片描述", "在这里插入图片描述", "此处插入图片", "输入图片说明", "图片描述", "插入图片描述")
"""What Chinese editors write where an image is to be described: CSDN, Gitee, cnblogs."""
_RESIDUE = PLACEHOLDERS[:3]
_NO_WORDS = regex(
    r"(?:image|img|picture|alt(?:[ -]text)?|截图|图片?|untitled)?[ \d_-]*(?:\.(?:png|jpe?g|gif|webp))?\Z", re.I
)
_SCHEME = regex(r"[a-zA-Z][a-zA-Z0-9+.-]+:|//")
_ON_A_DISK = regex(r"file:|[a-zA-Z]:[\\/]|/(?:Users|home|tmp|var/folders|mnt|Volumes)/|~/|\\\\", re.I)
_MAX_DATA = 100_000
HOTLINKS = (
    "csdnimg.cn", "zhimg.com", "sinaimg.cn", "jianshu.io", "qpic.cn", "cnblogs.com", "hdslb.com", "douban.com",
    "gitee.com", "imgtu.com", "loli.net", "postimg.cc", "imgur.com", "cdn.nlark.com",
)  # fmt: skip
"""Hosts of images that refuse readers of other sites (by their Referer) or delete old images."""


_SIGNS = ("![", "<img", "<IMG")


def _images(texts: Texts) -> Iterator[tuple[Text, Link]]:
    for text in texts.having(*_SIGNS):
        for link in text.links:
            if link.kind == "image":
                yield text, link


@rule("NOTE007", Level.WARNING, of="note")
def placeholder_image(library: Library, texts: Texts) -> Iterator[Problem]:
    """An image has no target (error), an editor's placeholder for its description, or none (info).

    Why: Where an image was lost in copying, only the placeholder is left; a description is what a search can find.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        ![请添加图片描述](images/a.png)
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        ![图块怎样成为序列](images/a.png)
    """
    for text, link in _images(texts):
        if text.body.startswith("<", link.start):
            continue
        alt = link.label.strip()
        if not link.target:
            said = f"image '{short(alt)}' has no target" if alt else "image without target"
            yield found(text.at(link.start), said, "write where it is, or remove it", level=Level.ERROR)
        elif alt in PLACEHOLDERS:
            yield found(text.at(link.start), f"'{alt}' is no description", "say what the image shows")
        elif _NO_WORDS.match(alt):
            said = f"'{short(alt)}' is no description" if alt else "image without description"
            yield found(text.at(link.start), said, "say what the image shows", level=Level.INFO)
    for text in texts.having(*_RESIDUE):
        for match in re.finditer("|".join(_RESIDUE), text.running):
            if text.body[match.start() - 1 : match.start()] not in ("[", "「", "“", '"', "‘", "'"):
                said = f"'{match[0]}' stands where an image was"
                yield found(text.at(match.start()), said, "add the image, or remove the words")


@rule("NOTE008", Level.ERROR, "auto")
def missing_image(library: Library, texts: Texts) -> Iterator[Problem]:
    """A local image is not there, or its name is written in another case.

    Why: The page shows a broken image; macOS and Windows find a name in another case, the published site does not.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        ![结构](images/none.png)
    Good:
        vit:
          title: ViT
        === notes/images/vit.txt ===
        text
        === notes/vit.md ===
        ![结构](images/vit.txt)
    """
    files = {asset.uri: asset for asset in library.assets if asset.uri}
    folded = {uri.casefold(): uri for uri in files}
    for text, local in texts.each(_local):
        folder = posixpath.dirname(text.note.uri)
        for line, column, whole in local:
            where, target = Where(text.note.path, line, column), _path(whole)
            path = posixpath.normpath(posixpath.join(folder, unquote(target)))
            if path in files or path.startswith(".."):
                continue
            said = f"image '{short(whole)}' is not there"
            if actual := folded.get(path.casefold()):
                right = posixpath.relpath(actual, folder or ".")
                edit = None if " " in right or "%" in target else TextEdit(where, target, right)
                yield found(where, said, f"its name is '{right}'", edit)
            else:
                yield found(where, said, _near(files, path, folder))


@fact(*_SIGNS)
def _local(text: Text) -> list[Any]:
    """The images that should lie beside the note: line, column, target."""
    rows = []
    for link in text.links:
        target = _path(link.target)
        # HTML is not rewritten by the host: its addresses are the page's, not the file's.
        if link.kind != "image" or not target or text.body.startswith("<", link.start) or target[0] in "/~":
            continue
        if not _SCHEME.match(target) and not _ON_A_DISK.match(target) and "\\" not in target:
            rows.append([*text.spot(link.place), link.target])
    return rows


def _path(target: str) -> str:
    return re.split(r"[?#]", target)[0]


def _near(files: Mapping[str, object], path: str, folder: str) -> str:
    name = posixpath.basename(path)
    same = next((uri for uri in files if posixpath.basename(uri) == name), None)
    return f"did you mean '{posixpath.relpath(same, folder or '.')}'?" if same else "add the file, or remove the image"


@rule("NOTE009", Level.ERROR, "suggestion", of="note")
def absolute_image(library: Library, texts: Texts) -> Iterator[Problem]:
    """An image lies on somebody's own disk, or more than 100 kB of it stand in the text.

    Why: On every other machine, and on the site, it is missing; the path says who you are.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        ![结构](C:\\Users\\wang\\Desktop\\vit.png)
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        ![结构](images/vit.png)
    """
    for text, link in _images(texts):
        if _ON_A_DISK.match(link.target):
            said = f"image '{short(link.target)}' lies on one machine only"
            yield found(text.at(link.place), said, "copy it beside the note, and link that")
        elif link.target[:5].lower() == "data:" and len(link.target) > _MAX_DATA:
            said = f"an image of {len(link.target) // 1000} kB stands in the text"
            yield found(text.at(link.place), said, "save it as a file beside the note")


@rule("NOTE010", Level.WARNING, "suggestion", of="note")
def hotlink(library: Library, texts: Texts) -> Iterator[Problem]:
    """An image lies on a host that refuses the readers of other sites, or forgets.

    Why: It is seen while you write, as you are logged in there, and not on the published site.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        ![结构](https://img-blog.csdnimg.cn/20210601.png)
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        ![结构](images/vit.png)
    """
    for text in texts.having(*HOTLINKS):
        for link in text.links:
            if link.kind == "image" and (host := _refusing(link.target)):
                said = f"'{host}' refuses the readers of other sites, or forgets its images"
                yield found(text.at(link.place), said, "copy the image beside the note, and link that")


def _refusing(target: str) -> str:
    try:
        host = (urlsplit(target).hostname or "").lower()
    except ValueError:
        return ""
    return host if f".{host}".endswith(tuple(f".{name}" for name in HOTLINKS)) else ""
