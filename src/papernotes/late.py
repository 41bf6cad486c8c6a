"""Patterns that are compiled at their first use: a command uses few of all, and to compile one takes up to 5 ms."""

from __future__ import annotations

import re
from typing import Any, cast


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, or as good as: the functions of `re` do not take it, and it is no match's `re`."""
    return cast("re.Pattern[str]", _Late(pattern, flags))


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._said = pattern, flags

    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(*self._said)

    def __getattr__(self, name: str) -> Any:
        """A method or attribute of the pattern, which is found without us from then on."""
        found = getattr(self.compiled(), name)
        setattr(self, name, found)
        return found

    def __repr__(self) -> str:
        return repr(self.compiled())
