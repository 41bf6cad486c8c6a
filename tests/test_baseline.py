"""Adopting an old collection: comments that switch rules off, known problems, fixes of files that Git knows."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from test_check_command import broken
from test_checks import check, ids
from test_cli import ok, run

BAD = "![结构](https://pic1.zhimg.com/a.jpg)"
COMMENTS: dict[str, tuple[str, str]] = {
    "next line": (f"<!-- papernotes: disable-next-line NOTE010 ours -->\n{BAD}\n", ""),
    "this line": (f"{BAD} <!-- papernotes: disable-line NOTE010 ours -->\n", ""),
    "file": (f"{BAD}\n\n{BAD}\n<!-- papernotes: disable-file NOTE010 ours -->\n", ""),
    "family": (f"<!-- papernotes: disable-next-line NOTE ours -->\n{BAD}\n", ""),
    "two rules": (f"<!-- papernotes: disable-next-line NOTE010, NOTE007 ours -->\n{BAD}\n", "LINK011"),
    "another rule": (f"<!-- papernotes: disable-next-line NOTE008 ours -->\n{BAD}\n", "LINK011 NOTE010"),
    "another line": (f"<!-- papernotes: disable-next-line NOTE010 ours -->\n\n{BAD}\n", "LINK011 NOTE010"),
    "no reason": (f"<!-- papernotes: disable-next-line NOTE010 -->\n{BAD}\n", "LINK011 NOTE010"),
    "no rule": (f"<!-- papernotes: disable-next-line because -->\n{BAD}\n", "LINK011 NOTE010"),
    "unknown rule": ("<!-- papernotes: disable-next-line NOTE999 ours -->\n", "LINK011"),
    "unknown verb": ("<!-- papernotes: disable-nextline NOTE010 ours -->\n", "LINK011"),
    "in code": (f"`<!-- papernotes: disable-file NOTE010 ours -->`\n\n{BAD}\n", "NOTE010"),
    "in a fence": (f"```\n<!-- papernotes: disable-file NOTE010 ours -->\n```\n{BAD}\n", "NOTE010"),
    "unused": ("<!-- papernotes: disable-file NOTE010 ours -->\n", "LINK011"),
    "ignored link": ('[a](https://example.org/a) <!-- papernotes: ignore-link reason="x" -->\n', ""),
    "ignored link below": ("<!-- papernotes: ignore-link reason=x until=2999-01-01 -->\n<https://example.org/a>\n", ""),
    "ignored nothing": ("<!-- papernotes: ignore-link reason=x -->\n\ntext\n", "LINK011"),
    "expired": ("[a](https://example.org/a) <!-- papernotes: ignore-link reason=x until=2020-01-01 -->\n", "LINK012"),
    "no such day": (
        "[a](https://example.org/a) <!-- papernotes: ignore-link reason=x until=2020-13-01 -->\n",
        "LINK011",
    ),
}


@pytest.mark.parametrize("name", COMMENTS)
def test_comments_in_notes(name: str, tmp_path: Path) -> None:
    body, expected = COMMENTS[name]
    assert ids(check({"notes/n.md": body}, tmp_path)) == set(expected.split())


CATALOGUES: dict[str, tuple[str, str]] = {
    "next line": ("a:\n  title: A\n  topics: [x]\n  # papernotes: disable-next-line CAT004 ours\n  mine: 1\n", ""),
    "this line": ("a:\n  title: A\n  topics: [x]\n  mine: 1 # papernotes: disable-line CAT004 ours\n", ""),
    "file": ("# papernotes: disable-file CAT004 ours\na:\n  title: A\n  topics: [x]\n  mine: 1\n", ""),
    "unused": ("# papernotes: disable-file CAT004 ours\na:\n  title: A\n  topics: [x]\n", "LINK011"),
}


@pytest.mark.parametrize("name", CATALOGUES)
def test_comments_in_the_catalogue(name: str, tmp_path: Path) -> None:
    text, expected = CATALOGUES[name]
    assert ids(check({"papers.yaml": text}, tmp_path, ignore=["CAT005"])) == set(expected.split())


def test_what_did_not_run_is_not_unused(tmp_path: Path) -> None:
    files = {"notes/n.md": f"<!-- papernotes: disable-next-line NOTE010 ours -->\n{BAD}\n"}
    assert not check(files, tmp_path, select=["NOTE007", "LINK011"])
    assert not check(files, tmp_path, ignore=["NOTE010"])


@pytest.fixture
def old(base: Path) -> Path:
    """A knowledge base with many problems."""
    broken(base)
    (base / "notes" / "old.md").write_text(f"{BAD}\n\n[[none]]\n\n{BAD}\n", "utf-8")
    return base


def test_known_problems_are_not_said(old: Path) -> None:
    assert run(old, "check").exit_code == 1
    ok(old, "check", "--write-baseline")
    done = run(old, "check")
    assert (done.exit_code, done.stdout) == (0, "") and "known problems not said" in done.stderr
    assert run(old, "check", "--no-baseline").exit_code == 1
    before = (old / ".papernotes" / "baseline.json").read_bytes()
    ok(old, "check", "--write-baseline")
    assert (old / ".papernotes" / "baseline.json").read_bytes() == before


def test_lines_may_move_and_new_problems_are_said(old: Path) -> None:
    ok(old, "check", "--write-baseline", str(old / "known.json"))
    for name in ("papers.yaml", "notes/old.md"):
        text = (old / name).read_text("utf-8")
        (old / name).write_text(
            "# 上面多了几行\n\n\n" + text if name == "papers.yaml" else f"多了一行\n\n{text}", "utf-8"
        )
    known = ("check", "--baseline", str(old / "known.json"))
    assert run(old, *known).stdout == ""
    with (old / "notes" / "old.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{BAD}\n")
    lines = run(old, *known).stdout.splitlines()
    assert len(lines) == 1 and lines[0].startswith("notes/old.md:9:") and "NOTE010" in lines[0]


def test_what_is_gone_is_counted(old: Path) -> None:
    ok(old, "check", "--write-baseline")
    (old / "notes" / "old.md").write_text("好了。\n", "utf-8")
    assert "3 known problems gone" in run(old, "check").stderr


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"version": 9, "problems": []}', '{"version": 1, "problems": [1]}', "[" * 99999]
)
def test_a_broken_baseline_stops(old: Path, text: str) -> None:
    (old / "b.json").write_text(text)
    assert type(run(old, "check", "--baseline", str(old / "b.json")).exception).__name__ == "PapernotesError"


def test_the_baseline_names_each_problem(old: Path) -> None:
    ok(old, "check", "--write-baseline")
    said = json.loads((old / ".papernotes" / "baseline.json").read_text("utf-8"))
    assert {"file", "rule", "message", "mark", "count"} == set(said["problems"][0])
    assert next(row["count"] for row in said["problems"] if row["rule"] == "NOTE010") == 2


NOTE = "【论文】（https://example.org/a）\r\n\r\n`【x】(https://example.org)`\r\n"
FIXED = "[论文](https://example.org/a)\r\n\r\n`【x】(https://example.org)`\r\n"


@pytest.fixture
def repository(base: Path) -> Path:
    """A knowledge base in Git, all of it in a commit."""
    (base / "notes" / "old.md").write_bytes(NOTE.encode())
    git(base, "init", "-q")
    git(base, "add", ".")
    git(base, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "x")
    return base


def git(base: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=base, check=True, capture_output=True)


def test_fix_changes_clean_files_only(repository: Path) -> None:
    note = repository / "notes" / "old.md"
    note.write_bytes(NOTE.encode() + "改".encode())
    done = run(repository, "check", "--fix")
    assert (
        "holds changes that are in no commit" in str(done.exception)
        and note.read_bytes() == NOTE.encode() + "改".encode()
    )
    run(repository, "check", "--fix", "--allow-dirty")
    assert note.read_bytes() == FIXED.encode() + "改".encode()


def test_what_is_staged_is_clean(repository: Path) -> None:
    note = repository / "notes" / "old.md"
    note.write_bytes(NOTE.encode() + "改".encode())
    git(repository, "add", ".")
    assert "1 fixed" in ok(repository, "fmt")
    assert note.read_bytes() == FIXED.encode() + "改".encode()
    assert ok(repository, "fmt", "--allow-dirty") == ""


def test_fmt_in_a_folder_of_a_repository(repository: Path) -> None:
    below = repository / "sub" / "kb"
    below.mkdir(parents=True)
    for name in ("notes", "papers.yaml", "mkdocs.yml"):
        (repository / name).rename(below / name)
    assert "holds changes" in str(run(below, "fmt").exception)
    git(repository, "add", "-A")
    assert "1 fixed" in ok(below, "fmt")


def test_fmt_checks_and_takes_files(base: Path) -> None:
    for name in ("a", "b"):
        (base / "notes" / f"{name}.md").write_bytes(NOTE.encode())
    assert run(base, "fmt", "--check").exit_code == 1
    assert (base / "notes" / "a.md").read_bytes() == NOTE.encode()
    ok(base, "fmt", str(base / "notes" / "b.md"))
    assert (base / "notes" / "a.md").read_bytes() == NOTE.encode()
    assert (base / "notes" / "b.md").read_bytes() == FIXED.encode()
    ok(base, "fmt")
    assert run(base, "fmt", "--check").exit_code == 0
