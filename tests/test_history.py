"""The day on which a note was last changed, from a history that Git really has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from mkdocs.commands.build import build as host_build
from mkdocs.config import load_config

import building
from papernotes.store import git
from test_rebuild import again, anew, site

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
MKDOCS = """\
site_name: 虚构
docs_dir: notes
theme: {name: material, language: zh, font: false}
plugins: [{papernotes: {last_changed: true, rules: {CAT005: off, NOTE001: off}}}]
"""
PAPERS = "a2020x: {title: Invented one, status: 已读}\nb2021y: {title: Invented two, status: 已读}\n"
SHOWN = re.compile(r"<dt>最后修改</dt><dd><time>([^<]*)</time>")


def run(folder: Path, *command: str, day: str = "2021-01-01") -> None:
    # The committer's day is another one, and near midnight elsewhere.
    dates = {"GIT_AUTHOR_DATE": f"{day}T23:30:00+0800", "GIT_COMMITTER_DATE": "2031-01-01T00:00:00+0000"}
    who = ["-c", "user.name=N", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main"]
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    environment = {**os.environ, **dates, **nobody}
    subprocess.run(["git", *who, *command], cwd=folder, env=environment, check=True, capture_output=True)


def commit(folder: Path, day: str) -> None:
    run(folder, "add", "-A")
    run(folder, "commit", "-q", "--allow-empty", "-m", "x", day=day)


def write(folder: Path, **notes: str) -> None:
    for name, text in notes.items():
        path = folder / "notes" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def made(root: Path, *, in_git: bool = True) -> Path:
    """A knowledge base with two notes, committed on two days."""
    root.mkdir()
    (root / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    (root / "papers.yaml").write_text(PAPERS, "utf-8")
    (root / ".gitignore").write_text(".papernotes/\naside/\n", "utf-8")
    write(root, index="# 首页\n", a2020x="一。\n", b2021y="二，见 [[a2020x]]。\n")
    if in_git:
        run(root, "init", "-q")
        commit(root, "2022-06-13")
        write(root, b2021y="二又二，见 [[a2020x]]。\n")
        commit(root, "2023-07-01")
    return root


def shown(folder: Path) -> dict[str, list[str]]:
    pages = {key: (folder / f"papers/{key}/index.html").read_text("utf-8") for key in ("a2020x", "b2021y")}
    return {key: SHOWN.findall(html) for key, html in pages.items()}


def test_the_days_are_the_last_of_each_file(tmp_path: Path) -> None:
    base = made(tmp_path / "kb")
    write(base, **{"深/中 文": "x", "new": "not committed"})
    run(base, "add", "notes/深")
    run(base, "commit", "-qm", "x", day="2024-02-29")
    run(base, "mv", "notes/a2020x.md", "notes/renamed.md")
    run(base, "commit", "-qm", "x", day="2024-03-01")
    write(base, b2021y="changed, not committed")
    expected = {"index": "2022-06-13", "b2021y": "2023-07-01", "深/中 文": "2024-02-29", "renamed": "2024-03-01"}
    found = git.days(base / "notes")
    assert {name: found.get(f"{name}.md") for name in expected} == expected
    assert "new.md" not in found


def test_a_base_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    run(tmp_path, "init", "-q")
    made(tmp_path / "kb", in_git=False)
    commit(tmp_path, "2022-06-13")
    assert git.days(tmp_path / "kb/notes") == dict.fromkeys(["index.md", "a2020x.md", "b2021y.md"], "2022-06-13")


def test_where_there_is_no_history(tmp_path: Path) -> None:
    base = made(tmp_path / "kb", in_git=False)
    assert (git.commit(base), git.days(base)) == ("", {})
    done = building.build(base, "--strict")
    assert done.exit_code == 0 and "INFO    -  papernotes: mkdocs.yml:1:1: SET001 'last_changed' is on" in done.output
    assert shown(base / "site") == {"a2020x": [], "b2021y": []}
    run(base, "init", "-q")
    assert (git.commit(base), git.days(base)) == ("", {})


def test_a_clone_of_the_latest_commit_alone_is_said(tmp_path: Path) -> None:
    base = made(tmp_path / "kb")
    run(tmp_path, "clone", "-q", "--depth", "1", base.as_uri(), "clone")
    done = building.build(tmp_path / "clone", "--strict")
    assert done.exit_code == 1 and "'last_changed' needs the history, which this clone lacks; fetch" in done.output
    building.build(tmp_path / "clone")
    assert shown(tmp_path / "clone/site") == {"a2020x": [], "b2021y": []}
    run(tmp_path / "clone", "fetch", "-q", "--unshallow")
    assert building.build(tmp_path / "clone", "--strict").exit_code == 0
    assert shown(tmp_path / "clone/site") == {"a2020x": ["2022-06-13"], "b2021y": ["2023-07-01"]}


def test_what_is_built_again_is_as_built_anew(tmp_path: Path) -> None:
    root, folder = made(tmp_path / "kb"), tmp_path / "site"

    def by() -> str:
        who = again(root, folder)
        assert site(folder) == anew(root, tmp_path / "anew")
        assert again(root, folder) == "nobody"
        return who

    assert by() == "host"
    assert shown(folder) == {"a2020x": ["2022-06-13"], "b2021y": ["2023-07-01"]}
    write(root, a2020x="一又一。\n")
    assert (by(), shown(folder)["a2020x"]) == ("we", ["2022-06-13"])
    commit(root, "2024-05-06")
    assert (by(), shown(folder)) == ("we", {"a2020x": ["2024-05-06"], "b2021y": ["2023-07-01"]})
    # A text and the history at once: more than the pages of that text change.
    write(root, b2021y="三。\n")
    commit(root, "2024-06-07")
    write(root, a2020x="一又一又一。\n")
    assert (by(), shown(folder)) == ("we", {"a2020x": ["2024-05-06"], "b2021y": ["2024-06-07"]})
    run(root, "checkout", "-q", "--", ".")
    commit(root, "2025-01-01")
    assert (by(), shown(folder)) == ("we", {"a2020x": ["2024-05-06"], "b2021y": ["2024-06-07"]})


def test_git_is_not_run_where_no_days_are_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = made(tmp_path / "kb")
    (base / "mkdocs.yml").write_text(MKDOCS.replace("last_changed: true, ", ""), "utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "git").write_text(f"#!/bin/sh\necho run >> {tools}/log\nexit 1\n", "utf-8")
    (tools / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)
    host_build(load_config(str(base / "mkdocs.yml"), site_dir=str(tmp_path / "site")))
    write(base, a2020x="一又一。\n")
    assert again(base, tmp_path / "site") == "we"
    assert not (tools / "log").exists() and shown(tmp_path / "site") == {"a2020x": [], "b2021y": []}
    (base / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    assert again(base, tmp_path / "site") == "host" and (tools / "log").exists()
