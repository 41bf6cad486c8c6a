"""Our own data files: a plain part of YAML, read in a quarter of the time that a reader of all of YAML takes.

A line is a comment, `- value` or `name: value`. A value is a text, plain or in quotes, or a flow of lists and mappings;
digits are a number. tests/test_plain.py holds it to what PyYAML says of each of these files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_START = r"[^\s\"'#&*!|>%@`\[\]{},:?-]"
_LINE = re.compile(rf"(?:- |({_START}[^\n:]*): +)(\S.*)")
_TEXT = re.compile(rf"{_START}(?:[^:#]|:(?! )|(?<! )#)*")
_LIST = re.compile(rf"\[{_START}[^\[\]{{}}:#\"]*(?:, +{_START}[^\[\]{{}}:#\",]*)*\]")
_SCALAR = re.compile(rf"\"(?:[^\"\\]|\\.)*\"|{_START}(?:[^\[\]{{}},:#]|:(?!\s))*")
_DIGITS = re.compile(r"[0-9]+")


def load(path: Path) -> Any:
    """The list or the mapping that a file of ours holds. Raises ValueError for what is not plain."""
    items: list[Any] = []
    named: dict[str, Any] = {}
    for line in path.read_text("utf-8").split("\n"):
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"{path}: {line}")
        name, said = match.groups()
        if name is None:
            items.append(_value(said))
        else:
            named[name] = _value(said)
    return named or items


def _value(said: str) -> Any:
    if said[0] == "[" and _LIST.fullmatch(said):
        return [_word(word.strip()) for word in said[1:-1].split(",")]
    if said[0] in "[{":
        return json.loads(_SCALAR.sub(_as_json, said))
    if said[0] == "'" and said[-1] == "'":
        return said[1:-1].replace("''", "'")
    if said[0] == '"':
        return json.loads(said)
    if not _TEXT.fullmatch(said):
        raise ValueError(said)
    return _word(said)


def _word(said: str) -> str | int:
    return int(said) if _DIGITS.fullmatch(said) else said


def _as_json(match: re.Match[str]) -> str:
    said = match[0].rstrip()
    return said if said[0] == '"' or _DIGITS.fullmatch(said) else f'"{said}"'
