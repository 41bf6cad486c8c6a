"""Links that are not to be checked, each with a reason and, where wanted, a last day."""

from __future__ import annotations

import datetime
import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from papernotes.links.link import Link
from papernotes.model.directive import Directive
from papernotes.model.where import Where
from papernotes.problem import Level, PapernotesError, Problem
from papernotes.text import is_day

VERB = "ignore-link"


@dataclass(slots=True)
class Ignore:
    """One wish to leave links alone."""

    where: Where
    reason: str
    until: str = ""
    """The last day, "" for ever."""
    line: int = 0
    """The line of the file whose links are meant; 0 for a pattern."""
    pattern: str = ""
    mistake: str = ""
    used: bool = field(default=False, compare=False)

    def problem(self, today: str, *, whole: bool) -> Problem | None:
        """LINK011 for what is of no use, LINK012 for what is over, None if all is well."""
        name = f"ignore '{self.pattern}'" if self.pattern else "this 'ignore-link'"
        if self.mistake:
            what, _, fix = self.mistake.partition("; ")
            return Problem(self.where, "LINK011", f"{name} is void: {what}", fix, Level.WARNING)
        if self.until and self.until < today:
            said = f"{name} has ended on {self.until}"
            return Problem(self.where, "LINK012", said, "remove it, or set a new day", Level.WARNING)
        if not self.used and (whole or not self.pattern):
            return Problem(self.where, "LINK011", f"{name} means no link", "remove it", Level.WARNING)
        return None


def of_directives(found: Iterable[Directive]) -> list[Ignore]:
    """The ignores among the comments of files."""
    return [
        Ignore(one.where, one.reason, one.until.isoformat() if one.until else "", one.target, mistake=one.mistake)
        for one in found
        if one.verb == VERB
    ]


def of_settings(rows: Any) -> list[Ignore]:
    """The ignores of the settings: [{url: "https://x.example/*", reason: "...", until: 2027-01-01}].

    Raises PapernotesError."""
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and row.get("url") for row in rows):
        raise PapernotesError("mkdocs.yml: 'ignore' in 'links' is no list of {url: ..., reason: ...}")
    found = []
    for row in rows:
        if odd := sorted(map(str, set(row) - {"url", "reason", "until"})):
            raise PapernotesError(f"mkdocs.yml: unknown key '{odd[0]}' of an ignored link; url, reason or until")
        reason, until = str(row.get("reason") or ""), str(row.get("until") or "")
        mistake = "" if reason else "no reason is given; write reason: ..."
        if until and not is_day(until):
            mistake = mistake or f"'{until}' is no day; write until: 2027-01-01"
        found.append(Ignore(Where("mkdocs.yml"), reason, until, 0, str(row["url"]), mistake))
    return found


class Ignores:
    """All ignores of a run; it notes which of them were of use."""

    def __init__(self, given: Iterable[Ignore], today: datetime.date) -> None:
        self.today = today.isoformat()
        self.all = list(given)
        self._patterns = [one for one in self.all if one.pattern]
        self._by_line: dict[tuple[str, int], list[Ignore]] = {}
        for one in self.all:
            if not one.pattern:
                self._by_line.setdefault((one.where.path, one.line), []).append(one)

    def of(self, link: Link) -> Ignore | None:
        """The ignore that holds for a link, None if it is to be checked."""
        near: Sequence[Ignore] = self._by_line.get((link.where.path, link.where.line), ())
        far: Iterable[Ignore] = (one for one in self._patterns if fnmatch.fnmatchcase(link.url, one.pattern))
        for one in (*near, *far):
            one.used = True
            if not one.mistake and not (one.until and one.until < self.today):
                return one
        return None

    def problems(self, *, whole: bool) -> Sequence[Problem]:
        """What is wrong with the ignores; unused patterns only where everything was looked at."""
        return [problem for one in self.all if (problem := one.problem(self.today, whole=whole))]
