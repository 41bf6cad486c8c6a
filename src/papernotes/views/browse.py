"""/browse/: every paper in one table, which a script makes a finder; a page per 300 papers without it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape

from papernotes.model.library import venue_name
from papernotes.model.paper import Paper
from papernotes.model.topic import leaf, topic_path
from papernotes.views.html import Scene, chinese_title, short_name, text
from papernotes.views.lists import Place, pager, places
from papernotes.views.moves import Moves
from papernotes.views.order import newest_first
from papernotes.views.page import Page
from papernotes.views.stamp import digest
from papernotes.views.strings import strings

PER_PAGE = 300
"""Papers of a page: at some 1100 bytes a row it stays below 500 KB."""
_NAMED = 3
"""Authors of a row; the others are counted."""
FACETS = ("status", "topic", "venue", "year", "tag", "kind", "author")
_OPEN = {"status", "topic", "venue", "year"}
COLUMNS = {
    "authors": "authors",
    "venue": "venue",
    "year": "find_year",
    "status": "status",
    "topics": "topics",
    "tags": "tags",
}
"""Column to its word; the title always stands."""
_SORTED = {"title": "title", "venue": "venue", "year": "year", "status": "status"}
_INDEXES = ("topics", "status", "venues", "years", "tags", "authors")
_SAID = (
    *("find_count", "find_all", "find_none", "find_remove", "find_without", "find_clear", "find_more", "find_less"),
    *("find_filter", "find_from", "find_to", "find_show", "find_no_unread", "find_open", "find_failed", "find_disk"),
    *("et_al", "note"),
)
"""The words that the script needs."""
_KINDS = {
    "paper": "kind_paper",
    "survey": "kind_survey",
    "blog": "kind_blog",
    "dataset": "kind_dataset",
    "repo": "kind_repo",
    "tool": "kind_tool",
    "book": "kind_book",
    "talk": "kind_talk",
}
_NAMES = {
    "q": "find_text",
    "status": "status",
    "topic": "topics",
    "venue": "venue",
    "year": "find_year",
    "tag": "tags",
    "kind": "find_kind",
    "author": "authors",
}


def view(scene: Scene) -> Iterator[Page]:
    """/browse/, and /browse/2/ and so on where there are more papers than a page holds."""
    papers = newest_first(scene.library.papers)
    for place in places("browse", len(papers), PER_PAGE):
        yield _page(scene, place, place.part(papers))


def touched(scene: Scene, moves: Moves) -> Iterator[Page]:
    """The pages that have one of these papers in their rows; all where there may be other ways to the unread ones."""
    library, pages = scene.library, view(scene)
    first = library.statuses.all[0].name
    if first in moves.statuses and len(library.by_status.get(first, ())) <= len(moves.papers):
        yield from pages
        return
    rows = {paper.key: row for row, paper in enumerate(newest_first(library.papers))}
    wanted = {rows[paper.key] // PER_PAGE for paper in moves.papers}
    yield from (page for number, page in enumerate(pages) if number in wanted)


def as_attribute(value: object) -> str:
    """JSON as the value of an attribute, quotes included: the theme's instant loading makes every script element one
    that runs. In single quotes, since JSON is full of double ones."""
    said = escape(json.dumps(value, ensure_ascii=False, separators=(",", ":")), quote=False)
    return f"'{said.replace(chr(39), '&#39;')}'"


def _page(scene: Scene, place: Place, papers: Sequence[Paper]) -> Page:
    title = place.title(scene.word("browse"))
    meta = {"hide": ["navigation", "toc"]} if papers else {}
    total, unread = len(scene.library.papers), scene.library.statuses.all[0].name in scene.library.by_status
    stamp = digest(scene.stamps.papers(papers), repr((place, total, unread)))
    make = partial(_made, scene, place, title, papers)
    return Page(place.uri, title, searchable=False, kind="browse", meta=meta, make=make, stamp=stamp)


def _made(scene: Scene, place: Place, title: str, papers: Sequence[Paper]) -> Page:
    here, total = place.uri, len(scene.library.papers)
    if not total:
        body = f"<h1>{title}</h1>\n<p>{scene.word('no_papers')}</p>\n"
        return Page(here, title, body, searchable=False, kind="browse")
    count = f'<p class="pn-found" role="status">{scene.word("find_all", n=total)}</p>'
    table = f"{count}\n<div class='pn-chips'></div>\n{_table(scene, here, papers)}{pager(scene, place)}"
    if place.number > 1:
        body = f'<div class="pn-browse">{table}</div>\n'
    else:
        body = f'<div class="pn-browse" data-live data-told={_data(scene, here)}>'
        body += f'{_bar(scene, here)}{_side(scene, here)}<div class="pn-main">{table}</div></div>\n'
    meta = {"hide": ["navigation", "toc"]}
    return Page(here, title, f"<h1>{title}</h1>\n", body, searchable=False, kind="browse", meta=meta)


def _data(scene: Scene, here: str) -> str:
    """What the script must know besides the papers."""
    words = strings(scene.language)
    statuses = [
        {"name": s.name, "label": s.label(scene.language), "icon": s.icon, "aliases": [s.zh, s.en, *s.aliases]}
        for s in scene.library.statuses.all
    ]
    data = {
        "root": scene.urls.root(here),
        "language": scene.language,
        "statuses": statuses,
        "kinds": {kind: words[name] for kind, name in _KINDS.items()},
        "names": {name: words[word] for name, word in _NAMES.items()},
        "also": _also(scene),
        "words": {name: words[name] for name in _SAID},
    }
    return as_attribute(data)


def _also(scene: Scene) -> dict[str, str]:
    """What a facet may be called by one who types, and its name; the English names hold everywhere."""
    words = strings(scene.language)
    own = {words[word].lower(): name for name, word in _NAMES.items() if name != "q"}
    return {name: name for name in FACETS} | own | dict(pair.split("=") for pair in words["find_also"].split())


def _bar(scene: Scene, here: str) -> str:
    """The field to type in, and the buttons."""
    unread = scene.urls.link(here, scene.urls.status(scene.library.statuses.all[0]))
    if scene.library.statuses.all[0].name not in scene.library.by_status:
        unread = scene.urls.link(here, "status")
    hint = scene.word("find_hint")
    return (
        f'<div class="pn-bar" role="search" aria-label="{scene.word("browse")}">'
        f'<input class="pn-q" type="search" aria-label="{scene.word("find_text")}" placeholder="{hint}"'
        ' autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search">'
        f'<button type="button" class="pn-btn pn-drawer" aria-haspopup="dialog">{scene.word("find_facets")}'
        '<span class="pn-n" hidden></span></button>'
        f'<a class="pn-btn" data-go="next" href="{unread}">{scene.word("find_next")}</a>'
        f'<a class="pn-btn" data-go="random" href="{unread}">{scene.word("find_random")}</a>'
        f"{_display(scene)}</div>\n"
    )


def _display(scene: Scene) -> str:
    """How the list looks: view, order, columns."""
    views = "".join(
        f'<label><input type="radio" name="pn-view" value="{name}"{" checked" * (name == "table")}>'
        f"<span>{scene.word(word)}</span></label>"
        for name, word in (("table", "view_table"), ("cards", "view_cards"), ("compact", "view_compact"))
    )
    orders = "".join(
        f'<option value="{key}">{scene.word(word)}</option>'
        for key, word in (
            *(("", "sort_best"), ("-year", "sort_newest"), ("year", "sort_oldest"), ("title", "find_title")),
            *(("venue", "venue"), ("status", "status")),
        )
    )
    columns = "".join(
        f'<label><input type="checkbox" name="pn-column" value="{name}" checked> {scene.word(word)}</label>'
        for name, word in COLUMNS.items()
    )
    return (
        f'<details class="pn-display"><summary class="pn-btn">{scene.word("find_display")}</summary>'
        f'<div class="pn-sheet"><fieldset class="pn-views"><legend>{scene.word("find_view")}</legend>{views}</fieldset>'
        f'<label class="pn-order">{scene.word("find_sort")} <select>{orders}</select></label>'
        f"<fieldset><legend>{scene.word('find_columns')}</legend>{columns}</fieldset></div></details>"
    )


def _side(scene: Scene, here: str) -> str:
    """The facets, empty; without scripts, links to the indexes."""
    facets = "".join(
        f'<details class="pn-facet" data-facet="{name}"{" open" * (name in _OPEN)}>'
        f"<summary>{scene.word(_NAMES[name])}</summary></details>"
        for name in FACETS
    )
    links = "".join(f"<li>{scene.link(here, name, scene.word(name))}</li>" for name in _INDEXES)
    return (
        f'<aside class="pn-side" aria-label="{scene.word("find_facets")}"><div class="pn-panel">{facets}</div>'
        f'<ul class="pn-indexes">{links}</ul></aside>'
        f'<dialog class="pn-sheet-dialog" aria-label="{scene.word("find_facets")}"><div class="pn-sheet-foot">'
        f'<button type="button" class="pn-btn" data-clear>{scene.word("find_clear")}</button>'
        f'<button type="button" class="pn-btn pn-btn--main" data-close>{scene.word("close")}</button></div></dialog>\n'
    )


def _table(scene: Scene, here: str, papers: Sequence[Paper]) -> str:
    heads = _head(scene, "title", "find_title") + _head(scene, "venue", "venue") + _head(scene, "year", "find_year")
    heads += _head(scene, "status", "status") + _head(scene, "topics", "topics") + _head(scene, "tags", "tags")
    rows = "\n".join(_row(scene, here, paper) for paper in papers)
    return (
        f'<table class="pn-table" data-view="table" aria-label="{scene.word("papers")}">\n'
        f"<thead><tr>{heads}</tr></thead>\n"
        f'<tbody class="pn-rows">\n{rows}\n</tbody></table>\n'
    )


def _head(scene: Scene, column: str, word: str) -> str:
    if column not in _SORTED:
        return f'<th scope="col" class="pn-c-{column}">{scene.word(word)}</th>'
    # The order of the pages as they are built: newest first.
    order = "descending" if column == "year" else "none"
    button = f'<button type="button" data-sort="{column}">{scene.word(word)}</button>'
    return f'<th scope="col" class="pn-c-{column}" aria-sort="{order}">{button}</th>'


def both_titles(scene: Scene, paper: Paper) -> str:
    """The paper's title and the Chinese one, each in an element that holds nothing else."""
    title, zh = scene.title(paper), chinese_title(paper)
    title = title if title.startswith("<span") else f"<span>{title}</span>"
    return title + (f'<span class="pn-zh" lang="zh">{text(zh)}</span>' if zh else "")


