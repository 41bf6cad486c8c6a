"""Notes: Markdown text with front matter to Note, line numbers kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import frontmatter
import yaml

from papernotes.identifiers import PAGES
from papernotes.model.note import Note, NoteKind
from papernotes.model.topic import topic_path
from papernotes.model.where import Where
from papernotes.problem import Problem
from papernotes.store.catalogue import compose
from papernotes.store.guard import anchors, plain_lines
from papernotes.store.reference import masked, references
from papernotes.text import is_day

_FENCE = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.S)
_H1 = re.compile(r"(?m)^#[ \t]+(.+?)[ \t]*#*[ \t]*$")


def read(text: str, path: str, uri: str, is_key: bool) -> tuple[Note, list[Problem]]:
    """The note of a file and what is wrong with its front matter.

    `is_key` says that the catalogue has a paper of the file's stem. Never raises."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    match = _FENCE.match(text)
    body = text[match.end() :] if match else text
    body_line = text.count("\n", 0, match.end()) + 1 if match else 1
    meta, marks, problems = _front_matter(text, match, path)
    kind, key = _kind(uri, meta, is_key)
    heading = _H1.search(masked(body))
    title = body[heading.start() : heading.end()].strip("# \t") if heading else str(meta.get("title") or "")
    found = tuple(references(body, path, body_line))
    return Note(path, uri, kind, key, body, body_line, meta, marks, found, title), problems


def _kind(uri: str, meta: Mapping[str, Any], is_key: bool) -> tuple[NoteKind, str]:
    if meta.get("paper"):
        return NoteKind.PAPER, str(meta["paper"])
    place = PurePosixPath(uri)
    if place.parts[0] == "topics" and len(place.parts) > 1:
        return NoteKind.TOPIC, topic_path(str(PurePosixPath(*place.parts[1:]).with_suffix("")))
    if place.parts[0] == "journal" and is_day(place.stem):
        return NoteKind.JOURNAL, place.stem
    # A key may be `index`, but the page of that name is the home page.
    if place.stem.casefold() not in PAGES and (is_key or "read" in meta):
        return NoteKind.PAPER, place.stem
    return NoteKind.PAGE, ""


def _front_matter(
    text: str, match: re.Match[str] | None, path: str
) -> tuple[dict[str, Any], dict[str, tuple[int, int]], list[Problem]]:
    if match is None:
        if text.startswith("---\n"):
            problem = Problem(Where(path), "NOTE004", "the front matter is not closed", "end it with a line '---'")
            return {}, {}, [problem]
        return {}, {}, []
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
