"""Dated journals: a page for each day, on which papers, blogs, repositories and data sets stand in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from papernotes.formats.document import headers, item
from papernotes.formats.document.row import Entry, Outcome, Page, Row
from papernotes.model.status import Statuses

_DAY = re.compile(
    r"^\s*(?:#{1,6}\s*|\*\*|【|[-*]\s+)?(?:date\s*[:：]\s*)?((?:19|"
    r"20)\d{2})\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})\s?日?\s*"
    r"(?:[,，]?\s*(?:[(（]?(?:周|星期)[一二三四五六日天][)）]?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|"
    r"sat(?:ur)?|sun)(?:day)?))?"
    r"(?:\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s*[ap]m)?)?\s*(?:\*\*|】|[:：])?\s*$", re.I)  # fmt: skip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ENGLISH = re.compile(
    r"^\s*(?:#{1,6}\s*|\*\*)?(?:\w+day,?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*\.?|"
    r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?),?\s+((?:19|20)\d{2})\s*(?:\*\*)?\s*$",
    re.I,
)


def day(line: str) -> str:
    """The day if a line is nothing but a date (and a time), as 2022-06-13; "" otherwise."""
    if match := _DAY.match(line):
        year, month, date = (int(part) for part in match.groups())
    elif (match := _ENGLISH.match(line)) and (match[2] or match[3]).casefold() in _MONTHS:
        year, month = int(match[5]), _MONTHS.index((match[2] or match[3]).casefold()) + 1
        date = int(match[1] or match[4])
    else:
        return ""
    return f"{year}-{month:02}-{date:02}" if 1 <= month <= 12 and 1 <= date <= 31 else ""


def is_journal(rows: Sequence[Row], statuses: Statuses) -> bool:
    """Whether several days head what is written below them; a date right below a paper is when it was read."""
    days = set()
    for index, row in enumerate(rows):
        if row.code or not (date := day(row.text)):
            continue
        before = next((other for other in reversed(rows[max(0, index - 2) : index]) if not other.blank), None)
        if before is None or item.headed(before.text, statuses) is None:
            days.add(date)
    return len(days) >= 2


def read_journal(rows: Sequence[Row], statuses: Statuses, stem: str, into: str) -> Outcome:
    """The days' pages with their items in order; what is noted on a paper becomes its note."""
    out = Outcome()
    page = Page(f"import/{stem}.md", stem, 1)
    starts = [index for index, row in enumerate(rows) if not row.code and not row.drop and day(row.text)]
    _day(rows[: starts[0]], page, out, statuses, into, "")
    early, page.rows = page.rows, []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(rows)
        date = day(rows[start].text)
        page = next((p for p in out.pages if p.title == date), None) or Page(
            f"journal/{date}.md", date, rows[start].line
        )
        if page not in out.pages:
            out.pages.append(page)
        page.heads.append(rows[start].line)
        if ":" in rows[start].text or "：" in rows[start].text:
            early = [*early, Row(rows[start].line, rows[start].text.strip("# *")), Row(0, "")]
        page.rows += early
        early = []
        _day(rows[start + 1 : end], page, out, statuses, into, date)
    return out


def _day(rows: Sequence[Row], page: Page, out: Outcome, statuses: Statuses, into: str, date: str) -> None:
    """The items of a day, on its page."""
    out.dropped += [(row.line, row.drop) for row in rows if row.drop]
    rows = [row for row in rows if not row.drop]
    starts = item.starts(rows, statuses) if date else []
    page.rows += rows[: starts[0]] if starts else rows
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(rows)
        entry = item.read_item(rows[start:end], statuses, into)
        if entry is None:
            page.rows += rows[start:end]
            continue
        if entry.noted and entry.kind in ("paper", "survey"):
            entry.meta.setdefault("read", date)
        _write(entry, rows[start], page, len(out.entries))
        out.entries.append(entry)


def _write(entry: Entry, first: Row, page: Page, number: int) -> None:
    """The item on its day's page: a reference as its heading; what is no paper keeps its text there."""
    text = first.text.strip()
    words = headers.reference_words(item.name_of(text) if re.match(r"[-*+•#]|\d+[.)]|\[[^\]]+\]\(", text) else text)
    page.rows += [Row(0, ""), Row(first.line, f"## [[entry:{number}|{words}]]"), Row(0, "")]
    shown = [row for row in entry.shown if row is not first]
    if entry.kind in ("paper", "survey"):
        page.rows += shown
        return
    page.rows += sorted(shown + entry.rows, key=lambda row: row.line)
    if entry.noted and not entry.mark:
        entry.mark = "read"
    entry.rows = []
