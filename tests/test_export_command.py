"""`papernotes export FORMAT`: filters, files, and a list kept in a README."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from papernotes.cli import cli
from papernotes.formats.export import FORMATS


def run(base: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(base), "export", *arguments])


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_what_passes_the_filters(base: Path, name: str) -> None:
    result = run(base, name, "--topic", "识别")
    assert result.exit_code == 0, result.output
    assert "Read Like Humans" in result.output.replace("{", "").replace("}", "")
    assert "End-to-End" not in result.output


def test_a_file_is_written_once(base: Path) -> None:
    path = base / "out.json"
    assert run(base, "csl-json", "-o", str(path)).exit_code == 0
    assert len(json.loads(path.read_text("utf-8"))) == 4
    before = path.stat().st_mtime_ns
    assert run(base, "csl-json", "-o", str(path)).exit_code == 0
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_update_changes_what_stands_between_the_marks(base: Path, newline: str) -> None:
    path = base / "LIST.md"
    text = "# Mine\n\n<!-- papernotes begin -->\nold\n<!-- papernotes end -->\n\nAfter.\n".replace("\n", newline)
    path.write_bytes(text.encode())
    assert run(base, "markdown", "--update", str(path)).exit_code == 0
    once = path.read_bytes()
    assert once.startswith(text.encode()[:30]) and once.endswith(f"-->{newline}{newline}After.{newline}".encode())
    assert b"old" not in once and "物体检测".encode() in once
    assert once.count(b"\n") == once.count(newline.encode())
    assert run(base, "markdown", "--update", str(path)).exit_code == 0 and path.read_bytes() == once


def test_update_needs_the_marks(base: Path) -> None:
    (base / "LIST.md").write_text("# Mine\n", "utf-8")
    error = run(base, "markdown", "--update", str(base / "LIST.md")).exception
    assert "write them where the list is to stand" in str(error)
