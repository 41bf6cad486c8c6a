"""A folder of notes, one paper each: Obsidian literature notes, posts of Jekyll or Hugo, `[2019 CVPR] Title.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import frontmatter
import yaml

from papernotes.formats import heading
from papernotes.formats.draft import Draft, Fate, Piece, Reading
from papernotes.identifiers import NORMALISE
from papernotes.model.status import Statuses
from papernotes.model.venue import registry

_FENCE = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.S)
_H1 = re.compile(r"\A\s*# [ \t]*(.+?)[ \t]*\n?(?=\n|\Z)")
_WIKI = re.compile(r"(!?)\[\[([^\[\]|#\n]+)(#[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\]")
# ![words](place "title"), ![words](<a place>), and the place with blanks that Obsidian lets pass.
_IMAGE = re.compile(r"(!\[[^\]\n]*\]\()[ \t]*(?:<([^>\n]+)>|([^)\n\"]*[^)\n\"\s]))([ \t]*(?:\"[^\"\n]*\")?\))")
_POST = re.compile(r"\d{4}-\d{2}-\d{2}-")
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})")
# Names of a field in the front matter of other programs.
_NAMES = {
    "title": ("title", "标题", "论文"),
    "authors": ("authors", "author", "作者"),
    "venue": ("venue", "conference", "journal", "publication", "会议", "期刊"),
    "year": ("year", "年份", "date", "published"),
    "status": ("status", "阅读状态", "状态", "read-status"),
    "tags": ("tags", "tag", "keywords", "标签"),
    "topics": ("topics", "categories", "category", "主题", "分类"),
    "aliases": ("aliases", "alias"),
    "doi": ("doi", "DOI"),
    "arxiv": ("arxiv", "arXiv", "eprint"),
    "key": ("citekey", "citation-key", "citationKey", "key", "bibkey"),
}
_LISTS = {"authors", "tags", "topics", "aliases"}
_SKIPPED = {"readme", "index", "_index"}


class _Vault(NamedTuple):
    folder: Path
    files: Mapping[str, Path]
    """By name: Obsidian finds an attachment wherever in the folder it stands."""


def read(folder: Path, texts: Mapping[str, str], statuses: Statuses) -> Reading:
    """The notes of a folder; `texts` holds the Markdown files by their path below it, with forward slashes.

    A sub-folder is a topic. Links between the notes become references. Never raises."""
    reading = Reading(format="folder")
    vault = _Vault(folder, {path.name: path for path in sorted(folder.rglob("*"), reverse=True) if path.is_file()})
    names = {Path(name).stem: number for number, name in enumerate(_notes(texts))}
    for number, name in enumerate(_notes(texts)):
        reading.drafts.append(_draft(vault, name, texts[name], statuses, names, reading, number))
    for name, text in texts.items():
        if Path(name).stem.casefold() in _SKIPPED:
            said = (i for i, line in enumerate(text.split("\n"), 1) if line.strip())
            reading.pieces += [Piece(i, Fate.DROPPED, "a folder's index", source=name) for i in said]
    if not reading.drafts and not reading.mistakes:
        reading.mistakes.append((1, "no note in Markdown in this folder"))
    return reading


def _notes(texts: Mapping[str, str]) -> Iterator[str]:
    return (name for name in texts if Path(name).stem.casefold() not in _SKIPPED)


def _draft(
    vault: _Vault,
    name: str,
    text: str,
    statuses: Statuses,
    names: Mapping[str, int],
    reading: Reading,
    number: int,
) -> Draft:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    match = _FENCE.match(text)
    meta = _meta(text[: match.end()], name, reading) if match else {}
    start = match.end() if match else 0
    heading_line = _H1.match(text[start:])
    body_start = start + (heading_line.end() if heading_line else 0)
    said = heading.parse(_POST.sub("", Path(name).stem), statuses)
    title = heading.parse(heading_line[1], statuses) if heading_line else None
    fields = _fields(meta, said, title, name, statuses)
    body = text[body_start:]
    blank = len(body) - len(body.lstrip("\n"))
    _account(reading, number, name, text, text[:body_start], body_start + blank)
    note = _linked(body.strip("\n"), names)
    key = str(next((meta[n] for n in _NAMES["key"] if meta.get(n)), "")).lstrip("@")
    found = _ARXIV.search(body)
    if found and "arxiv" not in fields:
        fields["arxiv"] = found[1]
    note, images = _images(vault, name, note)
    return Draft(key, fields, 1, note, _reading_facts(meta), images)


def _meta(head: str, name: str, reading: Reading) -> dict[str, Any]:
    try:
        found = frontmatter.loads(head).metadata
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        reading.mistakes.append((mark.line + 1 if mark else 1, f"{name}: front matter is not valid YAML; left out"))
        return {}
    return found if isinstance(found, dict) else {}


def _account(reading: Reading, number: int, name: str, text: str, head: str, body_start: int) -> None:
    """Where each line went: what stands above the body is fields, the body is the note."""
    first = text.count("\n", 0, body_start) + 1
    for line, words in enumerate(text.split("\n"), 1):
        if words.strip():
            if line < first or (line == first and len(head) > body_start):
                reading.pieces.append(Piece(line, Fate.FIELD, "front matter, title", number, source=name))
            else:
                reading.pieces.append(Piece(line, Fate.NOTE, "", number, line - first + 1, name))


def _fields(
    meta: Mapping[str, Any], file: heading.Heading, title: heading.Heading | None, name: str, statuses: Statuses
) -> dict[str, Any]:
    """Front matter first, then the heading, then the file's name, then its folder."""
    fields: dict[str, Any] = {}
    for field, names in _NAMES.items():
        value = next((meta[n] for n in names if meta.get(n)), None)
        if value is not None and field != "key":
            fields[field] = _value(field, value)
    for said in (title, file):
        if said is None:
            continue
        for field in ("title", "venue", "year", "month", "status"):
            value = getattr(said, field)
            if value and not fields.get(field):
                fields[field] = value
        if said.labels:
            fields["tags"] = list(dict.fromkeys([*fields.get("tags", []), *said.labels]))
    if fields.get("venue") and (venue := registry().find(str(fields["venue"]))):
        fields["venue"] = venue.name
    if fields.get("status") and not statuses.find(str(fields["status"])):
        fields.setdefault("tags", []).append(str(fields.pop("status")))
    for field in ("doi", "arxiv"):
        if field in fields and (normal := NORMALISE[field](str(fields[field]))):
            fields[field] = normal
    parent = Path(name).parent.as_posix()
    if not fields.get("topics") and parent != ".":
        fields["topics"] = [parent]
    return {field: value for field, value in fields.items() if value not in ("", None, [])}


