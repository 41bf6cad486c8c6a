"""Files for other programs: feeds of newly read notes, papers.bib, papers.json, llms.txt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from papernotes.formats import bibtex_write
from papernotes.model.library import venue_name
from papernotes.model.note import Note
from papernotes.model.paper import values
from papernotes.model.topic import topic_path
from papernotes.text import in_xml
from papernotes.views.html import Scene, clean
from papernotes.views.journal import excerpt, log
from papernotes.views.page import TextFile
from papernotes.views.papers import note_place
from papernotes.views.strings import strings


def view(scene: Scene) -> Iterator[TextFile]:
    """Every file of the site that is no page."""
    yield TextFile("papers.bib", bibtex_write.write(scene.library))
    yield TextFile("papers.json", _papers(scene))
    yield TextFile("feed.xml", _atom(scene))
    yield TextFile("feed.json", _json_feed(scene))
    yield TextFile("llms.txt", _llms(scene))


def _url(scene: Scene, uri: str) -> str:
    """The page's full address; relative to the site's root where the site has no site_url."""
    return scene.site_url.rstrip("/") + "/" * bool(scene.site_url) + scene.urls.link("", uri).removeprefix("./")


def _latest(scene: Scene) -> list[tuple[str, Note]]:
    """Day and note, the latest first, each note once."""
    found: dict[str, tuple[str, Note]] = {}
    for day, notes in log(scene).items():
        for note in notes:
            found.setdefault(note.path, (day, note))
    return list(found.values())[: scene.feed_size]


def _papers(scene: Scene) -> str:
    papers = []
    for paper in scene.library.papers:
        status = scene.library.status(paper)
        data = {
            "key": paper.key,
            **values(paper),
            "status": status.name,
            "url": scene.urls.link("", scene.urls.paper(paper.key)),
        }
        if paper.venue:
            data["venue"] = venue_name(paper)
        if paper.topics:
            data["topics"] = [topic_path(topic) for topic in paper.topics]
        papers.append(data)
    return json.dumps({"papers": papers}, ensure_ascii=False, indent=1) + "\n"


def _title(scene: Scene) -> str:
    return strings(scene.language)["feed_title"].format(site=scene.site_name or "papernotes")


def _atom(scene: Scene) -> str:
    """Format: https://www.rfc-editor.org/rfc/rfc4287"""
    latest = _latest(scene)
    # Never the clock: the same library gives the same bytes.
    updated = f"{latest[0][0]}T00:00:00Z" if latest else "1970-01-01T00:00:00Z"
    home = scene.site_url or "urn:papernotes:home"
    entries = "".join(_entry(scene, day, note) for day, note in latest)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{_xml(_title(scene))}</title>\n<id>{_xml(home)}</id>\n<updated>{updated}</updated>\n"
        f"<author><name>{_xml(scene.site_name or 'papernotes')}</name></author>\n"
        f"<link href={quoteattr(scene.site_url or './')}/>\n{entries}</feed>\n"
    )


def _entry(scene: Scene, day: str, note: Note) -> str:
    uri, title = note_place(scene, note)
    url = _url(scene, uri)
    ident = url if scene.site_url else f"urn:papernotes:{uri}"
    return (
        f"<entry>\n<title>{_xml(title)}</title>\n<id>{_xml(ident)}</id>\n<link href={quoteattr(in_xml(url))}/>\n"
        f"<updated>{day}T00:00:00Z</updated>\n<summary>{_xml(excerpt(note))}</summary>\n</entry>\n"
    )


def _xml(value: str) -> str:
    return escape(in_xml(value))


def _json_feed(scene: Scene) -> str:
    """Format: https://www.jsonfeed.org/version/1.1/"""
    items = []
    for day, note in _latest(scene):
        uri, title = note_place(scene, note)
        url = _url(scene, uri)
        item = {"id": url, "url": url, "title": title, "content_text": excerpt(note)}
        items.append({**item, "date_published": f"{day}T00:00:00Z"})
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": _title(scene), "language": scene.language}
    if scene.site_url:
        feed |= {"home_page_url": scene.site_url, "feed_url": _url(scene, "").rstrip("/") + "/feed.json"}
    return json.dumps({**feed, "items": items}, ensure_ascii=False, indent=1) + "\n"


def _llms(scene: Scene) -> str:
    """Format: https://llmstxt.org/"""
    lines = [f"# {scene.site_name or 'papernotes'}", ""]
    for topic in scene.library.children(""):
        lines += [f"## {_line(topic)}", ""]
        for paper in scene.library.by_topic[topic]:
            facts = ", ".join(str(x) for x in (venue_name(paper), paper.year, scene.library.status(paper).name) if x)
            title = _line(paper.title or paper.key).replace("[", "(").replace("]", ")")
            lines.append(f"- [{title}]({_url(scene, scene.urls.paper(paper.key))}): {_line(facts)}")
        lines.append("")
    return "\n".join(lines)


def _line(value: str) -> str:
    return " ".join(clean(value).split())
