"""Where the nodes of a graph stand: linked ones near, others apart. The same graph gives the same places."""

from __future__ import annotations

import math
from collections.abc import Sequence

_WORK = 24_000
"""Nodes times rounds: what a layout costs at most is known beforehand."""
_GOLDEN = math.pi * (3 - math.sqrt(5))

Place = tuple[float, float]


def layout(size: int, links: Sequence[tuple[int, int]], group: Sequence[int]) -> list[Place]:
    """A place for each of `size` nodes, at a distance of about 1; nodes of a `group` start together.

    Fruchterman and Reingold (1991) with their grid: only nodes in neighbouring cells push each other, so that a round
    costs as much as there are nodes and links. Nothing is random: the start is a sunflower's seeds."""
    rounds = max(min(_WORK // max(size, 1), 150), 12)
    xs, ys = _start(size, group)
    heat = math.sqrt(size) / 4 + 1
    for turn in range(rounds):
        dx, dy = _pushes(xs, ys)
        _pulls(xs, ys, links, dx, dy)
        limit = heat * (1 - turn / rounds) + 0.02
        for i in range(size):
            # A weak pull to the middle, or what is not linked would drift away.
            dx[i] -= xs[i] * 0.06
            dy[i] -= ys[i] * 0.06
            length = math.hypot(dx[i], dy[i]) or 1.0
            step = min(length, limit) / length
            xs[i] += dx[i] * step
            ys[i] += dy[i] * step
    return list(zip(xs, ys, strict=True))


def _start(size: int, group: Sequence[int]) -> tuple[list[float], list[float]]:
    order = sorted(range(size), key=lambda i: (group[i], i))
    xs, ys = [0.0] * size, [0.0] * size
    groups = max(len(set(group)), 1)
    rank = {name: i for i, name in enumerate(sorted(set(group)))}
    radius = math.sqrt(size)
    for seed, i in enumerate(order):
        angle = 2 * math.pi * rank[group[i]] / groups
        apart = math.sqrt(seed + 1) / 3
        xs[i] = radius * math.cos(angle) + apart * math.cos(seed * _GOLDEN)
        ys[i] = radius * math.sin(angle) + apart * math.sin(seed * _GOLDEN)
    return xs, ys


def _pushes(xs: Sequence[float], ys: Sequence[float]) -> tuple[list[float], list[float]]:
    cells: dict[tuple[int, int], list[int]] = {}
    for i, (x, y) in enumerate(zip(xs, ys, strict=True)):
        cells.setdefault((math.floor(x / 2), math.floor(y / 2)), []).append(i)
    dx, dy = [0.0] * len(xs), [0.0] * len(ys)
    # A crowded cell would cost its square: the first ones stand for the rest.
    few = {cell: [(xs[j], ys[j]) for j in inside[:12]] for cell, inside in cells.items()}
    for (column, row), inside in cells.items():
        around = ((c, r) for c in (column - 1, column, column + 1) for r in (row - 1, row, row + 1))
        near = [place for cell in around for place in few.get(cell, ())]
        for i in inside:
            x, y = xs[i], ys[i]
            right = down = 0.0
            for other_x, other_y in near:
                a = x - other_x
                b = y - other_y
                square = a * a + b * b
                if square < 9 and square:
                    right += a / square
                    down += b / square
            dx[i], dy[i] = right, down
    return dx, dy


def _pulls(
    xs: Sequence[float], ys: Sequence[float], links: Sequence[tuple[int, int]], dx: list[float], dy: list[float]
) -> None:
    for i, j in links:
        a, b = xs[i] - xs[j], ys[i] - ys[j]
        # Stronger with the distance, as a spring; what is linked to many must not be torn.
        force = min(math.hypot(a, b), 6) / 3
        dx[i] -= a * force * 0.5
        dy[i] -= b * force * 0.5
        dx[j] += a * force * 0.5
        dy[j] += b * force * 0.5
