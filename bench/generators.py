"""The generators that are compared: how each is found, written for, run and looked at."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bases import write_material, write_papernotes, write_zensical
from corpus import Paper
from peer_bases import write_hugo, write_pelican

OURS = "papernotes"


@dataclass(frozen=True)
class Generator:
    """One way to make a site of papers."""

    name: str
    label: str
    write: Callable[[Sequence[Paper], Path], None]
    """Writes papers in its shape into a folder, or over those of before."""
    command: tuple[str, ...]
    """Its executable, or `-m` and a module of this Python."""
    build: tuple[str, ...]
    site: str
    """The folder it writes to."""
    install: str
    """What pip is to install."""
    rebuild: tuple[str, ...] = ()
    """Where it is not the same as `build`."""
    after: str = ""
    """What a rebuild leaves wrong, or why it is none."""
    packages: tuple[str, ...] = ()
    """Whose versions count, where it runs in this Python."""
    version: tuple[str, ...] = ("--version",)

    def start(self) -> list[str] | None:
        """The beginning of its command line; None where it is not installed."""
        if self.command[0] == "-m":
            return [sys.executable, *self.command]
        near = Path(sys.executable).with_name(self.command[0])
        found = str(near) if near.is_file() else shutil.which(self.command[0])
        return [found] if found else None

    def numbers(self, start: Sequence[str]) -> str:
        """Its version, or "" where it does not run."""
        if self.packages:
            return _versions(self.packages)
        env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        try:
            done = subprocess.run([*start, *self.version], capture_output=True, text=True, timeout=60, env=env)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        found = re.search(r"\d+(\.\d+)+", done.stdout)
        return found.group() if found and not done.returncode else ""

    def pages(self, papers: Iterable[Paper], base: Path) -> list[Path]:
        """The page of each paper in the built site."""
        return [base / self.site / "papers" / paper.key / "index.html" for paper in papers]


def _versions(packages: Iterable[str]) -> str:
    try:
        return " + ".join(map(version, packages))
    except PackageNotFoundError:
        return ""


_MKDOCS = ("build", "-q", "--clean", "-d", "site")
GENERATORS = {
    generator.name: generator
    for generator in (
        Generator(OURS, OURS, write_papernotes, ("-m", "papernotes"), ("build",), "site", OURS),
        Generator(
            "material",
            "MkDocs + Material",
            write_material,
            ("-m", "mkdocs"),
            _MKDOCS,
            "site",
            "mkdocs-material",
            rebuild=("build", "-q", "--dirty", "-d", "site"),
            packages=("mkdocs", "mkdocs-material"),
            after="`--dirty`: leaves the search index and tags.json wrong",
        ),
        Generator(
            "zensical",
            "Zensical",
            write_zensical,
            ("zensical",),
            ("build",),
            "site",
            "zensical",
            after="uses its cache",
        ),
        Generator(
            "pelican",
            "Pelican",
            write_pelican,
            ("pelican",),
            ("-q", "-s", "pelicanconf.py", "-o", "output"),
            "output",
            "'pelican[markdown]'",
            after="builds everything again",
        ),
        Generator(
            "hugo",
            "Hugo, bare layouts",
            write_hugo,
            ("hugo",),
            ("--quiet",),
            "public",
            "hugo",
            after="builds everything again",
            version=("version",),
        ),
    )
}


def installed(names: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, str], list[str]]:
    """Of the generators named: how each starts, its version, and a line for each that is missing."""
    starts: dict[str, list[str]] = {}
    versions: dict[str, str] = {}
    missing = []
    for name in names:
        generator = GENERATORS[name]
        start = generator.start()
        number = generator.numbers(start) if start else ""
        if start and number:
            starts[name], versions[name] = start, number
        else:
            missing.append(f"{generator.label} is not installed and left out; pip install {generator.install}")
    return starts, versions, missing
