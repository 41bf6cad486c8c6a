"""The reader without bibtexparser and the one with it give the same answer to everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from often import examples
from papernotes.formats import bibtex_quick, bibtex_split

NASTY = sorted((Path(__file__).parent / "data" / "import" / "nasty").glob("*.bib"))
TEXT = """\
@inproceedings{DBLP:conf/x/A1,
  author    = {A. Person and
               B. {\\"O}ther},
  title     = {On {BERT} and {{Nested}} Things},
  pages     = {1--2},
  year      = 2020,
  month     = jun
}

@article{b2020,
  title = {Plain},
  year = {2020},}
@misc{c,
  title = {C}
}
"""
PIECES = ["{", "}", '"', ",", "=", "@", "\\", "\n", "#", "%", " ", "()", "\\{", "title", "}\n", "year=1,\n", "@misc{x,"]


def answers(text: str, quick: bool, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patch:
        if not quick:
            patch.setattr(bibtex_quick, "entries", lambda _: None)
        found = bibtex_split.split(text)
    rows = [(row.type, row.key, row.line, row.end, row.fields, row.at) for row in found.rows]
    return rows, found.mistakes, found.rest


def same(text: str) -> None:
    patch = pytest.MonkeyPatch()
    assert answers(text, True, patch) == answers(text, False, patch)


def test_the_text_is_quick() -> None:
    assert len(bibtex_quick.entries(TEXT) or ()) == 3
    same(TEXT)


@pytest.mark.parametrize("path", NASTY, ids=lambda path: path.stem)
def test_nasty_files(path: Path) -> None:
    same(path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n"))


@examples(300)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 3), st.sampled_from(PIECES)), max_size=3))
def test_damaged_texts(damage: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for place, cut, piece in damage:
        text = text[:place] + piece + text[place + cut :]
    same(text)
