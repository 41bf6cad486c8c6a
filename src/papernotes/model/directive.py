"""What a comment of the user's switches off."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from papernotes.model.where import Where


@dataclass(frozen=True, slots=True)
class Directive:
    """One comment `papernotes: ...` in a note or a catalogue."""

    where: Where
    verb: str
    """disable-line, disable-next-line, disable-file or ignore-link."""
    rules: tuple[str, ...] = ()
    """Ids or families; empty for ignore-link."""
    reason: str = ""
    until: datetime.date | None = None
    """The last day an ignored link is ignored."""
    target: int = 0
    """The line that is meant; 0 for the whole file."""
    mistake: str = ""
    """Why the comment means nothing; such a one switches nothing off."""

    def covers(self, where: Where, rule: str) -> bool:
        """Whether a problem of that rule at that place is switched off."""
        if self.mistake or not self.rules or where.path != self.where.path or not rule.startswith(self.rules):
            return False
        return self.target in (0, where.line)
