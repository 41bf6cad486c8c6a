"""The rules that look at a library; each theme is a file, each rule a function."""

from papernotes.checks import (
    bibliography,
    comment,
    copied,
    danger,
    duplicate,
    front_matter,
    ids,
    images,
    note,
    online,
    online_ids,
    pointer,
    repository,
    shape,
    sign,
    structure,
    vocabulary,
    words,
)
from papernotes.checks.memory import Memory
from papernotes.checks.registry import RULES, Rule, run

THEMES = (
    vocabulary, structure, ids, bibliography, duplicate, note, front_matter, pointer, shape, images, sign, words,
    copied, danger, comment, repository, online_ids, online,
)  # fmt: skip

__all__ = ["RULES", "THEMES", "Memory", "Rule", "run"]
