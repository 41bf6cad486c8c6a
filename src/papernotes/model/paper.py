"""A paper of the catalogue, and what its fields may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from papernotes.model.where import Where

KINDS = ("paper", "survey", "blog", "dataset", "repo", "tool", "book", "talk")
PUBLISHED = ("paper", "survey")
"""Kinds that have a venue."""

Mark = tuple[int, int]
"""Line and column, both from 1."""


class Shape(NamedTuple):
    """What a field holds: `type` is text, list, int, map or date."""

    type: str
    doc: str
    low: int | None = None
    high: int | None = None


def _text(doc: str, default: str = "") -> Any:
    return field(default=default, metadata={"shape": Shape("text", doc)})


def _list(doc: str) -> Any:
    return field(default=(), metadata={"shape": Shape("list", doc)})


def _int(doc: str, low: int | None = None, high: int | None = None) -> Any:
    return field(default=None, metadata={"shape": Shape("int", doc, low, high)})


def _map(doc: str) -> Any:
    return field(default_factory=dict, metadata={"shape": Shape("map", doc)})


@dataclass(slots=True, eq=False)
class Paper:
    """One entry of the catalogue; the values are as the user wrote them, empty where the field is absent."""

    key: str
    title: str = _text("The title, as published.")
    aliases: tuple[str, ...] = _list("Nicknames and translated titles; accepted wherever a key is asked for.")
    authors: tuple[str, ...] = _list('"Given Family" or "Family, Given"; Chinese names as written.')
    venue: str = _text("A name or alias of the venue registry (CVPR, NeurIPS, arXiv, TPAMI ...), or any other.")
    year: int | None = _int("Of the venue; for a preprint, of its first version.", 1000, 9999)
    month: int | None = _int("Of the venue; for a preprint, of its first version.", 1, 12)
    topics: tuple[str, ...] = _list('Paths such as "文字检测和识别/检测", as deep as wanted.')
    status: str = _text(
        "How far the reading is: 未看, 在读, 已读, 重看, 弃读 or unread, reading, read, revisit, dropped."
    )
    tags: tuple[str, ...] = _list("Free labels: oral, 综述, 重要; may be nested with '/'.")
    arxiv: str = _text("arXiv id without version, quoted.")
    doi: str = _text("DOI, starting with 10.")
    openreview: str = _text("OpenReview forum id.")
    acl: str = _text("ACL Anthology id.")
    dblp: str = _text("DBLP key.")
    isbn: str = _text("ISBN.")
    links: Mapping[str, str] = _map("Name to URL: code, project, pdf, blog, video, slides, dataset ...")
    kind: str = _text("One of " + ", ".join(KINDS) + ".", "paper")
    added: str = field(default="", metadata={"shape": Shape("date", "The day the entry was made, as 2022-06-13.")})
    priority: int | None = _int("1 (first) to 5.", 1, 5)
    summary: str = _text("One line that says what it is about.")
    former: tuple[str, ...] = _list("Keys the paper had before; their pages lead to this one's.")
    needs: tuple[str, ...] = _list(
        "What `papernotes update` is to complete: metadata; title where it only stands in for the real one."
    )
    bibtex: Mapping[str, str] = _map("Fields of the original BibTeX entry that have no home above.")
    path: str = field(default="papers.yaml", repr=False)
    """The catalogue file."""
    marks: Mapping[str, Mark] = field(default_factory=dict, repr=False)
    """Where the key (""), a field's name ("year"), its value ("year=") or a list's item ("topics.0") stands."""
    digest: str = field(default="", repr=False)
    """What tells the lines of its entry from all others, where they say no more than this; "" if nobody has asked."""
    later: Any = field(default=None, repr=False)
    """What the other fields come from where nobody has asked for one yet; see papernotes.store.kept_paper."""

    @property
    def where(self) -> Where:
        """Where the entry begins."""
        return self.at("")

    def at(self, name: str) -> Where:
        """Where a field, a value ("year=") or an item ("topics.0") stands; the entry itself where it is unknown."""
        mark = self.marks.get(name) or self.marks.get(name.rstrip("=").split(".")[0]) or self.marks.get("") or (1, 1)
        return Where(self.path, *mark)


@cache
def shapes() -> Mapping[str, Shape]:
    """The catalogue's fields in the order they are documented, and what each holds."""
    return {f.name: f.metadata["shape"] for f in fields(Paper) if "shape" in f.metadata}


def values(paper: Paper) -> dict[str, Any]:
    """The fields that are not empty, by name; two papers with equal values say the same."""
    said = zip(shapes(), _FIELDS(paper), strict=True)
    return {name: value for name, value in said if value or value not in ("", (), {}, None)}


_FIELDS = attrgetter(*shapes())
