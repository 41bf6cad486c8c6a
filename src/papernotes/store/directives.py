"""Comments that speak to papernotes: <!-- papernotes: VERB words --> in notes, # papernotes: ... in catalogues."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from papernotes.late import regex
from papernotes.model.directive import Directive
from papernotes.model.where import Where
from papernotes.problem import near
from papernotes.store.scan import spans
from papernotes.text import is_day

SIGN = "papernotes:"
"""Without it there is no such comment."""
VERBS = ("disable-line", "disable-next-line", "disable-file", "ignore-link")
_NOTE = regex(r"<!--[ \t]*papernotes:[ \t]*((?:(?!-->)[^\n])*+)-->")
_CATALOGUE = regex(r"(?m)(?:^|(?<=[ \t]))#[ \t]*papernotes:[ \t]*([^\n\r]*)")
_RULE = regex(r"[A-Z]{2,6}(?:[0-9]{3})?\Z")
_REASON = regex(r"\breason=(?:\"([^\"]*)\"|'([^']*)'|(.*?))(?=\s+until=|\s*\Z)")
_UNTIL = regex(r"\buntil=[\"']?([^\s\"']*)")


def of_note(body: str, path: str, first_line: int = 1) -> list[Directive]:
    """The comments of a note's body, not those in code; `first_line` is the number of its first line."""
    if SIGN not in body:
        return []
    code = [(span.start, span.end) for span in spans(body) if span.kind != "comment"]
    found = (m for m in _NOTE.finditer(body) if not any(start <= m.start() < end for start, end in code))
    return list(_read(body, path, first_line, found))


def of_catalogue(text: str, path: str) -> list[Directive]:
    """The comments of a catalogue."""
    return list(_read(text, path, 1, _CATALOGUE.finditer(text))) if SIGN in text else []


def of_html(text: str, path: str) -> list[Directive]:
    """The comments of a page."""
    return list(_read(text, path, 1, _NOTE.finditer(text))) if SIGN in text else []


def _read(text: str, path: str, first_line: int, found: Iterator[re.Match[str]]) -> Iterator[Directive]:
    for match in found:
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        line = first_line + text.count("\n", 0, match.start())
        beside = text[start : match.start()] + text[match.end() : end if end >= 0 else len(text)]
        where = Where(path, line, match.start() - start + 1)
        verb, _, words = match[1].strip().partition(" ")
        # Alone on its line, it means the next one.
        target = line + 1 if verb == "disable-next-line" or (verb == "ignore-link" and not beside.strip()) else line
        yield _directive(where, verb, words.strip(), 0 if verb == "disable-file" else target)


def _directive(where: Where, verb: str, words: str, target: int) -> Directive:
    if verb not in VERBS:
        return Directive(where, verb, mistake=f"unknown '{verb}'; {near(verb, VERBS, 'one of ' + ', '.join(VERBS))}")
    if verb == "ignore-link":
        return _ignore(where, words, target)
    ids, rest = [], words.replace(",", " ").split()
    while rest and _RULE.match(rest[0]):
        ids.append(rest.pop(0))
    reason = " ".join(rest).removeprefix("reason=").strip("\"' ")
    mistake = "no rule is named; write one such as NOTE010" if not ids else ""
    mistake = mistake or ("no reason is given; write it behind the rule" if not reason else "")
    return Directive(where, verb, tuple(ids), reason, None, target, mistake)


def _ignore(where: Where, words: str, target: int) -> Directive:
    said, until = _REASON.search(words), _UNTIL.search(words)
    reason = next((part.strip() for part in said.groups() if part), "") if said else ""
    mistake = "" if reason else "no reason is given; write reason=..."
    if until and not is_day(until[1]):
        mistake = mistake or f"'{until[1]}' is no day; write until=2027-01-01"
    day = datetime.date.fromisoformat(until[1]) if until and is_day(until[1]) else None
    return Directive(where, "ignore-link", (), reason, day, target, mistake)
