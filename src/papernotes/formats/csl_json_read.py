"""CSL-JSON (Zotero, Better BibTeX) and the own JSON to papers, as fields of the catalogue.

Formats: https://docs.citationstyles.org/en/stable/specification.html, appendix IV;
https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json"""

from __future__ import annotations

import re
from typing import Any

from papernotes.formats import reference
from papernotes.formats.columns import ZOTERO_TYPES
from papernotes.formats.csl_fields import VARIABLES, extra, finished, name_of, variable
from papernotes.formats.draft import Draft, Piece, Reading
from papernotes.formats.json_items import Item, items, pieces
from papernotes.formats.latex import encode
from papernotes.late import regex
from papernotes.model.paper import shapes
from papernotes.model.status import Statuses

_HOMES = {
    "id": "key",
    "citation-key": "key",
    "type": "kind",
    "title": "title",
    "author": "authors",
    "issued": "year,month",
    "container-title": "venue",
    "keyword": "tags",
    "URL": "links",
    "DOI": "doi",
    "ISBN": "isbn",
    "key": "key",
    "title-short": "aliases",
    "shortTitle": "aliases",
    "number": "arxiv",
    "event": "venue",
    "custom": "bibtex",
    "source": "-bookkeeping of the program",
    "accessed": "-the day it was looked at",
}
_NUMBERED = regex(r"arxiv\s*:", re.I)
# Zotero's own names, as Better BibTeX's JSON has them.
_ZOTERO = {
    "DOI": "DOI",
    "ISBN": "ISBN",
    "url": "URL",
    "extra": "note",
    "title": "title",
    "citationKey": "id",
    "shortTitle": "title-short",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "publisher": "publisher",
    "abstractNote": "abstract",
    "date": "issued",
    "publicationTitle": "container-title",
    "place": "publisher-place",
    "proceedingsTitle": "container-title",
    "bookTitle": "container-title",
    "blogTitle": "container-title",
}


def read(text: str, statuses: Statuses = reference.DEFAULT) -> Reading:
    """The items of a CSL-JSON list, or of the JSON that `export json` writes. Never raises."""
    text, lines, mistakes = reference.prepare(text, "JSON")
    reading = Reading(mistakes=mistakes, format="csl-json")
    found: list[Piece] = []
    for item in items(text):
        if item.value is None:
            reading.mistakes.append((item.line, f"not valid JSON: {item.wrong}; left out"))
            continue
        draft, homes, wrong = _draft(item, item.value, statuses)
        if draft is None:
            reading.mistakes.append((item.line, "item has no title; left out"))
            continue
        reading.mistakes += [(item.line, text) for text in wrong]
        found += pieces(item, lines, len(reading.drafts), homes)
        reading.drafts.append(draft)
    if not reading.drafts and not reading.mistakes:
        reading.mistakes.append((1, "no list of items stands in it"))
    reference.account(reading, lines, found, "no part of an item that could be read")
    return reading


def _draft(item: Item, value: dict[str, Any], statuses: Statuses) -> tuple[Draft | None, dict[str, str], list[str]]:
    if "itemType" in value or "creators" in value:
        value = _from_zotero(value)
    if "key" in value and not {"id", "type", "author"} & value.keys():
        said: dict[str, Any] = {}
        key = reference.overlay(said, reference.dumps(value, None))
        found = Draft(key, reference.ordered(said), item.line) if said.get("title") else None
        return found, {name: name for name in shapes()} | {"key": "key"}, []
    said, words, note, homes, wrong = _said(value, statuses)
    custom = value.get("custom")
    own = custom.get(reference.OWN) if isinstance(custom, dict) else None
    if not said.get("title") and not own:
        return None, homes, []
    wrong += finished(said, str(value.get("type") or ""), words, statuses)
    key = said.pop("key", "") or str(value.get("citation-key") or value.get("id") or "")
    if own:
        key = reference.overlay(said, reference.dumps(own, None)) or key
    if not said.get("title"):
        return None, homes, []
    return Draft(key, reference.ordered(said), item.line, note), homes, wrong


