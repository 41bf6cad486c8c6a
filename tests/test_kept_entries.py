"""A catalogue that was edited is read, and checked, entry by entry: what comes from caches is as if all were read."""

from __future__ import annotations

import random
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from knowledge_bases import make
from papernotes.cli import check
from papernotes.model.paper import Paper
from papernotes.settings import load_settings
from papernotes.store import catalogue, kept, quick, sidecar
from papernotes.store.load import load
from test_kept import ENTRIES, everything, same_after_edits
from test_kept import home as home

STATUS = [f.name for f in fields(Paper) if f.name not in ("marks", "digest")].index("status")
BLOCKS = [
    'lists{n}:\n  title: "Invented Lists {n}"\n  authors:\n  - Ann Arden\n  - Ann Arden\n  year: 2020\n  venue: ICCV\n',
    'folded{n}:\n  title: >\n    Invented Words\n    of two lines\n  topics: [检测]\n  arxiv: "9912.00001"\n',
    'map{n}:\n  title: Invented Map {n}\n  links:\n    code: "https://bit.ly/{n}"\n    pdf: "javascript:x"\n',
    '"quoted {n}": {title: "Invented Flow", year: 1066}\n',
    "plain{n}:\n  title: Invented Plain {n}.\n  status: 巳读\n  doi: 10.5555/A{n}.\n  # papernotes: disable-line ID\n",
    "said{n}:\n  title: Invented  Spaces {n}  # papernotes: disable-line BIB002 it is so\n  year: 2019\n",
    "# a comment\n\n",
    "twice{n}:\n  title: One\n  title: Two\n",
    "? asked{n}\n: title: Invented Question\n  venue: ICRL\n",
    "open{n}:\n  title: [\n",
    "tab{n}:\n\ttitle: Invented Tab\n",
    "empty{n}:\nnull{n}: null\n",
    "anchor{n}: &a\n  title: Invented Anchor\nalias{n}: *a\n",
    "odd\u2028line{n}:\n  title: Odd\n",
    "---\n",
    "- item\n",
]


def piece(chance: random.Random) -> str:
    """An entry, mostly of a form that somebody writes; a key is taken now and then."""
    if chance.random() < 0.1:
        return chance.choice(ENTRIES) + "\n"
    common = 8 if chance.random() < 0.95 else len(BLOCKS)
    return chance.choice(BLOCKS[:common]).replace("{n}", str(chance.randrange(40)))


def edited(text: str, chance: random.Random) -> str:
    """One random edit of a catalogue."""
    before, lines = text, text.splitlines(keepends=True) or [""]
    place, other = sorted(chance.randrange(len(lines)) for _ in range(2))
    what = chance.choice(["insert", "insert", "delete", "line", "word", "move", "comment", "ends", "copy", "start"])
    if what == "insert":
        lines.insert(place, piece(chance))
    elif what == "delete":
        del lines[place : min(other, place + 4)]
    elif what == "line":
        lines[place] = chance.choice(["  year: 2020\n", "  yaer: 2\n", "  status: 已读\n", "\n", "  venue: 'x\n", "x"])
    elif what == "word":
        lines[place] = lines[place].replace("Invented", chance.choice(["Made-up", "TODO", ": ", "  "]), 1)
    elif what == "move":
        moved, lines[place : place + 6] = lines[place : place + 6], []
        lines[other:other] = moved
    elif what == "comment":
        lines.insert(place, "# papernotes: disable-next-line CAT it is so\n")
    elif what == "ends":
        text = "".join(lines)
        return text.replace("\r\n", "\n") if "\r" in text else text.replace("\n", "\r\n")
    elif what == "copy":
        lines[other:other] = lines[place : place + 5]
    else:
        lines.insert(0, chance.choice(["# first\n", "\n\n", "\ufeff", piece(chance)]))
    text = "".join(lines)
    # What is broken is mended soon: else no entry would be read by itself for long.
    mended = not catalogue.read_entries(text, "papers.yaml").by_entries and chance.random() < 0.7
    return "".join(map(piece, [chance] * 12)) if mended and chance.random() < 0.2 else before if mended else text


@pytest.fixture
def root(tmp_path: Path) -> Path:
    chance = random.Random(7)
    block = '\n    catalogue: [papers.yaml, "more.yaml"]\n    topics: [识别]'
    make(tmp_path, "".join(piece(chance) for _ in range(12)), {"vit.md": "# ViT\n\n[[detr]]\n"}, block)
    (tmp_path / "more.yaml").write_text("vit:\n  title: ViT\n  topics: [识别]\n", "utf-8")
    return tmp_path


def change(root: Path, chance: random.Random) -> None:
    path = root / chance.choice(["papers.yaml", "papers.yaml", "more.yaml"])
    path.write_bytes(edited(path.read_bytes().decode(), chance).encode())


