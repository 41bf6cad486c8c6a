"""The link checker's settings: the block `links` of the plugin, with defaults for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from papernotes.problem import PapernotesError, near


@dataclass(frozen=True)
class Config:
    """Every key is optional; an option of the command line wins."""

    hosts: Sequence[Mapping[str, Any]] = ()
    """How single hosts are asked, before the built-in table."""
    ignore: Sequence[Mapping[str, Any]] = ()
    """Addresses that are not checked: url (with * and ?), reason, until."""
    strikes: int = 3
    """Failing runs that make weak evidence a broken link."""
    strike_days: float = 3.0
    """Days between the first and the last of them."""
    budget: float = 600.0
    """Seconds that a run may take."""
    concurrency: int = 32
    """Requests at the same time, to all hosts together."""
    fragments: bool = False
    """Look for the anchors of remote pages, too."""
    contact: str = ""
    """A mail address for the user agent."""
    allow_private: Sequence[str] = ()
    """Private networks that may be asked: 10.0.0.0/8."""
    host_map: Mapping[str, str] = field(default_factory=dict)
    """Beginnings of addresses, and what is asked in their place."""


def config(block: Any) -> Config:
    """The settings of a block. Raises PapernotesError for what is unknown or of the wrong type."""
    if not isinstance(block, Mapping):
        raise PapernotesError("mkdocs.yml: the setting 'links' is no mapping; see docs/links.md")
    given: dict[str, Any] = {}
    for name, value in block.items():
        known = {one.name: getattr(Config(), one.name) for one in fields(Config)}
        if name not in known:
            raise PapernotesError(
                f"mkdocs.yml: unknown setting 'links: {name}'; {near(str(name), known, 'see docs/links.md')}"
            )
        if value is None:
            continue
        if not _fits(value, known[name]):
            raise PapernotesError(f"mkdocs.yml: setting 'links: {name}' is {value!r}; see docs/links.md")
        given[name] = value
    return Config(**given)


def _fits(value: Any, default: Any) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, float | int):
        return isinstance(value, int if isinstance(default, int) else (int, float)) and value >= 0
    if isinstance(default, tuple):
        return isinstance(value, list)
    return isinstance(value, type(default))
