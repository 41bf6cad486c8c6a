"""Papers to a Markdown list by topic, as the awesome-lists have it, and to an HTML table."""

from __future__ import annotations

import html as escape
import re
from collections.abc import Iterator, Sequence

from papernotes.identifiers import url_of
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper
from papernotes.model.topic import Topic, ancestors, leaf, topic_path

_MARKDOWN = re.compile(r"([\\`*_\[\]<>~|]|(?<=\A)[#+=-]|(?<=\A\d)[.)])")
_HEADING = ("Venue", "Year", "Title", "Authors", "Topics", "Status", "Tags", "Links")
_OTHER = "其他 / Other"
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top}"
)


def markdown(library: Library, papers: Sequence[Paper]) -> str:
    """Papers as nested headings and lists with links; a paper stands under each of its topics.

    Papers without a topic come last. The first heading is of level two, so that it can stand in a README.
    Format: https://spec.commonmark.org/0.31.2/, with links as on https://github.com/sindresorhus/awesome"""
    groups = _by_topic(papers)
    parts = [_contents(groups)] if len(groups) > 2 else []
    for topic, members in groups.items():
        level = min(topic.count("/") + 2, 6) if topic else 2
        heading = f"{'#' * level} {_plain(leaf(topic) or _OTHER)}"
        rows = "\n".join(_row(library, paper) for paper in members)
        parts.append(f"{heading}\n\n{rows}" if rows else heading)
    return "\n\n".join(part for part in parts if part) + "\n"


def _by_topic(papers: Sequence[Paper]) -> dict[Topic, list[Paper]]:
    """Papers by topic, each topic behind the one above it; "" for those without one, at the end."""
    found: dict[Topic, list[Paper]] = {}
    bare = []
    for paper in papers:
        topics = list(dict.fromkeys(filter(None, map(topic_path, paper.topics))))
        for topic in topics:
            for above in ancestors(topic):
                found.setdefault(above, [])
            found[topic].append(paper)
        if not topics:
            bare.append(paper)
    place = {topic: i for i, topic in enumerate(found)}
    groups = {t: found[t] for t in sorted(found, key=lambda t: [place[above] for above in ancestors(t)])}
    return {**groups, "": bare} if bare else groups


def _contents(groups: dict[Topic, list[Paper]]) -> str:
    """The list of topics, linked as GitHub names its headings."""
    seen: dict[str, int] = {}
    lines = []
    for topic in groups:
        name = leaf(topic) or _OTHER
        slug = re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-")
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        indent = "  " * topic.count("/")
        lines.append(f"{indent}- [{_plain(name)}](#{slug}{f'-{count}' if count else ''})")
    return "\n".join(lines)


def _row(library: Library, paper: Paper) -> str:
    title = f"**{_plain(paper.title or paper.key)}**"
    authors = list(paper.authors[:3]) + (["et al."] if len(paper.authors) > 3 else [])
    when = " ".join(filter(None, (venue_name(paper), str(paper.year or ""))))
    links = " ".join(f"[[{_plain(name)}]]({_address(url)})" for name, url in links_of(paper))
    said = [title, _plain(", ".join(authors)), f"*{_plain(when)}*" if when else "", links]
    # "et al." ends with a point of its own.
    line = ". ".join(part.rstrip(".") for part in said if part)
    tags = " ".join(f"`{tag.replace('`', '')}`" for tag in paper.tags)
    return " ".join(filter(None, ("-", line, tags)))


def links_of(paper: Paper) -> Iterator[tuple[str, str]]:
    """Names and web addresses of a paper: that of its publication first, then its own links."""
    first = paper.links.get("page") or next(
        (url_of(kind, text) for kind in ("arxiv", "doi", "openreview", "acl") if (text := getattr(paper, kind))), ""
    )
    if first and _safe(first):
        yield "paper", first
    yield from ((name, url) for name, url in paper.links.items() if name != "page" and _safe(url))


def _safe(url: str) -> bool:
    return bool(re.match(r"https?://[^\s\x00-\x1f]+\Z", url, re.I))


def _address(url: str) -> str:
    return re.sub(r"[()<>\\\s]", lambda m: f"%{ord(m[0]):02X}", url)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is; formulas keep their dollar signs."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;")


def html(library: Library, papers: Sequence[Paper]) -> str:
    """Papers as one HTML page with one table; nothing in it is run or loaded."""
    head = "".join(f"<th>{name}</th>" for name in _HEADING)
    rows = "\n".join(_table_row(library, paper) for paper in papers)
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>Papers</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<table>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</body>\n</html>\n"
    )


def _table_row(library: Library, paper: Paper) -> str:
    links = " ".join(
        f'<a href="{escape.escape(url)}" rel="noreferrer">{escape.escape(name)}</a>' for name, url in links_of(paper)
    )
    texts = (
        *(venue_name(paper), str(paper.year or ""), paper.title or paper.key, ", ".join(paper.authors)),
        *("; ".join(paper.topics), library.status(paper).label("zh"), ", ".join(paper.tags)),
    )
    cells = "".join(f"<td>{escape.escape(text)}</td>" for text in texts)
    return f'<tr id="{escape.escape(paper.key)}">{cells}<td>{links}</td></tr>'
