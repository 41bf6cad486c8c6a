"""RIS to papers, as fields of the catalogue.

Formats: https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp;
https://en.wikipedia.org/wiki/RIS_(file_format)"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from papernotes.formats import reference
from papernotes.formats.bibtex_fields import authors
from papernotes.formats.csl_fields import extra, finished, variable
from papernotes.formats.draft import Draft, Fate, Piece, Reading
from papernotes.formats.latex import encode
from papernotes.model.status import Statuses

_TAG = re.compile(r"\s{0,3}([A-Z][A-Z0-9])  ?-(?: (.*)|)\Z", re.S)
TYPES = {
    "JOUR": "article-journal",
    "JFULL": "article-journal",
    "EJOUR": "article-journal",
    "MGZN": "article-journal",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "BOOK": "book",
    "EBOOK": "book",
    "WHOLE": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "THES": "thesis",
    "RPRT": "report",
    "DATA": "dataset",
    "DBASE": "dataset",
    "COMP": "software",
    "ELEC": "webpage",
    "BLOG": "post-weblog",
    "SLIDE": "speech",
    "UNPB": "article",
    "GEN": "",
    "INPR": "article-journal",
    "PREPRINT": "article",
}
_PLAIN = {"VL": "volume", "IS": "number", "PB": "publisher", "CY": "address", "LA": "langid", "ET": "edition"} | {
    "AB": "abstract",
    "N2": "abstract",
    "T3": "series",
    "M3": "type",
}
_TITLE, _PEOPLE, _EDITORS = ("TI", "T1", "CT"), ("AU", "A1"), ("A2", "A3", "ED")
_VENUE, _DATES, _URLS = ("T2", "JF", "JO", "BT", "C3", "JA", "J2", "J1"), ("PY", "Y1", "DA"), ("UR", "LK", "L1", "L2")
_HOMES = {
    **dict.fromkeys(_TITLE, "title"),
    **dict.fromkeys(_PEOPLE, "authors"),
    **dict.fromkeys(_VENUE, "venue"),
    **dict.fromkeys(_DATES, "year,month"),
    **dict.fromkeys(_URLS, "links"),
    "TY": "kind",
    "ER": "key",
    "ID": "key",
    "DO": "doi",
    "SN": "isbn",
    "KW": "tags",
    "ST": "aliases",
    **dict.fromkeys(("DB", "DP", "Y2", "L4", "AN", "LB", "RN"), "-bookkeeping of the program"),
}


class _Line(NamedTuple):
    tag: str
    text: str
    line: int
    end: int


def read(text: str, statuses: Statuses = reference.DEFAULT) -> Reading:
    """The records of a RIS text. Never raises."""
    text, lines, mistakes = reference.prepare(text, "RIS")
    reading = Reading(mistakes=mistakes, format="ris")
    pieces: list[Piece] = []
    for record in _records(text.split("\n"), reading.mistakes):
        draft, homes = _draft(record, statuses, reading.mistakes)
        if draft is None:
            reading.mistakes.append((record[0].line, "record has no title; left out"))
            continue
        number = len(reading.drafts)
        reading.drafts.append(draft)
        for tag, _, line, end in record:
            home = homes.get(tag, "bibtex")
            for n in range(line, end + 1):
                if not lines[n - 1].strip():
                    continue
                if home == "note" and draft.note:
                    pieces.append(Piece(n, Fate.NOTE, "", number, 1))
                elif home[0] == "-":
                    pieces.append(Piece(n, Fate.DROPPED, home[1:]))
                else:
                    pieces.append(Piece(n, Fate.FIELD, "key" if home == "note" else home, number))
    if not reading.drafts and not reading.mistakes:
        reading.mistakes.append((1, "no RIS record stands in it; one begins with 'TY  - '"))
    reading.mistakes.sort()
    reference.account(reading, lines, pieces, "text outside of the records")
    return reading


def _records(lines: list[str], mistakes: list[tuple[int, str]]) -> Iterator[list[_Line]]:
    """The lines of each record; those without a tag belong to the one before, with a newline."""
    record: list[_Line] = []
    for n, end, text in _joined(lines):
        match = _TAG.match(text)
        if match is None:
            continue
        tag = match[1]
        if tag == "TY" and record:
            mistakes.append((n, f"a record begins before 'ER  -' ends that of line {record[0].line}; both are read"))
            yield record
            record = []
        if tag != "TY" and not record:
            if tag != "ER":
                mistakes.append((n, f"'{tag}' stands outside of a record, which begins with 'TY  - '; left out"))
            continue
        # Blank lines are kept, so that each line has its number.
        record.append(_Line(tag, (match[2] or "").strip(), n, end))
        if tag == "ER":
            yield record
            record = []
    if record:
        mistakes.append((len(lines), f"the record of line {record[0].line} is not ended by 'ER  -'; read all the same"))
        yield record


def _joined(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """First and last line and the text of each tag, with the lines below that have none."""
    starts = [n for n, text in enumerate(lines) if _TAG.match(text)]
    for start, after in pairwise([*starts, len(lines)]):
        yield start + 1, after, "\n".join([lines[start], *map(str.strip, lines[start + 1 : after])])


def _draft(
    record: list[_Line], statuses: Statuses, mistakes: list[tuple[int, str]]
) -> tuple[Draft | None, dict[str, str]]:
    by_tag: dict[str, list[str]] = defaultdict(list)
    homes = dict(_HOMES) | dict.fromkeys(("N1", "M1", "RN", "U1"), "note")
    for tag, text, line, _ in record:
        if len(text) > reference.LIMIT and tag != "C8":
            mistakes.append((line, f"'{tag}' has {len(text)} characters; left out"))
            homes[tag] = "-too long"
        elif text:
            by_tag[tag].append(" ".join(text.split()) if tag not in ("N1", "M1", "U1") else text)
    said, note = _said(by_tag, statuses)
    own = next((text for text in by_tag["C8"] if text.startswith(reference.OWN)), "")
    if not said["title"] and not own:
        return None, homes
    kind = TYPES.get((by_tag["TY"] or [""])[0].upper(), "")
    wrong = finished(said, kind, [word for text in by_tag["KW"] for word in _words(text)], statuses)
    mistakes += [(record[0].line, text) for text in wrong]
    key = said.pop("key", "")
    if own:
        key = reference.overlay(said, own.removeprefix(reference.OWN).lstrip(": ")) or key
    if not said.get("title"):
        return None, homes
    return Draft(key, reference.ordered(said), record[0].line, note), homes


def _said(by_tag: dict[str, list[str]], statuses: Statuses) -> tuple[dict[str, Any], str]:
    def first(*tags: str) -> str:
        return next((by_tag[tag][0] for tag in tags if by_tag[tag]), "")

    said: dict[str, Any] = {"title": first(*_TITLE), "key": first("ID"), "bibtex": {}}
    # A conference's title is its container only where the paper's own stands elsewhere.
    said["venue"] = first(*_VENUE)
    if not said["title"] and said["venue"]:
        said["title"], said["venue"] = said["venue"], ""
    said["authors"] = [name for tag in _PEOPLE for text in by_tag[tag] for name in authors(encode(text))]
    dates = [reference.date(text) for tag in _DATES for text in by_tag[tag]]
    said["year"] = next((year for year, _ in dates if year), None)
    said["month"] = next((month for _, month in dates if month), None)
    if not said["year"]:
        said["bibtex"]["date"] = first(*_DATES)
    said |= {"doi": first("DO"), "url": first(*_URLS), "aliases": reference.split_list(first("ST"), ";")}
    bibtex = said["bibtex"]
    for tag, name in _PLAIN.items():
        if text := first(tag):
            bibtex.setdefault(name, variable(name, text))
    if editors := [encode(text) for tag in _EDITORS for text in by_tag[tag]]:
        bibtex["editor"] = " and ".join(editors)
    if pages := [text for text in (first("SP"), first("EP")) if text]:
        bibtex["pages"] = variable("pages", "-".join(pages))
    number = first("SN")
    digits = re.sub(r"[^0-9Xx]", "", number)
    if number:
        said.update(isbn=number) if len(digits) in (10, 13) else bibtex.update(issn=number)
    for tag in ("C1", "C2", "C4", "C5", "C6", "C7"):
        if text := first(tag):
            bibtex[tag.lower()] = encode(text)
    return said, extra("\n".join(text for tag in ("N1", "M1", "U1") for text in by_tag[tag]), said, statuses)


def _words(text: str) -> list[str]:
    # Some programs write all keywords on one line.
    return reference.split_list(text, ";") if ";" in text else [text]
