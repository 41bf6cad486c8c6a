"""A papis library, a folder of folders with info.yaml, to papers as fields of the catalogue.

Format: https://papis.readthedocs.io/en/latest/info_file.html"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from papernotes.formats import reference
from papernotes.formats.bibtex_fields import authors
from papernotes.formats.csl_fields import ENTRY_TYPES, TYPES, finished, name_of, variable
from papernotes.formats.draft import Draft, Fate, Piece, Reading
from papernotes.formats.latex import encode
from papernotes.model.status import Statuses
from papernotes.store.guard import anchors

MAX_BYTES = 1024 * 1024
_HOMES = {
    "ref": "key",
    "author": "authors",
    "author_list": "authors",
    "journal": "venue",
    "booktitle": "venue",
    "url": "links",
    "doc_url": "links",
    "time-added": "added",
    "eprint": "arxiv",
    "type": "kind",
    "files": "-files stay in papis's folders",
    "papis_id": "-bookkeeping of the program",
    **dict.fromkeys(("archiveprefix", "eprinttype", "primaryclass"), "arxiv"),
    **{name: name for name in ("title", "year", "month", "doi", "isbn", "tags", "arxiv", "status", "topics")},
}
_DONE = frozenset(_HOMES) | {"notes", "eprint"}


def read(folder: Path, statuses: Statuses = reference.DEFAULT) -> Reading:
    """The papers of a papis library, by path, with their notes; links to folders are not followed. Never raises."""
    reading = Reading(format="papis")
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        text, said = _load(path, name, reading)
        if said is None:
            pieces = [Piece(n, Fate.DROPPED, "a file that cannot be read", source=name) for n in _lines(text)]
        elif not _text(said.get("title")):
            reading.mistakes.append((1, f"{name}: no title; left out"))
            pieces = [Piece(n, Fate.DROPPED, "a paper without a title", source=name) for n in _lines(text)]
        else:
            pieces = _add(reading, path.parent, name, text, said, statuses)
        reading.pieces += pieces
    if not reading.drafts and not reading.mistakes:
        reading.mistakes.append((1, f"no info.yaml stands below '{folder.name}'"))
    return reading


def _files(folder: Path) -> Iterator[Path]:
    for top, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if "info.yaml" in files:
            yield Path(top) / "info.yaml"


def _load(path: Path, name: str, reading: Reading) -> tuple[str, dict[str, Any] | None]:
    """The text of an info.yaml and what it says, None if it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            reading.mistakes.append((1, f"{name}: larger than {MAX_BYTES // 1024} kB; left out"))
            return "", None
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reading.mistakes.append((1, f"{name}: cannot be read; {error.strerror}"))
        return "", None
    except UnicodeDecodeError as error:
        reading.mistakes.append((1, f"{name}: byte 0x{error.object[error.start]:02x} is not UTF-8; left out"))
        return "", None
    if found := next(iter(anchors(text, name)), None):
        reading.mistakes.append((found.where.line, f"{name}: {found.message}; left out"))
        return text, None
    try:
        # All values as text: 2301.10000 is no number, and no tag makes an object.
        said = yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", "") or "nested too deeply"
        reading.mistakes.append((mark.line + 1 if mark else 1, f"{name}: not valid YAML; {what}; left out"))
        return text, None
    if not isinstance(said, dict):
        reading.mistakes.append((1, f"{name}: no mapping of fields stands in it; left out"))
        return text, None
    return text, said


def _add(
    reading: Reading, folder: Path, name: str, text: str, said: Mapping[str, Any], statuses: Statuses
) -> list[Piece]:
    """Add the draft; where each line of its file went."""
    note, file = _note(folder, said)
    draft, wrong = _draft(said, statuses, note)
    number = len(reading.drafts)
    reading.drafts.append(draft)
    reading.mistakes += [(1, f"{name}: {what}") for what in wrong]
    pieces, current = [], "title"
    for n, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"([\w-]+)\s*:", line):
            current = match[1]
        home = _HOMES.get(current, "bibtex")
        if line.strip() and home[0] == "-":
            pieces.append(Piece(n, Fate.DROPPED, home[1:], source=name))
        elif line.strip():
            pieces.append(Piece(n, Fate.FIELD, home, number, source=name))
    if note:
        below = f"{name.rpartition('/')[0]}/{file}".lstrip("/")
        first = note.split("\n", 1)[0]
        start = next((n for n, line in enumerate(_read(folder / file).split("\n"), 1) if line == first), 1)
        lines = enumerate(note.split("\n"), 1)
        pieces += [Piece(start + at - 1, Fate.NOTE, "", number, at, below) for at, line in lines if line.strip()]
    return pieces


def _draft(said: Mapping[str, Any], statuses: Statuses, note: str) -> tuple[Draft, list[str]]:
    found: dict[str, Any] = {name: _text(said.get(name)) for name in ("title", "doi", "isbn", "arxiv")}
    people = said.get("author_list")
    names = [name_of(person) for person in people] if isinstance(people, list) else []
    found["authors"] = [name for name in names if name] or authors(_text(said.get("author")))
    found["venue"] = _text(said.get("booktitle")) or _text(said.get("journal"))
    found["year"] = reference.number(_text(said.get("year")), 1000, 9999)
    found["month"] = reference.number(_text(said.get("month")), 1, 12)
    if not found["year"]:
        found["date"] = _text(said.get("year"))
    found["url"] = _text(said.get("url")) or _text(said.get("doc_url"))
    if _text(said.get("archiveprefix") or said.get("eprinttype")).lower() == "arxiv":
        found["arxiv"] = _text(said.get("eprint"))
    if day := re.match(r"\d{4}-\d{2}-\d{2}", _text(said.get("time-added"))):
        found["added"] = day[0]
    if status := reference.is_status(_text(said.get("status")), statuses):
        found["status"] = status
    found["topics"] = _words(said.get("topics"))
    found["bibtex"] = {
        str(name): variable(str(name), _text(value)) if name != "editor" else encode(_text(value))
        for name, value in said.items()
        if name not in _DONE and _text(value) and len(_text(value)) <= reference.LIMIT
    }
    found["bibtex"]["date"] = found.pop("date", "")
    kind = _text(said.get("type"))
    wrong = finished(found, kind if kind in ENTRY_TYPES else TYPES.get(kind, ""), _words(said.get("tags")), statuses)
    return Draft(_text(said.get("ref")), reference.ordered(found), 1, note), wrong


def _note(folder: Path, said: Mapping[str, Any]) -> tuple[str, str]:
    """The text and the name of the paper's note; a name that leads out of the folder is none."""
    name = _text(said.get("notes"))
    if not name or Path(name).name != name or Path(name).suffix not in (".md", ".markdown", ".txt", ".org"):
        return "", ""
    return _read(folder / name).strip("\n"), name


def _read(path: Path) -> str:
    try:
        inside = path.resolve().is_relative_to(path.parent.resolve())
        return path.read_text("utf-8-sig") if inside and path.stat().st_size <= MAX_BYTES else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value if (text := _text(item))]
    text = _text(value)
    # Older papis writes tags with blanks between.
    return reference.split_list(text, ",;") if re.search(r"[,;]", text) else text.split()


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _lines(text: str) -> list[int]:
    return [n for n, line in enumerate(text.splitlines(), 1) if line.strip()]
