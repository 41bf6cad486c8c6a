"""The interface's words: one catalogue per language, in papernotes/strings/."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from papernotes import plain

LANGUAGES = ("zh", "en")


@cache
def strings(language: str) -> Mapping[str, str]:
    """The words of a language by their ids; English for a language that has no catalogue."""
    name = language.split("-")[0].lower()
    name = name if name in LANGUAGES else "en"
    words: dict[str, str] = plain.load(Path(__file__).parent.parent / "strings" / f"{name}.yaml")
    return words
