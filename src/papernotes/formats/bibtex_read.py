"""BibTeX to papers, as fields of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from papernotes.formats import reference
from papernotes.formats.bibtex_fields import Found, fields
from papernotes.formats.bibtex_row import Row
from papernotes.formats.bibtex_split import split
from papernotes.formats.draft import Draft, Fate, Piece, Reading, Track, untracked
from papernotes.garbage import gc_paused
from papernotes.late import regex
from papernotes.model.status import Statuses

_CHILDREN = frozenset("inproceedings conference incollection inbook".split())
# What belongs to the whole book; its DOI or URL would make all its papers one.
_INHERITED = tuple(
    "booktitle journal journaltitle year date month publisher series editor address location organization volume"
    " eventtitle venue".split()
)
_GROUP = regex(r"(\d+) \w*Group:(.*)")


def read(text: str, statuses: Statuses = reference.DEFAULT, track: Track = untracked) -> Reading:
    """The entries of a BibTeX or BibLaTeX text; those that are broken as far as they can be read. Never raises."""
    with gc_paused():
        return _read(text, statuses, track)


def _read(text: str, statuses: Statuses, track: Track) -> Reading:
    text, lines, mistakes = reference.prepare(text, "BibTeX")
    found = split(text, track)
    reading = Reading(mistakes=[*mistakes, *found.mistakes], format="bibtex")
    if not found.rows and not reading.mistakes:
        reading.mistakes.append((1, "no BibTeX entry in it"))
    missing = _inherit(found.rows)
    tree = _tree(found.comments)
    pieces: list[Piece] = []
    first: dict[str, int] = {}
    for row in track(found.rows):
        got = fields(row, statuses, tree)
        if not got.said.get("title") and not got.key:
            reading.mistakes.append((row.line, "the entry has neither key nor title; left out"))
            continue
        reading.mistakes += _mistakes(row, got, first)
        pieces += _pieces(row, got, len(reading.drafts), lines, missing)
        reading.drafts.append(_draft(row, got))
        # A hundred thousand entries are a gigabyte.
        row.fields, row.at = {}, {}
    for begin, end, what in found.rest:
        rest = range(begin, min(end, len(lines)) + 1)
        pieces += [Piece(n, Fate.DROPPED, what) for n in rest if lines[n - 1].strip()]
    reading.mistakes.sort()
    reference.account(reading, lines, pieces, "text outside of the entries that could be read")
    return reading


def _draft(row: Row, got: Found) -> Draft:
    title = {} if got.said.get("title") else {"title": got.key}
    return Draft(got.key, {**title, **got.said}, row.line, got.note, {"rating": got.rating} if got.rating else {})


def _mistakes(row: Row, got: Found, first: dict[str, int]) -> list[tuple[int, str]]:
    found = [(row.at.get("eprint" if name == "arxiv" else name, row.line), reason) for name, reason in got.wrong]
    if not got.said.get("title"):
        found.append((row.line, f"entry '{row.key}' has no title; its key stands for it"))
    line = first.setdefault(row.key, row.line)
    if line != row.line:
        found.append((row.line, f"key '{row.key}' stands at line {line} already; read all the same"))
    return found


def _inherit(rows: list[Row]) -> dict[str, str]:
    """Give entries what they lack of the one that their crossref names; why each crossref is dropped, by its text.

    Format: https://ctan.org/pkg/biblatex, section 2.4.1 and appendix B"""
    wanted = {row.fields["crossref"].lower() for row in rows if "crossref" in row.fields}
    parents = {row.key.lower(): dict(row.fields) for row in rows if row.key.lower() in wanted} if wanted else {}
    why = {}
    for row in rows:
        if name := row.fields.pop("crossref", ""):
            parent = parents.get(name.lower())
            why[name] = "what it names is read with it" if parent else "the entry that it names is not in the file"
            row.fields["crossref"] = name
            if parent and row.key.lower() != name.lower():
                _inherit_from(row, parent)
    return why


def _inherit_from(row: Row, parent: Mapping[str, str]) -> None:
    for name in _INHERITED:
        if name in parent and not (
            (name == "date" and "year" in row.fields) or (name == "year" and "date" in row.fields)
        ):
            row.fields.setdefault(name, parent[name])
    if row.type in _CHILDREN and "title" in parent:
        row.fields.setdefault("booktitle", parent["title"])


def _tree(comments: list[str]) -> dict[str, str]:
    """The paths of JabRef's groups by their names, where a name stands once in the tree.

    Format: https://docs.jabref.org/advanced/main-window; levels as "2 StaticGroup:name\\;0\\;..." after one another"""
    paths: dict[str, str] = {}
    twice = set()
    stack: list[str] = []
    for comment in comments:
        if not comment.lower().startswith("jabref-meta: grouping:"):
            continue
        for level, name in _GROUP.findall(comment.replace("\\\n", "\n")):
            depth = int(level)
            name = name.split("\\;")[0].strip().rstrip(";")
            # Level 0 is the root, which has no name.
            stack = [*stack[: max(depth - 1, 0)], name]
            if depth:
                twice |= {name} & paths.keys()
                paths.setdefault(name, "/".join(stack))
    return {name: path for name, path in paths.items() if name not in twice}


def _pieces(row: Row, got: Found, number: int, lines: list[str], missing: Mapping[str, str]) -> Iterator[Piece]:
    """Say where each line of an entry went."""
    items = sorted(row.at.items(), key=lambda item: item[1])
    if not items or items[0][1] > row.line:
        yield Piece(row.line, Fate.FIELD, "key", number)
    if not items:
        yield from (Piece(n, Fate.FIELD, "key", number) for n in range(row.line + 1, row.end + 1))
    starts = [*(line for _, line in items[1:]), row.end + 1]
    for (name, line), after in zip(items, starts, strict=False):
        went = got.went.get(name, "bibtex")
        if name == "crossref":
            went = "-" + missing.get(row.fields["crossref"], "")
        for n in range(line, max(after, line + 1)):
            text = lines[n - 1].strip()
            if text in ("}", ")", "},"):
                yield Piece(n, Fate.FIELD, "key", number)
            elif text and went == "note":
                yield Piece(n, Fate.NOTE, "", number, 1)
            elif text and went[0] == "-":
                yield Piece(n, Fate.DROPPED, went[1:])
            elif text:
                yield Piece(n, Fate.FIELD, went, number)
