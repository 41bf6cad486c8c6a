"""The rules that look at a library; each theme is a file, each rule a function."""

from papernotes.checks import bibliography, duplicate, front_matter, ids, note, structure, vocabulary
from papernotes.checks.registry import RULES, Rule, run

THEMES = (vocabulary, structure, ids, bibliography, duplicate, note, front_matter)

__all__ = ["RULES", "THEMES", "Rule", "run"]
