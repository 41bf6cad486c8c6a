"""Documents: one endless page with many papers, a dated journal, an archive of excerpts (.md, .txt, .html)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from papernotes.formats.decode import decode
from papernotes.formats.document import code, html, noise
from papernotes.formats.document.assemble import assemble
from papernotes.formats.document.category import is_category, read_category
from papernotes.formats.document.journal import is_journal, read_journal
from papernotes.formats.document.listing import read_listing
from papernotes.formats.document.row import Outcome, Row
from papernotes.formats.document.words import CJK
from papernotes.formats.draft import Reading
from papernotes.model.status import Statuses
from papernotes.model.topic import topic_path

_GLUED = re.compile(r"(?<=[^\s#])\s*#{2,6}\s*(?=[\[【［])|(?<=图片描述)(?=[\[【［](?:19|20)\d\d)")


def read(data: bytes, name: str, statuses: Statuses, into: str = "") -> Reading:
    """All that a document says. `name` is the file's; topics are put below `into`.

    Never raises; what cannot be read is told in `mistakes`."""
    decoded = decode(data)
    lines = decoded.lines
    stem = re.sub(r"[^\w.-]+", "-", PurePath(name).stem).strip("-.") or "document"
    also: dict[int, list[int]] = {}
    dropped: list[tuple[int, str]] = []
    numbered = list(enumerate(lines, 1))
    if html.is_html(name, lines):
        numbered, also, dropped = html.convert(lines)
    rows = _rows(numbered)
    out = _reader(rows, statuses)(rows, statuses, stem, topic_path(into))
    out.dropped += dropped
    reading = assemble(out, statuses, bool(CJK.search("".join(lines))), lines, stem, also)
    reading.mistakes += decoded.mistakes
    return reading


def _reader(rows: list[Row], statuses: Statuses) -> Callable[[list[Row], Statuses, str, str], Outcome]:
    """What kind of document it is: a journal, an archive of excerpts, or a list."""
    if is_journal(rows, statuses):
        return read_journal
    return read_category if is_category(rows, statuses) else read_listing


def _rows(numbered: list[tuple[int, str]]) -> list[Row]:
    """The lines with programs and page chrome known, headings glued to the end of a line apart."""
    lines = [line for _, line in numbered]
    kinds = code.programs(lines)
    drops = noise.chrome(lines, [bool(kind) for kind in kinds])
    rows: list[Row] = []
    for index, (number, line) in enumerate(numbered):
        parts = [line] if kinds[index] else _GLUED.split(line)
        for part in parts:
            rows.append(Row(number, part, kinds[index], drops.get(index, "")))
    return rows
