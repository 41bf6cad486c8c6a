"""A link as it stands in a file, and what was found out about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from papernotes.model.where import Where


class State(StrEnum):
    """The five verdicts."""

    OK = "ok"
    REDIRECTED = "redirected"
    BROKEN = "broken"
    UNVERIFIABLE = "unverifiable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One link of a file; the same address elsewhere is another link."""

    where: Where
    """Of the address itself."""
    url: str
    """As written, entities and escapes resolved."""
    kind: str = "text"
    """text (a bare address), link, image, definition, autolink, html, or field (of the catalogue)."""
    source: str = field(default="", compare=False)
    """The file's path on disk; "" for the catalogue's identifiers."""
    span: tuple[int, int] = field(default=(-1, -1), compare=False)
    """Begin and end of the address in the file's text; (-1, -1) where it does not stand there letter by letter."""
    key: str = field(default="", compare=False)
    """The paper whose field this is."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a link is worth."""

    state: State
    reason: str = ""
    """A code of docs/links.md; empty for ok and redirected."""
    code: int | None = None
    """The HTTP status that decided."""
    final: str = ""
    """The address that answered, where it is another one."""
    detail: str = ""
    """For a person, in a few words."""
    strikes: int = 0
    """How many runs in a row have failed, for weak evidence."""
    moved: str = ""
    """The address to write instead: it moved for good."""
    upgrade: bool = False
    """`moved` is the same address with https."""
    weak: bool = False
    """Failed on evidence that has to be seen again on other days."""
    archive: str = ""
    """A snapshot of the page, if one was asked for and found."""
    cached: bool = False
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A link and its verdict: each link of the input has exactly one."""

    link: Link
    verdict: Verdict


OK = Verdict(State.OK)


def broken(reason: str, detail: str = "") -> Verdict:
    """The verdict of what needs no further evidence."""
    return Verdict(State.BROKEN, reason, detail=detail)


def skipped(reason: str, detail: str = "") -> Verdict:
    """The verdict of what was not looked at, on purpose."""
    return Verdict(State.SKIPPED, reason, detail=detail)
