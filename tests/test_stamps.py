"""The law of incremental builds: what a page shows never changes without its digest."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import pytest

from papernotes.model.library import Library
from papernotes.search import finder
from papernotes.views import browse, pages, text_files
from papernotes.views.html import Scene
from papernotes.views.memory import Memory
from papernotes.views.urls import Urls, segment
from random_base import Base

EDITS = 150
Taken = Mapping[str, tuple[bytes, object]]
"""Place to the digest and all that is shown there."""


def scene_of(library: Library, language: str, memory: Memory | None = None) -> Scene:
    return Scene(library, Urls(library, language), language, "虚构", "https://example.org/", 3, memory or Memory())


def taken(scene: Scene) -> Taken:
    """Every page and file of a site; what a page says of itself before it is made holds after that."""
    found: dict[str, tuple[bytes, object]] = {}
    for page in pages(scene):
        made = page.made()
        facts = (page.uri, page.title, page.note, page.kind, page.key, page.searchable, page.meta)
        assert facts == (made.uri, made.title, made.note, made.kind, made.key, made.searchable, made.meta)
        assert page.make is not None and page.stamp and f"page {page.uri}" not in found
        html = (made.head, made.tail, made.sections, made.description, made.metadata)
        found[f"page {page.uri}"] = page.digest, (*facts[:2], *facts[3:], *html, page.note and page.note.body)
    for file in (*text_files(scene), *finder.files(scene)):
        found[f"file {file.uri}"] = file.stamp, file.content()
    return found


def odd_places(urls: Urls) -> object:
    """The names whose place is not what they alone would have: builds have them in the key of everything."""
    tables = (urls._papers, urls._venues, urls._tags)
    odd = [{name: part for name, part in table.items() if part != segment(name)} for table in tables]
    topics = {t: p for t, p in urls._topics.items() if p != "/".join(map(segment, t.split("/")))}
    return (*odd, topics)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_changes_behind_its_digest(language: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "PER_PAGE", 4)
    base = Base(random.Random(seed)).fill()
    before, odd = {}, None
    same, needless = 0, Counter[str]()
    for _ in range(EDITS):
        said = base.edit()
        scene = scene_of(base.library(), language)
        now = taken(scene)
        if odd == (odd := odd_places(scene.urls)):
            for place in before.keys() & now.keys():
                digest, shown = now[place]
                if digest == before[place][0]:
                    assert shown == before[place][1], f"{said}: {place} has changed behind its digest"
                    same += 1
                elif shown == before[place][1]:
                    needless[place] += 1
        before = now
    assert same > 20 * EDITS
    print(same, needless.total(), needless.most_common(12))
