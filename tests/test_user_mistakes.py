"""A user's mistake is one message that says what to do; nothing is written, and there is no traceback."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge_bases import make
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


MENTIONS = {"a2020.md": "---\nread: 2022-01-01\n---\n\n[[b2021]]\n", "b2021.md": "[[a2020]]\n"}
TWO = "a2020:\n  title: 一篇\n  topics: [检测]\nb2021:\n  title: 又一篇\n  topics: [检测]\n"


@pytest.mark.parametrize(
    ("papers", "said"),
    [
        (
            TWO.encode("gbk"),
            ["papers.yaml:3:12: CAT003 byte 0xbc is not UTF-8; save the file as UTF-8 (it may be GBK)"],
        ),
        (b"- a2020\n- b2021\n", ["papers.yaml:1:1: CAT006 the catalogue is a list; write 'key:' and its fields"]),
        (TWO.replace("又一篇", '"又一篇').encode(), ["papers.yaml:5:10: CAT001 not valid YAML"]),
        (
            TWO.replace("又一篇", "x: y").replace("b2021:", "'b2021':").encode(),
            ["papers.yaml:5:11: CAT001 not valid YAML"],
        ),
        (
            TWO.replace("b2021", "c2021").encode(),
            ["notes/a2020.md:5:1: NOTE012 no paper 'b2021' in the catalogue; add it"],
        ),
    ],
)
def test_what_cannot_be_read_is_said_once(tmp_path: Path, papers: bytes, said: list[str]) -> None:
    base = make(tmp_path, "", MENTIONS)
    (base / "papers.yaml").write_bytes(papers)
    for _ in ("read", "from the cache"):
        lines = run(base, "check", "--ignore", "CAT005,CAT002").output.splitlines()
        assert len(lines) == len(said) + 1, lines
        assert all(line.startswith(start) for line, start in zip(lines, said, strict=False)), lines


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("nope2020", "add it to the catalogue"),
        ("2020", "add it to the catalogue"),
        ("dter2020", "did you mean 'detr2020'?"),
        ("detr2021", "did you mean 'detr2020'?"),
        ("detr20", "did you mean 'detr2020'?"),
        ("DETR", "did you mean 'detr2020'?"),
        ("seed2002", "did you mean 'seed2020'?"),
    ],
)
def test_a_key_is_proposed_for_its_letters_not_for_its_year(base: Path, wrong: str, said: str) -> None:
    (base / "notes/free.md").write_text(f"# 概念\n\n[[{wrong}]]\n", "utf-8")
    line = next(line for line in run(base, "check").output.splitlines() if "NOTE012" in line and "free.md" in line)
    assert said in line


def test_a_notes_folder_that_is_not_there_is_said(base: Path) -> None:
    shutil.rmtree(base / "notes")
    done = run(base, "check")
    said = "mkdocs.yml:2:1: SET001 the notes folder 'notes' is not there; make it with an index.md"
    assert done.exit_code == 1 and said in done.output
    (base / "notes").mkdir()
    assert "SET001" not in run(base, "check").output
