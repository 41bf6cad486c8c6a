"""The lines of a CSL style for one type of thing, by citeproc, which takes longer to get than most edits take."""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from citeproc import CitationStylesStyle

from papernotes.formats.csl_names import Shared
from papernotes.formats.csl_style import reduced
from papernotes.formats.csl_template import Lines

_STYLES = Path(__file__).parent.parent / "assets" / "vendor" / "csl"


@lru_cache(maxsize=256)
def lines(file: str, locale: str, kind: str, has: frozenset[str]) -> Lines:
    """What a style makes of an item of this type that has these variables."""
    style = CitationStylesStyle(BytesIO(reduced(_source(file), kind, has)), locale=locale, validate=False)
    return Lines(style, _shared(file, locale))


@cache
def _shared(file: str, locale: str) -> Shared:
    """The authors that a style has shown."""
    return {}


@cache
def _source(file: str) -> bytes:
    return (_STYLES / file).read_bytes()