def _value(field: str, value: Any) -> Any:
    if field in _LISTS:
        between = r"[;；]|\sand\s" if field == "authors" else r"[,，;；]"
        items = value if isinstance(value, list) else re.split(between, str(value))
        return [str(item).strip().strip("[]#") for item in items if str(item).strip()]
    if field == "year":
        match = re.match(r"(?:19|20)\d{2}", str(value))
        return int(match[0]) if match else None
    return str(value).strip()


def _reading_facts(meta: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: meta.get(name) for name in ("reader", "read", "rating", "summary")}
    rating = found.get("rating")
    if not isinstance(rating, int) or not 1 <= rating <= 5:
        found["rating"] = None
    return {name: value for name, value in found.items() if value}


def _linked(body: str, names: Mapping[str, int]) -> str:
    """The body with wiki links to other notes as references; embedded ones and others stay text."""

    def link(match: re.Match[str]) -> str:
        number = names.get(match[2].strip().rpartition("/")[2])
        if match[1] and number is None:
            return f"![]({match[2].strip()})"
        words = match[4] or ("" if number is not None else match[2])
        return words if number is None else f"[[draft:{number}{'|' + words if words else ''}]]"

    return _WIKI.sub(link, body)


def _images(vault: _Vault, name: str, note: str) -> tuple[str, dict[str, Path]]:
    """The note with its images named as they stand below the folder, and the file of each.

    All notes will stand side by side: two sub-folders may each have a fig1.png."""
    found: dict[str, Path] = {}
    root = vault.folder.resolve()

    def named(match: re.Match[str]) -> str:
        place = unquote(match[2] or match[3])
        if "://" in place or place.startswith(("/", "data:")):
            return match[0]
        path = ((vault.folder / name).parent / place).resolve()
        if not path.is_file():
            path = vault.files.get(Path(place).name, path).resolve()
        if not path.is_file() or not path.is_relative_to(root):
            return match[0]
        there = path.relative_to(root).as_posix()
        found[there] = path
        return f"{match[1]}{quote(there)}{match[4]}"

    return _IMAGE.sub(named, note), found
