"""`papernotes serve`: an edit of the catalogue or of a note is served without a restart."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def until(url: str, wanted: str, seconds: float = 30) -> str:
    """The page, as soon as it holds the wanted text."""
    end = time.monotonic() + seconds
    page = ""
    while time.monotonic() < end:
        try:
            page = fetch(url)
        except OSError:
            page = ""
        if wanted in page:
            return page
        time.sleep(0.2)
    raise AssertionError(f"{url} never said {wanted!r}: {re.sub('<[^>]+>', ' ', page)[:300]}")


@pytest.fixture
def served(base: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "papernotes", "-C", str(base), "serve", "-a", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield f"http://127.0.0.1:{port}/"
        process.terminate()


@pytest.mark.scale
def test_edits_show(base: Path, served: str) -> None:
    home = until(served, "我的笔记")
    assert "livereload" in home
    catalogue = base / "papers.yaml"
    catalogue.write_text(catalogue.read_text("utf-8").replace("status: 未看", "status: 弃读"), "utf-8")
    until(served + quote("status/弃读/"), "SEED")
    note = base / "notes/detr2020.md"
    note.write_text(note.read_text("utf-8") + "\n新的一句话。\n", "utf-8")
    until(served + "papers/detr2020/", "新的一句话")
    (base / "notes/seed2020.md").write_text("全新的笔记，参见 [[detr2020]]。\n", "utf-8")
    until(served + "papers/seed2020/", "全新的笔记")
    until(served + "papers/detr2020/", "SEED: Semantics Enhanced Encoder-Decoder")
