"""The sentence of a note that mentions a paper, as text with the mention marked."""

from __future__ import annotations

import re
from collections.abc import Callable

from papernotes.late import regex
from papernotes.model.note import Note, Reference
from papernotes.text import HAN
from papernotes.views.html import text

_BEFORE, _AFTER = 60, 90
"""How much of a long sentence is shown on each side."""
_END = regex(r"[。！？!?；;]|\.(?=\s+[A-Z\u3400-\u9fff])|\|")
_LEAD = regex(r"\s*(?:[-*+>#]+|\d+[.)])\s+(?:\[[ xX]\]\s+)?")
_REFERENCE = regex(r"\[\[([^\]|]*)(?:\|([^\]]*))?\]\]|\[@([^\]]+)\]")
_TAIL, _HEAD = re.compile(r"^[\w'-]+\s+", re.ASCII), re.compile(r"\s+[\w'-]+$", re.ASCII)
_LINK = regex(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS = regex(r"\*\*|__|~~|==|`|<[^>]{1,200}>|\$")


def sentence(note: Note, reference: Reference, name_of: Callable[[str], str]) -> str:
    """The sentence around a reference as HTML, the paper marked in it; "" where only its name is there.

    `name_of` gives what running text calls the paper of a key."""
    lines = note.body.split("\n")
    number = reference.where.line - note.body_line
    if not 0 <= number < len(lines):
        return ""
    line, start = lines[number], reference.where.column - 1
    lead, end = _LEAD.match(line), start + reference.length
    floor = min(lead.end() if lead else 0, start)
    # A bar parts cells, but not a reference from its words.
    seen = _REFERENCE.sub(lambda match: "x" * len(match[0]), line)
    cuts = [match.end() for match in _END.finditer(seen, floor, start)]
    stop = _END.search(seen, end)
    before = _plain(line[cuts[-1] if cuts else floor : start], name_of).lstrip()
    last = len(line) if stop is None else stop.start() if stop[0] == "|" else stop.end()
    after = _plain(line[end:last], name_of).rstrip()
    if not (before + after).strip("。.，,、：:；; "):
        return ""
    # Not in the middle of a Latin word.
    before = before if len(before) <= _BEFORE else "…" + _TAIL.sub("", before[-_BEFORE:])
    after = after if len(after) <= _AFTER else _HEAD.sub("", after[:_AFTER]) + "…"
    lang = "" if HAN.search(before + after) else ' lang="en"'
    mark = f"<mark>{text(reference.words or name_of(reference.key))}</mark>"
    return f'<q class="pn-said"{lang}>{text(before)}{mark}{text(after)}</q>'


def _plain(markdown: str, name_of: Callable[[str], str]) -> str:
    """Running text without Markdown's signs; references are what they show."""
    said = _REFERENCE.sub(lambda m: m[2] or name_of((m[1] or m[3]).strip()), markdown)
    return _SIGNS.sub("", _LINK.sub(r"\1", said)).replace("\\", "")
