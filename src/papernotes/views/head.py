"""The links in a page's <head> by which programs find the feeds and the search."""

from __future__ import annotations

from papernotes.model.topic import Topic, leaf
from papernotes.views.html import Scene, text
from papernotes.views.strings import strings

ATOM, JSON = "feed.xml", "feed.json"
TYPES = {ATOM: "application/atom+xml", JSON: "application/feed+json"}


def links(scene: Scene, url: str) -> str:
    """The <head>'s links to the site's feeds and its search, for the page of this address within the site."""
    up = "../" * url.count("/")
    found = "".join(_link(up + name, kind, feed_title(scene)) for name, kind in TYPES.items())
    if scene.site_url:
        found += _link(f"{up}opensearch.xml", "application/opensearchdescription+xml", site_name(scene), "search")
    return found


def topic_links(scene: Scene, topic: Topic) -> str:
    """The <head>'s links of a topic's page to the topic's feeds."""
    folder = "" if scene.urls.directory_urls else scene.urls.link(scene.urls.topic(topic), scene.urls.topic(topic))
    folder = folder.removesuffix(".html") + "/" if folder else ""
    # Material asks for a site map beside whatever is rel="alternate", and there is none: these are something else.
    return "".join(_link(folder + name, kind, leaf(topic), "alternate feed") for name, kind in TYPES.items())


def site_name(scene: Scene) -> str:
    """The site's name, not escaped."""
    return scene.site_name or "papernotes"


def feed_title(scene: Scene) -> str:
    """The title of the feed of the whole site, not escaped."""
    return strings(scene.language)["feed_title"].format(site=site_name(scene))


def _link(url: str, kind: str, title: str, rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" title="{text(title)}" href="{url}">\n'
