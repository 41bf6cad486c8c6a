"""Values as YAML text: how papernotes writes what it adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from papernotes.identifiers import NORMALISE
from papernotes.late import regex
from papernotes.text import is_day

Value = str | int | Sequence[str] | Mapping[str, str]
"""What a field of a paper may hold."""
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""How YAML 1.1 writes nothing: https://yaml.org/type/null.html"""
BOOLEANS = frozenset("yes no on off true false y n".split())
"""Case folded, what other readers take for a truth value: https://yaml.org/type/bool.html"""
UNFINISHED = frozenset("todo ??? ？？？ tbd 待补".split())
"""Case folded, what stands for a value that is still to come."""

# Starts with a letter, a digit or a Chinese character and holds nothing that a YAML reader gives a meaning to.
_PLAIN = regex(r"[^\W_](?:[^:#\t]*[^:#\s])?\Z")
_BRACKETS = regex(r"[,\[\]{}]")
_NUMBER = regex(r"[-+.]?[0-9][0-9_,.:eExXa-fA-F+-]*\Z")
_WORDS = BOOLEANS | {"null", "nan", "inf"}
# Quoted even where they need not be: titles hold colons, and identifiers look like numbers.
_QUOTED = frozenset({"title", *NORMALISE})


def scalar(text: str, style: str = "", *, in_flow: bool = True) -> str:
    """The text as one YAML scalar on one line, in the wanted style ("", ' or ") where it can be written so.

    `in_flow` says that brackets may surround it, where a comma or a bracket needs quotes."""
    if not text.isprintable() or not text:
        return quoted(text)
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    plain = _PLAIN.match(text) and not (in_flow and _BRACKETS.search(text))
    if not style and plain and (is_day(text) or not (_NUMBER.match(text) or text.casefold() in _WORDS)):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """The text in double quotes; what is not printable is escaped.

    Format: https://yaml.org/spec/1.1/#id905860 (double-quoted style)"""
    if text.isprintable():
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return '"' + "".join(_escape(char) for char in text) + '"'


def _escape(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    code = ord(char)
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or (
        f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    )


def flow(value: Value, field: str = "", written: Mapping[str, str] | None = None, *, in_flow: bool = False) -> str:
    """The value on one line; `written` holds the text of items that stand in the file already, kept as they are.

    `in_flow` says that braces surround the whole."""
    old = written or {}
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return scalar(value, '"' if field in _QUOTED else "", in_flow=in_flow)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{old.get(k) or scalar(k)}: {old.get(v) or scalar(v)}" for k, v in value.items()) + "}"
    return "[" + ", ".join(old.get(item) or scalar(item) for item in value) + "]"


def block(value: Value, written: Mapping[str, str] | None = None) -> list[str]:
    """The lines of a list or a mapping, one item each, without indentation."""
    old = written or {}
    if isinstance(value, Mapping):
        return [f"{old.get(k) or scalar(k)}: {old.get(v) or quoted(v)}" for k, v in value.items()]
    assert not isinstance(value, str | int)
    return [f"- {old.get(item) or scalar(item)}" for item in value]


def field_lines(name: str, value: Value) -> list[str]:
    """The lines of a new field, without indentation; a mapping such as `links` takes a line for each item."""
    if isinstance(value, Mapping):
        return [f"{name}:", *("  " + line for line in block(value))]
    return [f"{name}: {flow(value, name)}"]


def entry_lines(key: str, fields: Mapping[str, Any]) -> list[str]:
    """The lines of a new entry of the catalogue."""
    lines = [f"{scalar(key)}:"]
    for name, value in fields.items():
        lines += ["  " + line for line in field_lines(name, value)]
    return lines
