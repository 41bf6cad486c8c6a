"""Builds and rebuilds of the same papers by each generator, in turn, round by round."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus import STATUSES, Paper
from generators import GENERATORS, OURS, Generator
from measure import Size, Spent, size, spend

REBUILDS = ("same", "note", "status")
COMMANDS = {"--help": ("--help",), "list": ("list",), "check": ("check",)}


@dataclass
class Cost:
    """Of one generator at one size."""

    generator: str
    papers: int
    spent: dict[str, list[Spent]] = field(default_factory=dict)
    """By what was done ("cold", one of `REBUILDS` or of `COMMANDS`), one a round."""
    size: Size | None = None
    """Of the site built from nothing."""
    unlike: int | None = None
    """Files that after all rebuilds are not what a build from nothing makes; None if nobody looked."""
    failed: str = ""

    def add(self, what: str, spent: Spent) -> None:
        self.spent.setdefault(what, []).append(spent)


@dataclass(frozen=True)
class Plan:
    """What is done in each round."""

    rounds: int = 3
    rebuilds: bool = True
    commands: bool = True
    verify: bool = False
    timeout_s: float = 3600


def measure(papers: Sequence[Paper], starts: Mapping[str, list[str]], plan: Plan) -> Iterator[list[Cost]]:
    """After each round what each generator costs so far; one that fails says so and does not stop the others."""
    costs = {name: Cost(name, len(papers)) for name in starts}
    order = list(starts)
    for number in range(plan.rounds):
        # Another one begins each time: the first finds colder disk caches.
        for name in order[number % len(order) :] + order[: number % len(order)]:
            cost = costs[name]
            if cost.failed:
                continue
            with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
                try:
                    _round(cost, starts[name], papers, Path(folder), plan, last=number == plan.rounds - 1)
                except (RuntimeError, OSError) as error:
                    cost.failed = str(error)
        yield list(costs.values())


def _round(cost: Cost, start: Sequence[str], papers: Sequence[Paper], folder: Path, plan: Plan, *, last: bool) -> None:
    generator = GENERATORS[cost.generator]
    # Written anew each time, so that no cache of anybody's is left.
    base = folder / "base"
    generator.write(papers, base)
    cost.add("cold", spend([*start, *generator.build], base, plan.timeout_s))
    cost.size = size(base / generator.site, generator.pages(papers, base))
    if plan.rebuilds:
        changed = _rebuild(cost, start, papers, base, plan)
        if last and plan.verify:
            generator.write(changed, folder / "clean")
            spend([*start, *generator.build], folder / "clean", plan.timeout_s)
            cost.unlike = unlike(base / generator.site, folder / "clean" / generator.site)
    if plan.commands and generator.name == OURS:
        for name, arguments in COMMANDS.items():
            # Problems that are found are no failure.
            cost.add(name, spend([*start, *arguments], base, plan.timeout_s, fine=(0, 1)))


def _rebuild(cost: Cost, start: Sequence[str], papers: Sequence[Paper], base: Path, plan: Plan) -> list[Paper]:
    """Measures the rebuilds; the papers as they are in the end. Raises RuntimeError if a change does not show."""
    generator = GENERATORS[cost.generator]
    command = [*start, *(generator.rebuild or generator.build)]
    now = list(papers)
    for what in REBUILDS:
        place = changed(now, what)
        generator.write(now, base)
        cost.add(what, spend(command, base, plan.timeout_s))
        if place is not None:
            _must_show(generator, now[place], base)
    return now


def changed(papers: list[Paper], what: str) -> int | None:
    """Which of the papers was changed in the list: a longer note, or another status; None if nothing is to change."""
    if what == "same":
        return None
    noted = [i for i, paper in enumerate(papers) if paper.blocks]
    place = noted[len(noted) // 2]
    paper = papers[place]
    if what == "note":
        papers[place] = replace(paper, blocks=(*paper.blocks, MARK))
    else:
        papers[place] = replace(paper, status=next(status for status in STATUSES if status != paper.status))
    return place


MARK = "这一段是重新构建之前才加上的，页面上应当看得到。"


def _must_show(generator: Generator, paper: Paper, base: Path) -> None:
    page = generator.pages([paper], base)[0]
    text = page.read_text("utf-8") if page.is_file() else ""
    if MARK not in text or paper.status not in text:
        raise RuntimeError(f"the rebuild does not show what was changed in {paper.key}")


def unlike(site: Path, clean: Path) -> int:
    """How many files of two folders differ, or are in one only; compressed ones by what is in them."""
    names = {path.relative_to(top) for top in (site, clean) for path in top.rglob("*") if path.is_file()}
    return sum(_content(site / name) != _content(clean / name) for name in names)


def _content(path: Path) -> bytes | None:
    if not path.is_file():
        return None
    data = path.read_bytes()
    # The header of gzip holds the time.
    return gzip.decompress(data) if path.suffix == ".gz" else data
