"""The mistakes that reading a catalogue finds, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

import yaml

from papernotes.model.paper import Shape
from papernotes.model.where import Where
from papernotes.problem import Edit, Level, Problem, near


def unsafe(where: Where, what: str, fix: str) -> Problem:
    """CAT003: the file asks for more than data, or is not text we can read."""
    return Problem(where, "CAT003", f"{what} is not allowed" if what.startswith("YAML") else what, fix)


def wrong_type(where: Where, what: str, said: str, fix: str, edit: Edit | None = None) -> Problem:
    """CAT006: a value of another type than the field's."""
    return Problem(where, "CAT006", f"{what} is {said}", fix, Level.ERROR, edit)


def one_text(where: Where, key: str, name: str, value: str) -> Problem:
    """CAT006: a text in the place of a list; two names in it are for the user to part."""
    one = not re.search(r"[,;，；、]|\sand\s", value)
    fix, edit = (f"write [{short(value)}]", Edit(key, name, [value])) if one else ("write a list such as [a, b]", None)
    return wrong_type(where, f"'{name}'", f"one text, '{short(value)}'", fix, edit)


def truth_value(where: Where, what: str, value: str, edit: Edit | None = None) -> Problem:
    """CAT007: a word that other readers of YAML take for true or false."""
    return Problem(where, "CAT007", f"{what} is the unquoted word '{value}'", f'write "{value}"', Level.WARNING, edit)


def empty_item(where: Where, name: str) -> Problem:
    """CAT008: an item of a list or a mapping that says nothing."""
    return Problem(where, "CAT008", f"an item of '{name}' is empty", "write a value or remove it", Level.WARNING)


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
    fix = near(name, known, "known fields: " + ", ".join(known))
    return Problem(where, "CAT004", f"unknown field '{name}'", fix, Level.WARNING)


def syntax(error: Exception, path: str, line: int, chunk: str) -> Problem:
    """CAT001 from what the YAML reader says of a chunk that begins after `line` lines."""
    if isinstance(error, RecursionError):
        return unsafe(Where(path, line + 1), "nested deeper than 32 levels", "close the brackets")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if "quoted scalar" in str(getattr(error, "context", "")):
        # Where it opens, not the end of the entry where its other half is missed.
        mark = getattr(error, "context_mark", None) or mark
    where = Where(path, line + mark.line + 1, mark.column + 1) if mark else Where(path, line + 1)
    if isinstance(error, yaml.reader.ReaderError):
        where = _place(path, line, chunk, error.position)
        code = error.character if isinstance(error.character, int) else ord(error.character)
        return unsafe(where, f"character U+{code:04X} may not stand in YAML", "remove it")
    lines = chunk.splitlines()
    if where.line - line > len(lines) > 0:
        # What is missing at the end was opened in this entry.
        where = Where(path, line + len(lines), len(lines[-1]) + 1)
    said = str(getattr(error, "problem", None) or error).split("\n")[0]
    said = said.replace("but found another document", "a second document begins")
    if cause := _cause(said, lines, where.line - line):
        number, column, message, fix = cause
        return Problem(Where(path, line + number, column), "CAT001", f"not valid YAML: {message}", fix)
    return Problem(where, "CAT001", f"not valid YAML: {said}", _advice(said, chunk, where.line - line))


def _cause(said: str, lines: list[str], number: int) -> tuple[int, int, str, str] | None:
    """Line, column and words of a mistake that YAML notices only later, None if there is no such one."""
    if lines and re.match("<{7}|={7}|>{7}", lines[0]):
        return 1, 1, "the mark of a merge conflict", "keep one side and remove the three marks"
    if "mapping values are not allowed" not in said and "could not find expected ':'" not in said:
        return None
    above = next((n for n in range(min(number, len(lines)) - 1, 0, -1) if lines[n - 1].strip()), 0)
    for n in (number, above):
        text = lines[n - 1] if 0 < n <= len(lines) else ""
        if match := re.match(r"\s*[^\s:：'\"#]+(：)", text):
            return n, match.start(1) + 1, "a full-width '：' is no colon", "write ': ' in half width"
        if match := re.match(r"\s*[\w-]+(:)[^\s:/]", text):
            return n, match.start(1) + 1, "no space behind ':'", "write ': '"
    here, before = (lines[n - 1] if 0 < n <= len(lines) else "" for n in (number, above))
    indent = len(here) - len(here.lstrip())
    deeper = indent > len(before) - len(before.lstrip())
    if deeper and re.match(r"\s*\w+:(?:\s|$)", here) and re.match(r"\s*[\w-]+:\s+[^\s#]", before):
        return number, indent + 1, "this line is indented more than the one above", "begin all fields in one column"
    return None


def _place(path: str, line: int, chunk: str, position: int) -> Where:
    before = chunk[:position]
    return Where(path, line + before.count("\n") + 1, len(before) - before.rfind("\n"))


def _advice(said: str, chunk: str, line: int) -> str:
    lines = chunk.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in text[: len(text) - len(text.lstrip())] or "\\t" in said:
        return "indent with spaces, not tabs"
    if re.search(r":\s*[“‘「]", text):
        return 'write straight quotation marks, "'
    if "mapping values are not allowed" in said:
        return "quote a value that holds ': '"
    if "a second document" in said:
        return "remove the line '---'"
    if "undefined alias" in said:
        return "write the value out, or quote it"
    if "escape" in said:
        return "use single quotes, or write two backslashes for one"
    if "document start" in said:
        return "begin all keys in the first column"
    if "unexpected end of stream" in said:
        return "close the quotation mark"
    if re.match(r"""\s*(?:- |[\w-]+:\s)\s*["']""", text) and "expected" in said:
        return "within single quotes write '' for ', within double quotes \\\" for \""
    if "quoted scalar" in said:
        return "close the quotation mark"
    if "expected ',' or" in said:
        return "close the bracket, or quote a value that holds a comma or a bracket"
    if "cannot start any token" in said or "%" in text:
        return "quote the value"
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
