"""The reader without YAML and the YAML reader give the same answer to everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from often import examples
from papernotes.model.paper import values
from papernotes.store import catalogue, quick

HERE = Path(__file__).parent
OWN = (HERE.parent / "papers.yaml").read_text("utf-8")
BAD = [path.read_text("utf-8") for path in sorted((HERE / "data" / "bad").glob("*.txt"))]
# A line as it may stand in a catalogue, right or wrong, in each line of the file; keys first.
LINES = (HERE / "data" / "lines.txt").read_text("utf-8").split("\n")[:-1]
FIELDS = [line for line in LINES if line.startswith((" ", "\t"))]


def answers(found: catalogue.Catalogue) -> list[Any]:
    papers = [(p.key, values(p), dict(p.marks)) for p in found.papers]
    return [papers, sorted(map(str, found.problems))]


def same(text: str) -> None:
    whole = catalogue.read_whole(text, "p")
    assert answers(catalogue.read(text, "p")) == answers(whole)


@pytest.mark.parametrize("text", [OWN, OWN.replace("\n", "\r\n"), "", "# c\n", *BAD], ids=lambda text: text[:20])
def test_files(text: str) -> None:
    same(text)


@examples(400)
@given(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))
def test_lines_in_any_order(text: str) -> None:
    same(text)


@examples(400)
@given(st.lists(st.sampled_from(FIELDS), max_size=5))
def test_an_entry_between_others(lines: list[str]) -> None:
    same("\n".join(["x:", *lines, "y:", "  title: Y"]))


def test_most_of_our_own_catalogue_is_quick() -> None:
    chunks = [chunk for chunk in quick.chunks(OWN) or () if chunk.key]
    assert sum(chunk.fields is not None for chunk in chunks) > 0.95 * len(chunks)
