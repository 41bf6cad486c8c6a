"""What the two searches find: recall@5 on queries of twelve kinds, in the browser that readers use."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from typing import Any

import pytest

from browsing import CHROMIUM
from papernotes.model.library import Library
from papernotes.settings import load_settings
from papernotes.store.load import load
from search_base import browser_page, library_of, recall, scene, served, text_site
from search_queries import Query, made

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")]
ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("PAPERNOTES_SHARED", "")) / "bench" / "search"
DATA = Path(__file__).parent / "data" / "search"
BY_HAND = {"by hand": DATA / "by_hand.json", "held out": DATA / "held_out.json", "audit": DATA / "audit.json"}
needs_shared = pytest.mark.skipif(
    not os.environ.get("PAPERNOTES_SHARED") or not SHARED.is_dir(),
    reason="PAPERNOTES_SHARED does not say where the 67 papers of bench/search are",
)


def classics() -> Library:
    spec = importlib.util.spec_from_file_location("notes", SHARED / "notes.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return library_of(module.NOTES)


def own() -> Library:
    return load(load_settings(ROOT)[0])


@pytest.fixture(scope="module")
def run(driver: Any) -> Any:
    return driver


def measured(folder: Path, run: Any, library: Library, queries: list[Query]) -> tuple[float, float, list[str]]:
    text_site(folder, library)
    urls = scene(library).urls
    with served(folder) as url, browser_page(run, url) as page:
        return recall(page, queries, lambda key: urls.link("", urls.paper(key)))


@needs_shared
@pytest.mark.parametrize("source", ["bench", "by hand", "held out", "audit", "by rule"])
def test_recall_on_the_classics(tmp_path: Path, run: Any, source: str) -> None:
    library = classics()
    if source == "by rule":
        queries = made(library.papers)
    else:
        path = BY_HAND.get(source, SHARED / "queries.json")
        queries = [(kind, query, keys) for kind, query, keys in json.loads(path.read_text("utf-8"))]
    finder, text, missed = measured(tmp_path, run, library, queries)
    print(f"{source}: {len(queries)} queries, finder {finder:.3f}, full text {text:.3f}")
    assert finder >= 0.97, missed
    assert text >= 0.92, missed


def test_recall_on_our_own_papers(tmp_path: Path, run: Any) -> None:
    library = own()
    queries = [query for query in made(library.papers) if query[2]]
    finder, text, missed = measured(tmp_path, run, library, queries)
    print(f"own: {len(queries)} queries, finder {finder:.3f}, full text {text:.3f}")
    assert finder >= 0.97, missed
    assert text >= 0.92, missed
