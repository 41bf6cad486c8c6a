"""An entry of BibTeX or BibLaTeX to fields of the catalogue, and where each of its fields went.

Formats: https://ctan.org/pkg/biblatex, sections 2.1 and 2.2; https://docs.jabref.org/advanced/fields;
https://retorque.re/zotero-better-bibtex/"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from papernotes.formats import reference
from papernotes.formats.bibtex_row import MONTHS, Row
from papernotes.formats.latex import decode, encode_title, plain_url
from papernotes.identifiers import family_given, normalise_dblp
from papernotes.late import regex
from papernotes.model.paper import KINDS
from papernotes.model.status import Statuses
from papernotes.model.topic import topic_path
from papernotes.model.venue import registry

BOOKKEEPING = {
    **dict.fromkeys(("timestamp", "biburl", "bibsource"), "bookkeeping of the database"),
    **dict.fromkeys(("owner", "modificationdate", "citationkey"), "bookkeeping of the program"),
}
_KINDS = {"book": "book", "dataset": "dataset", "software": "repo", "online": "blog"}
_VENUES = ("venue", "booktitle", "journaltitle", "journal")
_ARXIV = ("archiveprefix", "eprinttype", "primaryclass", "eprintclass")
_IDENTS = ("doi", "isbn", "openreview", "acl", "dblp", "arxiv")
_OWN = frozenset("status readstatus keywords groups priority creationdate kind shorttitle summary".split())
_NOTES = ("annote", "annotation", "comment", "review")
LINKS = ("page", "pdf", "code", "project", "blog", "video", "slides", "dataset")
"""Links that have a field of their own name; others are link-NAME."""
# DBLP appends 0001… to homonyms: "Wei Wang 0003"
_HOMONYM = regex(r" \d{4}\Z")
_PART = regex(r"(?:\A|,\s*)(given|prefix|family|suffix)=([^,]+)")
_AND = regex(r"[{}]|\s+and(?=\s)")


class Found(NamedTuple):
    """What an entry says."""

    said: dict[str, Any]
    went: dict[str, str]
    """The catalogue's field by the entry's own; one that begins with "-" is a reason to drop it."""
    key: str
    note: str
    rating: int | None
    wrong: list[tuple[str, str]]
    """The entry's field and what is wrong with it."""


def entry_type(kind: str, venue: str) -> str:
    """The type of entry that a paper is written as where the original does not say it."""
    if kind in ("dataset", "repo", "tool", "blog", "talk"):
        return "misc"
    if kind == "book":
        return "book"
    known = registry().find(venue) if venue else None
    if known and known.kind == "journal":
        return "article"
    return "misc" if not venue or (known and known.kind == "preprint") else "inproceedings"


def fields(row: Row, statuses: Statuses, tree: Mapping[str, str]) -> Found:
    """The fields of an entry; `tree` gives the paths of JabRef's groups by their names."""
    left = dict(row.fields)
    went, said = dict[str, str](), dict[str, Any]()
    wrong = [
        (name, f"field '{name}' of '{row.key}' has {len(value)} characters; left out")
        for name, value in left.items()
        if len(value) > reference.LIMIT and name != reference.OWN
    ]
    for name, _ in wrong:
        del left[name]
        went[name] = "-too long"
    biburl = left.get("biburl", "")
    left.pop("crossref", None)
    for name in BOOKKEEPING.keys() & left.keys():
        went[name] = "-" + BOOKKEEPING[name]
        del left[name]
    _people_and_title(row, left, said, went)
    _where_and_when(left, said, went)
    _idents(row.key, biburl, left, said, went, wrong)
    _reading(left, said, went, statuses, tree)
    notes = [decode(left.pop(name)) for name in _NOTES if name in left]
    went |= {name: "note" for name in _NOTES if name in row.fields and name not in went}
    rank = re.search(r"[1-5]", left.get("ranking", ""))
    if rank:
        del left["ranking"]
        went["ranking"] = "note"
    own = left.pop(reference.OWN, "")
    went |= dict.fromkeys(left, "bibtex")
    # As written: who exports it again gets the same BibTeX.
    said["bibtex"] = {**{n: v for n, v in left.items() if v}, **said.get("bibtex", {})}
    kind = said.get("kind") or _KINDS.get(row.type, "")
    said["kind"] = kind
    preprint = row.type == "article" and said.get("venue") == "arXiv"
    if row.type != entry_type(kind, said.get("venue", "")) and _KINDS.get(row.type, "-") != kind and not preprint:
        said["bibtex"]["entrytype"] = row.type
    key = (reference.overlay(said, own) if own else "") or row.key
    return Found(reference.ordered(said), went, key, "\n\n".join(notes), int(rank[0]) if rank else None, wrong)


