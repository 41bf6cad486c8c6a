"""Lists of authors in a citation style, put together from authors that the CSL processor has shown alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from citeproc import model
from citeproc.source import Name, VariableError
from citeproc.string import SEAM_PUNCTUATION
from lxml import etree

from papernotes.late import regex

_CSL = "{http://purl.org/net/xbiblio/csl}"
_FIRST, _LAST, VALUES = "\ue000", "\ue001", 0xE002
"""Stand for names and values: characters that have no case, no digit and no meaning."""
_MOST = 200
"""As many authors as there are stand-ins."""
_KEPT = 20_000
"""Authors as shown that are kept."""
_ODD = regex("[\ue000-\ue0ff]")


_Pieces = dict[tuple[Any, ...], str | None]
_Lists = dict[tuple[str, ...], str | None]
Shared = dict[bytes, tuple[_Pieces, _Lists]]
"""By the element for names, as it is written: authors as shown alone, and lists of so many."""


def _known(element: bytes, shared: Shared) -> tuple[_Pieces, _Lists]:
    return shared.setdefault(element, ({}, {}))


class Names:
    """The processor's element for names; what it looks up in the style for each reference is looked up once."""

    process = model.Name.process
    initialize = model.Name.initialize
    join = model.Name.join
    nsmap: Mapping[str, str] = {}

    def __init__(self, element: Any, shared: Shared) -> None:
        self._element = element
        self._parts = element.findall(f"{_CSL}name-part")
        self._found: dict[Any, Any] = {}
        # The styles of one file, reduced in many ways, have the same element for names.
        self._pieces, self._lists = _known(etree.tostring(element.getparent()), shared)
        self._later = self.get_option("name-as-sort-order") == "first"
        self._stand_ins: dict[tuple[bool, str], tuple[Sequence[Mapping[str, str]], str]] = {}

    def shown(self, authors: Sequence[Mapping[str, str]]) -> str | None:
        """The list of authors; None where the processor has to leave it out."""
        if len(authors) < _MOST and (made := self._joined(authors)) is not None:
            return made
        return self._whole(authors)

    def _joined(self, authors: Sequence[Mapping[str, str]]) -> str | None:
        """The list as one of stand-ins, which is made once for each number of authors; None where that cannot be."""
        pieces = []
        known, later = self._pieces, False
        for author in authors:
            # How a name is shown depends on whether it is the first one, and on nothing else.
            key = (later, *author.items())
            if key not in known:
                if len(known) >= _KEPT:
                    known.clear()
                known[key] = self._piece(author, later)
            if (piece := known[key]) is None:
                return None
            pieces.append(piece)
            later = self._later
        ends = tuple([piece[-1] if piece[-1] in SEAM_PUNCTUATION else "" for piece in pieces])
        if ends not in self._lists:
            self._lists[ends] = self._parted(ends)
        template = self._lists[ends]
        return None if template is None else template.format(*pieces)

    def _piece(self, author: Mapping[str, str], later: bool) -> str | None:
        """An author alone, as shown first or later; None if the name may do something to what stands beside it."""
        alone = self._of_parts(author, later)
        if alone is None:
            alone = self._alone(author, later)
        return alone if alone and end_of(alone) is not None and not _ODD.search(alone) else None

    def _of_parts(self, author: Mapping[str, str], later: bool) -> str | None:
        """An author put together from a family and a given name, each shown once; None where that cannot be."""
        if author.keys() != {"family", "given"}:
            return None
        around, family = self._around(author["given"], later), self._family(author["family"], later)
        return None if around is None or family is None else around.replace(_LAST, family)

    def _around(self, given: str, later: bool) -> str | None:
        """A given name as shown with a stand-in for the family."""
        key = (later, "given", given)
        if key not in self._pieces:
            shown = self._alone({"family": _LAST, "given": given}, later)
            self._pieces[key] = shown if shown and shown.count(_LAST) == 1 else None
        return self._pieces[key]

    def _family(self, family: str, later: bool) -> str | None:
        """A family name as shown; None if it may do something to what stands beside it."""
        key = (later, "family", family)
        if key not in self._pieces:
            before, sign, after = (self._around("X", later) or "").partition(_LAST)
            shown = self._alone({"family": family, "given": "X"}, later) or ""
            fits = sign and shown.startswith(before) and shown.endswith(after)
            found = shown[len(before) : len(shown) - len(after)] if fits else ""
            plain = all(end.isalnum() for name in (family, found) for end in (name[:1], name[-1:]))
            self._pieces[key] = found if plain else None
        return self._pieces[key]

    def _alone(self, author: Mapping[str, str], later: bool) -> str | None:
        alone = self._whole([{"literal": _FIRST}, author] if later else [author])
        if not later or alone is None:
            return alone
        between = self._between()
        return None if between is None or not alone.startswith(_FIRST + between) else alone[len(between) + 1 :]

    def _between(self) -> str | None:
        """What stands between two authors; None where the second is not shown."""
        if "between" not in self._found:
            shown = self._whole([{"literal": _FIRST}, {"literal": _LAST}]) or ""
            fits = shown.startswith(_FIRST) and shown.endswith(_LAST)
            self._found["between"] = shown[1:-1] if fits else None
        found: str | None = self._found["between"]
        return found

    def _parted(self, ends: Sequence[str]) -> str | None:
        """The list of so many stand-ins with these ends, with a number in braces for each that is shown."""
        signs = [chr(VALUES + i) for i in range(len(ends))]
        shown = self._whole([{"literal": sign + end} for sign, end in zip(signs, ends, strict=True)])
        if shown is None:
            return None
        parts = re.split(f"([{signs[0]}-{signs[-1]}])", shown)
        # The pieces bring their ends with them.
        for i in range(1, len(parts), 2):
            end = ends[ord(parts[i]) - VALUES]
            if not parts[i + 1].startswith(end):
                return None
            parts[i + 1] = parts[i + 1][len(end) :]
        return with_numbers([ord(part) - VALUES if i % 2 else part for i, part in enumerate(parts)])

    def _whole(self, authors: Sequence[Mapping[str, str]]) -> str | None:
        names = [Name(**author) for author in authors]
        try:
            return str(self.process(SimpleNamespace(reference={"author": names}), "author"))
        except VariableError:
            return None

    def stand_in(self, several: bool, end: str) -> tuple[Sequence[Mapping[str, str]], str]:
        """Authors who stand for one or several whose list has this end, and how they are shown."""
        if (several, end) not in self._stand_ins:
            authors = [*([{"literal": _FIRST}] if several else []), {"literal": _LAST + end}]
            self._stand_ins[several, end] = authors, self.shown(authors) or ""
        return self._stand_ins[several, end]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._element, name)

    def findall(self, *_: Any) -> Any:
        return self._parts

    def get_option(self, name: str, *_: Any) -> Any:
        if ("option", name) not in self._found:
            self._found["option", name] = self._element.get_option(name)
        return self._found["option", name]

    def get_single_term(self, name: str) -> Any:
        if ("term", name) not in self._found:
            self._found["term", name] = self._element.get_single_term(name=name)
        return self._found["term", name]

    def et_al(self) -> Any:
        if ("et-al",) not in self._found:
            self._found["et-al",] = self._element.et_al()
        return self._found["et-al",]


def end_of(shown: str) -> str | None:
    """The punctuation mark at the end of a text, which may swallow another; None if it may do so at its beginning."""
    if not shown or shown[0] in SEAM_PUNCTUATION or shown[0].isspace() or shown[-1].isspace():
        return None
    return shown[-1] if shown[-1] in SEAM_PUNCTUATION else ""


def with_numbers(parts: Sequence[str | int]) -> str:
    """Words and numbers as `str.format` has them, which puts something in the place of each number."""
    return "".join([f"{{{p}}}" if isinstance(p, int) else p.replace("{", "{{").replace("}", "}}") for p in parts])
