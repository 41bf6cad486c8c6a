"""What was found in a document, as drafts, pages and the fate of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from papernotes.formats.document import label, links, reference, same
from papernotes.formats.document.render import render
from papernotes.formats.document.row import Entry, Outcome, Page, Row
from papernotes.formats.draft import Draft, Fate, PageDraft, Piece, Reading
from papernotes.model.paper import shapes
from papernotes.model.status import Statuses
from papernotes.model.venue import registry

_RANK = ("revisit", "read", "reading", "unread")
"""Of two statuses of one paper, the first here counts."""


def assemble(
    out: Outcome, statuses: Statuses, chinese: bool, lines: Sequence[str], stem: str, also: Mapping[int, Sequence[int]]
) -> Reading:
    """The reading of a document, each written line accounted for; `also` holds lines that share another's fate."""
    reading = Reading(format="document")
    meanings = label.meanings(out.entries)
    numbers: dict[int, int] = {}
    for group in _grouped(out.entries):
        numbers |= dict.fromkeys(group, len(reading.drafts))
        chosen = [out.entries[i] for i in group]
        fields = _fields(chosen, [meanings[i] for i in group], statuses, chinese)
        meta = {name: value for entry in chosen for name, value in entry.meta.items()}
        reading.drafts.append(Draft("", fields, chosen[0].line, "", meta))
        _note(reading, chosen, [meanings[i].topic for i in group])
    for index, entry in enumerate(out.entries):
        reading.pieces += [Piece(line, Fate.FIELD, names, numbers[index]) for line, names in entry.heads]
    _pages(reading, out, numbers)
    reading.pieces += [Piece(line, Fate.DROPPED, reason) for line, reason in out.dropped]
    reading.pieces += [piece._replace(line=other) for piece in reading.pieces for other in also.get(piece.line, ())]
    _leftover(reading, lines, stem)
    _references(reading)
    reading.pieces = sorted({piece for piece in reading.pieces if 0 < piece.line <= len(lines)})
    return reading


def _grouped(entries: Sequence[Entry]) -> list[list[int]]:
    """Entries of one paper; what is no paper is only ever itself."""
    papers = [i for i, entry in enumerate(entries) if entry.kind in ("paper", "survey")]
    found = [[papers[i] for i in group] for group in same.groups([entries[i].found for i in papers])]
    return sorted(found + [[i] for i, entry in enumerate(entries) if entry.kind not in ("paper", "survey")])


def _fields(
    entries: Sequence[Entry], meanings: Sequence[label.Meaning], statuses: Statuses, chinese: bool
) -> dict[str, Any]:
    """The fields of a paper, of all places that speak of it, in the catalogue's order."""
    dated = _dated(entries)
    title = _title(entries)
    aliases = [alias for entry in entries for alias in entry.found.aliases]
    aliases += [name for meaning in meanings for name in meaning.aliases]
    aliases += [
        entry.found.title.split(":")[0].strip()
        for entry in entries
        if entry.found.title.endswith(title) and ":" in entry.found.title.removesuffix(title)
    ]
    found: dict[str, Any] = {
        "title": title,
        "aliases": _unique(alias for alias in aliases if alias != title),
        "authors": next((entry.found.authors for entry in entries if entry.found.authors), []),
        "venue": dated.found.venue,
        "year": dated.found.year,
        "month": dated.found.month,
        "topics": _topics([meaning.topic for meaning in meanings]),
        "status": _status(entries, statuses, chinese),
        "tags": _unique(tag for meaning in meanings for tag in meaning.tags),
        "kind": next((m.kind for m in meanings if m.kind != "paper"), ""),
        "summary": next((entry.found.summary for entry in entries if entry.found.summary), ""),
    }
    idents = {kind: ident for entry in reversed(entries) for kind, ident in entry.found.idents.items()}
    pairs = [pair for entry in reversed(entries) for pair in entry.found.links.items()]
    # What an identifier says needs no link.
    found["links"] = {name: url for name, url in pairs if not links.identifiers(url).items() & idents.items()}
    found |= idents
    return {name: found[name] for name in shapes() if found.get(name) not in (None, "", [], {})}


def _dated(entries: Sequence[Entry]) -> Entry:
    """The entry whose venue and year count: published before preprint, dated before not."""

    def rank(entry: Entry) -> tuple[bool, bool, bool]:
        known = registry().find(entry.found.venue) if entry.found.venue else None
        published = bool(entry.found.venue) and (known is None or known.kind != "preprint")
        return (published, bool(entry.found.venue), entry.found.year is not None)

    return max(entries, key=rank)


