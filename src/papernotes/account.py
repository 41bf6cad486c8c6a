"""The report of an import: where every non-blank line of a source went."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from papernotes.formats.draft import Fate, Piece, Reading
from papernotes.merge import Plan


class Row(NamedTuple):
    """The fate of one line, in the words of the knowledge base."""

    source: str
    line: int
    fate: str
    place: str
    """papers.yaml: key; notes/key.md:12; "" for a dropped line."""
    detail: str


def rows(reading: Reading, plan: Plan, source: str, homes: Mapping[str, str], notes: str) -> list[Row]:
    """A row for each piece, by line; lines with several pieces have several rows.

    `homes` is the catalogue file of each paper, by key."""
    return [_row(piece, reading, plan, source, homes, notes) for piece in sorted(reading.pieces, key=_order)]


def _order(piece: Piece) -> tuple[str, int]:
    return piece.source, piece.line


def _row(piece: Piece, reading: Reading, plan: Plan, source: str, homes: Mapping[str, str], notes: str) -> Row:
    name = f"{source}/{piece.source}" if piece.source else source
    place = ""
    if piece.fate is Fate.PAGE:
        place = f"{notes}/{reading.pages[piece.target].uri}:{piece.at}"
    elif piece.fate is not Fate.DROPPED:
        key = plan.keys[piece.target]
        if not key:
            return Row(name, piece.line, "dropped", "", "the paper was removed since the last import")
        if piece.fate is Fate.NOTE and piece.target in plan.held:
            return Row(name, piece.line, "kept", "", f"the note of '{key}' here is another by now; yours stays")
        at = piece.at + plan.heads.get(piece.target, 0)
        place = f"{homes.get(key, '')}: {key}" if piece.fate is Fate.FIELD else f"{notes}/{key}.md:{at}"
    return Row(name, piece.line, str(piece.fate), place, piece.detail)


def unaccounted(reading: Reading, text: str) -> list[int]:
    """The non-blank lines of a source's text that no piece speaks of; the law is that there are none."""
    said = {piece.line for piece in reading.pieces}
    return [i for i, line in enumerate(text.splitlines(), 1) if line.strip() and i not in said]


def as_json(found: Sequence[Row]) -> str:
    """The report for programs: a list of objects."""
    return json.dumps([row._asdict() for row in found], ensure_ascii=False, indent=1) + "\n"


def as_text(found: Sequence[Row]) -> str:
    """The report to read; lines that went the same way stand together."""
    return "".join(_spans(found))


def _spans(found: Sequence[Row]) -> Iterator[str]:
    def way(row: Row) -> tuple[Any, ...]:
        place = row.place.rpartition(":")[0] if row.fate in ("note", "page") else row.place
        return row.source, row.fate, place, row.detail

    for _, group in groupby(found, way):
        same = list(group)
        first, last = same[0], same[-1]
        lines = f"{first.line}" if first.line == last.line else f"{first.line}-{last.line}"
        detail = f" ({first.detail})" if first.detail and first.fate != "dropped" else f" {first.detail}".rstrip()
        yield f"{first.source}:{lines}: {first.fate} {first.place}{detail}".rstrip() + "\n"


def summary(reading: Reading, plan: Plan) -> list[str]:
    """What happened, in a few lines."""
    lines = len({(piece.source, piece.line) for piece in reading.pieces})
    counts = {"new": len(plan.entries), "changed": len(plan.changes)}
    papers = ", ".join(f"{n} {word}" for word, n in counts.items() if n) or "nothing new"
    said = [f"{reading.format}: {len(reading.drafts)} papers ({papers}), {len(plan.texts)} notes and pages written"]
    dropped = Counter(piece.detail for piece in reading.pieces if piece.fate is Fate.DROPPED)
    said.append(f"{lines} lines accounted for, {sum(dropped.values())} of them dropped")
    said += [f"  {count} dropped: {reason}" for reason, count in dropped.most_common(8)]
    return said
