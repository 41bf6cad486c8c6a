"""The rules that look at a library; each theme is a file, each rule a function."""

from papernotes.checks import bibliography, ids, note, structure
from papernotes.checks.registry import RULES, Rule, run

THEMES = (structure, ids, bibliography, note)

__all__ = ["RULES", "THEMES", "Rule", "run"]
