"""Notes: Markdown text with front matter to Note, line numbers kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

import yaml

from papernotes.identifiers import PAGES
from papernotes.late import regex
from papernotes.model.note import Note, NoteKind
from papernotes.model.topic import topic_path
from papernotes.model.where import Where
from papernotes.problem import Level, Problem
from papernotes.store.catalogue import compose
from papernotes.store.guard import anchors, plain_lines
from papernotes.store.reference import masked, references
from papernotes.store.scalar import BOOLEANS
from papernotes.text import is_day

_FENCE = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.S)
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
# A name and a day, several days, a digit, or text that begins with a letter and holds no sign that YAML knows.
_SIMPLE = re.compile(
    rf"([a-z]+): (?:({_DAY})|\[({_DAY}(?:, ?{_DAY})*)\]|([1-9])"
    r"|((?=[A-Za-z\u3400-\u9fff])[\w \u3000-\u303f，。；：？！（）.-]*\w))"
)
_WORDS = BOOLEANS | {"null", "nan", "inf"}
_BREAK = regex(r"\r\n|\r|\n")
_NAMES = {"\r\n": "CR LF", "\r": "CR", "\n": "LF"}
_H1 = re.compile(r"(?m)^#[ \t]+\S[^\n]*$")
_AN_H1 = re.compile(r"\n#[ \t]+\S")


def read(text: str, path: str, uri: str, is_key: bool) -> tuple[Note, list[Problem]]:
    """The note of a file and what is wrong with its front matter.

    `is_key` says that the catalogue has a paper of the file's stem. Never raises."""
    mixed = list(_mixed(text, path)) if "\r" in text else []
    text, match, body = _cut(text)
    body_line = text.count("\n", 0, match.end()) + 1 if match else 1
    meta, marks, problems = _front_matter(text, match, path)
    kind, key = _kind(uri, meta, is_key)
    heading = _H1.search(masked(body)) if _H1.match(body) or _AN_H1.search(body) else None
    title = body[heading.start() : heading.end()].strip("# \t") if heading else str(meta.get("title") or "")
    found = tuple(references(body, path, body_line))
    head = (match[1] or "") if match else ""
    return Note(path, uri, kind, key, body, body_line, meta, marks, found, title, head), problems + mixed


def body_of(text: str) -> tuple[str, str]:
    """The text after the front matter, and the lines of the front matter."""
    _, match, body = _cut(text)
    return body, (match[1] or "") if match else ""


def _cut(text: str) -> tuple[str, re.Match[str] | None, str]:
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    match = _FENCE.match(text)
    return text, match, text[match.end() :] if match else text


def _mixed(text: str, path: str) -> Iterator[Problem]:
    """NOTE015 at the first line break that is not of the kind of the first one."""
    kinds = [match[0] for match in _BREAK.finditer(text)]
    other = next((i for i, kind in enumerate(kinds) if kind != kinds[0]), None)
    if other is not None:
        said = f"line {other + 1} ends with {_NAMES[kinds[other]]}, those before it with {_NAMES[kinds[0]]}"
        yield Problem(Where(path, other + 1), "NOTE015", said, "save the file with one kind of line end", Level.WARNING)


def _kind(uri: str, meta: Mapping[str, Any], is_key: bool) -> tuple[NoteKind, str]:
    if meta.get("paper"):
        return NoteKind.PAPER, str(meta["paper"])
    first, _, rest = uri.partition("/")
    stem = uri.rpartition("/")[2].removesuffix(".md")
    if first == "topics" and rest:
        return NoteKind.TOPIC, topic_path(str(PurePosixPath(rest).with_suffix("")))
    if first == "journal" and is_day(stem):
        return NoteKind.JOURNAL, stem
    # A key may be `index`, but the page of that name is the home page.
    if stem.casefold() not in PAGES and (is_key or "read" in meta):
        return NoteKind.PAPER, stem
    return NoteKind.PAGE, ""


def _front_matter(
    text: str, match: re.Match[str] | None, path: str
) -> tuple[dict[str, Any], dict[str, tuple[int, int]], list[Problem]]:
    if match is None:
        if text.startswith("---\n"):
            problem = Problem(Where(path), "NOTE004", "the front matter is not closed", "end it with a line '---'")
            return {}, {}, [problem]
        return {}, {}, []
    if quick := _quick(match[1] or ""):
        return *quick, []
    import frontmatter

    header, _ = plain_lines(match[1] or "", path)
    shift = 2
    try:
        root = compose(header) if header.strip() else None
        if unsafe := next(anchors(header, path, 2), None):
            return {}, {}, [replace(unsafe, rule="NOTE004")]
        shift = 1  # For frontmatter, the line of dashes is the first.
        meta = frontmatter.parse(f"---\n{header}---\n")[0] if header.strip() else {}
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(path, mark.line + shift, mark.column + 1) if mark else _odd_date(header, path)
        said = str(getattr(error, "problem", None) or error).split("\n")[0] or "it is nested too deeply"
        return {}, {}, [Problem(where, "NOTE004", f"front matter is not valid YAML: {said}", _advice(error))]
    if root is not None and not isinstance(root, yaml.MappingNode):
        said = "front matter is no mapping"
        return {}, {}, [Problem(Where(path, 2), "NOTE004", said, "write lines such as 'read: 2022-06-13'")]
    pairs = root.value if root is not None else []
    marks = {str(key.value): (key.start_mark.line + 2, key.start_mark.column + 1) for key, _ in pairs}
    return {str(name): value for name, value in meta.items()}, marks, []


def _quick(header: str) -> tuple[dict[str, Any], dict[str, tuple[int, int]]] | None:
    """Fields and their places where every line is a simple one, which means the same to YAML; else None.

    Two thousand notes are read a second faster so."""
    meta: dict[str, Any] = {}
    marks = {}
    for number, line in enumerate(header.split("\n")[:-1], 2):
        match = _SIMPLE.fullmatch(line)
        if match is None or match[1] in meta or not _WORDS.isdisjoint({match[1], (match[5] or "").casefold()}):
            return None
        try:
            meta[match[1]] = _plain(match)
        except ValueError:
            return None
        marks[match[1]] = (number, 1)
    return meta, marks


def _plain(match: re.Match[str]) -> Any:
    """The value of a simple line. Raises ValueError for a day that is not in the calendar."""
    if match[2]:
        return date.fromisoformat(match[2])
    if match[3]:
        return [date.fromisoformat(day.strip()) for day in match[3].split(",")]
    return int(match[4]) if match[4] else match[5]


def _odd_date(header: str, path: str) -> Where:
    """The place of the first day that is not in the calendar: YAML says only that there is one."""
    for match in re.finditer(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9:.]+)?", header):
        try:
            datetime.fromisoformat(match[0])
        except ValueError:
            line = header.count("\n", 0, match.start())
            return Where(path, line + 2, match.start() - header.rfind("\n", 0, match.start()))
    return Where(path)


def _advice(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "close the brackets"
    return "quote the value" if isinstance(error, yaml.YAMLError) else "write a day of the calendar, as 2022-06-13"
