"""A site that is built again after an edit is, byte for byte, the site that is built anew."""

from __future__ import annotations

import json
import os
import random
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from often import at_length
from papernotes.site import current, rebuild
from papernotes.site.around import around
from papernotes.store import git
from papernotes.views import shards
from random_base import Base, lower_limits

MKDOCS = """\
site_name: 虚构
site_url: https://example.org/kb/
docs_dir: notes
theme: {name: material, language: zh, font: false}
plugins: [papernotes]
"""
NOTED = MKDOCS.replace("[papernotes]", "[papernotes: {paper_pages: noted}]")


def write(base: Base, root: Path, mkdocs: str = MKDOCS) -> None:
    """The knowledge base as files; what has not changed is not touched."""
    fields = {
        key: {name: list(v) if isinstance(v, tuple) else v for name, v in paper.items() if v not in ("", (), {}, None)}
        for key, paper in base.papers.items()
    }
    # Through JSON, or YAML would write a list that two papers have as an alias.
    plain = json.loads(json.dumps(fields))
    texts = {"papers.yaml": yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), "mkdocs.yml": mkdocs}
    texts |= {f"notes/{uri}": text for uri, text in base.notes.items()}
    for path in (root / "notes").rglob("*.md"):
        if path.relative_to(root).as_posix() not in texts:
            path.unlink()
    for path in (root / "notes").rglob("*.png"):
        if path.relative_to(root / "notes").as_posix() not in base.pictures:
            path.unlink()
    for uri, data in base.pictures.items():
        path = root / "notes" / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def site(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def anew(root: Path, folder: Path) -> dict[str, bytes]:
    """The site of a build that knows nothing of earlier ones."""
    shutil.rmtree(folder, ignore_errors=True)
    kept = root / ".papernotes"
    aside = root / "aside"
    if kept.is_dir():
        kept.rename(aside)
    build(load_config(str(root / "mkdocs.yml"), site_dir=str(folder)))
    shutil.rmtree(kept, ignore_errors=True)
    if aside.is_dir():
        aside.rename(kept)
    return site(folder)


def again(root: Path, folder: Path) -> str:
    """Build what has changed; says who did it."""
    if current.said_of(root, folder, around(root / "mkdocs.yml"), git.commit):
        return "nobody"
    if rebuild.rebuild(root, folder):
        return "we"
    build(load_config(str(root / "mkdocs.yml"), site_dir=str(folder)))
    return "host"


def edits(tmp_path: Path, count: int, seed: int, mkdocs: str = MKDOCS, moves: float = 0.0) -> dict[str, int]:
    """After each of so many edits both builds give the same; says who built how often.

    `moves` is the share of edits that only change statuses."""
    dice = random.Random(seed)
    base = Base(dice).fill()
    root, folder = tmp_path / "kb", tmp_path / "site"
    write(base, root, mkdocs)
    again(root, folder)
    who: dict[str, int] = {}
    for number in range(count):
        said = base.move() if moves and dice.random() < moves else base.edit()
        write(base, root, mkdocs)
        by = again(root, folder)
        who[by] = who.get(by, 0) + 1
        built, fresh = site(folder), anew(root, tmp_path / "anew")
        wrong = sorted(name for name in built.keys() | fresh.keys() if built.get(name) != fresh.get(name))
        assert wrong == [], f"after edit {number}, {said}, built by {by}"
        before = {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
        assert again(root, folder) == "nobody"
        assert before == {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
    return who


def test_a_few_edits(tmp_path: Path) -> None:
    assert set(edits(tmp_path, 3, seed=2)) >= {"we"}


def test_a_few_edits_where_papers_share_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MOST", 3)
    assert set(edits(tmp_path, 3, seed=5, mkdocs=NOTED, moves=0.5)) >= {"we"}


@pytest.mark.scale
def test_many_edits_where_papers_share_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MOST", 3)
    assert edits(tmp_path, 45, 6, NOTED, moves=0.3)["we"] > 10


def test_a_few_statuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch)
    assert set(edits(tmp_path, 4, seed=7, moves=0.8)) >= {"we"}


def test_statuses_and_texts_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch)
    keys = ["one", "two", "three", "four"]
    base = Base(random.Random(0))
    base.papers = {key: {"title": f"Invented {key}", "topics": ("检测",), "status": "未看"} for key in keys}
    # Each names the next one, so that pages are touched for both reasons.
    base.notes = {f"{key}.md": f"Of [[{other}]].\n\n## A part\n\n" for key, other in pairwise(keys)}
    root, folder = tmp_path / "kb", tmp_path / "site"
    write(base, root, NOTED)
    again(root, folder)
    for number, moved in enumerate(keys):
        base.papers[moved]["status"] = "已读"
        base.notes[f"{keys[number % 3]}.md"] += f"A sentence more, number {number}.\n"
        write(base, root, NOTED)
        with monkeypatch.context() as only:
            only.setattr(rebuild.views, "pages", lambda scene: pytest.fail("all pages were listed"))
            assert again(root, folder) == "we"
        assert site(folder) == anew(root, tmp_path / "anew")


def small(tmp_path: Path) -> tuple[Path, Path]:
    """A knowledge base of two papers that has been built, and its site."""
    base = Base(random.Random(0))
    base.papers = {key: {"title": f"Invented {key}", "topics": ("检测",), "status": "未看"} for key in ("one", "two")}
    base.notes = {"one.md": "Something, and [[two]].\n", "about.md": "Of this.\n"}
    root, folder = tmp_path / "kb", tmp_path / "site"
    write(base, root)
    assert again(root, folder) == "host"
    return root, folder


def test_a_picture_that_comes_with_a_text_is_in_the_site(tmp_path: Path) -> None:
    root, folder = small(tmp_path)
    (root / "notes/new.png").write_bytes(b"\x89PNG\r\n\x1a\n, invented")
    (root / "notes/one.md").write_text("Something, and [[two]].\n\n![A picture](new.png)\n", "utf-8")
    again(root, folder)
    assert "new.png" in site(folder)
    assert site(folder) == anew(root, tmp_path / "anew")


@pytest.mark.parametrize("name", ["papers.json", "papers.csv", "llms.txt", "assets/search/papers.json"])
def test_a_status_after_a_file_of_the_site_was_changed(tmp_path: Path, name: str) -> None:
    root, folder = small(tmp_path)
    text = (root / "papers.yaml").read_text("utf-8")
    for old, status in ((False, "已读"), (True, "未看")):
        if old:
            (folder / name).write_bytes((folder / name).read_bytes().replace(b"o", b"0"))
        (root / "papers.yaml").write_text(text.replace("status: 未看", f"status: {status}", 1), "utf-8")
        assert again(root, folder) == ("host" if old else "we")
        assert site(folder) == anew(root, tmp_path / "anew")


@pytest.mark.scale
def test_many_statuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch)
    assert edits(tmp_path, 45, 5, moves=0.7)["we"] > 10


@pytest.mark.scale
@pytest.mark.parametrize("seed", [2, pytest.param(3, marks=at_length)])
def test_many_edits(tmp_path: Path, seed: int) -> None:
    # The host builds where a page of the reader's own, or the navigation's, is another one: in this base often.
    assert edits(tmp_path, 100, seed)["we"] > 20


@pytest.mark.parametrize(
    ("name", "old", "new"), [("notes/one.md", "Something", "Some text"), ("papers.yaml", "未看", "已读")]
)
def test_an_edit_that_keeps_size_and_time(tmp_path: Path, name: str, old: str, new: str) -> None:
    root, folder = small(tmp_path)
    path, before = root / name, (root / name).stat()
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert again(root, folder) != "nobody"
    assert site(folder) == anew(root, tmp_path / "anew")
