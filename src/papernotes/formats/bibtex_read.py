"""BibTeX to papers, as fields of the catalogue."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import Entry

from papernotes.identifiers import (
    family_given,
    normalise_arxiv,
    normalise_dblp,
    normalise_doi,
    normalise_isbn,
    normalise_openreview,
)
from papernotes.model.venue import registry

# What it warns of is among the mistakes, with its place.
logging.getLogger("bibtexparser").setLevel(logging.ERROR)
_MONTHS = {name: i + 1 for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
# DBLP's bookkeeping; its key stands in the entry's own.
_DROPPED = {"timestamp", "biburl", "bibsource", "abstract", "file", "owner", "crossref"}
_KINDS = {"book": "book", "dataset": "dataset", "software": "repo", "online": "blog"}
# DBLP appends 0001… to homonyms: "Wei Wang 0003"
_HOMONYM = re.compile(r" \d{4}\Z")
_ACRONYM = re.compile(r"\{([^{}]+)\}")


@dataclass
class Draft:
    """A paper that is not yet in the catalogue."""

    key: str
    """The entry's own citation key, as written."""
    fields: dict[str, Any]
    """Fields of the catalogue, in the order of its documentation; empty ones are absent."""
    line: int
    """Where the entry begins, from 1."""


def read(text: str) -> tuple[list[Draft], list[tuple[int, str]]]:
    """The entries of a BibTeX text, and line and reason of each that could not be read. Never raises."""
    library = parse_string(text)
    mistakes = [((block.start_line or 0) + 1, _reason(block)) for block in library.failed_blocks]
    raw = {id(entry): dict(_raw(entry)) for entry in library.entries}
    # Decoding LaTeX is slow, and most entries hold none.
    hard = [e for e in library.entries if any("\\" in v or "$" in v or "~" in v for v in raw[id(e)].values())]
    decoding = LatexDecodingMiddleware(allow_inplace_modification=True)
    drafts = []
    hard_ids = {id(entry) for entry in hard}
    for entry in library.entries:
        written = raw[id(entry)]
        if id(entry) in hard_ids:
            decoding.transform_entry(entry, library)
        draft = _draft(entry, dict(_raw(entry)), written)
        if draft.fields.get("title"):
            drafts.append(draft)
        else:
            mistakes.append((draft.line, "the entry has neither key nor title"))
    return drafts, sorted(mistakes)


def _raw(entry: Entry) -> Iterator[tuple[str, str]]:
    for item in entry.fields:
        yield item.key.lower(), " ".join(str(item.value).split())


def _reason(block: Any) -> str:
    error = getattr(block, "error", None)
    said = str(getattr(error, "abort_reason", "") or error or "").split("\n")[0].rstrip(" .").replace("`", "'")
    return said[:1].lower() + said[1:] or "the entry cannot be read"


def _draft(entry: Entry, decoded: dict[str, str], raw: dict[str, str]) -> Draft:
    plain = {name: value.replace("{", "").replace("}", "") for name, value in decoded.items()}
    left = {name: value for name, value in plain.items() if name not in _DROPPED and value}
    fields: dict[str, Any] = {
        "title": left.pop("title", "").rstrip(".") or entry.key,
        "authors": authors(raw.get("author", ""), left.pop("author", "")),
        "venue": _venue(left, raw),
        "year": _year(left),
        "month": _month(left.pop("month", "")),
        "tags": [word.strip() for word in re.split(r"[,;]", left.pop("keywords", "")) if word.strip()],
        **_identifiers(entry.key, left),
        "links": _links(left),
        "kind": _KINDS.get(entry.entry_type.lower(), ""),
        # As written: who exports it again gets the same BibTeX.
        "bibtex": {name: raw.get(name, value) for name, value in left.items()},
    }
    said = {name: value for name, value in fields.items() if value not in ("", [], {}, None)}
    return Draft(entry.key, said, (entry.start_line or 0) + 1)


def authors(raw: str, decoded: str) -> list[str]:
    """Names of a BibTeX author field; "and" within braces separates nothing: {Barnes and Noble}.

    Format: https://ctan.org/pkg/bibtex, btxdoc section 4"""
    if re.search(r"\{[^{}]*\band\b[^{}]*\}", raw):
        held = _ACRONYM.sub(lambda m: m[0].replace(" and ", "\0"), raw)
        names = [name.replace("\0", " and ").replace("{", "").replace("}", "") for name in held.split(" and ")]
    else:
        names = decoded.split(" and ")
    return [_HOMONYM.sub("", _natural(name.strip())) for name in names if name.strip() and name.strip() != "others"]


def _natural(name: str) -> str:
    family, given = family_given(name)
    return f"{given} {family}" if "," in name and given else name


def _venue(left: dict[str, str], raw: dict[str, str]) -> str:
    for name in ("booktitle", "journal", "journaltitle"):
        if name in left:
            text = left.pop(name)
            return _known(text, raw.get(name, "")) or text
    return "arXiv" if left.get("archiveprefix", left.get("eprinttype", "")).lower() == "arxiv" else ""


def _known(text: str, raw: str) -> str:
    """The registry's name of a venue as BibTeX names it: whole, between commas, or as an acronym in braces."""
    if text.lower().startswith("corr") or "arxiv" in text.lower():
        return "arXiv"
    # DBLP: "2012 IEEE Conference on ..., Providence", "... Systems 30: Annual ...", "... (ICML-10), Haifa"
    parts = (re.sub(r"\A\d{4} ", "", part.strip(" ).")) for part in re.split(r"[,:(]", text))
    pieces = [text, *parts, *(match[1] for match in _ACRONYM.finditer(raw))]
    found = (registry().find(piece) for piece in pieces if piece)
    return next((venue.name for venue in found if venue), "")


def _year(left: dict[str, str]) -> int | None:
    text = left.pop("year", "") or left.pop("date", "")
    match = re.match(r"\d{4}", text)
    return int(match[0]) if match else None


def _month(text: str) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    return _MONTHS.get(text[:3].lower())


def _identifiers(key: str, left: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if left.get("archiveprefix", left.get("eprinttype", "")).lower() == "arxiv":
        found["arxiv"] = normalise_arxiv(left.pop("eprint", "")) or ""
        for name in ("archiveprefix", "eprinttype", "primaryclass", "eprintclass"):
            left.pop(name, None)
    # CoRR entries of DBLP: volume = {abs/2103.06495}
    elif left.get("volume", "").startswith("abs/"):
        found["arxiv"] = normalise_arxiv(left.pop("volume")[4:]) or ""
    if "doi" in left:
        found["doi"] = normalise_doi(left.pop("doi")) or ""
    if "isbn" in left and (isbn := normalise_isbn(left["isbn"])):
        found["isbn"] = isbn
        del left["isbn"]
    if key.startswith("DBLP:"):
        found["dblp"] = normalise_dblp(key) or ""
    if "openreview.net/" in left.get("url", ""):
        found["openreview"] = normalise_openreview(left["url"]) or ""
    return found


def _links(left: dict[str, str]) -> dict[str, str]:
    url = left.pop("url", "")
    # What an identifier says already is no link of its own.
    if not url or re.search(r"//(?:dx\.)?doi\.org/|//arxiv\.org/|//openreview\.net/", url):
        return {}
    return {"pdf" if url.lower().endswith(".pdf") else "page": url}
