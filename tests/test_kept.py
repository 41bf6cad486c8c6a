"""Caches of what was read and found: with them or without, the answers are the same."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE
from knowledge_bases import make, run
from papernotes import checks
from papernotes.checks import RULES, moved
from papernotes.cli import check
from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.model.paper import Paper
from papernotes.settings import load_settings
from papernotes.site import findings
from papernotes.store import catalogue, kept, kept_notes, sidecar
from papernotes.store.load import load

HEADER = re.compile(r"(?m)^=== (.+) ===\n?")
EXAMPLES = [HEADER.split(text) for one in RULES.values() for text in (one.bad, one.good)]
ENTRIES = [parts[0] for parts in EXAMPLES if parts[0].strip()]
NOTES = [
    text for parts in EXAMPLES for name, text in zip(parts[1::2], parts[2::2], strict=True) if name.endswith(".md")
]
PIECES = [
    *NOTES,
    "\n```\nopen",
    "\r\nmixed\r\n",
    "---\nread: 2022-06-13\nsources: {code: 'https://example.org'}\nrating: 4.5\n---\n",
    "---\nread: 2022-06-13 10:00:00\nodd: !!set {a}\n---\n",
    "<!-- papernotes: disable-file NOTE the whole of it is odd -->\n",
    "<!-- papernotes: ignore-link reason=moving until=2020-01-01 -->\n",
    "这是同一段文字，它在几篇笔记里都出现了。" * 12 + "\n",
    "见 swin transformer 部分。\n",
    "İ Attetion bakbone 卷基层\n",
    "[[nothing]] [[vit]] [a](other.md#b) [c](#d) ![e](images/f.png)\n",
]


SHELF = "made{n}:\n  title: Invented {n}\n  status: 未看\n"
QUIET = "quiet{n}:\n  title: Invented Quiet {n}\n  # papernotes: disable-next-line NOTE001\n  status: 已读\n"
STATUSES = ["未看", "已读", "在读", "", "巳读"]
ODD: list[Any] = [
    *([], {}, 7, {"papers.yaml": 1}, {"papers.yaml": {"stamp": ""}}, {"notes/n0.md": 1}),
    *({"notes/n0.md": [1, 2, True]}, {"notes": {"notes/n0.md": []}, "ran": ["NOTE006"]}),
]
"""Caches of no shape of ours."""


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """An own key, and files that count as old at once: a test does not wait for two seconds."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv(sidecar.OFF, raising=False)
    monkeypatch.setattr(sidecar, "_STEADY_NS", -(10**12))


def everything(library: Library) -> list[Any]:
    """All that a library says, with every place."""
    plain = [f.name for f in fields(Paper) if f.name not in ("marks", "digest", "later")]
    papers = [([getattr(paper, name) for name in plain], dict(paper.marks)) for paper in library.papers]
    # The digest is only there where somebody asked.
    words = [f.name for f in fields(Note) if f.name not in ("digest", "shape")]
    notes = [[getattr(note, name) for name in words] for note in library.notes]
    return [papers, notes, library.problems, library.directives, library.assets, library.topic_list]


