"""A user's mistake is one message that says what to do; nothing is written, and there is no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from papernotes.problem import PapernotesError
from test_cli import catalogue, run


def test_messages_instead_of_tracebacks(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "papernotes", "-C", str(tmp_path), "list"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and done.stderr.startswith("papernotes: no mkdocs.yml in ")
    (tmp_path / "mkdocs.yml").write_text("a: [", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "papernotes", "-C", str(tmp_path), "list"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "mkdocs.yml:1:" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["add", "--title", "T", "--key", "../x"], "'../x' cannot be a key"),
        (["add", "--title", "T", "--key", "con"], "'con' cannot be a key"),
        (["add", "--title", "T", "--key", "DETR2020"], "'DETR2020' is taken"),
        (["add", "--title", "T", "--year", "soon"], "'soon' is no year"),
        (["add"], "a paper needs a title"),
        (["add", "--bibtex", "mkdocs.yml"], "mkdocs.yml: no BibTeX entry in it"),
        (["add", "--bibtex", "nothing.bib"], "nothing.bib: cannot be read"),
        (["rename", "detr", "a."], "'a.' cannot be a key"),
        (["set", "detr", "added=2022-02-30"], "'2022-02-30' is no day"),
        (["list", "--topic", "分割"], "there is no topic '分割'; one of "),
        (["chekc"], "unknown command 'chekc'; did you mean 'check'?"),
    ],
)
def test_mistakes_are_said_and_change_nothing(
    base: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], reason: str
) -> None:
    monkeypatch.chdir(base)
    before = catalogue(base)
    result = run(base, *arguments)
    assert isinstance(result.exception, (PapernotesError, SystemExit))
    assert reason in result.output + str(result.exception)
    assert catalogue(base) == before


def test_a_key_that_is_a_path_makes_no_note(base: Path) -> None:
    (base / "papers.yaml").write_text("../../x:\n  title: X\n", "utf-8")
    assert "cannot be a file name" in str(run(base, "note", "x", "--no-edit").exception)
