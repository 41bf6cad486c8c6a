"""Values that are kept together and unpacked one by one: most runs ask for few of them, and change fewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from zlib import crc32

from papernotes.store import sidecar

_BUCKETS = 64
"""Of ten thousand notes each holds some hundred."""


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


class Rows(Mapping[str, Any]):
    """Many values by name, in buckets: who asks for few, or changes few, unpacks the buckets of these."""

    def __init__(self, buckets: Parts) -> None:
        self._buckets = buckets

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Rows:
        """These values."""
        return cls(Parts()).but(values)

    def __getitem__(self, name: str) -> Any:
        return self._buckets[_bucket(name)][name]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._buckets.values())

    def __len__(self) -> int:
        return sum(map(len, self._buckets.values()))

    def but(self, values: Mapping[str, Any]) -> Rows:
        """The same with these values, which may be new."""
        changed: dict[str, dict[str, Any]] = {}
        for name, value in values.items():
            bucket = _bucket(name)
            if bucket not in changed:
                changed[bucket] = dict(self._buckets.get(bucket, {}))
            changed[bucket][name] = value
        return Rows(self._buckets.but(changed))

    def pack(self) -> dict[str, bytes]:
        """The buckets packed. Raises ValueError for what has no form."""
        return self._buckets.pack()


def _bucket(name: str) -> str:
    return f"{crc32(name.encode('utf-8', 'surrogatepass')) % _BUCKETS:x}"