def _people_and_title(row: Row, left: dict[str, str], said: dict[str, Any], went: dict[str, str]) -> None:
    raw = left.pop("title", "")
    title = decode(raw).strip()
    if sub := left.get("subtitle"):
        title = f"{title}: {decode(sub)}"
        went["subtitle"] = "title"
        del left["subtitle"]
    said["title"] = title.rstrip(".") if not title.endswith("...") else title
    went["title"] = "title"
    if raw and _protects(raw, said["title"]):
        said["bibtex"] = {"title": raw}
    said["authors"] = authors(left.pop("author", ""))
    went["author"] = "authors"


def _protects(raw: str, title: str) -> bool:
    """Whether the braces of a title protect capitals that would be lowered without them."""
    if "{" not in raw or re.fullmatch(r"\{[^{}]*\}", raw):
        return False
    words = re.findall(r"\{([^{}\\$]*[A-Z][^{}\\$]*)\}", raw)
    if not words:
        return False
    ours = encode_title(title)
    return any(f"{{{word}}}" not in ours for word in words) and decode(raw).rstrip(".") == title


def authors(raw: str) -> list[str]:
    """Names of a BibTeX author field; "and" within braces separates nothing: {Barnes and Noble}.

    Format: https://ctan.org/pkg/bibtex, btxdoc section 4"""
    parts = re.split(r"\s+and(?=\s)", raw) if "{" not in raw else _names(raw)
    found = []
    for part in map(str.strip, parts):
        name = decode(part).strip()
        if name and name != "others":
            # A comma in braces separates nothing either: {Example, Inc.}
            whole = part.startswith("{") and part.endswith("}") and part.count("{") == 1
            found.append(_HOMONYM.sub("", name if whole else _natural(name)))
    return found


def _names(raw: str) -> list[str]:
    names, depth, start = [], 0, 0
    for match in _AND.finditer(raw):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth <= 0:
            names.append(raw[start : match.start()])
            start = match.end()
    return [*names, raw[start:]]


def _natural(name: str) -> str:
    if "," not in name:
        return name
    # BibLaTeX, section 3.4: family=Doe, given=Ann, prefix=van der, useprefix=false
    if named := dict(_PART.findall(name)):
        return " ".join(named[part] for part in ("given", "prefix", "family", "suffix") if part in named)
    family, given = family_given(name)
    # "Doe, Jr., Ann": the suffix stands between.
    if "," in given:
        suffix, _, given = given.partition(",")
        family = f"{family} {suffix.strip()}"
    return f"{given.strip()} {family}" if given.strip() else family


def _where_and_when(left: dict[str, str], said: dict[str, Any], went: dict[str, str]) -> None:
    name = next((n for n in _VENUES if left.get(n)), "")
    if name:
        raw = left.pop(name)
        text = decode(raw)
        said["venue"] = text if name == "venue" else reference.venue(text, raw)
        went[name] = "venue"
        # A long name says more than the venue: the place, the days.
        if said["venue"] != text and not _only_name(text):
            said.setdefault("bibtex", {})[name] = raw
            went[name] = "venue,bibtex"
    elif left.get("archiveprefix", left.get("eprinttype", "")).lower() == "arxiv":
        said["venue"] = "arXiv"
    raw_date = left.get("date", "")
    written = re.search(r"(?<!\d)(?:1\d|20)\d{2}(?!\d)", left.get("year", ""))
    year, month = int(written[0]) if written else None, None
    if year and re.fullmatch(r"\{?\d{4}\}?", left["year"]):
        del left["year"]
    if raw_date:
        dated = reference.date(raw_date)
        year, month = year or dated[0], dated[1]
        if year and re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", raw_date):
            del left["date"]
    if word := left.get("month"):
        month = _month(decode(word)) or month
        if month and re.fullmatch(r"[A-Za-z]{3,9}\.?|\d{1,2}", word):
            del left["month"]
    said["year"], said["month"] = year, month
    went |= {n: n if n not in left else f"{n},bibtex" for n in ("year", "month")} | {"date": "year,month"}


