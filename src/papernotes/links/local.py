"""Links to files and anchors of this machine: a built site, notes, any folder. No network."""

from __future__ import annotations

import difflib
import posixpath
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from papernotes.links import html, markdown
from papernotes.links.extract import HTML, MARKDOWN, Texts
from papernotes.links.link import OK, Link, Verdict, broken, skipped
from papernotes.problem import PapernotesError, near

_HEADING = re.compile(
    r"(?m)^ {0,3}(?:>[ ]?)*#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$|^ {0,3}([^\s#>|\-=][^\n]*)\n {0,3}(?:=+|-+)[ \t]*$"
)
_OWN_ID = re.compile(r"\{[^{}\n]*#([^\s{}]+)[^{}\n]*\}")
_INDEX = ("index.html", "index.htm", "index.md", "README.md")
GENERATED = ("papers", "topics", "status", "venues", "years", "tags", "authors", "journal")
"""Folders of the site whose pages are made by its build."""


@dataclass
class Tree:
    """A folder whose files link to one another."""

    root: Path | None
    """Where "/x" begins; None where nobody knows."""
    texts: Texts
    prefix: str = ""
    """The path of the site's address, "/notes" for https://x.example/notes/."""
    closed: bool = False
    """What leaves the root is broken: the root is published as a whole."""
    made: tuple[str, ...] = ()
    """Folders right below the root whose pages are generated later."""
    _anchors: dict[Path, set[str]] = field(default_factory=dict)
    _bases: dict[str, bool] = field(default_factory=dict)
    _targets: dict[tuple[str, str], tuple[Path, Verdict]] = field(default_factory=dict)

    def judge(self, link: Link, path: str, fragment: str) -> Verdict:
        """Whether a local target is there, and its anchor. Never raises for what a link says."""
        # A site's pages have the same links in the same folders, thousands of times.
        own = not path or self._has_base(link.source)
        known = (link.source if own else posixpath.dirname(link.source), path)
        found = self._targets.get(known)
        if found is None:
            found = self._targets[known] = self._target(link, path)
        page, said = found
        return self._fragment(page, fragment) if said is OK and fragment else said

    def _has_base(self, source: str) -> bool:
        if source not in self._bases:
            path = Path(source)
            self._bases[source] = path.suffix.lower() in HTML and bool(html.base(self.texts.of(path)))
        return self._bases[source]

    def _target(self, link: Link, path: str) -> tuple[Path, Verdict]:
        """The file that a path means, and whether it is there."""
        try:
            return self._found(link, path)
        except PapernotesError as error:
            return Path(), broken("file_missing", str(error))
        except (OSError, ValueError) as error:
            # A name with a NUL, or longer than the disk allows.
            return Path(), broken("file_missing", str(getattr(error, "strerror", None) or error).lower())

    def _found(self, link: Link, path: str) -> tuple[Path, Verdict]:
        bare = unquote(re.split(r"[?#]", path)[0])
        source = Path(link.source)
        if "\\" in bare:
            return source, broken("syntax", "a backslash in the path; write '/'")
        place = self._place(bare, source) if bare else source
        if place is None:
            return source, skipped("no_root", "a path from the root, and nobody says where that is")
        if self.closed and self.root is not None and not _within(place, self.root):
            return place, broken("file_missing", "it leaves the site")
        if self._there(place):
            return self._page(place), OK
        if self._is_made(place):
            return place, skipped("generated", "the site's build makes this page; check it with --site")
        return place, broken("file_missing", _missing(place))

    def _place(self, bare: str, source: Path) -> Path | None:
        if not bare.startswith("/"):
            folder = source.parent
            below = _based(html.base(self.texts.of(source)), bare) if source.suffix.lower() in HTML else bare
            if below != bare and below.startswith("/"):
                return self._place(below, source)
            return _normal(folder / below)
        if self.root is None:
            return None
        if self.prefix and (bare + "/").startswith(self.prefix + "/"):
            bare = bare[len(self.prefix) :]
        return _normal(self.root / bare.lstrip("/"))

    def _there(self, place: Path) -> bool:
        # On a server a folder without a page is no page; in a repository it is.
        return place.is_file() or (place.is_dir() and (not self.closed or self._page(place) != place))

    def _page(self, place: Path) -> Path:
        if not place.is_dir():
            return place
        return next((place / name for name in _INDEX if (place / name).is_file()), place)

    def _is_made(self, place: Path) -> bool:
        if self.root is None or not _within(place, self.root):
            return False
        parts = place.relative_to(self.root).parts
        return bool(parts) and (parts[0] in self.made or (parts[0].removesuffix(".md") in self.made))

    def _fragment(self, page: Path, fragment: str) -> Verdict:
        suffix = page.suffix.lower()
        if skips(fragment) or suffix not in MARKDOWN | HTML:
            return OK
        if page not in self._anchors:
            try:
                text = self.texts.of(page)
            except PapernotesError as error:
                return broken("file_missing", str(error))
            self._anchors[page] = html.anchors(text) if suffix in HTML else _slugs(text)
        if has_anchor(self._anchors[page], fragment):
            return OK
        hint = near(unquote(fragment), self._anchors[page])
        return broken("fragment_missing", f"'{unquote(fragment)}'" + (f"; {hint}" if hint else ""))


