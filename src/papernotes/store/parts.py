"""Values that are kept together and unpacked one by one: most runs ask for few of them, and change fewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from papernotes.store import sidecar


class Parts(Mapping[str, Any]):
    """Values of Python's own plain types by name, each unpacked when it is first asked for."""

    def __init__(self, packed: Mapping[str, bytes] | None = None, values: Mapping[str, Any] | None = None) -> None:
        """`values` are those that are not packed, or no longer as they were."""
        self._packed, self._values = packed or {}, dict(values or {})

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            self._values[name] = sidecar.unpack(self._packed[name])
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._packed, **self._values})

    def __len__(self) -> int:
        return len({**self._packed, **self._values})

    def but(self, values: Mapping[str, Any]) -> Parts:
        """The same with these values, which may be new."""
        return Parts(self._packed, {**self._values, **values})

    def pack(self) -> dict[str, bytes]:
        """All of them packed; what nobody has asked for is as it was. Raises ValueError for what has no form."""
        return {**self._packed, **{name: sidecar.pack(value) for name, value in self._values.items()}}
