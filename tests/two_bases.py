"""The two knowledge bases that the site's points are held to: the 67 papers of bench/search, and our own."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from browsing import ROOT, Site

SHARED = Path(os.environ.get("PAPERNOTES_SHARED", "")) / "bench" / "search"
HERE = bool(os.environ.get("PAPERNOTES_SHARED")) and SHARED.is_dir()
MISSING = "PAPERNOTES_SHARED does not say where the 67 papers of bench/search are"
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Base:
    """A knowledge base as a site: its URL, and what its catalogue says."""

    url: str
    papers: Rows

    def status(self, key: str) -> str:
        """The label of a paper's status."""
        return str(self.papers[key].get("status", "未看"))

    def having(self, **wanted: object) -> set[str]:
        """The keys of the papers with these values."""
        return {key for key in self.papers if all(self._value(key, name) == value for name, value in wanted.items())}

    def _value(self, key: str, name: str) -> object:
        return self.status(key) if name == "status" else self.papers[key].get(name)


@pytest.fixture(scope="session")
def rows() -> Rows:
    """The 67 papers by their keys, as bench/search has them."""
    if not HERE:
        pytest.skip(MISSING)
    spec = importlib.util.spec_from_file_location("notes", SHARED / "notes.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {row["slug"]: row for row in module.NOTES}


def catalogue(rows: Rows) -> Rows:
    """The 67 papers as entries of a catalogue: the abstract is the summary, the Chinese title an alias."""
    return {
        key: {
            **{name: row[name] for name in ("title", "venue", "status", "tags")},
            "aliases": [row["zh"]],
            "year": int(row["year"]),
            "topics": [row["topic"]],
            "summary": row["abs"],
        }
        for key, row in rows.items()
    }


@pytest.fixture(scope="session")
def shelf_of_67(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the 67 papers, each with a note, under our own configuration."""
    base = tmp_path_factory.mktemp("classics")
    (base / "notes").mkdir()
    text = yaml.safe_dump(catalogue(rows), allow_unicode=True, sort_keys=False)
    (base / "papers.yaml").write_text(text, "utf-8")
    for key, row in rows.items():
        (base / "notes" / f"{key}.md").write_text(f"## 摘要\n\n{row['abs']}\n", "utf-8")
    (base / "notes/index.md").write_text("# 经典论文\n\n六十七篇。\n", "utf-8")
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    off = "{rules: {BIB002: off, NOTE001: off, CAT012: off}}"
    config = config.replace("  - papernotes\n", f"  - papernotes: {off}\n")
    (base / "mkdocs.yml").write_text(config, "utf-8")
    return base


@pytest.fixture(scope="session")
def classics(shelf_of_67: Path, site_of: Site) -> str:
    """The site of the 67 papers."""
    return site_of(shelf_of_67)


@pytest.fixture(scope="session", params=["67", "own"])
def both(request: pytest.FixtureRequest) -> Base:
    """Each of the two in turn."""
    if request.param == "own":
        papers = yaml.safe_load((ROOT / "papers.yaml").read_text("utf-8"))
        return Base(request.getfixturevalue("own_site"), papers)
    papers = catalogue(request.getfixturevalue("rows"))
    return Base(request.getfixturevalue("classics"), papers)
