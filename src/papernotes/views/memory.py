"""What earlier builds worked out: results that cost much and depend on little, kept by a hash of what that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def is_table(value: Any, of: type = str) -> bool:
    """Whether a result is texts, or what else it is to be `of`, by name; to work out that there are none is cheap."""
    return isinstance(value, dict) and {*map(type, value)} == {str} and {*map(type, value.values())} == {of}


class Memory:
    """Results by name; what was recalled or worked out in this build is in `kept`, the rest is forgotten."""

    def __init__(self, known: Mapping[str, Any] | None = None) -> None:
        self._known = known or {}
        self.kept: dict[str, list[Any]] = {}
        """Name to a pair of the hash in hexadecimal and the result; all of it is JSON."""

    def recall(self, name: str, stamp: bytes, work: Callable[[], Any], fits: Callable[[Any], bool]) -> Any:
        """The result of `work`, as it was when the stamp was the same, if it `fits`; it must be JSON.

        What is known comes from a file that anyone may have written: `fits` says whether it can be used."""
        old = self._known.get(name)
        known = isinstance(old, list) and len(old) == 2 and old[0] == stamp.hex() and fits(old[1])
        found = old[1] if known and old else work()
        self.kept[name] = [stamp.hex(), found]
        return found
