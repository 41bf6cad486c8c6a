"""What a reader must know of a paper and no field of the catalogue says: retractions, new versions."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from papernotes.evidence.said import Evidence
from papernotes.identifiers import normalise_arxiv
from papernotes.model.note import Note
from papernotes.model.paper import Paper
from papernotes.record import Record

_WORDS = {
    "retracted": "was retracted",
    "withdrawn": "was withdrawn",
    "concern": "has an expression of concern",
    "possibly": "is possibly withdrawn",
}
# Both hold what Retraction Watch collects: https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/
_WITNESSES = ("crossref", "openalex")


class News(NamedTuple):
    """One thing to know, and who says so."""

    kind: str
    """retracted, withdrawn, concern, possibly (withdrawn on arXiv, by its comment) or version."""
    text: str
    """In words, to stand behind the paper's key."""
    record: Record


def news(paper: Paper, note: Note | None, evidence: Evidence) -> list[News]:
    """Retractions first, then the new version of what the note has read."""
    return [*retractions(paper, evidence), *new_version(paper, note, evidence)]


def retractions(paper: Paper, evidence: Evidence) -> Iterator[News]:
    """Each kind of notice once, with the first service that says so; none found is no proof that there is none."""
    kinds: dict[str, Record] = {}
    for record in (*evidence.fitting(paper), *evidence.records("doi", "arxiv")):
        if record.state == "withdrawn" and record.source == "arxiv":
            kinds.setdefault("possibly", record)
        elif record.state in _WORDS:
            kinds.setdefault(record.state, record)
    for kind in _WORDS:
        if kind in kinds:
            said = "by the comment of its last version" if kind == "possibly" else f"says {kinds[kind].source}"
            yield News(kind, f"{_WORDS[kind]}, {said}", kinds[kind])


def covered(paper: Paper, evidence: Evidence) -> bool:
    """Whether a service that knows of retractions knows the paper; of others nothing can be said."""
    return any(record.source in _WITNESSES for record in (*evidence.records("doi"), *evidence.fitting(paper)))


def new_version(paper: Paper, note: Note | None, evidence: Evidence) -> Iterator[News]:
    """The version of the preprint that came after the one that the note names, or after the last day it was read."""
    record = next((r for r in evidence.records("arxiv") if r.version and r.version > 1), None)
    if note is None or record is None or record.version is None:
        return
    named = _named(paper, note)
    if named and named < record.version:
        yield News("version", f"the note reads v{named}, the latest is v{record.version}", record)
    day = str(record.extra.get("updated", ""))[:10]
    if not named and note.read and _is_day(note.read[-1]) and _is_day(day) and note.read[-1] < day:
        text = f"v{record.version} is of {day}, and it was read on {note.read[-1]}"
        yield News("version", text, record)


def _named(paper: Paper, note: Note) -> int | None:
    """The highest version of the paper's arXiv id that the note names; None where it names none."""
    ident = normalise_arxiv(paper.arxiv)
    if not ident:
        return None
    found = re.findall(re.escape(ident) + r"v([0-9]{1,3})\b", f"{note.head}\n{note.body}")
    return max(map(int, found), default=None)


def _is_day(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False
