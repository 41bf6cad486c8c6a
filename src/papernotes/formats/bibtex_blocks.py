"""BibTeX as bibtexparser takes it apart, and what it cannot read line by line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ExplicitComment,
    ImplicitComment,
    ParsingFailedBlock,
    Preamble,
    String,
)

from papernotes.formats.bibtex_row import START, Row, Split
from papernotes.formats.bibtex_value import closed_at, joined

# What it warns of, we say ourselves, with a line.
logging.getLogger("bibtexparser").setLevel(logging.ERROR)

_HEAD = re.compile(r"\s*@\s*(\w+)\s*[{(]\s*([^,\s={}\"]*)[ \t]*(?=[,\n{}]|\Z)")
_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w:+./-]{0,60})\s*=[ \t]*(.*)\Z", re.S)
_SEVERAL = ("keywords", "groups", "annote", "note")


def add_blocks(found: Split, chunk: str, before: int) -> None:
    """Add the blocks of a part of the text, before which `before` lines stand."""
    # Its middlewares would take what encloses the values away; we do so where strings are put in.
    library = parse_string(chunk, parse_stack=[])
    broken_until = -1
    for block in library.blocks:
        start = block.start_line or 0
        if start < broken_until:
            # The rest of an entry that was read line by line.
            continue
        if isinstance(block, Entry):
            found.rows.append(_row(found, block, before))
        elif isinstance(block, DuplicateFieldKeyBlock | DuplicateBlockKeyBlock):
            _duplicate(found, block, before)
        elif isinstance(block, ParsingFailedBlock):
            lines = chunk.split("\n")
            broken_until = _end(lines, start)
            _salvage(found, lines[start:broken_until], before + start + 1, block)
        else:
            _other(found, block, before + start + 1)


def _duplicate(found: Split, block: ParsingFailedBlock, before: int) -> None:
    inner = block.ignore_error_block
    if isinstance(inner, DuplicateFieldKeyBlock):
        inner = inner.ignore_error_block
    if not isinstance(inner, Entry):
        line = before + (block.start_line or 0) + 1
        _other(found, inner or block, line)
        return
    # Keys that stand twice are reported by the reader, which sees all chunks.
    found.rows.append(_row(found, inner, before))


def _other(found: Split, block: Block, line: int) -> None:
    """Note a block that is no entry."""
    end = line + (block.raw or "").rstrip("\n").count("\n")
    if isinstance(block, String):
        known = len(found.mistakes)
        found.strings[block.key.lower()] = joined(found, str(block.value), line)[0]
        del found.mistakes[known:]
        found.rest.append((line, end, "an abbreviation; put in where it is used"))
    elif isinstance(block, ExplicitComment):
        found.comments.append(block.comment)
        found.rest.append((line, end, "a comment"))
    elif isinstance(block, Preamble):
        found.rest.append((line, end, "a preamble for LaTeX"))
    elif isinstance(block, ImplicitComment):
        _outside(found, (block.raw or "").split("\n"), line)


def _row(found: Split, entry: Entry, before: int) -> Row:
    line = before + (entry.start_line or 0) + 1
    row = Row(entry.entry_type.lower(), entry.key, line, line + (entry.raw or "").count("\n"))
    for item in entry.fields:
        at = before + (item.start_line or 0) + 1
        value, rest = joined(found, item.value, at)
        _add(found, row, item.key.lower(), value, at)
        if rest:
            _rest(found, row, rest, at)
    return row


def _add(found: Split, row: Row, name: str, value: str, line: int) -> None:
    """Add a field; of two with one name the first counts, but lists add up."""
    value = " ".join(value.split())
    old = row.fields.setdefault(name, value)
    row.at.setdefault(name, line)
    if old != value:
        if name in _SEVERAL:
            row.fields[name] = f"{old}, {value}"
        else:
            found.mistakes.append((line, f"field '{name}' of '{row.key}' stands twice; the first is kept"))


def _rest(found: Split, row: Row, rest: str, line: int) -> None:
    """Add the fields that follow a value without a comma."""
    while match := _FIELD.match(rest):
        name = match[1].lower()
        found.mistakes.append((line, f"a comma is missing before field '{name}' of '{row.key}'; read all the same"))
        value, rest = joined(found, match[2], line)
        _add(found, row, name, value, line)
    if rest:
        found.mistakes.append((line, f"'{rest[:40]}' behind a value of '{row.key}' is left out"))


def _end(lines: list[str], start: int) -> int:
    """The line after a broken entry: that of the next entry, from 0."""
    for number in range(start + 1, len(lines)):
        if START.match(lines[number]):
            return number
    return len(lines)


def _outside(found: Split, lines: list[str], line: int) -> None:
    """Text between entries; fields that a brace too many has put there join the entry before."""
    row = found.rows[-1] if found.rows else None
    begin = next((i for i, text in enumerate(lines) if _FIELD.match(text)), -1)
    if row is None or begin < 0 or "{" not in "".join(lines) or line > row.end + 1:
        found.rest.append((line, line + len(lines) - 1, "text outside of the entries"))
        return
    found.mistakes.append((line, f"'{row.key}' is closed before all its fields; they are read all the same"))
    for name, value, number in _by_line(lines):
        _add(found, row, name, value, line + number)
    row.end = line + len(lines) - 1


def _salvage(found: Split, lines: list[str], line: int, block: ParsingFailedBlock) -> None:
    """Read a broken entry line by line."""
    while lines and not lines[-1].strip():
        lines.pop()
    head = _HEAD.match("\n".join(lines[:3]))
    reason = str(getattr(block.error, "abort_reason", "") or "it cannot be read")
    if head is None or head[1].lower() in ("comment", "string", "preamble"):
        what = "it is not closed" if "block start" in reason or "end of file" in reason else reason.split(",")[0]
        found.mistakes.append((line, f"block is broken: {what[:1].lower()}{what[1:]}; left out"))
        found.rest.append((line, line + len(lines) - 1, "a broken block"))
        return
    row = Row(head[1].lower(), head[2], line, line + len(lines) - 1)
    first = "\n".join(lines)[head.end() :]
    # A key with braces: x{y}
    first = first if _FIELD.match(first) else re.sub(r"\A[^,=\n]*,", "", first)
    skipped = len(lines) - 1 - first.count("\n")
    odd = line
    for name, value, number in _by_line(first.split("\n")):
        _add(found, row, name, value, line + skipped + number)
        if odd == line and value.count("{") != value.count("}"):
            odd = line + skipped + number
    if not row.fields:
        found.mistakes.append((line, f"entry '{row.key}' has no field that can be read; left out"))
        found.rest.append((line, row.end, "a broken entry"))
        return
    found.mistakes.append((odd, f"entry '{row.key}' is broken: braces, quotes or commas; read line by line"))
    found.rows.append(row)


def _by_line(lines: list[str]) -> Iterator[tuple[str, str, int]]:
    """Name, value and line (from 0) of fields that each begin a line; lines without "=" go on with the one before."""
    fields: list[tuple[str, list[str], int]] = []
    for number, text in enumerate(lines):
        if match := _FIELD.match(text):
            fields.append((match[1].lower(), [match[2]], number))
        elif fields:
            fields[-1][1].append(text)
    for name, values, number in fields:
        yield name, _bare(" ".join(values)), number


def _bare(value: str) -> str:
    """A value without its comma and what encloses it, whether closed or not."""
    value = value.strip()
    if value[:1] in ("{", '"'):
        end = closed_at(value, 0)
        return value[1:end] if end > 0 else value[1:].rstrip('}," \t')
    return value.rstrip("}, \t")
