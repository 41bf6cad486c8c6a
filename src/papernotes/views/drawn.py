"""Papers' lines in lists as earlier builds drew them: a paper stands in some ten lists, and few papers change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

MOST = 30_000
"""Lines that are worth keeping: of more, reading them would cost more than most edits gain."""
_FEW = 100


class Drawn:
    """The lines of one build by the paper's key, each after a hash of what it shows."""

    def __init__(self) -> None:
        self._lines: dict[str, str] = {}
        self._load: Callable[[], Any] = dict
        self._known: Mapping[str, Any] | None = None
        self._count = 0
        """The lines that were not known."""

    @property
    def is_worth_keeping(self) -> bool:
        """Whether there are many lines that were not known; to draw a few again costs less than to keep them."""
        return self._count > (_FEW if self._known else 0)

    def recall(self, load: Callable[[], Any]) -> None:
        """Take lines from what `load` gives; it is asked when the first one is drawn."""
        self._load = load

    def line(self, key: str, stamp: bytes, draw: Callable[[], str]) -> str:
        """The paper's line: as it was if the stamp was the same, else as `draw` gives it."""
        if self._known is None:
            found = self._load()
            self._known = found if isinstance(found, dict) else {}
        mark, row = stamp.hex(), self._known.get(key)
        if not isinstance(row, str) or not row.startswith(mark):
            row = mark + draw()
            self._count += 1
        self._lines[key] = row
        return row[len(mark) :]

    @property
    def kept(self) -> dict[str, str]:
        """What the next build is to know."""
        found = {**(self._known or {}), **self._lines}
        return found if len(found) <= MOST else {}
