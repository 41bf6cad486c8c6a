"""Caches: what was saved comes back, and nothing else ever does."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papernotes.store import sidecar

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=8,
)
VALUE = {"papers": [1, "视觉", None, "\udce4"]}


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own folder for the user's key."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.delenv(sidecar.OFF, raising=False)
    return folder


def _file(root: Path) -> Path:
    return root / sidecar.FOLDER / "some.json"


@given(JSON, st.text(st.characters()))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_saved_comes_back(tmp_path: Path, value: Any, key: str) -> None:
    assert sidecar.save(tmp_path, "some", value, key)
    assert sidecar.load(tmp_path, "some", key) == json.loads(json.dumps(value))
    assert sidecar.load(tmp_path, "some", key + "!") is None
    assert sidecar.load(tmp_path, "other", key) is None


def test_the_folder_is_kept_from_git_and_holds_nothing_else(tmp_path: Path) -> None:
    assert sidecar.load(tmp_path, "some") is None
    assert not list(tmp_path.iterdir())
    assert sidecar.save(tmp_path, "some", VALUE)
    folder = tmp_path / sidecar.FOLDER
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "some.json"]
    assert (folder / ".gitignore").read_text("utf-8") == "*\n"


@given(st.data())
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_or_torn_file_is_none(tmp_path: Path, data: st.DataObject) -> None:
    assert sidecar.save(tmp_path, "some", VALUE)
    good = _file(tmp_path).read_bytes()
    place = data.draw(st.integers(0, len(good)))
    other = data.draw(st.binary(max_size=8))
    end = data.draw(st.sampled_from([place, min(place + len(other), len(good)), len(good)]))
    bad = good[:place] + other + good[end:]
    _file(tmp_path).write_bytes(bad)
    assert sidecar.load(tmp_path, "some") == (VALUE if bad == good else None)


def test_the_cache_of_somebody_else_is_none(tmp_path: Path, home: Path) -> None:
    """A repository that brings a cache along cannot have sealed it."""
    assert sidecar.save(tmp_path, "some", VALUE)
    (home / "papernotes" / "cache.key").unlink()
    assert sidecar.load(tmp_path, "some") is None
    assert sidecar.save(tmp_path, "other", VALUE)
    assert sidecar.load(tmp_path, "some") is None
    assert sidecar.load(tmp_path, "other") == VALUE


def test_the_cache_of_another_papernotes_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sidecar.save(tmp_path, "some", VALUE)
    monkeypatch.setattr(sidecar, "_build", lambda: "0.0.9")
    assert sidecar.load(tmp_path, "some") is None


@pytest.mark.parametrize("name", ["cache.key", ""])
def test_without_a_key_there_is_no_cache(tmp_path: Path, home: Path, name: str) -> None:
    path = home / "papernotes" / name if name else home / "papernotes"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"short")
    assert not sidecar.save(tmp_path, "some", VALUE)
    assert sidecar.load(tmp_path, "some") is None
    assert not list(tmp_path.iterdir())


def test_caches_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sidecar.save(tmp_path, "some", VALUE)
    monkeypatch.setenv(sidecar.OFF, "1")
    assert sidecar.load(tmp_path, "some") is None
    assert not sidecar.save(tmp_path, "some", VALUE)


def test_where_nothing_can_be_written_there_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / ".papernotes").write_text("a file", "utf-8")
    assert not sidecar.save(tmp_path, "some", VALUE)
    assert sidecar.load(tmp_path, "some") is None


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_nothing_is_written_through_links(tmp_path: Path) -> None:
    base, outside = tmp_path / "base", tmp_path / "outside"
    for folder in (base, outside):
        folder.mkdir()
    (base / ".papernotes").symlink_to(outside)
    assert not sidecar.save(base, "some", VALUE)
    (base / ".papernotes").unlink()
    (base / sidecar.FOLDER).mkdir(parents=True)
    for name in ("some.json", ".gitignore"):
        (base / sidecar.FOLDER / name).symlink_to(outside / name)
    assert sidecar.save(base, "some", VALUE)
    assert sidecar.load(base, "some") == VALUE
    assert not list(outside.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="no pipes there")
def test_a_pipe_is_no_cache(tmp_path: Path) -> None:
    assert sidecar.save(tmp_path, "some", VALUE)
    _file(tmp_path).unlink()
    os.mkfifo(_file(tmp_path))
    assert sidecar.load(tmp_path, "some") is None


def test_a_stamp_tells_a_change(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one", "utf-8")
    now = path.stat()
    assert sidecar.stamp(now) == ""  # It may be written again within the same tick.

    def aged(found: os.stat_result, seconds: float) -> str:
        old = int(seconds * 1e9)
        return sidecar.stamp(_Found(found.st_mtime_ns - old, found.st_ctime_ns - old, found.st_size, found.st_ino))  # type: ignore[arg-type]

    first = aged(now, 60)
    assert first
    assert sidecar.read(path).data == b"one"
    path.write_text("two", "utf-8")
    assert aged(path.stat(), 59) != first
    other = tmp_path / "b.md"
    other.write_text("one", "utf-8")
    other.replace(path)
    assert path.stat().st_ino != now.st_ino
    assert aged(_Found(now.st_mtime_ns, now.st_ctime_ns, 3, path.stat().st_ino), 60) != first  # type: ignore[arg-type]
    assert sidecar.stamp(_Found(time.time_ns() + 10**12, 0, 3, 4)) == ""  # type: ignore[arg-type]


class _Found:
    """What `os.stat` says of a file of another age: no test can turn back a file's `ctime`."""

    def __init__(self, mtime: int, ctime: int, size: int, inode: int) -> None:
        self.st_mtime_ns, self.st_ctime_ns, self.st_size, self.st_ino = mtime, ctime, size, inode
