"""How long papernotes takes beside plain MkDocs + Material, and to read a catalogue beside PyYAML.

CPU seconds are what to compare: wall time is that of the machine's other work too."""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import yaml
from bases import KINDS, catalogue
from corpus import make

from papernotes.store.catalogue import read

OURS = "papernotes"
ENV = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


@dataclass
class Cost:
    """Of one way to do a thing: medians over the rounds."""

    what: str
    papers: int
    cpu_s: float
    wall_s: float
    memory_mb: float = 0
    """Peak resident memory of the process."""
    output_mb: float = 0
    pages: int = 0


def spend(command: Sequence[str], base: Path) -> tuple[float, float, float]:
    """CPU seconds (user and system), wall seconds and peak memory in MB of a command.

    Raises RuntimeError with its last words if it fails."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, cwd=base, env=ENV, stdout=said, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.perf_counter() - start
        if child.returncode:
            said.seek(0)
            lines = said.read().decode("utf-8", "replace").strip().splitlines() or ["no output"]
            raise RuntimeError(f"exit code {child.returncode}: {lines[-1]}")
    # macOS counts bytes, Linux kilobytes.
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, wall_s, usage.ru_maxrss / unit


def building(count: int, rounds: int, folder: Path) -> Iterator[Cost]:
    """Each kind of base built from nothing, in turn, `rounds` times."""
    papers = make(count)
    spent: dict[str, list[tuple[float, float, float]]] = {kind: [] for kind in KINDS}
    for kind, write in KINDS.items():
        write(papers, folder / kind)
    for _ in range(rounds):
        for kind in KINDS:
            command = [sys.executable, "-m", "mkdocs", "build", "-q", "--clean", "-d", "site"]
            spent[kind].append(spend(command, folder / kind))
    for kind in KINDS:
        files = [path for path in (folder / kind / "site").rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 1024**2
        yield Cost(kind, count, *_medians(spent[kind]), size, sum(path.name == "index.html" for path in files))


def reading(count: int, rounds: int) -> Iterator[Cost]:
    """A catalogue to papers with their places and mistakes, and to dicts by PyYAML's C loader."""
    text = catalogue(make(count))
    ways: dict[str, Callable[[int], object]] = {
        # A name of its own each time: what was read last is remembered.
        "catalogue.read": lambda number: read(text, f"{number}.yaml"),
        "yaml.load, CSafeLoader": lambda _: load(text),
    }
    spent: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            gc.collect()
            cpu, wall = time.process_time(), time.perf_counter()
            kept = way(number)
            spent[name].append((time.process_time() - cpu, time.perf_counter() - wall, 0))
            del kept
    for name in ways:
        yield Cost(name, count, *_medians(spent[name]))


def load(text: str) -> object:
    """What PyYAML makes of a text at its best: without garbage collections, which double its time."""
    gc.disable()
    try:
        return yaml.load(text, yaml.CSafeLoader)
    finally:
        gc.enable()


def listing(count: int, rounds: int, folder: Path) -> Cost:
    """`papernotes list`, from the start of the process.

    Raises RuntimeError if it fails."""
    KINDS[OURS](make(count), folder)
    command = [str(Path(sys.executable).with_name("papernotes")), "list"]
    return Cost("papernotes list", count, *_medians([spend(command, folder) for _ in range(rounds)]))


def _medians(spent: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    cpu, wall, memory = zip(*spent, strict=True)
    return median(cpu), median(wall), median(memory)


def table(costs: Sequence[Cost], base: Cost) -> Iterator[str]:
    """Rows of a Markdown table, each with what share of its cost `base` takes."""
    for cost in costs:
        share = f"{base.cpu_s / cost.cpu_s:.2f}" if cost is not base else ""
        memory = f"{cost.memory_mb:.0f}" if cost.memory_mb else ""
        output = f"{cost.output_mb:.1f} | {cost.pages}" if cost.pages else " | "
        spent = f"{cost.cpu_s:.2f} | {cost.wall_s:.2f}"
        yield f"| {cost.papers:,} | {cost.what} | {spent} | {memory} | {output} | {share} |"


def measure(papers: Sequence[int], read_papers: int, rounds: int) -> Iterator[Cost]:
    """Every cost, printed as it is known."""
    print("| papers | what | CPU s | wall s | peak MB | output MB | pages | ours / this |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|")
    for count in papers:
        with tempfile.TemporaryDirectory() as folder:
            costs = list(building(count, rounds, Path(folder)))
        print(*table(costs, costs[0]), sep="\n", flush=True)
        yield from costs
    costs = list(reading(read_papers, rounds))
    print(*table(costs, costs[0]), sep="\n", flush=True)
    yield from costs
    with tempfile.TemporaryDirectory() as folder:
        try:
            costs = [listing(read_papers, rounds, Path(folder))]
        except (OSError, RuntimeError) as error:
            print(f"\n'papernotes list' was not measured: {error}")
            return
    print(*table(costs, costs[0]), sep="\n")
    yield from costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, nargs="*", default=[300, 1000, 3000], help="sizes of the built sites")
    parser.add_argument("--read", type=int, default=10_000, help="size of the catalogue that is read")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is done; the median counts")
    parser.add_argument("--json", type=Path, help="write the costs to this file too")
    args = parser.parse_args()
    costs = list(measure(args.papers, args.read, args.rounds))
    if args.json:
        args.json.write_text(json.dumps([asdict(cost) for cost in costs], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
