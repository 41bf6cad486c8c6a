"""Bombs and endless bodies, measured in a process of its own: less than 20 MB each, and little time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from faults import Faults

MEGABYTE = 2**20
# What it costs to ask an ordinary server first, so that only the fault is measured.
CLIENT = r"""
import asyncio, json, re, sys, time
from pathlib import Path
from papernotes.net import Clock, Fetcher, Timeouts
good, bad, cap = sys.argv[1], sys.argv[2], int(sys.argv[3])
def used():
    # Not ru_maxrss: a child begins with the peak of its parent there.
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
async def main():
    async with Fetcher(allow=["127.0.1.0/24"], clock=Clock(0.01), timeouts=Timeouts(1, 1, 5), environ={}) as fetcher:
        await fetcher.get(good)
        before, began = used(), time.process_time()
        answer = await fetcher.get(bad, cap=cap)
        print(json.dumps([used() - before, time.process_time() - began, getattr(answer, "status", 0)]))
asyncio.run(main())
"""


@pytest.fixture(scope="module")
def faults() -> Iterator[Faults]:
    with Faults() as running:
        yield running


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("fault", ["F13", "F14-gzip", "F14-nested", "F14-zstd", "F15-size", "F15-status", "F15-early"])
def test_a_hog_costs_little(faults: Faults, fault: str) -> None:
    command = [sys.executable, "-c", CLIENT, faults.url("F50"), faults.url(fault), str(2 * MEGABYTE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    memory, seconds, _ = json.loads(done.stdout)
    assert memory < 20 * MEGABYTE
    assert seconds < 2
