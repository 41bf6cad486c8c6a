"""Feeds of what was read lately, of the whole library and of each topic."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from papernotes.model.note import Note, NoteKind
from papernotes.model.topic import Topic, ancestors, topic_path
from papernotes.text import in_xml, xml_attribute, xml_text
from papernotes.views.days import log
from papernotes.views.head import ATOM, JSON, TYPES, feed_title, site_name
from papernotes.views.html import Scene
from papernotes.views.journal import excerpt
from papernotes.views.page import TextFile
from papernotes.views.papers import note_place
from papernotes.views.stamp import digest
from papernotes.views.strings import strings

Items = Sequence[tuple[str, Note]]
"""Day and note, the latest first."""


def view(scene: Scene) -> Iterator[TextFile]:
    """/feed.xml and /feed.json, and the same beside the page of each topic."""
    yield from _feeds(scene, "", feed_title(scene), _latest(scene))
    by_topic = _by_topic(scene)
    for topic in scene.library.by_topic:
        title = strings(scene.language)["feed_topic"].format(site=site_name(scene), topic=topic)
        yield from _feeds(scene, scene.urls.topic(topic), title, by_topic.get(topic, ()))


def address(scene: Scene, uri: str, folder: str = "") -> str:
    """A page's full address; where the site has no site_url, the way from a file in `folder` to it."""
    place = scene.urls.link("", uri).removeprefix("./")
    if scene.site_url:
        return f"{scene.site_url.rstrip('/')}/{place}"
    return "../" * (folder.count("/") + 1 if folder else 0) + place


def _latest(scene: Scene) -> Items:
    """Each note once, with its last day."""
    found: dict[str, tuple[str, Note]] = {}
    for day, notes in scene.once(log).items():
        for note in notes:
            found.setdefault(note.path, (day, note))
    return list(found.values())[: scene.feed_size]


def _by_topic(scene: Scene) -> Mapping[Topic, Items]:
    """The latest notes of each topic, those of its sub-topics among them."""
    found: dict[Topic, dict[str, tuple[str, Note]]] = {}
    for day, notes in scene.once(log).items():
        for note in notes:
            for topic in _topics(scene, note):
                items = found.setdefault(topic, {})
                if len(items) < scene.feed_size:
                    items.setdefault(note.path, (day, note))
    return {topic: list(items.values()) for topic, items in found.items()}


def _topics(scene: Scene, note: Note) -> list[Topic]:
    paper = scene.library.by_key.get(note.key) if note.kind is NoteKind.PAPER else None
    paths = map(topic_path, paper.topics) if paper else ()
    return list(dict.fromkeys(topic for path in paths for topic in ancestors(path) if topic))


def _feeds(scene: Scene, folder: str, title: str, items: Items) -> Iterator[TextFile]:
    place = f"{folder}/" if folder else ""
    said = [(day, note_place(scene, note), _topics(scene, note), excerpt(scene, note)) for day, note in items]
    stamp = digest(folder, title, repr(said))
    yield TextFile(place + ATOM, partial(_atom, scene, folder, title, items), stamp)
    yield TextFile(place + JSON, partial(_json_feed, scene, folder, title, items), stamp)


def _ident(scene: Scene, uri: str) -> str:
    """What never changes: a feed's or an entry's id."""
    return address(scene, uri) if scene.site_url else f"urn:papernotes:{scene.urls.link('', uri).strip('./') or 'home'}"


def _self(scene: Scene, folder: str, name: str) -> str:
    """The feed's own address; "" where the site does not know it."""
    place = scene.urls.file("", f"{folder}/{name}" if folder else name)
    return f"{scene.site_url.rstrip('/')}/{place}" if scene.site_url else ""


def _atom(scene: Scene, folder: str, title: str, items: Items) -> str:
    """Format: https://www.rfc-editor.org/rfc/rfc4287"""
    # Never the clock: the same library gives the same bytes.
    updated = f"{items[0][0]}T00:00:00Z" if items else "1970-01-01T00:00:00Z"
    own = _self(scene, folder, ATOM)
    entries = "".join(_entry(scene, folder, day, note) for day, note in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={xml_attribute(scene.language or "en")}>\n'
        f"<title>{_xml(title)}</title>\n<id>{_xml(_ident(scene, folder))}</id>\n<updated>{updated}</updated>\n"
        f"<author><name>{_xml(site_name(scene))}</name></author>\n"
        + (f'<link rel="self" type="{TYPES[ATOM]}" href={xml_attribute(own)}/>\n' if own else "")
        + f"<link href={xml_attribute(address(scene, folder, folder) or './')}/>\n{entries}</feed>\n"
    )


def _entry(scene: Scene, folder: str, day: str, note: Note) -> str:
    uri, title = note_place(scene, note)
    terms = "".join(f"<category term={xml_attribute(in_xml(topic))}/>" for topic in _topics(scene, note))
    return (
        f"<entry>\n<title>{_xml(title)}</title>\n<id>{_xml(_ident(scene, uri))}</id>\n"
        f"<link href={xml_attribute(in_xml(address(scene, uri, folder)))}/>\n<updated>{day}T00:00:00Z</updated>\n"
        f"{terms}<summary>{_xml(excerpt(scene, note))}</summary>\n</entry>\n"
    )


def _xml(value: str) -> str:
    return xml_text(in_xml(value))


def _json_feed(scene: Scene, folder: str, title: str, items: Items) -> str:
    """Format: https://www.jsonfeed.org/version/1.1/"""
    found = []
    for day, note in items:
        uri, name = note_place(scene, note)
        item = {"id": _ident(scene, uri), "url": address(scene, uri, folder), "title": name}
        item |= {"content_text": excerpt(scene, note) or name, "date_published": f"{day}T00:00:00Z"}
        found.append({**item, "tags": _topics(scene, note)})
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "language": scene.language}
    if scene.site_url:
        feed |= {"home_page_url": address(scene, folder), "feed_url": _self(scene, folder, JSON)}
    return json.dumps({**feed, "items": found}, ensure_ascii=False, indent=1) + "\n"
