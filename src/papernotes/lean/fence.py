"""Fenced code: looked for where there is something to fence it with, and highlighted with what was set up before."""

from __future__ import annotations

from collections.abc import Sequence

from markdown import Markdown
from pymdownx.superfences import SuperFencesBlockPreprocessor

_NAME = "fenced_code_block"


def shorten(parser: Markdown) -> None:
    """Put ours in place of superfences'."""
    before = parser.preprocessors
    if _NAME in before and type(fences := before[_NAME]) is SuperFencesBlockPreprocessor:
        before.register(_Fences(fences), _NAME, 25)


class _Fences(SuperFencesBlockPreprocessor):  # type: ignore[misc]
    """Looks for fenced code where there is something to fence it with."""

    def __init__(self, theirs: SuperFencesBlockPreprocessor) -> None:
        # The extension goes on with theirs for what it finds, so both have one state.
        self.__dict__ = vars(theirs)

    def run(self, lines: Sequence[str]) -> Sequence[str]:
        fenced = any("```" in line or "~~~" in line for line in lines)
        return super().run(lines) if fenced else lines
