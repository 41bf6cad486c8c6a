"""Style sheets, scripts and fonts of the site; vendor/ holds other people's, THIRD_PARTY.md says whose."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from papernotes.assets.tone import tones
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.note import Note

STYLE = "assets/papernotes.css"
SCRIPT = "assets/papernotes/main.js"
TEMPLATES = str(files("papernotes").joinpath("templates", "theme"))
"""The folder of templates that stand over the theme's; a host copies what else lies in it into the site."""
_MATHS = "assets/katex"
_DIAGRAMS = "assets/mermaid"
_DIAGRAM = regex(r"(?m)^[ \t>]*(?:`{3,}|~{3,}).*\bmermaid\b")
_MARK = 'class="arithmatex"'


def assets(library: Library, told: bytes = b"") -> Iterator[tuple[str, bytes]]:
    """Path in the site and content of each file; what renders maths only where a note may have some.

    `told` is what the script that all pages load is to find before it."""
    here = files("papernotes.assets")
    styles = sorted(here.joinpath("styles").iterdir(), key=lambda item: item.name)
    # One file: a style sheet more is a request more before anything is shown.
    yield STYLE, b"".join(item.read_bytes() for item in styles) + tones(library.statuses.all).encode()
    # What tools/scripts.sh makes of scripts/.
    for path, content in _folder(here.joinpath("dist", "papernotes"), "assets/papernotes"):
        yield path, told + content if path == SCRIPT else content
    needs = set().union(*(needs_of(note) for note in library.notes))
    if _MATHS in needs:
        yield from _folder(here.joinpath("vendor", "katex"), _MATHS)
    if _DIAGRAMS in needs:
        yield from _folder(here.joinpath("vendor", "mermaid"), _DIAGRAMS)
        yield from _folder(here.joinpath("frames"), _DIAGRAMS)
        yield from _folder(here.joinpath("dist", "mermaid"), _DIAGRAMS)


def needs_of(note: Note) -> set[str]:
    """The folders of scripts that a note may need: for maths, for diagrams."""
    body = note.body
    found = {_MATHS} if "$" in body or "\\(" in body or "\\begin" in body else set()
    return found | {_DIAGRAMS} if "mermaid" in body and _DIAGRAM.search(body) else found


def _folder(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _folder(item, f"{path}/{item.name}")
        else:
            yield f"{path}/{item.name}", item.read_bytes()


def maths(html: str, url: str) -> str:
    """The elements of a page's head for its maths, "" if it has none; `url` is the page's own address."""
    if _MARK not in html:
        return ""
    up = "../" * url.count("/") + _MATHS
    style = f'<link rel="stylesheet" href="{up}/katex.min.css">\n'
    places = (f"{up}/katex.min.js", f"{up.removesuffix('katex')}papernotes/math.js")
    return style + "".join(f'<script defer src="{place}"></script>\n' for place in places)


def with_maths(html: str, url: str) -> str:
    """The page with the style sheet and the scripts that render maths, if it has any; `url` is its own address."""
    return html.replace("</head>", f"{maths(html, url)}</head>", 1)
