"""Our own scripts as they are carried: made from the sources as they stand, and small."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

ASSETS = Path(__file__).parent.parent / "src/papernotes/assets"
MOST = 20_000
"""Bytes of all own scripts, each gzipped: what a reader loads who uses everything."""


def test_bundles_are_made_from_these_sources() -> None:
    sources = sorted(ASSETS.joinpath("scripts").glob("*.js"))
    hashes = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sources)
    assert ASSETS.joinpath("dist/SOURCES.sha256").read_text("utf-8") == hashes, "run tools/scripts.sh"


def test_scripts_are_small() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in ASSETS.joinpath("dist").rglob("*.js")}
    assert {"main.js", "finder.js", "frame.js"} <= set(sizes)
    assert sum(sizes.values()) < MOST, sizes
