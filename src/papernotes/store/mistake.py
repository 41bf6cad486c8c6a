"""The mistakes that reading a catalogue finds, in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import yaml

from papernotes.model.paper import Shape
from papernotes.model.where import Where
from papernotes.problem import Edit, Level, Problem


def unsafe(where: Where, what: str, fix: str) -> Problem:
    """CAT003: the file asks for more than data, or is not text we can read."""
    return Problem(where, "CAT003", f"{what} is not allowed" if what.startswith("YAML") else what, fix)


def wrong_type(where: Where, what: str, said: str, fix: str, edit: Edit | None = None) -> Problem:
    """CAT006: a value of another type than the field's."""
    return Problem(where, "CAT006", f"{what} is {said}", fix, Level.ERROR, edit)


def duplicate_field(where: Where, name: str, line: int) -> Problem:
    """CAT002: a field that stands twice in one entry."""
    return Problem(where, "CAT002", f"field '{name}' is already given at line {line}", "keep one")


def duplicate_key(where: Where, key: str, line: int) -> Problem:
    """CAT009: a citation key that stands twice in one file."""
    return Problem(where, "CAT009", f"'{key}' is already defined at line {line}", "merge the two or rename one")


def unknown_field(where: Where, name: str, known: Iterable[str]) -> Problem:
    """CAT004: a field that no paper has."""
    if name == "<<":
        return unsafe(where, "YAML merge key '<<'", "write the fields out")
    near = difflib.get_close_matches(name, list(known), 1, 0.6)
    fix = f"did you mean '{near[0]}'?" if near else "known fields: " + ", ".join(known)
    return Problem(where, "CAT004", f"unknown field '{name}'", fix, Level.WARNING)


def syntax(error: Exception, path: str, line: int, chunk: str) -> Problem:
    """CAT001 from what the YAML reader says of a chunk that begins after `line` lines."""
    if isinstance(error, RecursionError):
        return unsafe(Where(path, line + 1), "brackets are nested deeper than 32", "close them")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if "quoted scalar" in str(getattr(error, "context", "")):
        # Where it opens, not the end of the entry where its other half is missed.
        mark = getattr(error, "context_mark", None) or mark
    where = Where(path, line + mark.line + 1, mark.column + 1) if mark else Where(path, line + 1)
    if isinstance(error, yaml.reader.ReaderError):
        where = _place(path, line, chunk, error.position)
        code = error.character if isinstance(error.character, int) else ord(error.character)
        return unsafe(where, f"character U+{code:04X} may not stand in YAML", "remove it")
    said = str(getattr(error, "problem", None) or error).split("\n")[0]
    return Problem(where, "CAT001", f"not valid YAML: {said}", _advice(said, chunk, where.line - line))


def _place(path: str, line: int, chunk: str, position: int) -> Where:
    before = chunk[:position]
    return Where(path, line + before.count("\n") + 1, len(before) - before.rfind("\n"))


def _advice(said: str, chunk: str, line: int) -> str:
    lines = chunk.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in text[: len(text) - len(text.lstrip())] or "\\t" in said:
        return "indent with spaces, not tabs"
    if "mapping values are not allowed" in said:
        return "quote a value that holds ': '"
    if "quoted scalar" in said or "unexpected end of stream" in said:
        return "close the quotation mark"
    if "expected ',' or" in said:
        return "close the bracket, or quote a value that holds a comma or a bracket"
    if "cannot start any token" in said or "%" in text:
        return "quote the value"
    if "：" in text:
        return "write the ':' in half width, with a space after it"
    return "check the indentation and the quotation marks of this entry"


def expected(shape: Shape) -> str:
    """What to write for a field of that shape."""
    if shape.type == "int":
        return f"write a whole number from {shape.low} to {shape.high}"
    return {
        "list": "write a list such as [a, b]",
        "map": "write a mapping such as {name: value}",
    }.get(shape.type, "write text")


def short(text: str) -> str:
    """The text in one line of at most 40 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