def _title(entries: Sequence[Entry]) -> str:
    """The one that is no nickname's, then that of a heading, then the first."""
    titles = [entry.found.title for entry in sorted(entries, key=lambda e: not e.found.strong)]
    return next(
        (t for t in titles if any(o != t and o.casefold().endswith(": " + t.casefold()) for o in titles)), titles[0]
    )


def _unique(items: Any) -> list[str]:
    return list(dict.fromkeys(items))


def _topics(topics: Sequence[str]) -> list[str]:
    """Without repetition, and without a topic of which a sub-topic is there."""
    real = _unique(topic for topic in topics if topic)
    return [topic for topic in real if not any(other.startswith(topic + "/") for other in real)]


def _status(entries: Sequence[Entry], statuses: Statuses, chinese: bool) -> str:
    words = [_one(entry) for entry in entries]
    word = next(word for word in (*_RANK, *words) if word in words)
    known = statuses.find(word)
    if known is None:
        return "" if word in _RANK else word
    return known.zh if chinese else known.name


def _one(entry: Entry) -> str:
    """What a note says comes first; else, whoever wrote something below a paper has read it, even in an unread list."""
    said = entry.found.status or entry.mark
    if said:
        return said
    if entry.noted:
        return "reading" if entry.section_status == "reading" else "read"
    return entry.section_status or "unread"


def _note(reading: Reading, entries: Sequence[Entry], topics: Sequence[str]) -> None:
    """The notes of all places, below each other under their topics if there are several."""
    number = len(reading.drafts) - 1
    noted = [(entry, topic) for entry, topic in zip(entries, topics, strict=True) if entry.noted]
    text = ""
    for entry, topic in noted:
        part, places = render(entry.rows)
        head = f"## {topic or entry.found.title}\n\n" if len(noted) > 1 else ""
        offset = (text + head).count("\n") + (1 if text else 0)
        text += ("\n" if text else "") + head + part
        reading.pieces += [Piece(line, Fate.NOTE, "", number, at + offset) for line, at in places]
    reading.drafts[number].note = text


def _pages(reading: Reading, out: Outcome, numbers: Mapping[int, int]) -> None:
    """Pages on which something is written; the others' names have become fields."""
    place: dict[int, int] = {}
    for page in out.pages:
        written = [row for row in page.rows if not row.blank]
        if (
            len(written) == 1
            and page.uri.startswith("import/")
            and written[0].line <= 3
            and reading.drafts
            and len(written[0].text) <= 60
        ):
            reading.pieces.append(Piece(written[0].line, Fate.DROPPED, "the document's own title"))
        elif not written:
            reading.pieces += [Piece(line, Fate.DROPPED, "the document's own title") for line in page.heads]
        else:
            place[id(page)] = _page(reading, page, numbers)
    for line, names, first, page in out.sections:
        if id(page) in place:
            reading.pieces.append(Piece(line, Fate.PAGE, "", place[id(page)], 1))
        if first < len(out.entries):
            reading.pieces.append(Piece(line, Fate.FIELD, names, numbers[first]))
        elif id(page) not in place:
            reading.pieces.append(Piece(line, Fate.DROPPED, "a section without papers and text"))


def _page(reading: Reading, page: Page, numbers: Mapping[int, int]) -> int:
    """The number of a page, which gets the text; a page that is there already gets it at its end."""
    text, places = render(page.rows)
    text = reference.renumber(text, numbers)
    number = next((i for i, other in enumerate(reading.pages) if other.uri == page.uri), len(reading.pages))
    if number == len(reading.pages):
        reading.pages.append(PageDraft(page.uri, f"# {page.title}\n", page.line))
    draft = reading.pages[number]
    offset = draft.text.count("\n") + 1
    draft.text += "\n" + text
    reading.pieces += [Piece(line, Fate.PAGE, "", number, at + offset) for line, at in places]
    reading.pieces += [Piece(line, Fate.PAGE, "", number, 1) for line in page.heads]
    return number


def _leftover(reading: Reading, lines: Sequence[str], stem: str) -> None:
    """Lines that no reader took go to a page of the document: nothing is lost, whatever it was."""
    told = {piece.line for piece in reading.pieces}
    rows = [Row(number, line) for number, line in enumerate(lines, 1) if line.strip() and number not in told]
    if rows:
        _page(reading, Page(f"import/{stem}.md", stem, rows[0].line, rows), {})


def _references(reading: Reading) -> None:
    titles = [draft.fields.get("title", "") for draft in reading.drafts]
    names = reference.Titles(titles, [draft.fields.get("aliases", []) for draft in reading.drafts])
    for number, draft in enumerate(reading.drafts):
        draft.note = names.link(draft.note, number)
    for page in reading.pages:
        head, _, rest = page.text.partition("\n")
        page.text = head + "\n" + names.link(rest)
