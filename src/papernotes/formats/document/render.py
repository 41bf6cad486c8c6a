"""The text of a note or a page, and which line of it says which line of the source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from papernotes.formats.document import formula, noise
from papernotes.formats.document.row import Row

_BULLET = re.compile(r"^(\s*)[•·●▪◦‣]\s+")
_LIST = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_TOP = re.compile(r"^#(?=\s)")


def render(rows: Sequence[Row]) -> tuple[str, list[tuple[int, int]]]:
    """The Markdown, and pairs of a source's line and the line of the Markdown that says it, from 1."""
    lines: list[str] = []
    places: list[tuple[int, int]] = []
    index = 0
    rows = _trimmed(rows)
    while index < len(rows):
        row = rows[index]
        if row.code and row.code not in ("fence", "long"):
            end = index
            while end < len(rows) and rows[end].code == row.code:
                end += 1
            _fence(rows[index:end], row.code, lines, places)
            index = end
            continue
        fenced = row.code == "fence" and index > 0 and rows[index - 1].code == "fence"
        text = row.text if row.code else _text(row.text)
        if not fenced and _needs_space(text, lines):
            lines.append("")
        if text.strip() or not lines or lines[-1].strip():
            lines.append(text)
        if text.strip():
            places.append((row.line, len(lines)))
        index += 1
    return "\n".join(lines).rstrip() + "\n" if lines else "", places


def _trimmed(rows: Sequence[Row]) -> Sequence[Row]:
    written = [index for index, row in enumerate(rows) if not row.blank]
    return rows[written[0] : written[-1] + 1] if written else []


def _text(text: str) -> str:
    text = formula.reduce(noise.mark_images(text))
    text = _BULLET.sub(r"\1- ", text)
    # The page's own title is its only heading of level one.
    text = _TOP.sub("##", re.sub(r"^(#{1,6})(?=[^\s#!])", r"\1 ", text))
    # Markdown takes four blanks for a program, three dashes below a text for a heading.
    text = re.sub(r"^\s{4,}(?=[^\s\d*+-])", "  ", text)
    return re.sub(r"^(?:-{3,}|={3,})\s*$", "* * *", text)


def _needs_space(text: str, lines: list[str]) -> bool:
    """Before a list and around a displayed formula Markdown wants a blank line."""
    if not lines or not lines[-1].strip() or not text.strip():
        return False
    before = lines[-1]
    display = text.startswith("$$") or before.startswith("$$")
    begins = bool(_LIST.match(text)) and not _LIST.match(before) and not before.startswith(" ")
    return (
        display
        or begins
        or before.startswith("```")
        or bool(re.match(r"#{1,6} ", text) or re.match(r"#{1,6} ", before))
    )


def _fence(rows: Sequence[Row], language: str, lines: list[str], places: list[tuple[int, int]]) -> None:
    rows = _trimmed(rows)
    if lines and lines[-1].strip():
        lines.append("")
    lines.append("```" + ("" if language == "text" else language))
    margin = min((len(row.text) - len(row.text.lstrip()) for row in rows if not row.blank), default=0)
    for row in rows:
        lines.append(row.text[margin:])
        if not row.blank:
            places.append((row.line, len(lines)))
    lines += ["```", ""]
