"""Venue and year in the words around a title."""

from __future__ import annotations

import re
from typing import NamedTuple

from papernotes.formats import heading
from papernotes.model.status import Statuses
from papernotes.model.venue import registry

_STATUSES = Statuses()
_GLUED = re.compile(
    r"(?<![A-Za-z\d])([A-Za-z][A-Za-z&-]{1,14}?)[-'’‘`]?((?:19|20)\d{2}|(?<=['’‘`])\d{2}|\d{2})(?=年?(?![\d.]))"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_STOP = re.compile(
    r"(?<=[^\s.]{2})[.。]\s*(?=\S)|[?!]\s+(?=\S)|[,，;；]\s*(?=\S)|\s+(?=[\[(（【])|\s*(?=【)|\s+(?:[-–—|]|in|@)\s+",
    re.I,
)
_PREPRINT = re.compile(r"^(?:in\s+)?arxiv(?:\s+preprint)?(?:\s+arxiv)?\s*[:：]?\s*(?:\d{4}\.\d{4,5}(?:v\d+)?)?", re.I)


class Tail(NamedTuple):
    """A title and the venue that stood behind it."""

    title: str
    venue: str
    year: int | None
    labels: list[str]
    introduced: bool
    """By "In" or a bracket."""
    full: bool
    """The venue's full name, which no title ends with."""


def spread(text: str) -> str:
    """The text of a bracket with glued venues and years taken apart: ICCV'19 is ICCV 2019."""
    text = re.sub(r"((?:19|20)\d{2})[./-]?(0[1-9]|1[0-2])[./-]?(?:[0-2]\d|3[01])(?!\d)", r"\1\2", text)
    text = re.sub(
        r"((?:19|20)\d{2})\s*年\s*(?:(\d{1,2})\s*月)?",
        lambda m: m[1] + (m[2] or "").zfill(2 if m[2] else 0) + " ",
        text,
    )

    def apart(match: re.Match[str]) -> str:
        known = registry().find(match[1])
        year = match[2] if len(match[2]) == 4 else "20" + match[2] if int(match[2]) < 50 else "19" + match[2]
        return f"{match[1]} {year}" if known else match[0]

    text = _GLUED.sub(apart, text)
    return re.sub(r"(?<!\d)((?:19|20)\d{2}(?:0[1-9]|1[0-2])?)(?=[A-Za-z\u3400-\u9fff])", r"\1 ", text).strip()


def says(text: str, both: bool = False) -> bool:
    """Whether a short text says a venue and a year (or, unless both are asked for, a month or an arXiv)."""
    parts = spread(text)
    year = re.search(r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])?(?!\d)", parts)
    words = [word for word in re.split(r"[-–—_,，、;；|/\s()（）]+", parts) if word and not word.isdigit()]
    pairs = [" ".join(words[i : i + n]) for n in (1, 2, 3, 4) for i in range(len(words))]
    known = any(registry().find(pair) for pair in pairs) or bool(heading.parse(f"[{parts}] x", _STATUSES).venue)
    month = bool(year and len(year[0]) == 6)
    return bool(year and (known or (month and not both)))


def alone(text: str) -> tuple[str, int] | None:
    """Venue and year of a line that holds little else: ICCV 2017, Facebook; None if it is something else."""
    bare = text.strip(" >*_()（）[]【】.")
    if len(bare) > 60:
        return None
    for part in (bare, re.split(r"[,，;；|]", bare)[0]):
        if (read := _read(part)) and read[1]:
            return read[0], read[1]
    return None


def tail(text: str) -> Tail | None:
    """The title before the venue that ends a text; None if no known venue ends it."""
    for match in _STOP.finditer(text):
        rest = text[match.end() :].strip()
        bracketed = rest[:1] in tuple("[(（【")
        introduced = bracketed or match[0].strip().casefold() in ("in", "@") or bool(re.match(r"in\b|proc", rest, re.I))
        if len(rest) > 160:
            continue
        read = _read(rest.strip("[](（）【】)。.*_ "))
        if read is None:
            continue
        name, year, labels, full = read
        blank_only = match[0].strip().casefold() == "in" and not year
        if not blank_only:
            return Tail(
                text[: match.start()].strip(" .,，*_") + ("?" if match[0][:1] == "?" else ""),
                name,
                year,
                labels,
                introduced,
                full,
            )
    return None


def _read(text: str) -> tuple[str, int | None, list[str], bool] | None:
    """Venue, year and labels where the text holds nothing else."""
    text = re.sub(r"^[A-Z][\w'’-]+\s+(?:et\.? al\.?|(?:and|&)\s+[A-Z][\w-]+),?\s*", "", text.strip())
    text = re.sub(
        r"^(?:in\b|accepted (?:by|to|at)|published (?:in|at)|to appear in)\s*:?\s*", "", text.strip(), flags=re.I
    )
    text = spread(text)
    year_match = _YEAR.search(text)
    year = int(year_match[1]) if year_match else None
    if (match := _PREPRINT.match(text)) and re.fullmatch(r"[\s,.()]*(?:(?:19|20)\d{2})?[\s,.()]*", text[match.end() :]):
        return "arXiv", year, [], False
    bare = _YEAR.sub(" ", text)
    bare = re.sub(r"\b(?:pp?|pages?|vol|no)\.?\s*[\d–-]+|\d+\s*[–-]\s*\d+|\(\s*\)", " ", bare)
    parts = [part.strip(" .-") for part in re.split(r"[,，;；()（）\[\]【】|/\s]+", bare) if part.strip(" .-")]
    joined = bare.strip(" ,.，;；()-:：")
    if known := registry().find(joined):
        return known.name, year, [], joined.casefold() == known.full_name.casefold() or len(joined) > 24
    for size in range(len(parts) - 1, 0, -1):
        known = registry().find(" ".join(parts[:size]))
        rest = parts[size:]
        if known and len(rest) <= 3 and all(_label(part) for part in rest):
            return known.name, year, [" ".join(rest)] if _label(" ".join(rest)) else rest, False
    return None


def _label(text: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?i)oral|poster|spotlight|highlight|best|paper|award|best paper(?: award)?|long|short|findings|"
            r"workshops?|main|notable|top-?\d+%?|accepted|口头|最佳论文",
            text,
        )
    )
