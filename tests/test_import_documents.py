"""Import of documents, measured against labels made by hand (tests/data/import/*.tsv), and that nothing is lost."""

from __future__ import annotations

import csv
import os
import re
from functools import cache
from pathlib import Path

import pytest

from papernotes.formats.decode import decode
from papernotes.formats.document import read
from papernotes.formats.document.formula import flatten, reduce
from papernotes.formats.document.found import Found
from papernotes.formats.document.heading import marked
from papernotes.formats.document.same import same
from papernotes.formats.draft import Draft, Fate, Reading
from papernotes.identifiers import fold_title
from papernotes.model.status import Statuses

DATA = Path(__file__).parent / "data" / "import"
SHARED = Path(os.environ.get("PAPERNOTES_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "documents"
SAMPLES = sorted(path for path in DATA.iterdir() if path.suffix in (".md", ".html"))
DOCUMENTS = sorted(DATA / name for name in ("category-page.tsv", "dated-journal.tsv", "one-page-list.tsv"))
STATUSES = Statuses()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def shared(name: str) -> bytes:
    path = SHARED / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"{path} is not there; set PAPERNOTES_SHARED")
    return path.read_bytes()


@cache
def read_shared(name: str) -> Reading:
    """A document of the folder that is not carried along, read once for all that is asked of it."""
    return read(shared(name), f"{name}.txt", STATUSES)


def said(draft: Draft) -> dict[str, str]:
    """What a draft says, in the words of the labels."""
    found = draft.fields
    return {
        "title": found["title"],
        "venue": found.get("venue", ""),
        "year": str(found.get("year", "")),
        "topics": ";".join(found.get("topics", [])),
        "status": found.get("status", ""),
        "tags": ";".join(found.get("tags", [])),
        "kind": found.get("kind", "paper"),
        "ident": found.get("arxiv", ""),
        "line": str(draft.line),
    }


def starts(reading: Reading) -> dict[int, int]:
    """Line of a title to the number of its draft."""
    pieces = [p for p in reading.pieces if p.fate == Fate.FIELD and "title" in p.detail.split(",")]
    return {piece.line: piece.target for piece in pieces}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_samples_say_what_their_labels_say(path: Path) -> None:
    labels = rows(path.with_suffix(".tsv"))
    found = [said(draft) for draft in read(path.read_bytes(), path.name, STATUSES).drafts]
    assert [{name: row[name] for name in labels[0]} for row in found] == labels


def unaccounted(data: bytes, reading: Reading) -> list[int]:
    told = {piece.line for piece in reading.pieces}
    return [number for number, line in enumerate(decode(data).lines, 1) if line.strip() and number not in told]


def lost(data: bytes, reading: Reading) -> list[tuple[int, str]]:
    """Words of lines said to be in a note or on a page that are not in the lines named; formulas are reduced."""
    fields = {piece.line for piece in reading.pieces if piece.fate == Fate.FIELD}
    there: dict[int, str] = {}
    for piece in reading.pieces:
        own_title = piece.fate == Fate.PAGE and piece.at == 1
        if piece.fate in (Fate.NOTE, Fate.PAGE) and piece.line not in fields and not own_title:
            text = reading.drafts[piece.target].note if piece.fate == Fate.NOTE else reading.pages[piece.target].text
            line = re.sub(r"\[\[draft:\d+\|", "", text.split("\n")[piece.at - 1])
            there[piece.line] = there.get(piece.line, "") + fold_title(line)
    found = []
    lines = decode(data).lines
    for number, text in there.items():
        line = re.sub(r"<[^>]*>|请添加图片描述|在这里插入图片描述|image-\d+", " ", lines[number - 1])
        words = re.findall(r"[^\W_]{2,}", "" if re.search(r"[\\^]", line) else line)
        found += [(number, word) for word in words if fold_title(word) not in text]
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_samples_lose_nothing(path: Path) -> None:
    data = path.read_bytes()
    reading = read(data, path.name, STATUSES)
    assert unaccounted(data, reading) == []
    assert lost(data, reading) == [] or path.suffix == ".html"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem)
def test_documents_lose_nothing(path: Path) -> None:
    data = shared(path.stem)
    reading = read_shared(path.stem)
    assert unaccounted(data, reading) == []
    assert lost(data, reading) == []


def test_papers_of_the_one_page_list() -> None:
    labels = rows(DATA / "one-page-list.tsv")
    reading = read_shared("one-page-list")
    at = starts(reading)
    found = [{at.get(int(line)) for line in label["lines"].split(",")} for label in labels]
    right = [numbers for numbers in found if len(numbers) == 1 and None not in numbers]
    assert len(right) / len(labels) >= 0.98, "recall"
    assert len(right) / len(reading.drafts) >= 0.98, "precision"


