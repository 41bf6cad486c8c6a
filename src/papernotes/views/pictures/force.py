"""Where the nodes of a graph stand: linked ones near, others apart. The same graph gives the same places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

_WORK = 12_000
"""Nodes times rounds: what a layout costs at most is known beforehand."""
_GATHERED = 15
"""Rounds in which only links pull, a twentieth of the others' work: after them half of those are enough."""
_GOLDEN = math.pi * (3 - math.sqrt(5))
_CELL, _REACH = 2, 3
_CROWD = 12
_AROUND = tuple(product((-1, 0, 1), repeat=2))

Place = tuple[float, float]
_Links = Sequence[tuple[int, int]]


def layout(size: int, links: _Links, group: Sequence[int]) -> list[Place]:
    """A place for each of `size` nodes, at a distance of about 1; nodes of a `group` start together.

    Fruchterman and Reingold (1991) with their grid: only nodes in neighbouring cells push each other, so that a round
    costs as much as there are nodes and links. Nothing is random: the start is a sunflower's seeds. A place is a
    complex number, which one operation moves."""
    rounds = max(min(_WORK // max(size, 1), 150), 12)
    at = _gathered(_start(size, group), links)
    heat = math.sqrt(size) / 16 + 1
    for turn in range(rounds):
        moves = _pushes(at)
        _pull(at, links, moves)
        limit = heat * (1 - turn / rounds) + 0.02
        for i, (place, move) in enumerate(zip(at, moves, strict=True)):
            # A weak pull to the middle, or what is not linked would drift away.
            move -= place * 0.06
            length = abs(move)
            at[i] = place + (move if length <= limit else move * (limit / length))
    return [(place.real, place.imag) for place in at]


def _start(size: int, group: Sequence[int]) -> list[complex]:
    order = sorted(range(size), key=lambda i: (group[i], i))
    found = [0j] * size
    groups = max(len(set(group)), 1)
    rank = {name: i for i, name in enumerate(sorted(set(group)))}
    radius = math.sqrt(size)
    for seed, i in enumerate(order):
        angle = 2 * math.pi * rank[group[i]] / groups
        apart = math.sqrt(seed + 1) / 3
        x = radius * math.cos(angle) + apart * math.cos(seed * _GOLDEN)
        y = radius * math.sin(angle) + apart * math.sin(seed * _GOLDEN)
        found[i] = complex(x, y)
    return found


def _gathered(at: Sequence[complex], links: _Links) -> list[complex]:
    """The places after linked nodes have come near each other, through what stands between them."""
    shares = [1] * len(at)
    for i, j in links:
        shares[i] += 1
        shares[j] += 1
    found = list(at)
    for _ in range(_GATHERED):
        moves = [0j] * len(found)
        for i, j in links:
            pull = (found[i] - found[j]) * 0.4
            moves[i] -= pull
            moves[j] += pull
        found = [place + move / share for place, move, share in zip(found, moves, shares, strict=True)]
    return found


def _pushes(at: Sequence[complex]) -> list[complex]:
    cells: dict[tuple[float, float], list[int]] = {}
    for i, place in enumerate(at):
        cells.setdefault((place.real // _CELL, place.imag // _CELL), []).append(i)
    moves = [0j] * len(at)
    # A crowded cell would cost its square: the first ones stand for the rest.
    few = {cell: [at[j] for j in inside[:_CROWD]] for cell, inside in cells.items()}
    for (column, row), inside in cells.items():
        near = [place for right, down in _AROUND for place in few.get((column + right, row + down), ())]
        for i in inside:
            place = at[i]
            # What is twice as far pushes half as much; 1/d points as the mirror image of d does.
            pushes = [1 / apart for other in near if 0 < abs(apart := place - other) < _REACH]
            moves[i] = sum(pushes, 0j).conjugate()
    return moves


def _pull(at: Sequence[complex], links: _Links, moves: list[complex]) -> None:
    for i, j in links:
        apart = at[i] - at[j]
        # Stronger with the distance, as a spring; what is linked to many must not be torn.
        pull = apart * (min(abs(apart), 6) / 6)
        moves[i] -= pull
        moves[j] += pull
