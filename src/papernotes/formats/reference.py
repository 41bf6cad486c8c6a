"""What the readers of reference files share: from what a program says of a paper to fields of the catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from papernotes.formats.draft import Draft, Fate, Piece, Reading
from papernotes.identifiers import NORMALISE, normalise_acl, normalise_arxiv
from papernotes.late import regex
from papernotes.model.paper import KINDS, Paper, shapes, values
from papernotes.model.status import Statuses
from papernotes.model.topic import topic_path
from papernotes.model.venue import registry

LIMIT = 100_000
"""Characters of a field; what is longer is no bibliography."""
OWN = "papernotes"
"""The field for what a format has no field for, as JSON."""
DEFAULT = Statuses()

# The words of https://github.com/Dominic-DallOsto/zotero-reading-list, of JabRef's special fields and of people.
_READING = {
    "new": "unread",
    "to read": "unread",
    "toread": "unread",
    "not started": "unread",
    "待读": "unread",
    "in progress": "reading",
    "skimmed": "reading",
    "currently reading": "reading",
    "started": "reading",
    "not reading": "dropped",
    "finished": "read",
    "complete": "read",
    "completed": "read",
    "re-read": "revisit",
}
_MARK = regex(r"\A(?:[#@_*!]+|status[:/]|状态[:/]|read[ _-]?status[:/]|reading[:/])\s*", re.I)
_TOPIC = regex(r"\A(?:topic|主题)[:/]", re.I)
_ACRONYM = regex(r"\{([^{}]+)\}")
_CONTROL = regex(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ODD = regex(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_IDENTS = {"arxiv": "arXiv id", "acl": "ACL Anthology id", "dblp": "DBLP key", "openreview": "OpenReview id"}
_OPENREVIEW = regex(r"openreview\.net/(?:forum|pdf)\?(?:[^#\s]*&)?id=([\w-]+)")
_RESOLVED = regex(r"//(?:dx\.)?doi\.org/10\.|//arxiv\.org/(?:abs|pdf)/|//openreview\.net/(?:forum|pdf)\?", re.I)
_NAMED = regex(r"//(?:www\.)?(?:aclanthology\.org|dblp\.(?:org|uni-trier\.de)/rec)/", re.I)


class Source(NamedTuple):
    """A text as readers take it."""

    text: str
    """With newlines only and without what no text holds; "" if it is none."""
    lines: list[str]
    """Of the text as it came."""
    mistakes: list[tuple[int, str]]


def prepare(text: str, kind: str) -> Source:
    """The text in a form that can be read; `kind` says in messages what it should be."""
    lines = text.removeprefix("\ufeff").splitlines()
    if text.startswith("%PDF-"):
        return Source("", lines, [(1, f"this is a PDF, not {kind}; nothing is read")])
    if text.startswith("PK\x03\x04"):
        return Source("", lines, [(1, f"this is a ZIP archive, not {kind}; unpack it first")])
    text = "\n".join(lines)
    if not text.strip():
        return Source("", lines, [(1, "the file is empty")])
    match = _CONTROL.search(text)
    if match is None:
        return Source(text, lines, [])
    line = text.count("\n", 0, match.start()) + 1
    count = len(_CONTROL.findall(text))
    what = f"{count} control characters such as U+{ord(match[0]):04X}; left out"
    return Source(_CONTROL.sub("", text), lines, [(line, what)])


def clean(text: str) -> str:
    """The text without control characters and halves of characters."""
    return _CONTROL.sub("", text) if _CONTROL.search(text) else text


def is_status(word: str, statuses: Statuses) -> str:
    """A reading status as a reference manager says it, in the words of the catalogue; "" if it is none."""
    word = word.strip()
    bare = _MARK.sub("", word)
    for text in (word, bare, bare.replace(" ", "-"), bare.replace("_", "-")):
        if text and statuses.find(text):
            return text
    name = _READING.get(bare.casefold().replace("_", " "), "")
    return name if statuses.find(name) and name else ""


def sort_labels(words: Iterable[str], statuses: Statuses, status: str) -> tuple[list[str], list[str], str]:
    """Tags, topics and status that the labels of a paper name; the first status counts, others stay tags."""
    tags: list[str] = []
    topics: list[str] = []
    for word in words:
        if match := _TOPIC.match(word):
            topics.append(topic_path(word[match.end() :]))
        elif not status and (found := is_status(word, statuses)):
            status = found
        else:
            tags.append(word)
    return list(dict.fromkeys(tags)), list(dict.fromkeys(topics)), status


@lru_cache(maxsize=50_000)
def venue(text: str, raw: str = "") -> str:
    """The registry's name of a venue as references name it: whole, between commas, or as an acronym in braces of
    `raw`; else the text."""
    if text.lower().startswith("corr") or "arxiv" in text.lower():
        return "arXiv"
    # DBLP: "2012 IEEE Conference on ..., Providence", "... Systems 30: Annual ...", "... (ICML-10), Haifa"
    parts = (re.sub(r"\A\d{4} ", "", part.strip(" ).")) for part in re.split(r"[,:(]", text[:500]))
    pieces = [text, *parts, *(match[1] for match in _ACRONYM.finditer(raw[:500]))]
    found = (registry().find(piece) for piece in pieces if piece)
    return next((known.name for known in found if known), text)


def named_by(url: str) -> dict[str, str]:
    """The identifiers that a URL says."""
    if match := _OPENREVIEW.search(url):
        return {"openreview": match[1]}
    if "arxiv.org/" in url and (ident := normalise_arxiv(url)):
        return {"arxiv": ident}
    if "aclanthology.org/" in url and (ident := normalise_acl(url)):
        return {"acl": ident}
    for kind in ("doi", "dblp"):
        if f"{kind}.org/" in url and (ident := NORMALISE[kind](url)):
            return {kind: ident}
    return {}


def link(url: str, said: Mapping[str, Any]) -> dict[str, str]:
    """The link of a paper's main URL; empty if an identifier says it already or it is no web address."""
    if not re.match(r"https?://", url, re.I) or url in said.get("links", {}).values():
        return {}
    if _RESOLVED.search(url) or (_NAMED.search(url) and named_by(url)):
        return {}
    return {"pdf" if url.lower().endswith(".pdf") else "page": url}