def _said(
    value: dict[str, Any], statuses: Statuses
) -> tuple[dict[str, Any], list[str], str, dict[str, str], list[str]]:
    said: dict[str, Any] = {"title": _text(value.get("title")), "bibtex": {}}
    wrong = []
    homes = dict(_HOMES)
    said["authors"] = [name for name in map(name_of, _list(value.get("author"))) if name]
    said["year"], said["month"] = _issued(value.get("issued"))
    if not said["year"] and isinstance(value.get("issued"), dict | str):
        said["bibtex"]["date"] = _raw_date(value["issued"])
    said["venue"] = _text(value.get("container-title")) or _text(value.get("event-title") or value.get("event"))
    for name, key in (("doi", "DOI"), ("isbn", "ISBN"), ("url", "URL")):
        if text := _text(value.get(key)):
            said[name] = text
    # Zotero: {"type": "article", "number": "arXiv:2301.00001", "publisher": "arXiv"}
    if _NUMBERED.match(_text(value.get("number"))):
        said["arxiv"] = _text(value["number"])
    said["aliases"] = reference.split_list(_text(value.get("title-short") or value.get("shortTitle")), ";")
    for name, field in VARIABLES.items():
        if field == "editor":
            text = " and ".join(encode(name) for name in map(name_of, _list(value.get(name))) if name)
        elif name != "event-title" or said["venue"] != _text(value.get(name)):
            text = variable(field, _text(value.get(name)))
        if len(text) > reference.LIMIT:
            wrong.append(f"'{name}' has {len(text)} characters; left out")
            homes[name] = "-too long"
        elif text:
            said["bibtex"][field] = text
    note = extra("\n".join(_lines(value.get(name)) for name in ("note", "annote") if value.get(name)), said, statuses)
    words = value.get("keyword") or value.get("tags") or ""
    for name in value.keys() - homes.keys() - VARIABLES.keys() - {"note", "annote", "tags", "categories"}:
        if isinstance(value[name], str | int) and _text(value[name]):
            said["bibtex"].setdefault(name.lower(), encode(_text(value[name])))
        else:
            homes[name] = "-a value of a kind that has no field"
    return said, _words(words), note, homes, wrong


def _words(said: Any) -> list[str]:
    if isinstance(said, list):
        return [word for tag in said if (word := _text(tag.get("tag") if isinstance(tag, dict) else tag))]
    return reference.split_list(_text(said))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str | int | float) or isinstance(value, bool) or value != value:
        return ""
    # Zotero's titles hold <i>, <sub> and the like.
    return " ".join(re.sub(r"</?(?:i|b|sc|span)\b[^<>]*>", "", reference.clean(str(value))).split())


def _lines(value: Any) -> str:
    return "\n".join(map(_text, value.split("\n"))) if isinstance(value, str) else _text(value)


def _issued(value: Any) -> tuple[int | None, int | None]:
    """Year and month of {"date-parts": [[2021, 6]]}, {"raw": "2021-06"} or "2021-06"."""
    if isinstance(value, str):
        return reference.date(value)
    if not isinstance(value, dict):
        return None, None
    parts = _list(_list(value.get("date-parts"))[:1])
    parts = parts[0] if parts and isinstance(parts[0], list) else []
    if parts:
        return reference.number(parts[0], 1000, 9999), reference.number(parts[1], 1, 12) if len(parts) > 1 else None
    return reference.date(_text(value.get("raw") or value.get("literal") or value.get("year")))


def _raw_date(value: dict[str, Any] | str) -> str:
    return _text(value.get("raw") or value.get("literal")) if isinstance(value, dict) else _text(value)


def _from_zotero(value: dict[str, Any]) -> dict[str, Any]:
    """The CSL form of an item with Zotero's own names."""
    found = {_ZOTERO[name]: text for name, text in value.items() if name in _ZOTERO and text}
    people = [p for p in _list(value.get("creators")) if isinstance(p, dict)]
    for role in ("author", "editor"):
        found[role] = [
            {"family": p.get("lastName"), "given": p.get("firstName"), "literal": p.get("name")}
            for p in people
            if p.get("creatorType", "author") == role
        ]
    found["type"] = ZOTERO_TYPES.get(str(value.get("itemType")), "")
    found["keyword"] = value.get("tags") or []
    return found
