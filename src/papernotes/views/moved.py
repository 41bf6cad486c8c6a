"""Where a paper's page was before its key changed: a page that leads on, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from papernotes.model.paper import Paper
from papernotes.text import fold
from papernotes.views.html import Scene, text
from papernotes.views.page import TextFile
from papernotes.views.stamp import digest
from papernotes.views.urls import segment

# Nothing of a page that is left at once needs to be loaded.
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={url}">
<meta name="robots" content="noindex">
<link rel="canonical" href="{canonical}">
<title>{title}</title>
</head>
<body><p>{word} <a href="{url}">{title}</a></p></body>
</html>
"""


def view(scene: Scene) -> Iterator[TextFile]:
    """papers/<former key>/ for every key a paper had, unless another paper's page stands there now."""
    taken = {fold(scene.urls.own(key)) for key in scene.library.by_key}
    for paper in scene.library.papers:
        for key in paper.former:
            here = f"papers/{segment(key)}"
            if fold(here) not in taken:
                taken.add(fold(here))
                stamp = digest(here, scene.urls.paper(paper.key), paper.title or paper.key)
                place = f"{here}{'/index' * scene.urls.directory_urls}.html"
                yield TextFile(place, partial(_page, scene, here, paper), stamp)


def _page(scene: Scene, here: str, paper: Paper) -> str:
    there = scene.urls.paper(paper.key)
    url = scene.urls.link(here, there)
    whole = scene.site_url.rstrip("/") + "/" + scene.urls.link("", there) if scene.site_url else url
    title = text(paper.title or paper.key)
    word = scene.word("moved")
    return _PAGE.format(language=text(scene.language), url=text(url), canonical=text(whole), title=title, word=word)
