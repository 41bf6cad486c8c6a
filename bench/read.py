"""How long papernotes takes to read a catalogue, beside PyYAML. CPU seconds are what to compare."""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from statistics import median

import yaml
from bases import catalogue
from corpus import make

from papernotes.store.catalogue import read


def reading(count: int, rounds: int) -> dict[str, float]:
    """CPU seconds to make a catalogue papers with their places and mistakes, and dicts by PyYAML's C loader."""
    text = catalogue(make(count))
    ways: dict[str, Callable[[int], object]] = {
        # A name of its own each time: what was read last is remembered.
        "papernotes: papers, the place of every value, every mistake": lambda number: read(text, f"{number}.yaml"),
        "`yaml.load` with `CSafeLoader`: dicts": lambda _: load(text),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            gc.collect()
            start = time.process_time()
            kept = way(number)
            spent[name].append(time.process_time() - start)
            del kept
    return {name: median(cpu_s) for name, cpu_s in spent.items()}


def load(text: str) -> object:
    """What PyYAML makes of a text at its best: without garbage collections, which double its time."""
    gc.disable()
    try:
        return yaml.load(text, yaml.CSafeLoader)
    finally:
        gc.enable()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is done; the median counts")
    own = parser.parse_args()
    spent = reading(own.papers, own.rounds)
    ours = next(iter(spent.values()))
    print(f"{own.papers:,} papers\n\n| what | CPU s | papernotes / this |\n|---|---:|---:|")
    for name, cpu_s in spent.items():
        print(f"| {name} | {cpu_s:.2f} | {ours / cpu_s:.2f} |")


if __name__ == "__main__":
    main()