def _row(scene: Scene, here: str, paper: Paper) -> str:
    urls, status = scene.urls, scene.library.status(paper)
    venue = venue_name(paper)
    title = scene.link(here, urls.paper(paper.key), both_titles(scene, paper), cls="pn-title")
    topics = dict.fromkeys(t for t in map(topic_path, paper.topics) if t)
    cells = {
        "venue": scene.link(here, urls.venue(venue), text(venue)) if venue else "",
        "year": scene.link(here, urls.year(paper.year), str(paper.year)) if paper.year is not None else "",
        "status": scene.link(here, urls.status(status), scene.chip(status)),
        "topics": " ".join(_topic(scene, here, topic) for topic in topics),
        "tags": " ".join(scene.link(here, urls.tag(t), text(t), cls="pn-tag") for t in dict.fromkeys(paper.tags)),
    }
    rest = "".join(f'<td class="pn-c-{column}">{html}</td>' for column, html in cells.items())
    head = f'<th scope="row" class="pn-c-title">{title}{_by(scene, paper)}</th>'
    return f'<tr data-key="{text(paper.key)}">{head}{rest}</tr>'


def _topic(scene: Scene, here: str, topic: str) -> str:
    url = scene.urls.link(here, scene.urls.topic(topic))
    return f'<a href="{url}" title="{text(topic)}">{text(leaf(topic))}</a>'


def _by(scene: Scene, paper: Paper) -> str:
    """The line below the title: nickname, authors, whether there is a note."""
    alias, parts = short_name(paper), []
    if alias and alias != chinese_title(paper):
        parts.append(f'<span class="pn-alias">{text(alias)}</span>')
    if paper.authors:
        names = ", ".join(paper.authors[:_NAMED]) + (strings(scene.language)["et_al"] * (len(paper.authors) > _NAMED))
        parts.append(f'<span class="pn-c-authors">{text(names)}</span>')
    if paper.key in scene.library.note_of:
        parts.append(f'<span class="pn-noted">✎ {scene.word("note")}</span>')
    return f'<span class="pn-under">{" ".join(parts)}</span>' if parts else ""
