"""Fails when papernotes got slower beside plain MkDocs + Material than recorded.json says. CI runs it.

Both build the same papers from nothing, in turn; what counts is the ratio of CPU seconds."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from corpus import make
from generators import OURS, installed
from rounds import Plan, measure

RECORDED = Path(__file__).with_name("recorded.json")
PEER = "material"
ALLOWED = 0.15
BUSY = 1.3


@dataclass(frozen=True)
class Record:
    """A ratio, and what it was measured with."""

    ratio: float
    papers: int
    cpu_s: dict[str, float]
    """Least CPU seconds of a build, by generator."""
    versions: dict[str, str]
    spread: float = 1
    """How many times the least the same build took at most; above some 1.3 the machine had other work."""


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Our CPU seconds beside theirs; both are of the same rounds, in order.

    Other work on the machine spoils the least of one of them, or the pairs of some rounds, seldom both: the smaller
    of the two ratios counts. A build that got slower worsens both."""
    pairs = median(our / their for our, their in zip(ours, theirs, strict=True))
    return min(min(ours) / min(theirs), pairs)


def worse(found: float, recorded: float, allowed: float = ALLOWED) -> bool:
    """Whether a ratio is more than the allowed share above the recorded one."""
    return found > recorded * (1 + allowed)


def measured(papers: int, rounds: int, recorded: float | None) -> Record:
    """The ratio now; where it looks worse than the recorded one, of up to three times as many rounds.

    Raises RuntimeError if a generator is missing or fails."""
    starts, versions, missing = installed((OURS, PEER))
    if missing:
        raise RuntimeError(missing[0])
    spent: dict[str, list[float]] = {OURS: [], PEER: []}
    for _ in range(3):
        *_, costs = measure(make(papers), starts, Plan(rounds, rebuilds=False, commands=False))
        for cost in costs:
            if cost.failed:
                raise RuntimeError(f"{cost.generator}: {cost.failed}")
            spent[cost.generator] += (one.cpu_s for one in cost.spent["cold"])
        found = ratio(spent[OURS], spent[PEER])
        if recorded is not None and not worse(found, recorded):
            break
    least = {name: round(min(cpu), 2) for name, cpu in spent.items()}
    spread = max(max(cpu) / min(cpu) for cpu in spent.values())
    versions = {"python": platform.python_version(), **versions}
    return Record(round(found, 3), papers, least, versions, round(spread, 2))


def verdict(now: Record, old: Record) -> tuple[int, str]:
    """The exit code, and what to say of a ratio beside the recorded one."""
    if now.papers != old.papers:
        return 2, f"{RECORDED.name} is of {old.papers} papers, not of {now.papers}; name that number, or --record"
    change = now.ratio / old.ratio - 1
    said = [f"papernotes / {PEER}: {now.ratio:.2f} of the CPU time, recorded {old.ratio:.2f} ({change:+.0%})"]
    for name, number in now.versions.items():
        then = old.versions.get(name)
        if name != OURS and then != number:
            said.append(f"recorded with {name} {then}, this is {number}")
    if now.spread > BUSY:
        said.append(f"the machine is busy: the same build took up to {now.spread} times its least")
    slower = worse(now.ratio, old.ratio)
    if slower:
        said.append(f"slower than recorded by more than {ALLOWED:.0%}; make it fast again, or say why and --record")
    elif worse(old.ratio, now.ratio):
        said.append("faster than recorded; --record keeps it so")
    return int(slower), "\n".join(said)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 if papernotes is slower than recorded, or 2 if that cannot be said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--record", action="store_true", help=f"write {RECORDED.name} anew")
    own = parser.parse_args(arguments)
    try:
        old = None if own.record else Record(**json.loads(RECORDED.read_text("utf-8")))
        now = measured(own.papers, own.rounds, old.ratio if old else None)
    except (RuntimeError, OSError, ValueError, TypeError) as error:
        print(f"guard: {error}", file=sys.stderr)
        return 2
    if old is None:
        RECORDED.write_text(json.dumps(asdict(now), indent=1) + "\n", "utf-8")
        quiet = "" if now.spread <= BUSY else "; the machine is busy, record again when it is quiet"
        print(f"recorded {now.ratio}, spread {now.spread}{quiet}")
        return 0
    code, said = verdict(now, old)
    print(said)
    return code


if __name__ == "__main__":
    sys.exit(main())
