"""What is wrong, where, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from papernotes.model.where import Where


class Level(StrEnum):
    """How bad a problem is; errors and warnings make `papernotes check` exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class PapernotesError(Exception):
    """We cannot go on; the message says what and where, and is all the user sees (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the field of a paper as a fix does; `value` None removes the field."""

    key: str
    field: str
    value: object


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace words on one line of a note as a fix does."""

    where: Where
    """Of the first character of `old`."""
    old: str
    """What must stand there, else nothing is replaced; "" to insert."""
    new: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: its rule, its place, one line of text."""

    where: Where
    rule: str
    """The stable id, such as CAT004."""
    message: str
    """What is wrong, lower case, names in single quotes."""
    fix: str = ""
    """What to do, as in "did you mean 'year'?"; empty where the message says it."""
    level: Level = Level.ERROR
    edit: Edit | TextEdit | None = None
    """The automatic fix, where there is a safe one."""

    @property
    def text(self) -> str:
        """The message and what to do, in one line."""
        return f"{self.message}; {self.fix}" if self.fix else self.message

    def __str__(self) -> str:
        return f"{self.where}: {self.rule} {self.text}"


def near(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """ "did you mean 'year'?", or something else where no known word is near."""
    close = difflib.get_close_matches(word, list(known), 1, 0.6)
    return f"did you mean '{close[0]}'?" if close else otherwise
