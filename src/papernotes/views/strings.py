"""The interface's words: one catalogue per language, in papernotes/strings/."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("zh", "en")


@cache
def strings(language: str) -> Mapping[str, str]:
    """The words of a language by their ids; English for a language that has no catalogue."""
    name = language.split("-")[0].lower()
    name = name if name in LANGUAGES else "en"
    text = files("papernotes").joinpath("strings", f"{name}.yaml").read_text("utf-8")
    words: dict[str, str] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return words
