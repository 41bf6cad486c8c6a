"""Bytes of a document to its lines, whatever wrote them."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BREAK = re.compile(r"\r\n|\r|\n")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xa0\xad\u200b-\u200d\u2060\u3000\ufeff]")


class Decoded(NamedTuple):
    """The text of a document."""

    lines: list[str]
    """Without line ends, blanks made plain, without invisible and control signs."""
    charset: str
    mistakes: list[tuple[int, str]]
    """Line and reason of what could not be read."""


def decode(data: bytes) -> Decoded:
    """The lines of a document in UTF-8, UTF-16, UTF-32 or GB18030; what fits none is read as UTF-8 with marks."""
    text, charset = _text(data)
    lines = _BREAK.split(text)
    if charset != "utf-8, damaged" and not _ODD.search(text):
        return Decoded([line.rstrip() for line in lines], charset, [])
    mistakes = []
    for number, line in enumerate(lines, 1):
        if "\ufffd" in line and charset == "utf-8, damaged":
            mistakes.append((number, "bytes that are neither UTF-8 nor GB18030; they are shown as \ufffd"))
        elif _CONTROL.search(line):
            mistakes.append((number, "control characters are left out"))
    return Decoded([_plain(line) for line in lines], charset, mistakes)


def _text(data: bytes) -> tuple[str, str]:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace"), charset
    if wide := _wide(data):
        return data.decode(wide, "replace"), wide
    for charset in ("utf-8", "gb18030"):
        try:
            return data.decode(charset), charset
        except UnicodeDecodeError as error:
            # A file cut in the middle of a character is still what it was.
            if charset == "utf-8" and error.end == len(data) and error.start > len(data) - 4 and len(data) > 16:
                return data.decode("utf-8", "replace"), "utf-8, damaged"
    return data.decode("utf-8", "replace"), "utf-8, damaged"


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: of its bytes, every second one is zero where the text is Latin."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) < 4 or max(even, odd) < len(head) // 8 or min(even, odd) * 4 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _plain(line: str) -> str:
    return _INVISIBLE.sub("", _CONTROL.sub("", line.replace("\xa0", " ").replace("\u3000", " "))).rstrip()
