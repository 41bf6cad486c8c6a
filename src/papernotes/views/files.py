"""The catalogue for other programs: papers.bib, papers.json, papers.csv, llms.txt, and how to search the site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from operator import attrgetter
from xml.sax.saxutils import escape, quoteattr

from papernotes.formats import bibtex_write, table_write
from papernotes.model.library import venue_name
from papernotes.model.paper import Paper, values
from papernotes.model.topic import topic_path
from papernotes.text import in_xml
from papernotes.views import feeds
from papernotes.views.html import Scene, clean
from papernotes.views.page import TextFile
from papernotes.views.stamp import digest
from papernotes.views.strings import strings

_SHORT_NAME = 16
"""The longest name that OpenSearch allows."""
_CITED = attrgetter(
    *("key", "title", "authors", "venue", "year", "month", "kind", "doi", "isbn", "arxiv", "openreview", "acl"),
    *("links", "bibtex"),
)
"""What papers.bib says of a paper: nothing of its reading."""


def view(scene: Scene) -> Iterator[TextFile]:
    """Every file of the site that is no page."""
    library = scene.library
    stamp, cited = scene.stamps.papers(library.papers), digest(repr(list(map(_CITED, library.papers))))
    yield TextFile("papers.bib", partial(bibtex_write.write, library), cited)
    yield TextFile("papers.json", partial(_papers, scene), stamp)
    yield TextFile("papers.csv", partial(table_write.csv, library, library.papers), stamp)
    yield TextFile("llms.txt", partial(_llms, scene), stamp)
    if scene.site_url:
        yield TextFile("opensearch.xml", partial(_opensearch, scene), digest("opensearch"))
    yield from feeds.view(scene)


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


def _opensearch(scene: Scene) -> str:
    """The site's search for a browser's address bar; it needs full addresses.

    Format: https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md"""
    name = in_xml(scene.site_name or "papernotes")
    words = strings(scene.language)["search_site"].format(site=name)
    browse = feeds.address(scene, "browse") + "?q={searchTerms}"
    own = f"{scene.site_url.rstrip('/')}/opensearch.xml"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name[:_SHORT_NAME])}</ShortName>\n<Description>{escape(words)}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template={quoteattr(browse)}/>\n'
        f'<Url type="application/opensearchdescription+xml" rel="self" template={quoteattr(own)}/>\n'
        "</OpenSearchDescription>\n"
    )


def _llms(scene: Scene) -> str:
    """Format: https://llmstxt.org/"""
    library = scene.library
    counts = ", ".join(
        f"{library.statuses.of(name).label(scene.language)} {len(papers)}" for name, papers in library.by_status.items()
    )
    lines = [f"# {_line(scene.site_name or 'papernotes')}", "", f"> {_line(counts)}", ""]
    for topic in library.children(""):
        lines += _section(scene, topic, library.by_topic[topic])
    lines += _section(scene, strings(scene.language)["no_topic"], [p for p in library.papers if not p.topics])
    return "\n".join(lines)


def _section(scene: Scene, title: str, papers: Sequence[Paper]) -> list[str]:
    lines = [f"## {_line(title)}", ""]
    for paper in papers:
        facts = ", ".join(str(x) for x in (venue_name(paper), paper.year, scene.library.status(paper).name) if x)
        name = _line(paper.title or paper.key).replace("[", "(").replace("]", ")")
        lines.append(f"- [{name}]({feeds.address(scene, scene.urls.paper(paper.key))}): {_line(facts)}")
    return [*lines, ""] if papers else []


def _line(value: str) -> str:
    return " ".join(clean(value).split())
