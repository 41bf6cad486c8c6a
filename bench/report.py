"""Costs as Markdown tables and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise

from generators import GENERATORS, OURS
from measure import middle
from rounds import COMMANDS, REBUILDS, Cost


def machine(versions: Mapping[str, str]) -> str:
    """What was measured, and where, as a sentence."""
    tools = ", ".join(f"{GENERATORS[name].label} {number}" for name, number in versions.items())
    return f"{tools}; Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores."


def tables(costs: Sequence[Cost]) -> str:
    """All tables that there is something for."""
    done = [cost for cost in costs if not cost.failed and cost.spent]
    parts = ["### Built from nothing", *_cold(done)]
    if any("same" in cost.spent for cost in done):
        parts += ["", "### Built again", *_again(done)]
    if any("list" in cost.spent for cost in done):
        parts += ["", "### Commands", *_commands(done)]
    if len({cost.papers for cost in done}) > 1:
        parts += ["", "### Growth", *_growth(done)]
    parts += [f"\n{_label(cost)} at {cost.papers:,} papers failed: {cost.failed}" for cost in costs if cost.failed]
    # A heading, a blank line, a table.
    return "\n".join(f"{part}\n" if part.startswith("###") else part for part in parts)


def _label(cost: Cost) -> str:
    return GENERATORS[cost.generator].label


def _ours(costs: Iterable[Cost]) -> dict[int, Cost]:
    return {cost.papers: cost for cost in costs if cost.generator == OURS}


def _cold(costs: Sequence[Cost]) -> Iterator[str]:
    yield (
        "| papers | generator | pages | CPU s | wall s | peak MB | output MB | KB a paper's page "
        "| papernotes / this: CPU | memory | page |"
    )
    yield "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    ours = _ours(costs)
    for cost in costs:
        spent, size = middle(cost.spent["cold"]), cost.size
        assert size is not None, "the last round did not come to an end"
        shares = ["", "", ""]
        if cost.generator != OURS and cost.papers in ours:
            own = ours[cost.papers]
            mine, page = middle(own.spent["cold"]), own.size.page_kb if own.size else 0
            pairs = (mine.cpu_s, spent.cpu_s), (mine.memory_mb, spent.memory_mb), (page, size.page_kb)
            shares = [f"{a / b:.2f}" for a, b in pairs]
        figures = f"{size.pages:,} | {spent.cpu_s:.2f} | {spent.wall_s:.2f} | {spent.memory_mb:.0f}"
        output = f"{size.mb:.1f} | {size.page_kb:.1f}"
        yield f"| {cost.papers:,} | {_label(cost)} | {figures} | {output} | {' | '.join(shares)} |"


def _again(costs: Sequence[Cost]) -> Iterator[str]:
    seen = any(cost.unlike is not None for cost in costs)
    more = (" files unlike a clean build |", "---:|") if seen else ("", "")
    yield (
        f"| papers | generator | nothing changed, CPU s | one note | one status | cold build / one note |{more[0]} |"
    )
    yield f"|---:|---|---:|---:|---:|---:|{more[1]}---|"
    for cost in costs:
        if "same" in cost.spent:
            cpu = {what: middle(spent).cpu_s for what, spent in cost.spent.items()}
            shown = " | ".join(f"{cpu[what]:.2f}" for what in REBUILDS)
            wrong = ("" if cost.unlike is None else f" {cost.unlike:,} |") if seen else ""
            after = GENERATORS[cost.generator].after
            yield f"| {cost.papers:,} | {_label(cost)} | {shown} | {cpu['cold'] / cpu['note']:.1f} |{wrong} {after} |"


def _commands(costs: Sequence[Cost]) -> Iterator[str]:
    yield f"| papers | {' | '.join(f'`papernotes {name}`, CPU s' for name in COMMANDS)} |"
    yield "|---:|" + "---:|" * len(COMMANDS)
    for papers, cost in _ours(costs).items():
        yield f"| {papers:,} | {' | '.join(f'{middle(cost.spent[name]).cpu_s:.2f}' for name in COMMANDS)} |"


def _growth(costs: Sequence[Cost]) -> Iterator[str]:
    sizes = sorted({cost.papers for cost in costs})
    steps = list(pairwise(sizes))
    cold = {(cost.generator, cost.papers): middle(cost.spent["cold"]).cpu_s for cost in costs}
    yield f"| generator | {' | '.join(f'{a:,} to {b:,} papers, {b / a:.1f} times' for a, b in steps)} |"
    yield "|---|" + "---:|" * len(steps)
    for name in dict.fromkeys(cost.generator for cost in costs):
        known = [(cold.get((name, a)), cold.get((name, b))) for a, b in steps]
        cells = (f"{after / before:.1f}" if before and after else "" for before, after in known)
        yield f"| {GENERATORS[name].label} | {' | '.join(cells)} |"


def as_json(costs: Sequence[Cost], versions: Mapping[str, str]) -> str:
    """Every figure of every round."""
    where = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    found = {**where, "versions": dict(versions), "costs": [asdict(cost) for cost in costs]}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"
