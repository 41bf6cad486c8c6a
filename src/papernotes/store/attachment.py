"""Which files beside the notes may be published: pictures, PDFs and plain data, by what they are."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.late import regex

if TYPE_CHECKING:
    from xml.etree import ElementTree

MAX_PICTURE = 5 * 1024 * 1024
MAX_PDF = 50 * 1024 * 1024
MAX_PIXELS = 64_000_000
_MAGIC = {
    ".png": (re.compile(rb"\x89PNG\r\n\x1a\n"), MAX_PICTURE),
    ".jpg": (re.compile(rb"\xff\xd8\xff"), MAX_PICTURE),
    ".gif": (re.compile(rb"GIF8[79]a"), MAX_PICTURE),
    ".webp": (re.compile(rb"RIFF.{4}WEBP", re.S), MAX_PICTURE),
    ".avif": (re.compile(rb".{4}ftyp(?:avif|avis|mif1)", re.S), MAX_PICTURE),
    ".ico": (re.compile(rb"\x00\x00\x01\x00"), MAX_PICTURE),
    ".pdf": (re.compile(rb"%PDF-"), MAX_PDF),
}
_PLAIN = {".txt", ".csv", ".tsv", ".json", ".bib", ".ris", ".yaml", ".yml", ".toml", ".log", ".tex", ".py", ".ipynb"}
_NAMED = {"CNAME", ".nojekyll", "robots.txt", "LICENSE", "_redirects", "_headers"}
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWS = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan textPath "
    "marker pattern clipPath mask linearGradient radialGradient stop filter feBlend feColorMatrix feComponentTransfer "
    "feComposite feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset "
    "feDropShadow style switch view".split()
)
_LOADS = regex(r"(?i)@import|expression\s*\(|url\s*\(\s*['\"]?\s*(?!#|['\"]?#)|javascript:")


def leaves(path: Path, roots: tuple[Path, ...]) -> bool:
    """Whether a file is, by itself or by its folder, a link to somewhere outside of the folders `roots`."""
    real = os.path.realpath(path)
    # To ask by parts is dear, and mostly not needed.
    return not (real.startswith(tuple([f"{root}{os.sep}" for root in roots])) or _is_in(Path(real), roots))


def _is_in(path: Path, roots: tuple[Path, ...]) -> bool:
    return any(path.is_relative_to(root) for root in roots)


def refusal_of(path: Path) -> str:
    """What `refusal` says of a file on disk.

    Raises OSError where it cannot be read."""
    return refusal(path.name, path.stat().st_size, head_of(str(path)))


def head_of(path: str) -> bytes:
    """What `refusal` wants of a file: of an SVG all, for what is dangerous may stand anywhere in it.

    Raises OSError."""
    with open(path, "rb") as file:  # noqa: PTH123 - a Path for each of ten thousand files is what costs here
        return file.read(MAX_PICTURE if path.lower().endswith(".svg") else 64)


def refusal(name: str, size: int, head: bytes) -> str:
    """Why a file may not be published, and what to do; "" if it may.

    `head` holds its first 64 bytes or more, of an SVG all."""
    kind = f".{name.rpartition('.')[2]}".lower().replace(".jpeg", ".jpg") if "." in name else ""
    if kind in _PLAIN or name in _NAMED:
        return ""
    if kind == ".svg":
        return _svg(size, head)
    if kind not in _MAGIC:
        return f"files of type '{kind or name}' are not published; put it elsewhere and link to it"
    magic, limit = _MAGIC[kind]
    if head.startswith(b"version https://git-lfs"):
        return "it is a pointer of Git LFS; run 'git lfs pull'"
    if not magic.match(head):
        said = f"its content is no {kind[1:].upper()}" if size else "it is empty"
        return f"{said}; save it again, or name it as what it is"
    if size > limit:
        return f"it is larger than {limit // 1024 // 1024} MB; make it smaller"
    return "it has too many pixels; make it smaller" if _pixels(kind, head) > MAX_PIXELS else ""


def _pixels(kind: str, head: bytes) -> int:
    """Width times height where the first bytes say it; 0 else."""
    if kind == ".png":
        return int.from_bytes(head[16:20], "big") * int.from_bytes(head[20:24], "big")
    if kind == ".gif":
        return int.from_bytes(head[6:8], "little") * int.from_bytes(head[8:10], "little")
    return 0


def _svg(size: int, data: bytes) -> str:
    if size > len(data):
        return f"it is larger than {MAX_PICTURE // 1024 // 1024} MB; make it smaller"
    # A document type can define entities without end, and names that hide what they stand for.
    if re.search(rb"<!(?:ENTITY|DOCTYPE[^>]*\[)|<\?xml-stylesheet", data):
        return "it defines entities or loads a style sheet; export it as plain SVG"
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        return "it is no well-formed SVG; export it again"
    found = next((said for element in root.iter() if (said := _harm(element))), "")
    return f"it holds {found}; export it as plain SVG or as PNG" if found else ""


def _harm(element: ElementTree.Element) -> str:
    """What could run or load something, as a phrase; "" if there is nothing."""
    tag = str(element.tag)
    name = tag.removeprefix(_SVG)
    if name not in _DRAWS and (tag.startswith(_SVG) or not tag.startswith("{")):
        return "an image" if name == "image" else f"the element '{name[:40]}'"
    if tag.startswith("{http://www.w3.org/1999/xhtml}"):
        return "HTML"
    if name == "style" and _LOADS.search(element.text or ""):
        return "a style that loads something"
    for attribute, value in element.attrib.items():
        local = attribute.rpartition("}")[2].lower()
        if local.startswith("on"):
            return f"the handler '{local}'"
        if local in ("href", "src") and not value.strip().startswith("#"):
            return "a link"
        if _LOADS.search(value):
            return "a style that loads something"
    return ""