@pytest.mark.parametrize("seed", range(6))
def test_a_catalogue_that_was_edited_is_a_fresh_one(root: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(root)[0]
    same_after_edits(root, lambda: everything(load(settings, kept=True)), change, 60, seed, monkeypatch)


def tidy(chance: random.Random, number: int) -> str:
    """A piece of a catalogue without mistakes."""
    return chance.choice([*BLOCKS[:3], *BLOCKS[4:7]]).replace("{n}", str(number))


def edited_in_one_place(root: Path, chance: random.Random) -> None:
    """One random edit of a catalogue without mistakes; seldom one that makes some."""
    path = root / "papers.yaml"
    text = path.read_bytes().decode()
    lines = text.splitlines(keepends=True) or [""]
    starts = [place for place, line in enumerate(lines) if not line.startswith((" ", "#", "\n"))] or [0]
    place, other = chance.choice(starts), chance.randrange(len(lines))
    what = chance.choice(["insert", "insert", "delete", "word", "word", "line", "end", "head", "copy", "two", "chars"])
    if what == "insert":
        lines[place:place] = [tidy(chance, chance.randrange(10_000)) for _ in range(chance.choice([1, 1, 3]))]
    elif what == "delete":
        later = [*starts, len(lines)]
        del lines[place : later[later.index(place) + 1]]
    elif what in ("word", "two"):
        for _ in range(1 + (what == "two")):
            lines[other] = lines[other].replace("Invented", chance.choice(["Made-up", "Invented Invented", "新"]), 1)
            other = chance.randrange(len(lines))
    elif what == "line":
        lines.insert(other, chance.choice(["  # said here\n", "\n", "  month: 3\n", "# papernotes: disable-line ID\n"]))
    elif what == "end":
        lines[-1] = lines[-1].rstrip("\n") + chance.choice(["", "\n", "\n\n", "\n# end"])
    elif what == "head":
        lines[0:0] = [chance.choice(["# first\n", "\n", ""])]
    elif what == "copy":
        lines.append(lines[other])
    else:
        lines[other] = lines[other][: chance.randrange(len(lines[other]) or 1)] + lines[other][-1:]
    after = "".join(lines)
    broken = catalogue.read_entries(after, "papers.yaml").problems
    path.write_bytes((after if not broken or chance.random() < 0.1 else text).encode())
    if broken and chance.random() < 0.8:
        path.write_text("".join(tidy(chance, number) for number in range(30)), "utf-8")


@pytest.mark.parametrize("seed", range(20, 26))
def test_a_catalogue_that_was_edited_in_one_place_is_a_fresh_one(
    root: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, once = load_settings(root)[0], catalogue.read_part
    parts: list[bool] = []

    def part(*given: Any) -> Any:
        found = once(*given)
        parts.append(found is not None)
        return found

    def found() -> Any:
        library = load(settings, kept=True)
        return everything(library), library.digest, library.frame, [paper.digest for paper in library.papers]

    monkeypatch.setattr(kept, "read_part", part)
    (root / "papers.yaml").write_text("".join(tidy(random.Random(seed), number) for number in range(30)), "utf-8")
    same_after_edits(root, found, edited_in_one_place, 80, seed, monkeypatch)
    assert sum(parts) > 15


@pytest.mark.parametrize("seed", range(6, 10))
def test_papers_that_were_edited_are_checked_as_fresh_ones(
    root: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    same_after_edits(root, lambda: check.run(root), change, 40, seed, monkeypatch)


@pytest.mark.parametrize("seed", range(10, 13))
def test_a_frame_tells_all_but_statuses(root: Path, seed: int) -> None:
    settings, chance = load_settings(root)[0], random.Random(seed)
    said: dict[str, object] = {}
    moved = 0
    for _ in range(60):
        library = load(settings, kept=True)
        papers, *others, _, topics = everything(library)
        marks = [places for _, places in papers]
        frame = [[values[:STATUS] + values[STATUS + 1 :] for values, _ in papers], marks, others, topics]
        assert not library.frame or said.setdefault(library.frame, frame) == frame
        if library.frame:
            frames = []
            for status in ("已读", '"在 读"', "read"):
                (root / "more.yaml").write_text(f"vit:\n  title: ViT\n  status: {status}\n  year: 2020\n", "utf-8")
                frames.append(load(settings, kept=True).frame)
            assert len({*frames}) == 1
            (root / "more.yaml").write_text("vit:\n  title: ViT\n  status:  read\n  year: 2020\n", "utf-8")
            # The value stands elsewhere.
            assert load(settings, kept=True).frame not in frames
            moved += 1
        else:
            (root / "papers.yaml").write_text("".join(map(piece, [chance] * 12)), "utf-8")
        change(root, chance)
    assert moved > 5 and len(said) > 5


def test_only_the_entry_that_changed_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this the laws above would hold for caches that are never used."""
    entries = [BLOCKS[(0, 1, 5)[n % 3]].replace("{n}", str(n)) for n in range(30)]
    path = root / "papers.yaml"
    path.write_text("".join(entries), "utf-8")
    check.run(root)
    asked: list[str] = []
    once, compose = quick.chunk, catalogue.compose
    monkeypatch.setattr(quick, "chunk", lambda text, line: asked.append(text) or once(text, line))
    monkeypatch.setattr(catalogue, "compose", lambda text: asked.append(text) or compose(text))
    for place in (4, 8):
        entries[place] = entries[place].replace("Invented", "\n    Invented" if place == 8 else "Made-up", 1)
        path.write_text("# one line more\n" + "".join(entries), "utf-8")
        found = check.run(root)
        assert entries[place] in asked and {*asked} <= {"# one line more\n", entries[place]}
        asked.clear()
        with monkeypatch.context() as within:
            within.setenv(sidecar.OFF, "1")
            assert check.run(root) == found
        asked.clear()