@pytest.mark.parametrize(
    ("name", "least"), [("title", 0.98), ("year", 0.99), ("venue", 0.99), ("status", 0.97), ("topics", 0.97)]
)
def test_fields_of_the_one_page_list(name: str, least: float) -> None:
    reading = read_shared("one-page-list")
    at = starts(reading)
    wrong = []
    labels = rows(DATA / "one-page-list.tsv")
    for label in labels:
        draft = reading.drafts[at[int(label["lines"].split(",")[0])]]
        got, want = said(draft)[name], label[name]
        if (fold_title(got) != fold_title(want)) if name == "title" else got != want:
            wrong.append((label["lines"], got, want))
    assert 1 - len(wrong) / len(labels) >= least, wrong


@pytest.mark.parametrize("name", ["category-page", "dated-journal"])
def test_papers_of_journal_and_category(name: str) -> None:
    labels = rows(DATA / f"{name}.tsv")
    columns = [column for column in labels[0] if column != "day"]
    found = [said(draft) for draft in read_shared(name).drafts]
    for row, label in zip(found, labels, strict=True):
        # Of other people's long titles the label holds the beginning.
        if label["title"].endswith("…") and row["title"].startswith(label["title"][:-1]):
            row["title"] = label["title"]
    assert [{column: row[column] for column in columns} for row in found] == [
        {column: label[column] for column in columns} for label in labels
    ]


def test_the_journal_keeps_its_days_and_their_order() -> None:
    labels = rows(DATA / "dated-journal.tsv")
    reading = read_shared("dated-journal")
    days = sorted({label["day"] for label in labels})
    assert [page.uri for page in reading.pages] == [f"journal/{day}.md" for day in days]
    for page, day in zip(reading.pages, days, strict=True):
        heads = [int(number) for number in re.findall(r"(?m)^## \[\[draft:(\d+)", page.text)]
        assert [reading.drafts[n].line for n in heads] == [
            int(label["line"]) for label in labels if label["day"] == day
        ]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_charsets_and_line_ends(charset: str, newline: str) -> None:
    text = (DATA / "grammars.md").read_text("utf-8")
    reading = read(text.replace("\n", newline).encode(charset), "grammars.md", STATUSES)
    assert [draft.fields for draft in reading.drafts] == [
        draft.fields for draft in read(text.encode(), "grammars.md", STATUSES).drafts
    ]
    assert reading.mistakes == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"\xff\xfe",
        b"\x00" * 100,
        b"%PDF-1.4\n\x80\x81\xfe\xff\x00 stream",
        b"[" * 5000,
        b"|" * 3000 + b"\n" + b"|-" * 1000,
        b"---\ntitle: [\n---\n",
        b"<html>" * 2000,
        b"a" * 3_000_000,
        b"[2021-CVPR] <script>alert(1)</script>\n",
        "[2021-CVPR] 标题\n".encode("gb18030") + b"\xff\xff",
    ],
)
def test_nasty_documents(data: bytes) -> None:
    for name in ("x.md", "x.html", "x.txt"):
        reading = read(data, name, STATUSES)
        assert unaccounted(data, reading) == []


@pytest.mark.parametrize(
    ("text", "reduced"),
    [
        ("E f = ∑ i x i E_f=\\sum_i x_i Ef=ixi", "$$E_f=\\sum_i x_i$$"),
        ("对 λ \\lambda λ求导", "对 $\\lambda$求导"),
        ("个 n 3 n^3 n3), 很多", "个 $n^3$), 很多"),
        ("已有 $x_i$ 的行", "已有 $x_i$ 的行"),
        ("snake_case 与 a_b 不是公式", "snake_case 与 a_b 不是公式"),
        ("( p 1 , p 2 p_1,p_2 p1,p2)", "( $p_1,p_2$)"),
    ],
)
def test_formulas(text: str, reduced: str) -> None:
    assert reduce(text) == reduced


def test_formulas_in_titles_are_plain() -> None:
    assert flatten("S 4 S^4 S4L: Semi-Supervised") == "S4L: Semi-Supervised"


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("SEED: Sparse Embeddings for Documents", "SEED++: Sparse Embeddings for Documents", False),
        ("ABCNet: Curves for Text Spotting Now", "ABCNet v2: Curves for Text Spotting Now", False),
        ("DeiT: Revenge of the Transformer Nets", "DeiT III: Revenge of the Transformer Nets", False),
        ("YOLOv3: An Incremental Improvement to It", "YOLOv4: An Incremental Improvement to It", False),
        ("SEED: Encoders for Reading Long Lines", "SEED: Distillation of Small Networks", False),
        ("Twins: Attention in Space and Time", "Twins Attention in space and time", True),
        ("Moco: Contrast for Learning of Pictures", "Contrast for learning of pictures", True),
        ("Reading Lines in Natural Scene Pictures", "Reading Lines in Natural Scene Picture", True),
    ],
)
def test_the_same_paper(one: str, two: str, expected: bool) -> None:
    assert same(Found(one), Found(two)) is expected


GRAMMARS = rows(DATA / "headings.tsv")


@pytest.mark.parametrize("row", GRAMMARS, ids=lambda row: row["line"][:40])
def test_headings(row: dict[str, str]) -> None:
    found = marked(row["line"], STATUSES)
    got = ("", "", "") if found is None else (found.title, found.venue, str(found.year or ""))
    assert got == (row["title"], row["venue"], row["year"])
