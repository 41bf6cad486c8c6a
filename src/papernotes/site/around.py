"""What the pages of a site depend on that is in no file of the knowledge base: packages, the environment."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from papernotes.late import regex

_PACKAGES = frozenset(
    "mkdocs mkdocs-material properdocs markdown pymdown-extensions pygments nh3 jinja2 citeproc-py".split()
)
"""Whose version a page shows in its bytes; papernotes' own the caches know."""
_INSTALLED = re.compile(r"(.+)-([^-]+)\.dist-info")
_ENV = re.compile(r"!ENV\s+(\[[^\]]*\]|\S+)")
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_INHERIT = re.compile(r"(?m)^INHERIT:\s*['\"]?([^'\"\n#]+)")


@cache
def versions() -> dict[str, str]:
    """The versions of the packages that make the pages, by the folders in which installers say them.

    Format: https://packaging.python.org/en/latest/specifications/recording-installed-packages/"""
    found: dict[str, str] = {}
    for place in sys.path:
        try:
            names = os.listdir(place or ".")  # noqa: PTH208 - a name is all that is wanted
        except OSError:
            continue
        for match in filter(None, map(_INSTALLED.fullmatch, names)):
            name = match[1].lower().replace("_", "-")
            if name in _PACKAGES:
                found.setdefault(name, match[2])
    return dict(sorted(found.items()))


def config_files(path: Path) -> list[Path]:
    """The configuration and those that it inherits from."""
    found: list[Path] = []
    while path not in found and path.is_file():
        found.append(path)
        above = _INHERIT.search(path.read_text("utf-8", "replace"))
        path = (path.parent / above[1].strip()) if above else path
    return found


def environment(files: Sequence[Path]) -> dict[str, str]:
    """The variables that the configuration asks for, and their values."""
    texts = "\n".join(path.read_text("utf-8", "replace") for path in files)
    names = {name for said in _ENV.findall(texts) for name in _NAME.findall(said)}
    # A date of the build that the user sets stands in the pages of some themes.
    return {name: os.environ.get(name, "") for name in sorted(names | {"SOURCE_DATE_EPOCH"})}


def around(config: Path) -> dict[str, dict[str, str]]:
    """All of it, as JSON."""
    return {"versions": versions(), "environment": environment(config_files(config))}