def skips(fragment: str) -> bool:
    """Whether a fragment is no anchor of the page's own: text, a page of a PDF, a line of a file, a script's route."""
    if fragment in ("", "top"):
        return True
    return bool(re.match(r":~:|page=|L\d+|!|/|__|nameddest=|t=\d", fragment))


def has_anchor(anchors: set[str], fragment: str) -> bool:
    """Whether a page's anchors hold the fragment: as written, percent-decoded, in NFC, GitHub's prefix left out."""
    fragment = fragment.split(":~:")[0]
    if fragment in anchors:
        return True
    plain = unicodedata.normalize("NFC", unquote(fragment))
    names = anchors if plain in anchors else {unicodedata.normalize("NFC", unquote(name)) for name in anchors}
    return plain in names or f"user-content-{plain}" in names


def _within(place: Path, root: Path) -> bool:
    return place.resolve().is_relative_to(root.resolve())


def _normal(place: Path) -> Path:
    """Without "..", as a browser resolves it: not through symbolic links."""
    parts: list[str] = []
    for part in place.absolute().parts:
        if part == "..":
            # Above the root of the disk is the root.
            parts = parts[:-1] if len(parts) > 1 else parts
        elif part != ".":
            parts.append(part)
    return Path(*parts)


def _based(base: str, bare: str) -> str:
    """The path that <base href> makes of a relative one; a base on another host is not ours to follow."""
    if not base or urlsplit(base).netloc:
        return bare
    return base.rpartition("/")[0] + "/" + bare if "/" in base else bare


def _missing(place: Path) -> str:
    try:
        names = [entry.name for entry in place.parent.iterdir()] if place.parent.is_dir() else []
    except OSError:
        names = []
    # The ending is alike in all of them.
    stems = {name.rpartition(".")[0] or name: name for name in sorted(names, reverse=True)}
    close = difflib.get_close_matches(place.stem, stems, 1, 0.7)
    same = next((name for name in names if name.casefold() == place.name.casefold()), stems[close[0]] if close else "")
    return f"did you mean '{same}'?" if same else ""


def _slugs(text: str) -> set[str]:
    """Every anchor that a Markdown file's headings may get: the site generators do not agree on one spelling."""
    masked = markdown.mask(text)
    found = html.anchors(masked) | set(_OWN_ID.findall(masked))
    seen: dict[str, int] = {}
    for match in _HEADING.finditer(masked):
        group = 1 if match[1] is not None else 2
        heading = re.sub(r"\{[^{}]*\}\s*\Z", "", text[match.start(group) : match.end(group)])
        heading = re.sub(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?|<[^<>]*>", r"\1", heading)
        for slug in {_github(heading), _mkdocs(heading, ascii_only=True), _mkdocs(heading, ascii_only=False)}:
            count = seen[slug] = seen.get(slug, -1) + 1
            found |= {f"{slug}-{count}", f"{slug}_{count}"} if count else {slug}
    return found - {""} | {f"_{number}" for number in range(1, len(seen) + 1)}


def _github(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _mkdocs(heading: str, ascii_only: bool) -> str:
    """As Python-Markdown's `toc` does it; with `slugify_unicode`, or pymdownx's slugs, Chinese stays."""
    text = unicodedata.normalize("NFKD" if ascii_only else "NFC", heading)
    text = text.encode("ascii", "ignore").decode() if ascii_only else text
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())
