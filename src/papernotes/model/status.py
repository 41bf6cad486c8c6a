"""How far the reading of a paper is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Status:
    """A reading status; `name` stands in URLs, the labels on pages."""

    name: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    colour: str = "#666"
    icon: str = "○"

    def label(self, language: str) -> str:
        """The word for it in the site's language."""
        return self.zh if language.startswith("zh") else self.en


STATUSES = (
    Status("unread", "未看", "Unread", ("未读", "todo", "to-read"), "#6b7280", "○"),
    Status("reading", "在读", "Reading", ("在看",), "#1d4ed8", "◐"),
    Status("read", "已读", "Read", ("已看", "done"), "#15803d", "●"),
    Status("revisit", "重看", "Revisit", ("需要重看", "没理解", "未理解"), "#b45309", "↻"),
    Status("dropped", "弃读", "Dropped", ("skip",), "#7f1d1d", "✕"),
)


@dataclass(frozen=True)
class Statuses:
    """The statuses of a knowledge base, in their order; the first is that of a paper without one."""

    all: tuple[Status, ...] = STATUSES
    _names: dict[str, Status] = field(default_factory=dict, init=False, repr=False, compare=False)
    _known: dict[str, Status] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for status in self.all:
            for name in (status.name, status.zh, status.en, *status.aliases):
                self._names.setdefault(name.casefold(), status)

    def find(self, text: str) -> Status | None:
        """The status of that name, label or alias; the first one for an empty text; None if there is none."""
        return self.all[0] if not text else self._names.get(text.strip().casefold())

    def of(self, text: str) -> Status:
        """The status of that text, the first one where it means nothing (a check says so)."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self.find(text) or self.all[0]
        return found

    def words(self) -> Iterable[str]:
        """Everything a catalogue may say."""
        return (word for s in self.all for word in (s.zh, s.name, *s.aliases))
