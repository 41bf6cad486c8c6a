"""Source files and the pages that are made of them, without the pages: worked out when a note asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from papernotes import views
from papernotes.site.press import address, source
from papernotes.views import papers
from papernotes.views.html import Scene
from papernotes.views.page import Page
from papernotes.views.urls import MARK


class Sources(Mapping[str, str]):
    """The source file of each paper's page, by its key."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def __getitem__(self, key: str) -> str:
        return source(_bare(self._scene, key))

    def __contains__(self, key: object) -> bool:
        return key in self._scene.library.by_key

    def __iter__(self) -> Iterator[str]:
        return iter(self._scene.library.by_key)

    def __len__(self) -> int:
        return len(self._scene.library.by_key)


class Places:
    """The URLs of what is made of source files."""

    def __init__(self, scene: Scene, theirs: Mapping[str, str]) -> None:
        """`theirs` are those of files that are not ours."""
        self._scene = scene
        self._theirs = theirs

    def get(self, place: str) -> str | None:
        """The URL of a file's page; None where there is no such file."""
        key = self._papers.get(place)
        if key is not None:
            return address(_bare(self._scene, key), self._scene.urls.directory_urls)
        return self._theirs.get(place) or self._shared.get(place) or self._lists.get(place)

    @cached_property
    def _papers(self) -> dict[str, str]:
        scene, noted = self._scene, self._scene.library.note_of
        found = {note.uri: key for key, note in noted.items() if key in scene.library.by_key}
        bare = (key for key in scene.library.by_key if key not in noted and not scene.urls.shares(key))
        return found | {f"{scene.urls.paper(key)}/index.md": key for key in bare}

    @cached_property
    def _shared(self) -> dict[str, str]:
        urls = self._scene.urls
        return {source(page): address(page, urls.directory_urls) for page in (Page(uri, "") for uri in urls.shared)}

    @cached_property
    def _lists(self) -> dict[str, str]:
        scene = self._scene
        pages = [page for view in views.PAGES if view is not papers.view for page in view(scene)]
        return {source(page): address(page, scene.urls.directory_urls) for page in pages}


def _bare(scene: Scene, key: str) -> Page:
    """A paper's page, or the one that it shares, by its place alone."""
    uri = scene.urls.paper(key).partition(MARK)[0]
    return Page(uri, "", note=scene.library.note_of.get(key), kind="paper", key=key)