def both(root: Path, found: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """What is found with caches and without."""
    with_them = found()
    with monkeypatch.context() as within:
        within.setenv(sidecar.OFF, "1")
        catalogue.read.cache_clear()
        return with_them, found()


def same_after_edits(
    root: Path,
    found: Callable[[], Any],
    edit: Callable[[Path, random.Random], None],
    count: int,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The law of all caches: after each of so many edits the same is found with them and without."""
    chance = random.Random(seed)
    for _ in range(count):
        cached, fresh = both(root, found, monkeypatch)
        assert cached == fresh
        edit(root, chance)


def edited(root: Path, chance: random.Random) -> None:
    """One random edit of a knowledge base, mostly for the worse."""
    files = sorted((root / "notes").rglob("*.md"))
    what = chance.choice(["note", "note", "note", "new", "gone", "entry", "line", "touch", "name", "image", "swap"])
    if what == "note":
        path = chance.choice(files)
        text = path.read_bytes().decode("utf-8", "replace")
        place = chance.choice([0, len(text), chance.randrange(len(text) + 1)])
        path.write_bytes((text[:place] + chance.choice(PIECES) + text[place:]).encode("utf-8", "replace")[-4000:])
    elif what == "new":
        stem = chance.choice(["vit", "detr", "vit2012", "other", f"n{chance.randrange(20)}", "topics/识别", "index"])
        (root / "notes" / f"{stem}.md").write_bytes(chance.choice(PIECES).encode("utf-8", "replace"))
    elif what == "gone" and len(files) > 3:
        chance.choice(files).unlink()
    elif what == "touch":
        os.utime(chance.choice(files))
    elif what == "name" and len(files) > 3:
        chance.choice(files).replace(root / "notes" / f"m{chance.randrange(20)}.md")
    elif what == "image":
        (root / "notes" / "images").mkdir(exist_ok=True)
        (root / "notes" / "images" / chance.choice(["f.png", "vit.txt", "a.png"])).write_bytes(b"x")
    elif what == "swap":
        one, other = (path.read_bytes() for path in (files[0], files[-1]))
        files[0].write_bytes(other)
        files[-1].write_bytes(one)
    else:
        path = root / chance.choice(["papers.yaml", "papers/more.yaml"])
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")
        place = chance.randrange(len(lines))
        lines[place : place + (what == "line")] = [] if what == "line" else chance.choice(ENTRIES).split("\n")
        path.write_text("\n".join(lines[-120:]), "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    block = '\n    catalogue: [papers.yaml, "papers/*.yaml"]\n    typos: {bakbone: backbone}'
    make(tmp_path, CATALOGUE, {f"n{i}.md": NOTES[i % len(NOTES)] for i in range(12)}, block)
    for folder in ("papers", "notes/topics"):
        (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / "papers" / "more.yaml").write_text("vit:\n  title: ViT\n  topics: [识别]\n", "utf-8")
    (tmp_path / "notes" / "detr2020.md").write_text("# DETR\n\n集合预测与匈牙利匹配。[[vit]]\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("seed", range(5))
def test_a_cached_check_is_a_fresh_one(root: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    same_after_edits(root, lambda: check.run(root), edited, 20, seed, monkeypatch)


def reworded(root: Path, chance: random.Random) -> None:
    """One random edit, mostly of what no rule takes notice of."""
    kind = chance.random()
    if kind < 0.1:
        edited(root, chance)
        return
    if kind < 0.15:
        (root / "papers.yaml").chmod(chance.choice([0o644, 0o755]))
        return
    if kind < 0.4:
        another_status(root, chance)
        return
    path = chance.choice(sorted((root / "notes").rglob("*.md")))
    text = path.read_bytes().decode("utf-8", "replace")
    words = chance.choice(
        [
            "又一句话。\n",
            "\n",
            f"虚构的一行{chance.randrange(9)}。" * 40 + "\n",
            "见下一节部分。\n",
            "![e](images/f.png)\n",
        ]
    )
    place = chance.choice([len(text), text.find("\n\n") + 1, text.rfind("\n") + 1])
    text = text.replace(words, "", 1) if chance.random() < 0.4 else text[:place] + words + text[place:]
    path.write_bytes(text.encode("utf-8", "replace"))


def another_status(root: Path, chance: random.Random) -> None:
    """Another status for a paper or two: one of those there are, or none of them."""
    path = root / chance.choice(["papers.yaml", "papers/more.yaml"])
    lines = path.read_bytes().decode("utf-8", "replace").split("\n")
    places = [number for number, line in enumerate(lines) if line.startswith("  status:")]
    for place in chance.sample(places, min(len(places), chance.choice([1, 1, 2]))):
        status = chance.choice(
            ["未看", "已读", "在读", "read", '"已读"', "巳读", chance.choice(["yes", "已读 # yes", ""])]
        )
        lines[place] = f"  status: {status}"
    path.write_bytes("\n".join(lines).encode("utf-8", "replace"))


def test_what_a_rule_finds_does_not_hang_on_statuses_unless_it_says_so(root: Path) -> None:
    settings, chance, seen = load_settings(root)[0], random.Random(5), set()
    (root / "notes/vit.md").write_text("一句虚构的话，说的是一篇虚构的论文。" * 9, "utf-8")
    for _ in range(40):
        edited(root, chance)
        library = load(settings)
        other = replace(library, papers=[replace(p, status=chance.choice(STATUSES)) for p in library.papers])
        found = [checks.run(one, typos=settings.typos, select=tuple(RULES)) for one in (library, other)]
        mine = {one.id for one in RULES.values() if one.statuses or one.of == "paper"}
        before, after = ([p for p in problems if p.rule not in mine] for problems in found)
        assert before == after
        seen |= {p.rule for p in set(found[0]) ^ set(found[1])}
    assert {"NOTE001", "NOTE002", "CAT012"} <= seen


@pytest.mark.parametrize("seed", range(20, 26))
def test_what_a_build_says_again_is_what_it_would_find(root: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, again, now = load_settings(root)[0], findings.again.said_again, moved.found_now
    told: list[bool] = []
    moves: list[bool] = []
    for path in (root / "notes").glob("n*.md"):
        # What is found by looking at two texts at once is not said again.
        if re.search("部分|ignore-link|同一段", path.read_text("utf-8")):
            path.unlink()
    (root / "notes/a.md").write_text("虚构的一行7。" * 40 + "\n", "utf-8")
    (root / "papers/more.yaml").write_text(
        "".join((SHELF + QUIET * (n % 3 == 0)).format(n=n) for n in range(8)), "utf-8"
    )
    for n in range(6):
        front = "---\nstatus: 已读\n---\n" if n % 2 else ""
        (root / f"notes/made{n}.md").write_text(front + f"虚构的第{n}篇，" * (1 + n % 3 * 9) + "\n", "utf-8")

    def counted(*given: Any) -> Any:
        said = again(*given)
        told.append(said is not None)
        return said

    def moved_now(*given: Any) -> Any:
        found = now(*given)
        moves.append(found is not None)
        return found

    monkeypatch.setattr(moved, "found_now", moved_now)
    monkeypatch.setattr(findings.again, "said_again", counted)
    same_after_edits(root, lambda: findings.lines(load(settings, kept=True), settings), reworded, 30, seed, monkeypatch)
    # Every second call is the one without caches.
    assert 3 < sum(told) < len(told) // 2
    assert any(moves)


def test_a_mistake_in_a_paper_does_not_make_all_rules_run_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of notes that looks at papers, too, finds in them what it found."""
    with (root / "papers.yaml").open("a", encoding="utf-8") as file:
        file.write('odd:\n  title: Invented Link\n  links: {pdf: "javascript:x", blog: "https://bit.ly/x"}\n')
    settings, note = load_settings(root)[0], root / "notes/detr2020.md"
    first = findings.lines(load(settings, kept=True), settings)
    assert sum("LINK005" in line or "LINK009" in line for _, line in first) == 2
    note.write_text(f"{note.read_text('utf-8')}\n又一句话。\n", "utf-8")
    monkeypatch.setattr(findings.checks, "run", lambda *_, **__: pytest.fail("all rules run"))
    assert findings.lines(load(settings, kept=True), settings) == first


@pytest.mark.parametrize("seed", range(5, 8))
def test_a_cached_library_is_a_fresh_one(root: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(root)[0]
    same_after_edits(root, lambda: everything(load(settings, kept=True)), edited, 20, seed, monkeypatch)


def test_what_did_not_change_is_not_read_again(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this the laws above would hold for caches that are never used."""
    first = check.run(base)
    asked: list[str] = []
    for name in ("read", "read_again"):
        monkeypatch.setattr(catalogue, name, lambda *_: pytest.fail("the catalogue is read"))
    monkeypatch.setattr(kept_notes, "body_of", lambda text: asked.append(text) or (text, ""))
    assert check.run(base) == first
    assert not asked
    (base / "notes" / "free.md").write_text("# 概念\n\n[[nobody]]\n", "utf-8")
    assert len(check.run(base)) == len(first) + 1


def test_settings_of_rules_are_heeded(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = root / "mkdocs.yml"
    before = config.read_text("utf-8")
    for words in ("rules: {NOTE006: off, NOTE: info}", "typos: {vit: ViT}", "topics: [识别]", "sort: title", ""):
        config.write_text(re.sub(r"\n    typos:.*", f"\n    {words}" if words else "", before), "utf-8")
        cached, fresh = both(root, lambda: check.run(root), monkeypatch)
        assert cached == fresh
        for one in (["NOTE"], ["CAT"], []):
            cached, fresh = both(root, lambda one=one: check.run(root, one, ["NOTE010"]), monkeypatch)
            assert cached == fresh


@pytest.mark.parametrize("name", [kept.NAME, kept_notes.NAME, "check"])
@pytest.mark.parametrize("bad", ODD, ids=repr)
def test_a_cache_of_another_shape_is_none(root: Path, name: str, bad: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealed by us, and yet of yesterday's mistakes."""
    fresh = check.run(root)
    key = '{"bakbone": "backbone"}' if name == "check" else ""
    assert sidecar.load(root, name, key) is not None
    assert sidecar.save(root, name, bad, key)
    assert check.run(root) == fresh


def test_where_nothing_can_be_written_the_answers_are_the_same(root: Path, tmp_path: Path) -> None:
    first = run(root, "list").output
    shutil.rmtree(root / ".papernotes")
    (root / ".papernotes").write_text("", "utf-8")
    assert run(root, "list").output == first
    assert run(root, "check").output == run(root, "check").output


@pytest.mark.parametrize("command", [["list", "--json"], ["show", "vit", "--json"], ["search", "vit"], ["check"]])
def test_commands_say_the_same_twice(root: Path, command: list[str]) -> None:
    first = run(root, *command)
    assert (root / sidecar.FOLDER / "catalogue.json").is_file()
    again = run(root, *command)
    assert (again.output, again.exit_code) == (first.output, first.exit_code)
