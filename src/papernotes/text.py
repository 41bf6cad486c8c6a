"""Text made fit for a purpose: folded for comparing, in one line for a terminal, for XML."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache
from html import escape

from papernotes.late import regex

HAN = re.compile("[\u3400-\u9fff]")
"""A Chinese character of the Basic Multilingual Plane."""
_DAY = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
# https://www.w3.org/TR/xml/#charsets
_NOT_XML = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fold(text: str) -> str:
    """The text for comparing: NFKC, then case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def printable(text: str) -> str:
    """The text in one line that no control sequence of a hostile file can leave."""
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)


def in_xml(text: str) -> str:
    """The text without what XML 1.0 has no place for; not escaped."""
    return _NOT_XML.sub("", text)


def xml_text(text: str) -> str:
    """The text as it stands in an element of XML.

    What `xml.sax.saxutils` does, whose import brings all of HTTP along."""
    return escape(text, quote=False)


def xml_attribute(text: str) -> str:
    """The text as the value of an attribute of XML, in quotation marks; line breaks and tabs are kept."""
    said = xml_text(text).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    if '"' not in said:
        return f'"{said}"'
    return '"' + said.replace('"', "&quot;") + '"' if "'" in said else f"'{said}'"


def is_day(text: str) -> bool:
    """Whether the text is a day of the calendar, as 2022-06-13."""
    return bool(_DAY.match(text)) and _is_in_calendar(text)


@lru_cache(maxsize=4096)
def _is_in_calendar(day: str) -> bool:
    # Thousands of notes were read on the same few hundred days.
    try:
        return bool(datetime.date.fromisoformat(day))
    except ValueError:
        return False
