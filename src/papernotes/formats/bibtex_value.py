"""The value of a BibTeX field: what encloses it is taken away, abbreviations are put in, parts are put together."""

from __future__ import annotations

from papernotes.formats.bibtex_row import MONTHS, Split
from papernotes.late import regex

_TOKEN = regex(r"(?<!\\)[{}\"]")
_BARE = regex(r"[^\s#{}\",=]+")


def joined(found: Split, value: str, line: int) -> tuple[str, str]:
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
        end = closed_at(value, pos)
        return (value[pos + 1 : end], end + 1) if end > 0 else (value[pos + 1 :], len(value))
    match = _BARE.match(value, pos)
    if match is None:
        return "", len(value) if pos == 0 else pos
    word = match[0]
    known = found.strings.get(word.lower())
    if known is None and not word.isdigit() and word.lower() not in MONTHS:
        found.mistakes.append((line, f"abbreviation '{word[:40]}' is not defined; kept as it is"))
    return word if known is None else known, match.end()


def closed_at(value: str, pos: int) -> int:
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
