"""Broken catalogues and notes: what is said, exactly, and where.

To write the last section of a new file: `python tests/test_broken.py tests/data/bad/NAME.txt`, then read it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from papernotes.problem import Level, Problem
from test_checks import check, split

BAD = Path(__file__).parent / "data" / "bad"
CASES = sorted(BAD.glob("*.txt"))


def read_case(path: Path) -> tuple[dict[str, str], list[str]]:
    """The input files of a case and its expected lines."""
    files = split(path.read_text("utf-8"))
    expected = files.pop("expected", "")
    return files, expected.splitlines()


def said(path: Path, problems: list[Problem]) -> list[str]:
    """The lines; that venue and year are missing is only of interest where it is the case's subject."""
    wanted = path.stem.startswith("cat005")
    return [str(p) for p in problems if wanted or p.rule != "CAT005" or p.level is not Level.INFO]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_messages(path: Path, tmp_path: Path) -> None:
    files, expected = read_case(path)
    assert said(path, check(files, tmp_path)) == expected


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


PAPER = b"vit:\n  title: ViT\n  topics: [x]\n  venue: ICLR\n  year: 2021\n"
# What a text file of this repository cannot hold.
BYTES: dict[str, tuple[dict[str, bytes], list[str]]] = {
    "no content": ({"papers.yaml": b""}, []),
    "only comments": ({"papers.yaml": b"# none yet\n\n---\n"}, []),
    "byte order mark": ({"papers.yaml": b"\xef\xbb\xbf" + PAPER}, []),
    "windows line ends": ({"papers.yaml": PAPER.replace(b"\n", b"\r\n")}, []),
    "old mac line ends": ({"papers.yaml": PAPER.replace(b"\n", b"\r")}, []),
    "windows line ends, positions": (
        {"papers.yaml": PAPER.replace(b"year", b"yaer").replace(b"\n", b"\r\n")},
        [
            "papers.yaml:1:1: CAT005 'vit' has no year; add what is known",
            "papers.yaml:5:3: CAT004 unknown field 'yaer'; did you mean 'year'?",
        ],
    ),
    "not UTF-8": (
        {"papers.yaml": PAPER + "综述:\n  title: 中\n".encode("gbk")},
        ["papers.yaml:6:1: CAT003 byte 0xd7 is not UTF-8; save the file as UTF-8 (it may be GBK)"],
    ),
    "UTF-16": (
        {"papers.yaml": PAPER.decode().encode("utf-16")},
        ["papers.yaml:1:1: CAT003 byte 0xff is not UTF-8; save the file as UTF-8"],
    ),
    "NUL": (
        {"papers.yaml": PAPER + b"detr:\n  title: DE\x00TR\n  topics: [x]\n"},
        ["papers.yaml:7:12: CAT003 character U+0000 may not stand in YAML; remove it"],
    ),
    "escape": (
        {"papers.yaml": PAPER + b"detr:\n  title: DE\x1bTR\n"},
        ["papers.yaml:7:12: CAT003 character U+001B may not stand in YAML; remove it"],
    ),
    "a note that is not UTF-8": (
        {"papers.yaml": PAPER, "notes/a.md": b"\n\xff\n", "notes/b.md": b"[a](a.md)\n"},
        ["notes/a.md:2:1: CAT003 byte 0xff is not UTF-8; save the file as UTF-8"],
    ),
    "a note with windows line ends": (
        {"papers.yaml": PAPER, "notes/vit.md": b"---\r\nrating: 9\r\n---\r\n\r\n[[vti]]\r\n"},
        [
            "notes/vit.md:2:1: NOTE004 'rating' is '9'; write a whole number from 1 to 5",
            "notes/vit.md:5:1: NOTE012 no paper 'vti' in the catalogue; did you mean 'vit'?",
        ],
    ),
    "a note with a byte order mark": (
        {"papers.yaml": PAPER, "notes/vit.md": b"\xef\xbb\xbf---\nrating: 9\n---\n"},
        ["notes/vit.md:2:1: NOTE004 'rating' is '9'; write a whole number from 1 to 5"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), BYTES.values(), ids=BYTES)
def test_bytes(files: dict[str, bytes], expected: list[str], tmp_path: Path) -> None:
    assert [str(problem) for problem in check(files, tmp_path)] == expected


# The C reader of YAML would end the process with these.
DEEP = {
    "lists": "k: " + "[a, " * 100_000,
    "lists over lines": "k: " + "[a,\n " * 100_000,
    "mappings": "k: " + "{a: " * 100_000,
    "items": "k:\n" + "- " * 100_000,
    "keys": "? " * 100_000,
    "brackets in quotes": "k: " + '["]",\n ' * 100_000,
    "brackets in comments": "k: " + "[a,\n# ]\n " * 100_000,
    "indentation": "\n".join(" " * i + "a:" for i in range(3000)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_nesting_without_end(text: str, tmp_path: Path) -> None:
    problems = check({"papers.yaml": text, "notes/a.md": f"---\n{text}\n---\n"}, tmp_path)
    assert {problem.rule for problem in problems} == {"CAT003", "NOTE004"}


if __name__ == "__main__":
    for name in sys.argv[1:]:
        files, _ = read_case(Path(name))
        with tempfile.TemporaryDirectory() as folder:
            lines = said(Path(name), check(files, Path(folder)))
        text = Path(name).read_text("utf-8").split("=== expected ===\n")[0]
        Path(name).write_text(text + "=== expected ===\n" + "".join(f"{line}\n" for line in lines), "utf-8")
