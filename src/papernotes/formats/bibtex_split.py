"""BibTeX text to its entries, with the line of each field; what is broken is read as far as possible.

Format: https://ctan.org/pkg/bibtex, btxdoc section 2.2 and tamethebeast section 10"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import pairwise

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

from papernotes.formats import bibtex_quick
from papernotes.formats.bibtex_row import Row as Row
from papernotes.formats.bibtex_row import Split as Split
from papernotes.formats.draft import Track, untracked

# What it warns of, we say ourselves, with a line.
logging.getLogger("bibtexparser").setLevel(logging.ERROR)

MONTHS = {name: i + 1 for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
_START = re.compile(r"(?m)^[ \t]*@[ \t]*[A-Za-z]\w*[ \t]*[{(]")
_SPACED = re.compile(r"(?m)^([ \t]*@)[ \t]+(?=[A-Za-z]\w*[ \t]*[{(])")
_HEAD = re.compile(r"\s*@\s*(\w+)\s*[{(]\s*([^,\s={}\"]*)[ \t]*(?=[,\n{}]|\Z)")
_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w:+./-]{0,60})\s*=[ \t]*(.*)\Z", re.S)
_TOKEN = re.compile(r"(?<!\\)[{}\"]")
_BARE = re.compile(r"[^\s#{}\",=]+")
_CHUNK = 1000
"""Entries that are parsed at a time: the parser's own objects take ten times the memory of the text."""
_SEVERAL = ("keywords", "groups", "annote", "note")


def split(text: str, track: Track = untracked) -> Split:
    """The entries of a BibTeX text whose lines end with a newline only. Never raises."""
    found = Split()
    text = _SPACED.sub(r"\1", text)
    starts = [match.start() for match in _START.finditer(text)]
    cuts = [0, *starts[_CHUNK::_CHUNK], len(text)]
    line = 0
    for begin, end in track(list(pairwise(cuts))):
        chunk = text[begin:end]
        quick = bibtex_quick.entries(chunk)
        if quick is None:
            _chunk(found, chunk, line)
        else:
            found.rows += (_quick_row(found, entry, line) for entry in quick)
        line += chunk.count("\n")
    return found


def _quick_row(found: Split, entry: bibtex_quick.Found, before: int) -> Row:
    row = Row(entry.type.lower(), entry.key, before + entry.line + 1, before + entry.end + 1)
    for name, value, line in entry.fields:
        at = before + line + 1
        inner = value[1:-1] if value[0] == "{" else _joined(found, value, at)[0]
        row.fields[name], row.at[name] = " ".join(inner.split()), at
    return row


def _chunk(found: Split, chunk: str, before: int) -> None:
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
        found.strings[block.key.lower()] = _joined(found, str(block.value), line)[0]
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
        value, rest = _joined(found, item.value, at)
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
        value, rest = _joined(found, match[2], line)
        _add(found, row, name, value, line)
    if rest:
        found.mistakes.append((line, f"'{rest[:40]}' behind a value of '{row.key}' is left out"))


def _joined(found: Split, value: str, line: int) -> tuple[str, str]:
    """A value without what encloses it, put together where it has parts ("10~" # jan); and what stands behind it."""
    inner = value[1:-1]
    if value[:1] == "{" and value[-1:] == "}" and "{" not in inner and "}" not in inner and inner[-1:] != "\\":
        return inner, ""
    parts: list[str] = []
    pos = 0
    while True:
        text, pos = _part(found, value, pos, line)
        parts.append(text)
        rest = value[pos:].lstrip()
        if not rest.startswith("#"):
            return "".join(parts), rest
        pos = len(value) - len(rest) + 1
        pos += len(value) - pos - len(value[pos:].lstrip())


def _part(found: Split, value: str, pos: int, line: int) -> tuple[str, int]:
    """One braced, quoted or bare part of a value and where it ends."""
    if value[pos : pos + 1] in ("{", '"'):
        end = _close(value, pos)
        return (value[pos + 1 : end], end + 1) if end > 0 else (value[pos + 1 :], len(value))
    match = _BARE.match(value, pos)
    if match is None:
        return "", len(value) if pos == 0 else pos
    word = match[0]
    known = found.strings.get(word.lower())
    if known is None and not word.isdigit() and word.lower() not in MONTHS:
        found.mistakes.append((line, f"abbreviation '{word[:40]}' is not defined; kept as it is"))
    return word if known is None else known, match.end()


def _close(value: str, pos: int) -> int:
    """Where the brace or quote at a position is closed, -1 if nowhere."""
    quoted = value[pos] == '"'
    depth = 0
    for match in _TOKEN.finditer(value, pos + quoted):
        if match[0] == '"':
            if quoted and depth == 0:
                return match.start()
        else:
            depth += 1 if match[0] == "{" else -1
            if depth == 0 and not quoted:
                return match.start()
    return -1


def _end(lines: list[str], start: int) -> int:
    """The line after a broken entry: that of the next entry, from 0."""
    for number in range(start + 1, len(lines)):
        if _START.match(lines[number]):
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
        end = _close(value, 0)
        return value[1:end] if end > 0 else value[1:].rstrip('}," \t')
    return value.rstrip("}, \t")
