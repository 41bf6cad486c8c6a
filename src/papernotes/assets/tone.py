"""The colours that a knowledge base gives its statuses, as a style sheet that can be read on light and on dark."""

from __future__ import annotations

from collections.abc import Iterable

from papernotes.late import regex
from papernotes.model.status import STATUSES, Status

_HEX = regex("#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ODD = regex(r"[^\w-]+")
_LIGHT, _DARK = (255, 255, 255), (30, 33, 41)
"""What statuses stand on: --pn-paper of base.css."""
_CONTRAST = 5.5
"""WCAG asks for 4.5; a chip's ground is a tenth of its own tone."""
_STEPS = 20
_UNSET = Status("", "", "").colour

Colour = tuple[int, int, int]


def tones(statuses: Iterable[Status]) -> str:
    """Rules for each status whose colour is not the built-in one; "" where there is none.

    A colour that is no #rgb or #rrggbb is left out; one too pale or too dark to read goes towards black or white."""
    usual = {status.name: status.colour for status in STATUSES}
    rules = []
    for status in statuses:
        if status.colour == usual.get(status.name, _UNSET) or not _HEX.fullmatch(status.colour):
            continue
        name = _ODD.sub("-", status.name)
        # Twice the same class: stronger than the rules of the statuses that we know.
        chosen = f":is(.pn-s--{name}.pn-s--{name}, .md-typeset .pn-status--{name}.pn-status--{name})"
        for where, ground in (("", _LIGHT), ('[data-md-color-scheme="slate"] ', _DARK)):
            rules.append(f"{where}{chosen} {{ --pn-tone: {_hex(readable(_parsed(status.colour), ground))}; }}\n")
    return "".join(rules)


def readable(colour: Colour, ground: Colour) -> Colour:
    """The colour, mixed with black or white by as little as makes it readable on the ground."""
    end = 0 if _luminance(ground) > 0.5 else 255
    for step in range(_STEPS + 1):
        red, green, blue = (round(c + (end - c) * step / _STEPS) for c in colour)
        if contrast((red, green, blue), ground) >= _CONTRAST:
            break
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours, from 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    shares = (c / 255 for c in colour)
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parsed(colour: str) -> Colour:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return red, green, blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
