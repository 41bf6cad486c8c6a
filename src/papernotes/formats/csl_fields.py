"""What CSL-JSON, RIS and tables share: the names of types and variables, and the lines of Zotero's field Extra.

Formats: https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV;
https://www.zotero.org/support/kb/item_types_and_fields"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from papernotes.formats import reference
from papernotes.formats.bibtex_fields import entry_type
from papernotes.formats.latex import decode, encode
from papernotes.identifiers import family_given
from papernotes.late import regex
from papernotes.model.paper import Paper
from papernotes.model.status import Statuses

ENTRY_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "paper-conference": "inproceedings",
    "article": "misc",
    "manuscript": "unpublished",
    "thesis": "phdthesis",
    "report": "techreport",
    "chapter": "incollection",
    "book": "book",
    "dataset": "misc",
    "software": "misc",
    "speech": "misc",
    "webpage": "misc",
    "post-weblog": "misc",
    "post": "misc",
    "document": "misc",
}
TYPES = {"article": "article-journal", "inproceedings": "paper-conference", "misc": "article", "book": "book"} | {
    "unpublished": "manuscript",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "incollection": "chapter",
    "inbook": "chapter",
    "conference": "paper-conference",
    "proceedings": "book",
    "collection": "book",
}
KINDS = {"book": "book", "dataset": "dataset", "software": "repo", "webpage": "blog", "post-weblog": "blog"} | {
    "post": "blog",
    "speech": "talk",
}
OF_KIND = {"book": "book", "dataset": "dataset", "repo": "software", "tool": "software", "blog": "webpage"} | {
    "talk": "speech",
}
VARIABLES = {
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "publisher": "publisher",
    "edition": "edition",
    "publisher-place": "address",
    "collection-title": "series",
    "ISSN": "issn",
    "abstract": "abstract",
    "language": "langid",
    "genre": "type",
    "event-title": "eventtitle",
    "editor": "editor",
    "PMID": "pmid",
}
"""Field of `bibtex` by the variable."""
READ_STATUS = {"unread": "To Read", "reading": "In Progress", "read": "Read", "dropped": "Not Reading"}
"""The words of the Zotero plugin "Reading List"."""

_EXTRA = regex(r"\s*([A-Za-z][\w .-]{1,40}?)\s*:\s*(\S.*?)\s*\Z")
_IDENTS = {name: name for name in ("arxiv", "doi", "isbn", "openreview", "acl", "dblp")} | {"acl anthology": "acl"}
_STATUS = ("read_status", "read status", "reading status", "status", "readstatus")


def finished(said: dict[str, Any], kind: str, words: Iterable[str], statuses: Statuses) -> list[str]:
    """Bring what was gathered into the catalogue's form in place; messages of what was wrong.

    `said` may hold "url"; `kind` is a CSL type, "" if unknown; `words` are the labels."""
    bibtex: dict[str, str] = said.setdefault("bibtex", {})
    said.setdefault("links", {})
    url = said.pop("url", "").strip()
    for name, ident in reference.named_by(url).items():
        said.setdefault(name, ident)
    wrong = [text for _, text in reference.identifiers(said)]
    said["links"] = {**reference.link(url, said), **said["links"]}
    if url and url not in said["links"].values() and not reference.named_by(url):
        bibtex["url"] = url
    if said.get("venue"):
        known = reference.venue(said["venue"])
        if known != said["venue"] and len(said["venue"]) > 40:
            bibtex["booktitle"] = encode(said["venue"])
        said["venue"] = known
    elif said.get("arxiv"):
        said["venue"] = "arXiv"
    tags, topics, status = reference.sort_labels(words, statuses, said.get("status", ""))
    said["status"] = status
    said["tags"] = list(dict.fromkeys([*said.get("tags", []), *tags]))
    said["topics"] = list(dict.fromkeys([*said.get("topics", []), *topics]))
    said.setdefault("kind", KINDS.get(kind, ""))
    wanted = ENTRY_TYPES.get(kind, "")
    if wanted and wanted != entry_type(said["kind"], said.get("venue", "")) and not said["kind"]:
        bibtex.setdefault("entrytype", wanted)
    return wrong


def csl_type(paper: Paper) -> str:
    """The CSL type of a paper."""
    if paper.kind in OF_KIND:
        return OF_KIND[paper.kind]
    said = paper.bibtex.get("entrytype", "")
    return TYPES.get(said) or TYPES[entry_type(paper.kind, paper.venue)]


def extra(text: str, said: dict[str, Any], statuses: Statuses) -> str:
    """Take what the lines of Zotero's Extra say, such as "arXiv: 2301.00001" or "Read_Status: Read"; the other lines.

    Format: https://www.zotero.org/support/kb/item_types_and_fields#citing_fields_from_extra"""
    rest = []
    for line in text.split("\n"):
        match = _EXTRA.match(line)
        name = match[1].lower() if match else ""
        if match and name in _IDENTS:
            said.setdefault(_IDENTS[name], match[2])
        elif match and name in _STATUS and (found := reference.is_status(match[2], statuses)):
            said["status"] = found
        elif match and name == "citation key":
            said["key"] = match[2]
        elif match and name.startswith("tex."):
            said.setdefault("bibtex", {})[name[4:]] = match[2]
        elif not re.match(r"read_status_date\Z", name):
            rest.append(line)
    return "\n".join(rest).strip()


def variable(name: str, value: str) -> str:
    """A variable's text as BibTeX holds it."""
    return re.sub(r"(?<=\d)\s*[-–]\s*(?=\d)", "--", value) if name == "pages" else encode(value)


def variables(paper: Paper) -> dict[str, str]:
    """The variables that the original entry gives, but people."""
    found = {}
    for name, field in VARIABLES.items():
        if (value := paper.bibtex.get(field)) and field != "editor":
            found[name] = value.replace("--", "-") if field == "pages" else decode(value)
    return found


def person(name: str) -> dict[str, str]:
    """A person's name in CSL's parts."""
    family, given = family_given(name)
    return {"family": family, "given": given} if given else {"literal": name}


def name_of(parts: Any) -> str:
    """The name of a person in CSL's parts: Given Family, 张三."""
    if not isinstance(parts, dict):
        return str(parts).strip() if isinstance(parts, str) else ""
    said = {key: str(parts.get(key) or "").strip() for key in ("family", "given", "literal", "suffix", "name")}
    particles = " ".join(filter(None, (str(parts.get(f"{k}dropping-particle") or "").strip() for k in ("", "non-"))))
    family = " ".join(filter(None, (particles, said["family"])))
    if not said["given"]:
        return said["literal"] or said["name"] or " ".join(filter(None, (family, said["suffix"])))
    if re.match(r"[\u3400-\u9fff]", family) and re.match(r"[\u3400-\u9fff]", said["given"]):
        return family + said["given"]
    return " ".join(filter(None, (said["given"], family, said["suffix"])))
