"""Knowledge bases made of text, and the command line on them, for tests of odd input."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from papernotes.cli import cli
from papernotes.problem import PapernotesError

MKDOCS = "site_name: T\ndocs_dir: notes\ntheme: {name: material, language: zh, font: false}\n"


def run(base: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["-C", str(base), *arguments])
    expected = (SystemExit, PapernotesError, type(None))
    assert isinstance(result.exception, expected), repr(result.exception)
    return result


def make(base: Path, papers: str, notes: dict[str, str] | None = None, block: str = "") -> Path:
    (base / "papers.yaml").write_text(papers, "utf-8")
    (base / "mkdocs.yml").write_text(f"{MKDOCS}plugins:\n- search\n- papernotes:{block}\n", "utf-8")
    (base / "notes").mkdir(exist_ok=True)
    for name, text in (notes or {}).items():
        (base / "notes" / name).write_bytes(text.encode())
    return base
