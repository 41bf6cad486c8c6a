"""Reference files as bad as they come: each is read as far as it can be, and says with a line what could not be."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from often import examples
from papernotes.account import unaccounted
from papernotes.formats import bibtex_read, csl_json_read, papis, reference, ris_read, table_read
from papernotes.formats.draft import Fate, Reading
from papernotes.model.paper import shapes

DATA = Path(__file__).parent / "data" / "import"
READERS: dict[str, Callable[[str], Reading]] = {
    ".bib": bibtex_read.read,
    ".json": csl_json_read.read,
    ".ris": ris_read.read,
    ".csv": table_read.read,
    ".tsv": table_read.read,
}
ROWS = [line.split("\t") for line in (DATA / "nasty.tsv").read_text("utf-8").splitlines()[1:]]
"""File, number of papers, and messages with their lines, parted by " | "."""
FEW = examples(60, few=25, suppress_health_check=list(HealthCheck))


def text_of(path: Path) -> str:
    """The text with its own line ends."""
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize(("name", "papers", "messages"), ROWS, ids=[row[0] for row in ROWS])
def test_nasty(name: str, papers: str, messages: str) -> None:
    path = DATA / "nasty" / name
    reading = papis.read(path) if path.is_dir() else READERS[path.suffix](text_of(path))
    assert " | ".join(f"{line}: {what}" for line, what in reading.mistakes) == messages
    assert len(reading.drafts) == int(papers)


def test_every_nasty_file_has_its_row() -> None:
    assert sorted(path.name for path in (DATA / "nasty").iterdir()) == sorted(row[0] for row in ROWS)


def check(reading: Reading, text: str) -> None:
    """The laws of a reading."""
    lines = len(text.splitlines())
    assert not unaccounted(reading, text)
    assert all(1 <= line <= max(lines, 1) for line, _ in reading.mistakes)
    assert [piece.line for piece in reading.pieces] == sorted(piece.line for piece in reading.pieces)
    for piece in reading.pieces:
        assert (piece.fate is Fate.DROPPED) == (piece.target < 0) and (piece.detail or piece.fate is Fate.NOTE)
        assert piece.target < len(reading.drafts)
    for draft in reading.drafts:
        assert draft.fields["title"] and 1 <= draft.line <= lines
        assert list(draft.fields) == [name for name in shapes() if name in draft.fields]


@pytest.mark.parametrize("path", [p for p in sorted((DATA / "nasty").iterdir()) if p.is_file()], ids=lambda p: p.name)
def test_every_line_is_accounted_for(path: Path) -> None:
    text = text_of(path)
    check(READERS[path.suffix](text), text)


SOUP = {
    ".bib": [
        *(*'@{}="#,\\$~\n\r ', "@misc{", "a,", "title = {A Paper}", "author", " and ", "\n}\n"),
        *("crossref={a}", "@string{", "@comment{", "keywords"),
    ],
    ".json": [*'[]{}":,\\\n ', '{"id": "a"', '"title": "A Paper"', "null", "1e999", '"note": "arXiv: x"', '"custom"'],
    ".ris": [
        *("TY  - JOUR\n", "TI  - A Paper\n", "ER  - \n", "\n", "AU  - , ,\n", "words\n", "KW  - 已读\n"),
        *("N1  - x\n", "C8  - papernotes: {"),
    ],
    ".csv": [
        *(*"\",;\t|\n\r'", "title", "A Paper", "year", "2020", "sep=;\n", "papernotes", "=1"),
        "code: https://example.org",
    ],
}


@pytest.mark.parametrize("suffix", SOUP)
@given(data=st.data())
@FEW
def test_any_text_is_read(suffix: str, data: st.DataObject) -> None:
    pieces = st.lists(st.sampled_from(SOUP[suffix]) | st.text(max_size=3), max_size=30)
    text = data.draw(pieces.map("".join))
    check(READERS[suffix](text), text)


MEGA = 1_000_000
HUGE = {
    "a long field.bib": (
        "@misc{a,\n title={A}}\n@misc{b, title={B}, note={" + "x " * 5 * MEGA + "}}\n@misc{c,title={C}}",
        3,
    ),
    "never closed.bib": ("@misc{b, title={B}, note={" + "some words\n" * 50_000 + "\n@misc{c,title={C}}", 2),
    "at signs.bib": ("@misc{b, title={" + "@a{" * 50_000 + "}}\n@misc{c,title={C}}", 2),
    "braces.bib": ("@misc{b, title={" + "{" * 100_000 + "\n@misc{c,title={C}}", 2),
    "names.bib": ("@misc{b, title={B}, author={{" + "a and " * 10_000 + "}}}\n@misc{c,title={C}}", 2),
    "all broken.bib": ("@misc{b, title={B\n" * 2_000, 2_000),
    "formulas.bib": ("@misc{b, title={" + "\\(" * 9_000 + "}}\n@misc{c,title={C}}", 2),
    "a long field.json": ('[{"id":"a","title":"A","abstract":"' + "x" * 10 * MEGA + '"},{"id":"b","title":"B"}]', 2),
    "brackets.json": ("[" + '{"a":' * 100_000, 0),
    "lists.json": ('[{"a":1' * 5_000, 0),
    "a long field.ris": ("TY  - JOUR\nTI  - A\nAB  - x\n" + "more words\n" * 50_000 + "ER  - \n", 1),
    "a long cell.csv": ("title,abstract\nA," + "x" * 10 * MEGA + "\nB,y\n", 2),
    "quotes.csv": ("title,year\n" + '"' * 200_001 + ",2020\n", 0),
    "commas.csv": ("," * 200_000 + "\ntitle\n", 0),
}


@pytest.mark.parametrize(("name", "text", "papers"), [(n, t, p) for n, (t, p) in HUGE.items()], ids=HUGE)
def test_huge(name: str, text: str, papers: int) -> None:
    start = time.process_time()
    reading = READERS[Path(name).suffix](text)
    # Linear time takes a second or two; what is not linear takes minutes.
    assert time.process_time() - start < 10
    assert len(reading.drafts) == papers
    assert reading.mistakes or name in ("names.bib", "formulas.bib")
    assert all(len(str(value)) < 3 * reference.LIMIT for draft in reading.drafts for value in draft.fields.values())


def test_papis_follows_no_link_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "info.yaml").write_text("title: A Paper\n", "utf-8")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(papis.read(tmp_path).drafts) == 1


def test_papis_accounts_for_lines_by_file() -> None:
    folder = DATA / "nasty" / "papis"
    reading = papis.read(folder)
    said = {(piece.source, piece.line) for piece in reading.pieces}
    for path in folder.rglob("info.yaml"):
        name = path.relative_to(folder).as_posix()
        lines = path.read_text("utf-8", "replace").splitlines()
        missing = [n for n, line in enumerate(lines, 1) if line.strip() and (name, n) not in said]
        assert not missing or name == "latin/info.yaml"
