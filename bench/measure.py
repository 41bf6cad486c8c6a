"""What running a command costs, and what a site takes on disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

_EVERY_S = 0.1
_MB = 1024**2


@dataclass(frozen=True)
class Spent:
    """By one run of a command, its children included."""

    cpu_s: float
    """User and system."""
    wall_s: float
    memory_mb: float
    """The most that was resident: of its largest process, or of all together where that could be seen."""


def spend(command: Sequence[str], folder: Path, timeout_s: float = 3600, fine: Sequence[int] = (0,)) -> Spent:
    """What the command costs, run in the folder, its caches within it.

    `fine` are the exit codes that are no failure.
    Raises RuntimeError with its last words if it fails or takes too long, OSError if it cannot be started."""
    with tempfile.TemporaryFile() as said:
        start = perf_counter()
        # In a session of its own, so that a stop reaches its children.
        child = subprocess.Popen(
            command, cwd=folder, env=_env(folder), stdout=said, stderr=said, start_new_session=True
        )
        watch = _Watch(child.pid, timeout_s)
        watch.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except KeyboardInterrupt:
            os.killpg(child.pid, signal.SIGKILL)
            raise
        wall_s = perf_counter() - start
        watch.done.set()
        watch.join()
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in fine:
            said.seek(0)
            lines = said.read().decode("utf-8", "replace").strip().splitlines() or ["no output"]
            why = f"stopped after {timeout_s:.0f} s" if watch.stopped else f"exit code {child.returncode}"
            raise RuntimeError(f"{why}: {lines[-1]}")
    # macOS counts bytes, Linux kilobytes.
    largest = usage.ru_maxrss / (_MB if sys.platform == "darwin" else 1024)
    return Spent(usage.ru_utime + usage.ru_stime, wall_s, max(largest, watch.peak_mb))


def _env(folder: Path) -> dict[str, str]:
    cache = str(folder / ".cache")
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    return {**os.environ, **quiet, "XDG_CACHE_HOME": cache, "HUGO_CACHEDIR": f"{cache}/hugo"}


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children together, and stops them when the time is over."""

    def __init__(self, pid: int, timeout_s: float) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.until = perf_counter() + timeout_s
        self.peak_mb = 0.0
        self.stopped = False
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(_EVERY_S):
            pids = list(_tree(self.pid))
            # One process alone is counted exactly by the system.
            if len(pids) > 1:
                self.peak_mb = max(self.peak_mb, sum(map(_share_mb, pids)))
            if perf_counter() > self.until and not self.stopped:
                self.stopped = True
                # The child leads its session; it is not waited for yet, so the number is still its own.
                os.killpg(self.pid, signal.SIGKILL)


def _tree(pid: int) -> Iterator[int]:
    """A process and its children, as far as the system tells (Linux: proc(5), /proc/PID/task/TID/children)."""
    yield pid
    try:
        children = [
            int(word) for file in Path(f"/proc/{pid}/task").glob("*/children") for word in file.read_text().split()
        ]
    except (OSError, ValueError):
        return
    for child in children:
        yield from _tree(child)


def _share_mb(pid: int) -> float:
    """Resident memory with a part of what is shared (Pss), so that the sum over processes is true."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def middle(spent: Sequence[Spent]) -> Spent:
    """The median of each figure."""
    return Spent(*(median(getattr(one, name) for one in spent) for name in ("cpu_s", "wall_s", "memory_mb")))


@dataclass(frozen=True)
class Size:
    """What was built."""

    files: int
    pages: int
    mb: float
    page_kb: float
    """Of a paper's page, on average."""


def size(site: Path, paper_pages: Sequence[Path]) -> Size:
    """What a site takes on disk.

    Raises RuntimeError if the page of a paper is missing."""
    missing = [path for path in paper_pages if not path.is_file()]
    if missing:
        raise RuntimeError(f"{len(missing)} of {len(paper_pages)} papers have no page, such as {missing[0].name}")
    files = [path for path in site.rglob("*") if path.is_file()]
    total = sum(path.stat().st_size for path in files) / _MB
    papers = sum(path.stat().st_size for path in paper_pages) / 1024 / max(1, len(paper_pages))
    return Size(len(files), sum(path.suffix == ".html" for path in files), total, papers)
