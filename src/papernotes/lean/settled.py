"""A registry of processors that is asked for them often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markdown.util import Registry


class Settled(Registry[Any]):
    """Its items as they are in another registry; their order is worked out once, and again when one is added."""

    def __init__(self, theirs: Registry[Any]) -> None:
        super().__init__()
        vars(self).update(vars(theirs))
        self._items = tuple(theirs)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def register(self, item: Any, name: str, priority: float) -> None:
        """Add or replace an item."""
        super().register(item, name, priority)
        self._items = tuple(super().__iter__())

    def deregister(self, name: str, strict: bool = True) -> None:
        """Take an item away."""
        super().deregister(name, strict)
        self._items = tuple(super().__iter__())
