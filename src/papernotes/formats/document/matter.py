"""Front matter of Hexo, Hugo, Jekyll and Obsidian, at the top of a file or before each of several posts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from papernotes.formats.document import headers, links
from papernotes.formats.document.found import Found
from papernotes.formats.document.heading import marked
from papernotes.formats.document.row import Entry, Row
from papernotes.formats.document.words import KINDS, meaning
from papernotes.model.status import Statuses

_FENCES = {"---": re.compile(r"---\s*$|\.\.\.\s*$"), "+++": re.compile(r"\+\+\+\s*$"), ";;;": re.compile(r";;;\s*$")}
_LONGEST = 60


class Matter(NamedTuple):
    """One block of front matter."""

    start: int
    """Index of its first row."""
    end: int
    """Index of the row behind its last."""
    values: dict[str, Any]


def blocks(rows: Sequence[Row]) -> list[Matter]:
    """The blocks of front matter, in order; one in the middle of a text must name a title."""
    found: list[Matter] = []
    index = 0
    while index < len(rows):
        block = _block(rows, index)
        if block is None:
            index += 1
        else:
            found.append(block)
            index = block.end
    return found


def _block(rows: Sequence[Row], index: int) -> Matter | None:
    fence = _FENCES.get(rows[index].text.strip())
    first = not any(not row.blank for row in rows[:index])
    bare = first and fence is None and bool(re.match(r"title\s*:", rows[index].text))
    if fence is None and not bare:
        return None
    for end in range(index + 1, min(len(rows), index + _LONGEST)):
        if (fence or _FENCES["---"]).match(rows[end].text):
            text = "\n".join(row.text for row in rows[index + (0 if bare else 1) : end])
            values = _toml(text) if rows[index].text.startswith("+++") else _yaml(text)
            good = bool(values) and (first or "title" in values)
            return Matter(index, end + 1, values) if good else None
    return None


def _yaml(text: str) -> dict[str, Any]:
    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        # title: A: B is no YAML, but people write it.
        pairs = re.findall(r"(?m)^([A-Za-z_-]+)\s*:[ \t]*(.*)$", text)
        values = {name: value.strip("'\"") for name, value in pairs}
    return {str(k).casefold(): v for k, v in values.items() if v not in (None, "")} if isinstance(values, dict) else {}


def _toml(text: str) -> dict[str, Any]:
    pairs = re.findall(r"(?m)^\s*([\w.-]+)\s*=\s*(.+?)\s*$", text)
    found: dict[str, Any] = {}
    for name, value in pairs:
        strings = re.findall(r"['\"]([^'\"]*)['\"]", value)
        found[name.casefold()] = strings if value.startswith("[") else (strings[0] if strings else value)
    return found


def apply(matter: Matter, rows: Sequence[Row], entry: Entry, statuses: Statuses) -> None:
    """The fields that front matter says, in the entry; its rows become fields, of which the title is told first."""
    values = matter.values
    found = entry.found
    title = str(values.get("title", "")).strip()
    if title:
        said = marked(title, statuses) or Found(title, "post")
        found.title = said.title
        found.venue, found.year, found.month = said.venue, said.year, said.month
        found.labels += said.labels
    for name in ("authors", "author"):
        if name in values and not found.authors:
            found.authors = (
                [str(p) for p in values[name]] if isinstance(values[name], list) else headers.people(str(values[name]))
            )
    found.venue = found.venue or str(values.get("venue", values.get("conference", values.get("journal", "")))).strip()
    found.year = found.year or _year(values.get("year"))
    _labels(values, entry)
    for value in _flat(values):
        found.idents |= {k: v for k, v in links.identifiers(value).items() if k not in found.idents}
        for url in links.urls(value):
            if not links.identifiers(url):
                links.add_link(found.links, links.name_of(url), url)
    for kind in ("doi", "arxiv"):
        if kind in values:
            found.idents |= links.identifiers(f"{kind}:{values[kind]}")
    if match := re.match(r"\d{4}-\d\d-\d\d", str(values.get("read", values.get("date", "")))):
        entry.meta["read"] = match[0]
    entry.mark = meaning(str(values.get("status", ""))) or entry.mark
    for row in rows[matter.start : matter.end]:
        name = row.text.split(":")[0].split("=")[0].strip().casefold()
        if not row.blank:
            entry.heads.append(
                (
                    row.line,
                    name
                    if name in ("title", "authors", "venue", "year", "doi", "arxiv", "status", "tags")
                    else "front matter",
                )
            )


def _labels(values: dict[str, Any], entry: Entry) -> None:
    for name in ("tags", "categories", "keywords", "category", "tag"):
        value = values.get(name, [])
        parts = value if isinstance(value, list) else re.split(r"[,，;；]\s*", str(value))
        for part in parts:
            label = str(part).strip().lstrip("#")
            if label.casefold() in KINDS:
                entry.kind = KINDS[label.casefold()]
            elif label and label.casefold() not in ("paper", "papers", "论文", "论文笔记"):
                entry.found.labels.append(label)


def _flat(values: dict[str, Any]) -> list[str]:
    return [str(item) for value in values.values() for item in (value if isinstance(value, list) else [value])]


def _year(value: Any) -> int | None:
    match = re.search(r"(?:19|20)\d{2}", str(value or ""))
    return int(match[0]) if match else None
