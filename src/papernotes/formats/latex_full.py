"""LaTeX with any of the commands that pylatexenc knows, to text."""

from __future__ import annotations

from functools import cache

from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import Entry, Field


def decode_full(text: str) -> str:
    """The text without LaTeX; what cannot be read loses its braces only."""
    entry = Entry("misc", "x", [Field("x", text)])
    decoded = _decoder().transform_entry(entry, Library())
    return str(entry.fields[0].value) if isinstance(decoded, Entry) else text.replace("{", "").replace("}", "")


@cache
def _decoder() -> LatexDecodingMiddleware:
    return LatexDecodingMiddleware(allow_inplace_modification=True)
