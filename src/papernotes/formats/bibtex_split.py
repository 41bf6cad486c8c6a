"""BibTeX text to its entries, with the line of each field; what is broken is read as far as possible.

Format: https://ctan.org/pkg/bibtex, btxdoc section 2.2 and tamethebeast section 10"""

from __future__ import annotations

from itertools import pairwise

from papernotes.formats import bibtex_quick
from papernotes.formats.bibtex_row import START, Row, Split
from papernotes.formats.bibtex_value import joined
from papernotes.formats.draft import Track, untracked
from papernotes.late import regex

_SPACED = regex(r"(?m)^([ \t]*@)[ \t]+(?=[A-Za-z]\w*[ \t]*[{(])")
_CHUNK = 1000
"""Entries that are parsed at a time: the parser's own objects take ten times the memory of the text."""


def split(text: str, track: Track = untracked) -> Split:
    """The entries of a BibTeX text whose lines end with a newline only. Never raises."""
    found = Split()
    text = _SPACED.sub(r"\1", text)
    starts = [match.start() for match in START.finditer(text)]
    cuts = [0, *starts[_CHUNK::_CHUNK], len(text)]
    line = 0
    for begin, end in track(list(pairwise(cuts))):
        chunk = text[begin:end]
        quick = bibtex_quick.entries(chunk)
        if quick is None:
            # What the quick reader cannot read is rare, and getting the library costs as much as reading.
            from papernotes.formats.bibtex_blocks import add_blocks

            add_blocks(found, chunk, line)
        else:
            found.rows += (_quick_row(found, entry, line) for entry in quick)
        line += chunk.count("\n")
    return found


def _quick_row(found: Split, entry: bibtex_quick.Found, before: int) -> Row:
    row = Row(entry.type.lower(), entry.key, before + entry.line + 1, before + entry.end + 1)
    for name, value, line in entry.fields:
        at = before + line + 1
        inner = value[1:-1] if value[0] == "{" else joined(found, value, at)[0]
        row.fields[name], row.at[name] = " ".join(inner.split()), at
    return row
