"""What papernotes costs beside other generators on the same papers: one run, in turn, CPU seconds.

Prints Markdown tables for docs/performance.md. bench/README.md says what is measured, and how."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from corpus import make
from generators import GENERATORS, OURS, installed
from report import as_json, machine, tables
from rounds import Cost, Plan, measure


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 if a generator failed, or 2 if papernotes is not installed."""
    own = _options().parse_args(arguments)
    starts, versions, missing = installed(dict.fromkeys((OURS, *own.peers)))
    for line in missing:
        print(line, file=sys.stderr)
    if OURS not in starts:
        return 2
    plan = Plan(own.rounds, rebuilds=not own.cold, verify=own.verify, timeout_s=own.timeout)
    costs: list[Cost] = []
    try:
        for costs in _measured(own.papers, starts, plan):
            if own.json:
                own.json.write_text(as_json(costs, versions), "utf-8")
    except KeyboardInterrupt:
        print("stopped; what is known so far:", file=sys.stderr)
    print(f"{machine(versions)} Medians.\n\n{tables(costs)}")
    return int(any(cost.failed for cost in costs))


def _measured(sizes: Sequence[int], starts: Mapping[str, list[str]], plan: Plan) -> Iterator[list[Cost]]:
    """After each round all costs so far, those of the sizes before included."""
    before: list[Cost] = []
    for count in sizes:
        now: list[Cost] = []
        for number, now in enumerate(measure(make(count), starts, plan), 1):
            print(f"{count:,} papers, round {number} of {plan.rounds}", file=sys.stderr, flush=True)
            yield before + now
        before += now


def _options() -> argparse.ArgumentParser:
    peers = [name for name in GENERATORS if name != OURS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=_positive, nargs="+", default=[300, 1000], help="sizes (default 300 1000)")
    parser.add_argument("--rounds", type=_positive, default=3, help="how often each is done (default 3)")
    parser.add_argument("--peers", nargs="*", default=peers, choices=peers, help="which (default: all installed)")
    parser.add_argument("--cold", action="store_true", help="build from nothing only, no rebuilds")
    parser.add_argument("--verify", action="store_true", help="compare rebuilt sites with clean builds, file by file")
    parser.add_argument("--timeout", type=float, default=3600, metavar="S", help="of one build (default 3600)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure of every round to FILE too")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main())
