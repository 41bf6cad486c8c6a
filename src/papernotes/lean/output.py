"""A note's tree as XHTML, as Python-Markdown writes it: an output format of its own kind."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import HTML_EMPTY, Element

from markdown import Markdown
from markdown.serializers import RE_AMP, to_xhtml_string

_DEEP = 200
"""A tree that is deeper is left to them, who need no call for each level."""


def shorten(parser: Markdown) -> None:
    """Let the parser write with ours."""
    name = parser.output_format
    if parser.output_formats.get(name) is to_xhtml_string:
        parser.output_formats = {**parser.output_formats, name: _written}  # type: ignore[misc]
        parser.set_output_format(name)


class _Odd(Exception):
    """An element that is no plain one, or too many within each other."""


def _written(root: Element) -> str:
    parts: list[str] = []
    try:
        _write(root, parts.append, 0)
    except _Odd:
        return to_xhtml_string(root)
    return "".join(parts)


def _write(element: Element, write: Callable[[str], None], depth: int) -> None:
    """The element and what follows it."""
    tag, text, tail = element.tag, element.text, element.tail
    if type(tag) is not str or depth > _DEEP:
        raise _Odd
    if element.attrib:
        _open(tag, element, write)
    else:
        write(f"<{tag}")
    low = tag.lower()
    if low in HTML_EMPTY:
        write(" />")
    else:
        write(">")
        if text:
            write(text if low in ("script", "style") else _escaped(text))
        for child in element:
            _write(child, write, depth + 1)
        write(f"</{tag}>")
    if tail:
        write(_escaped(tail))


def _open(tag: str, element: Element, write: Callable[[str], None]) -> None:
    write(f"<{tag}")
    for name, value in sorted(element.items()):
        if type(name) is not str or (value is not None and not isinstance(value, str)):
            raise _Odd
        write(f" {name}" if value is None else f' {name}="{_escaped(value).replace(_QUOTE, "&quot;")}"')


_QUOTE = '"'


def _escaped(text: str) -> str:
    if "&" in text:
        # A character reference stays.
        text = RE_AMP.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text
