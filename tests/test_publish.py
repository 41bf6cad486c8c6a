"""The site's folder becomes what was built, with the fewest writes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateNotFound
from mkdocs.commands.build import build
from mkdocs.config import load_config

from knowledge_bases import run
from papernotes.site.publish import Publisher

NAMES = st.sampled_from(["a", "b/c", "b/d", "b/c/e", "f/index.html", "f", "文/未看.html", "b"])
TREES = st.dictionaries(NAMES, st.binary(max_size=4), max_size=6)


def put(folder: Path, tree: dict[str, bytes]) -> dict[str, bytes]:
    """Write what fits together of a tree (a name is a file or a folder); what was written."""
    for name, data in tree.items():
        path = folder / name
        if path.is_dir() or any(parent.is_file() for parent in path.relative_to(folder).parents and path.parents):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return held(folder)


def held(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@given(TREES, TREES)
def test_the_site_becomes_what_was_built(old: dict[str, bytes], new: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        site = Path(name, "site")
        site.mkdir()
        before = put(site, old)
        publisher = Publisher(site)
        publisher.folder.mkdir()
        built = put(publisher.folder, new)
        changes = publisher.finish()
        assert held(site) == built
        assert changes.same == len(before.items() & built.items())
        assert changes.removed == len(before.keys() - built.keys())
        assert changes.written + changes.same == len(built)
        assert not [path for path in site.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_what_is_kept_or_hidden_stays(tmp_path: Path) -> None:
    put(tmp_path, {"kept/index.html": b"1", "gone/index.html": b"2", ".git/config": b"3", ".nojekyll": b""})
    publisher = Publisher(tmp_path)
    publisher.finish({"kept/index.html"})
    assert held(tmp_path) == {"kept/index.html": b"1", ".git/config": b"3", ".nojekyll": b""}


def test_a_second_build_writes_nothing(base: Path) -> None:
    build(load_config(str(base / "mkdocs.yml")))
    times = {path: path.stat().st_mtime_ns for path in (base / "site").rglob("*")}
    assert len(times) > 100
    build(load_config(str(base / "mkdocs.yml")))
    assert {path: path.stat().st_mtime_ns for path in (base / "site").rglob("*")} == times


def test_pages_go_with_their_papers(base: Path) -> None:
    build(load_config(str(base / "mkdocs.yml")))
    assert (base / "site" / "papers" / "clash" / "index.html").exists()
    run(base, "remove", "--yes", "clash")
    build(load_config(str(base / "mkdocs.yml")))
    assert not (base / "site" / "papers" / "clash").exists()


def test_a_build_that_fails_leaves_the_site(base: Path) -> None:
    build(load_config(str(base / "mkdocs.yml")))
    before = held(base / "site")
    (base / "notes" / "index.md").write_text("---\ntemplate: none.html\n---\nx\n", "utf-8")
    with pytest.raises(TemplateNotFound):
        build(load_config(str(base / "mkdocs.yml")))
    assert held(base / "site") == before