def identifiers(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Bring the identifiers to their normal form in place; the names of those that are none, and messages."""
    wrong = []
    for name, normalise in NORMALISE.items():
        text = said.get(name)
        if text:
            said[name] = normalise(text) or ""
            if not said[name]:
                said.setdefault("bibtex", {})[name] = text
                wrong.append((name, f"'{text[:60]}' is no {_IDENTS.get(name, name.upper())}; kept in 'bibtex'"))
    return wrong


def ordered(said: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the catalogue in its order, without empty ones."""
    if bibtex := said.get("bibtex"):
        said = {**said, "bibtex": {name: text for name, text in bibtex.items() if text}}
    return {name: said[name] for name in shapes() if said.get(name) not in ("", [], {}, None)}


def number(text: Any, low: int, high: int) -> int | None:
    """The whole number in those bounds, None if it is none."""
    digits = str(text).strip()
    return int(digits) if re.fullmatch(r"[0-9]{1,4}", digits) and low <= int(digits) <= high else None


def date(text: str) -> tuple[int | None, int | None]:
    """Year and month of a date that begins with the year: 2021, 2021-06, 2021/6/13."""
    match = re.match(r"\s*((?:1[0-9]|20)\d{2})(?:[-/.]([01]?\d)(?!\d))?", text)
    return (int(match[1]), number(match[2] or "", 1, 12)) if match else (None, None)


def split_list(text: str, signs: str = ",;") -> list[str]:
    """The words between separators, without empty ones."""
    return [word.strip() for word in re.split(f"[{signs}]", text) if word.strip()]


def overlay(said: dict[str, Any], text: str) -> str:
    """Put in place what the own field of an export says; the key it names, "" if none. Bad JSON changes nothing."""
    try:
        own = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(own, dict):
        return ""
    for name, shape in shapes().items():
        if name in own and _fits(own[name], shape.type):
            said[name] = own[name]
    if said.get("kind") not in (*KINDS, None):
        del said["kind"]
    key = own.get("key", "")
    return key if isinstance(key, str) else ""


def _fits(value: Any, shape: str) -> bool:
    if value is None or shape == "int":
        return value is None or (isinstance(value, int) and not isinstance(value, bool))
    if shape == "list":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if shape == "map":
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return isinstance(value, str)


def plain(paper: Paper) -> dict[str, Any]:
    """The fields of a paper as a draft holds them."""
    said = {
        name: value if isinstance(value, str | int) else dict(value) if isinstance(value, Mapping) else list(value)
        for name, value in values(paper).items()
    }
    if said.get("kind") == "paper":
        del said["kind"]
    return said


def difference(paper: Paper, drafts: Sequence[Draft]) -> dict[str, Any]:
    """What a draft, made of the paper's export, says otherwise than the paper, as `overlay` takes it."""
    said = plain(paper)
    if len(drafts) != 1:
        # Also what is not said, for a reader that finds more with this than without.
        return {"key": paper.key, **{name: said.get(name) for name in shapes()}}
    read = drafts[0].fields
    found = {name: said.get(name) for name in shapes() if said.get(name) != read.get(name)}
    return found if drafts[0].key == paper.key else {"key": paper.key, **found}


def own_json(said: Mapping[str, Any]) -> str:
    """The own field's text, on one line, without braces inside of texts and without two spaces in a row."""
    text = dumps(said, None)
    text = "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
    text = re.sub(r'"(?:\\.|[^"\\])*"', lambda m: m[0].replace("{", "\\u007b").replace("}", "\\u007d"), text)
    return text.replace("  ", " \\u0020").replace("  ", " \\u0020")


def dumps(said: Any, indent: int | None) -> str:
    """JSON in UTF-8; halves of characters, which UTF-8 has no bytes for, and odd line breaks are escaped."""
    text = json.dumps(said, ensure_ascii=False, indent=indent)
    return _ODD.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def account(reading: Reading, lines: Sequence[str], pieces: list[Piece], reason: str) -> None:
    """Set the pieces of a reading: those that are said, and for every other non-blank line that it is dropped."""
    said = bytearray(len(lines) + 1)
    for piece in pieces:
        said[piece.line] = 1
    rest = (n for n, line in enumerate(lines, 1) if not said[n] and line.strip())
    pieces += [Piece(n, Fate.DROPPED, reason) for n in rest]
    pieces.sort(key=itemgetter(0))
    reading.pieces = pieces