def _only_name(text: str) -> bool:
    known = registry().find(text)
    return bool(known) and text in (known.name, known.full_name, *known.aliases)  # type: ignore[union-attr]


def _month(text: str) -> int | None:
    digits = reference.number(text, 1, 12)
    return digits or next((n for word in re.findall(r"[A-Za-z]+", text) if (n := MONTHS.get(word[:3].lower()))), None)


def _idents(
    key: str,
    biburl: str,
    left: dict[str, str],
    said: dict[str, Any],
    went: dict[str, str],
    wrong: list[tuple[str, str]],
) -> None:
    links: dict[str, str] = {}
    for name in [n for n in left if n in LINKS or n.startswith("link-")]:
        if name in ("page", "pdf") or "://" in left[name]:
            links[name.removeprefix("link-")] = plain_url(left.pop(name))
            went[name] = "links"
    said["links"] = links
    if left.get("archiveprefix", left.get("eprinttype", "")).lower() == "arxiv" and left.get("eprint"):
        said["arxiv"] = plain_url(left.pop("eprint"))
        went |= dict.fromkeys(("eprint", *_ARXIV), "arxiv")
        for name in _ARXIV:
            left.pop(name, None)
    # CoRR entries of DBLP: volume = {abs/2103.06495}
    elif left.get("volume", "").startswith("abs/"):
        said["arxiv"], went["volume"] = left.pop("volume")[4:], "arxiv"
    for name in _IDENTS:
        if left.get(name):
            said.setdefault(name, plain_url(left.pop(name)))
            went[name] = name
    url = plain_url(left.pop("url", ""))
    for name, ident in (reference.named_by(url) if url else {}).items():
        said.setdefault(name, ident)
        went["url"] = name
    if key.startswith("DBLP:") or biburl:
        said.setdefault("dblp", normalise_dblp(key) or normalise_dblp(biburl) or "")
    wrong += reference.identifiers(said)
    page = reference.link(url, said)
    links.update({name: text for name, text in page.items() if name not in links})
    if url and not page and "url" not in went and url not in links.values():
        left["url"], went["url"] = url, "bibtex"
    went.setdefault("url", "links")


def _reading(
    left: dict[str, str], said: dict[str, Any], went: dict[str, str], statuses: Statuses, tree: Mapping[str, str]
) -> None:
    if left.keys().isdisjoint(_OWN):
        return
    status = ""
    for name in ("status", "readstatus"):
        word = decode(left.get(name, ""))
        if word and (found := reference.is_status(word, statuses)):
            status = status or found
            del left[name]
            went[name] = "status"
    words = reference.split_list(decode(left.pop("keywords", "")))
    tags, topics, status = reference.sort_labels(words, statuses, status)
    groups = [word.strip() for word in left.pop("groups", "").split(",")]
    for group in filter(None, map(decode, groups)):
        topics.append(topic_path(tree.get(group, group).replace(" > ", "/")))
    said |= {"tags": tags, "topics": list(dict.fromkeys(topics)), "status": status}
    went |= {"keywords": "tags", "groups": "topics"}
    priority = re.fullmatch(r"(?:prio)?([1-5])", left.get("priority", ""))
    if priority:
        said["priority"] = int(priority[1])
    day = re.match(r"\d{4}-\d{2}-\d{2}", left.get("creationdate", ""))
    if day:
        said["added"] = day[0]
    if left.get("kind") in KINDS:
        said["kind"] = left["kind"]
    for name, home in (("priority", priority), ("creationdate", day), ("kind", said.get("kind"))):
        if home and name in left:
            del left[name]
            went[name] = "added" if name == "creationdate" else name
    said["aliases"] = reference.split_list(decode(left.pop("shorttitle", "")), ";")
    said["summary"] = decode(left.pop("summary", ""))
    went |= {"shorttitle": "aliases", "summary": "summary"}
