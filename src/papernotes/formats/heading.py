"""The one-line form of reading lists: `[2021-CVPR-oral-识别] Title`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from papernotes.model.status import Statuses
from papernotes.model.venue import registry

_LINE = re.compile(r"\s*[\[【［]([^\]】］]*)[\]】］][\s#*]*(.*?)[\s*]*\Z", re.S)
_MARKER = re.compile(r"\A\s*(?:[-*+•#]+|\d{1,3}[.、)])\s+")
_DATE = re.compile(r"(19|20)(\d{2})[./]?(0[1-9]|1[0-2])?\Z")
_LABELS = {"best paper", "outstanding paper", "best student", "honorable mention"}
"""Labels of two words."""
_SEPARATOR = re.compile(r"[-–—－_,，、;；|｜/／\s]+")


@dataclass
class Heading:
    """What the brackets and the text behind them say; empty where they do not."""

    title: str
    year: int | None = None
    month: int | None = None
    venue: str = ""
    status: str = ""
    labels: list[str] = field(default_factory=list)
    """What is neither date, venue nor status: topics and tags, in order."""


def parse(line: str, statuses: Statuses) -> Heading:
    """The heading of one line; a line without brackets is a title.

    A venue or a status is recognised by any of its names; of two, the first counts and the other is a label."""
    line = _MARKER.sub("", line)
    match = _LINE.match(line)
    if match is None:
        return Heading(" ".join(line.split()).lstrip("#*- ").strip())
    heading = Heading(" ".join(match[2].split()))
    for part in _parts(match[1]):
        date = _DATE.match(part)
        if date and heading.year is None:
            heading.year = int(date[1] + date[2])
            heading.month = int(date[3]) if date[3] else None
        elif not heading.venue and (venue := _venue(part)):
            heading.venue = venue
        elif not heading.status and statuses.find(part):
            heading.status = part
        else:
            heading.labels.append(part)
    return heading


def _parts(text: str) -> list[str]:
    """The parts between separators; a venue whose name holds a hyphen (T-PAMI) or a blank (ACM MM) is one part."""
    words = [word for word in _SEPARATOR.split(text) if word]
    found: list[str] = []
    while words:
        two = f"{words[0]} {words[1]}" if len(words) > 1 else ""
        joined = bool(two) and not _DATE.match(words[0]) and not registry().find(words[0])
        if joined and not _DATE.match(words[1]) and (registry().find(two) or two.casefold() in _LABELS):
            found.append(two)
            words = words[2:]
        else:
            found.append(words.pop(0))
    return found


def _venue(part: str) -> str:
    """The canonical name, also of a name that is misspelt by a letter (arixv)."""
    known = registry().find(part)
    if known:
        return known.name
    near = registry().suggest(part) if part.isascii() and part.isalpha() and len(part) > 4 else None
    return near if near and sorted(near.casefold()) == sorted(part.casefold()) else ""
