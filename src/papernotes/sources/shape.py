"""Answers of services are other people's data: read them by shape, never by trust."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d{2}|20\d{2})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class BadBody(ValueError):
    """The body is not what the service documents; the message says why."""


def from_json(body: bytes) -> Any:
    """The JSON of a body. Raises BadBody."""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadBody("no JSON") from error


def from_xml(body: bytes) -> ElementTree.Element:
    """The root element of a body. Raises BadBody, also for a document type: entities are how XML attacks."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise BadBody("XML with a document type")
    try:
        return ElementTree.fromstring(body)
    # An unknown encoding is a LookupError, one that Python cannot do in XML a ValueError.
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise BadBody("no XML") from error


def mapping(value: Any, *path: str) -> Mapping[str, Any]:
    """The mapping at the end of a path of names; empty where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The items of a list; one value that is no list is a list of it, as DBLP writes it."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The mappings of a list, or the one that stands alone."""
    return [item for item in items(value) if isinstance(item, dict)]


def text(value: Any) -> str:
    """The text of a value, or of the first of a list; "" for anything else."""
    first = next(iter(items(value)), None)
    if isinstance(first, int) and not isinstance(first, bool):
        return str(first)
    return first if isinstance(first, str) else ""


def texts(value: Any) -> list[str]:
    """The texts of a list, or the one that stands alone."""
    return [item for item in items(value) if isinstance(item, str)]


def year(value: Any) -> int | None:
    """The year that a value says: 2021, "2021", "2021-06-01", "2021 Jan 5", "March 2021"."""
    match = _YEAR.search(text(value)[:40])
    return int(match[1]) if match else None


def month(value: Any) -> int | None:
    """The month that a text such as 2021-06-01, 2021/06 or "2021 Jun 5" says."""
    said = text(value)[:40]
    if match := re.search(r"(?<!\d)\d{4}[-/](0?[1-9]|1[0-2])(?!\d)", said):
        return int(match[1])
    match = re.search(r"(?i)\b(" + "|".join(_MONTHS) + r")", said)
    return _MONTHS.index(match[1].lower()) + 1 if match else None


WORDS = re.compile(r"\w+")
"""What a query language with signs can be given of a title."""
