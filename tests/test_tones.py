"""Colours of statuses that a knowledge base has of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.assets import STYLE, assets
from papernotes.assets.tone import contrast, readable, tones
from papernotes.model.library import Library
from papernotes.model.status import STATUSES, Status, Statuses

GROUNDS = ((255, 255, 255), (30, 33, 41))
part = st.integers(0, 255)


@given(st.tuples(part, part, part), st.sampled_from(GROUNDS))
def test_every_colour_can_be_read(colour: tuple[int, int, int], ground: tuple[int, int, int]) -> None:
    found = readable(colour, ground)
    assert contrast(found, ground) >= 4.5
    assert readable(found, ground) == found


def test_contrast_is_wcag_s() -> None:
    # https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio: black on white is 21:1; #767676 is the lightest grey of AA.
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def test_known_colours_say_nothing_own_ones_do() -> None:
    own = Status("skimmed", "略读", "Skimmed", colour="#0e7490")
    css = tones((*STATUSES, own))
    assert tones((*STATUSES, Status("plain", "无", "Plain"))) == "" and css.count("{") == 2
    assert "--pn-tone: #0d6e89" in css and ".pn-status--skimmed" in css
    style = dict(assets(Library(papers=[], notes=[], statuses=Statuses((*STATUSES, own)))))[STYLE]
    assert style.decode().endswith(css)


@pytest.mark.parametrize("colour", ["red", "#12345", "#fff;} body{display:none", "url(//x)", ""])
def test_what_is_no_colour_gets_none(colour: str) -> None:
    assert tones([Status("own", "自", "Own", colour=colour)]) == ""
