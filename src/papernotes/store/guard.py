"""What YAML allows and a file of ours may not hold: nesting without end, anchors, odd line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from papernotes.late import regex
from papernotes.model.where import Where
from papernotes.problem import Problem
from papernotes.store.mistake import unsafe

# The pure-Python loader is ten times slower but reads the same language.
BASE = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""PyYAML's loader that leaves every scalar as text."""
# These search the whole text, and a search for one character is the fast one: it comes first in the pattern.
_ANCHORS = [re.compile(sign + r"(?<![^\s\[{,].)[^\s\]},]") for sign in ("&", r"\*")]
_BREAKS = regex("[\x85\u2028\u2029]")
MAX_DEPTH = 32
_SAFE = 500
"""Levels that the C reader takes without harm."""
_BRACKETS = [re.compile(rf"{sign}\s*(?:[\[{{]\s*){{{MAX_DEPTH - 1}}}") for sign in (r"\[", r"\{")]
# An item without brackets: plain, or in quotes of which none is escaped.
_ITEM = r"""[ ]*(?:[\w -]+:[ ]+)?(?:"[^"\\\[\]{}\n]*"[ ]*|'[^'\[\]{}\n]*'[ ]*|(?:[^\s'"#,\[\]{}][^'"#,\[\]{}\n]*)?)"""
_FLAT = regex(rf"\[{_ITEM}(?:,{_ITEM})*\]|\{{{_ITEM}(?:,{_ITEM})*\}}")
# Each block in a block begins in a column of its own: "- - - -", or ever more spaces.
_FAR_RIGHT = regex(rf"(?m)^[ \t?:-]{{{_SAFE}}}")


def too_deep(text: str) -> bool:
    """Whether a text is nested so deep that it must not be composed.

    The C reader recurses, and thousands of brackets would end the process."""
    if any(pattern.search(text) for pattern in _BRACKETS):
        return True
    if not _FAR_RIGHT.search(text) and _opened(text) < _SAFE:
        return False
    return _deeper(text)


def _opened(text: str) -> int:
    """No fewer brackets than may be open at once."""
    count = text.count("[") + text.count("{")
    if count < _SAFE:
        return count
    flat = _FLAT.sub("", text)
    return flat.count("[") + flat.count("{")


def _deeper(text: str) -> bool:
    """The slow and certain way: events come without recursion."""
    depth = 0
    try:
        for event in yaml.parse(text, BASE):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    return True
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except (yaml.YAMLError, ValueError):
        return False  # Composing stops at the same place.
    return False


def anchors(text: str, path: str, line: int = 1) -> Iterator[Problem]:
    """CAT003 for each anchor and alias; `line` is the number of the text's first line."""
    if not any(pattern.search(text) for pattern in _ANCHORS):
        return
    try:
        for event in yaml.parse(text, BASE):
            name, mark = getattr(event, "anchor", None), event.start_mark
            if name and mark:
                kind = "alias" if isinstance(event, yaml.AliasEvent) else "anchor"
                where = Where(path, line + mark.line, mark.column + 1)
                yield unsafe(where, f"YAML {kind} '{name}'", "write the value out, or quote it")
    except (yaml.YAMLError, RecursionError, ValueError):
        return


def plain_lines(text: str, path: str) -> tuple[str, list[Problem]]:
    """The text with the line breaks of editors only, and a problem for each other one that YAML knows."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = []
    for match in _BREAKS.finditer(text):
        place = match.start()
        where = Where(path, text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place))
        said = f"character U+{ord(match[0]):04X} is a line break in YAML"
        problems.append(unsafe(where, said, "write a space"))
    return (_BREAKS.sub(" ", text) if problems else text), problems
