"""The entries of a BibTeX text as they are written."""

from __future__ import annotations

from dataclasses import dataclass, field

from papernotes.late import regex

MONTHS = {name: i + 1 for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
"""BibTeX's own abbreviations of the months."""
START = regex(r"(?m)^[ \t]*@[ \t]*[A-Za-z]\w*[ \t]*[{(]")
"""Where an entry begins."""


@dataclass(slots=True)
class Row:
    """An entry as it is written."""

    type: str
    """In lower case: article."""
    key: str
    line: int
    """Of its first line, from 1."""
    end: int = 0
    """Of its last one."""
    fields: dict[str, str] = field(default_factory=dict)
    """By name in lower case; values on one line, without what encloses them, strings put in."""
    at: dict[str, int] = field(default_factory=dict)
    """The line of each field, in the order of the file."""


@dataclass
class Split:
    """The entries of a text, and all else that stands in it."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    rest: list[tuple[int, int, str]] = field(default_factory=list)
    """First and last line and what it is, of what is no entry."""
    strings: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    """@comment blocks: JabRef keeps its settings there."""
