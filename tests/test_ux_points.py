"""The table of points in docs/ux-points.md names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
ROW = re.compile(r"^\| (\d+) \| (P\d) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.M)
ROWS = ROW.findall((HERE.parent / "docs/ux-points.md").read_text("utf-8"))
NAMED = re.compile(r"(test_\w+)::(test_\w*)")


def names_in(file: str) -> list[str]:
    return re.findall(r"(?m)^def (test_\w+)", (HERE / f"{file}.py").read_text("utf-8"))


def test_every_point_has_a_row() -> None:
    assert [int(number) for number, *_ in ROWS] == [*range(1, 61)]


def test_every_test_that_is_named_is_there() -> None:
    for number, _, _, *cells in ROWS:
        for cell in cells:
            assert cell == "–" or NAMED.fullmatch(cell), (number, cell)
            for file, name in NAMED.findall(cell):
                assert any(test.startswith(name) for test in names_in(file)), (number, cell)


def test_what_must_be_is_shown() -> None:
    for number, priority, _, *cells in ROWS:
        assert set(cells) != {"–"}, number
        assert priority == "P2" or cells.count("–") < 2 or number == "10", (number, cells)


def test_the_names_in_both_bases_are_asked_for_both() -> None:
    text = (HERE / "test_ux_both.py").read_text("utf-8")
    assert len(re.findall(r"(?m)^def test_", text)) == len(re.findall(r"(?s)\ndef test_\w+\([^)]*both: Base", text))
