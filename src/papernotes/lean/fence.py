"""Fenced code: looked for where there is something to fence it with, and highlighted without a style sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from markdown import Markdown
from pygments.style import Style, StyleMeta
from pygments.styles import get_style_by_name
from pygments.util import ClassNotFound
from pymdownx.superfences import SuperFencesBlockPreprocessor

_NAME = "fenced_code_block"


def shorten(parser: Markdown) -> None:
    """Put ours in place of superfences'."""
    before = parser.preprocessors
    if _NAME in before and type(fences := before[_NAME]) is SuperFencesBlockPreprocessor:
        before.register(_Fences(fences), _NAME, 25)


class _Fences(SuperFencesBlockPreprocessor):  # type: ignore[misc]
    """Looks for fenced code where there is something to fence it with."""

    pygments_style: Any

    def __init__(self, theirs: SuperFencesBlockPreprocessor) -> None:
        # The extension goes on with theirs for what it finds, so both have one state.
        self.__dict__ = vars(theirs)

    def run(self, lines: Sequence[str]) -> Sequence[str]:
        fenced = any("```" in line or "~~~" in line for line in lines)
        return super().run(lines) if fenced else lines

    def get_hl_settings(self) -> None:
        """Theirs, once; where colours are the style sheet's affair, the formatter of each block need not list them."""
        known = self.checked_hl_settings
        super().get_hl_settings()
        style = self.pygments_style
        if not known and isinstance(style, str) and not self.noclasses:
            self.pygments_style = _colourless(style)


class _Colourless(StyleMeta):  # type: ignore[misc]
    """A style that has no colours to list."""

    def __iter__(cls) -> Iterator[tuple[Any, Any]]:
        return iter(())


@cache
def _colourless(name: str) -> type[Style] | str:
    """A style of that name; the name itself where there is none."""
    try:
        style = get_style_by_name(name)
    except ClassNotFound:
        return name
    return _Colourless("Colourless", (style,), {})
