"""The catalogue for other programs: papers.bib, papers.json, papers.csv, llms.txt, and how to search the site."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any
from zlib import crc32

from papernotes.formats import bibtex_write, table_write
from papernotes.model.library import Library, venue_name
from papernotes.model.paper import Paper, values
from papernotes.model.topic import topic_path
from papernotes.text import in_xml, xml_attribute, xml_text
from papernotes.views import feeds
from papernotes.views.html import Scene, clean
from papernotes.views.moves import Moves
from papernotes.views.page import TextFile
from papernotes.views.stamp import digest
from papernotes.views.strings import strings

_SHORT_NAME = 16
"""The longest name that OpenSearch allows."""
_GROUP = 100
"""Papers that are read again where one of them has changed."""
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
    yield TextFile("papers.csv", _csv(scene), stamp)
    yield TextFile("llms.txt", partial(_llms, scene), stamp)
    if scene.site_url:
        yield TextFile("opensearch.xml", partial(_opensearch, scene), digest("opensearch"))
    yield from feeds.view(scene)


def touched(scene: Scene, moves: Moves, read: Callable[[str], bytes]) -> Iterator[TextFile]:
    """Those in which statuses stand; what is as it was in them is taken from the old ones, which `read` gives."""
    stamp = scene.stamps.papers(scene.library.papers)

    def again(name: str, swap: Callable[[Scene, Moves, str], str], anew: Callable[[], str]) -> TextFile:
        def make() -> str:
            try:
                return swap(scene, moves, read(name).decode())
            except (Unlike, OSError, UnicodeDecodeError):
                return anew()

        return TextFile(name, make, stamp)

    yield again("papers.json", _json_again, partial(_papers, scene))
    yield again("papers.csv", _csv_again, lambda: _csv(scene)())
    yield again("llms.txt", _llms_again, partial(_llms, scene))


def _json_again(scene: Scene, moves: Moves, said: str) -> str:
    lines = ((_json_line(scene, moves.before[paper.key]), _json_line(scene, paper)) for paper in moves.papers)
    return swapped(said, [(f"\n{old}", f"\n{new}") for old, new in lines])


def _csv_again(scene: Scene, moves: Moves, said: str) -> str:
    library = scene.library
    olds, news = ([*moves.before.values()], moves.papers)
    more = zip(table_write.more(library, olds), table_write.more(library, news), strict=True)
    has_more = table_write.has_more(said)
    if any(bool(old) != bool(new) for old, new in more):
        raise Unlike
    rows = (
        (table_write.row(library, old, has_more), table_write.row(library, new, has_more))
        for old, new in zip(olds, news, strict=True)
    )
    return swapped(said, [(f"\n{old}", f"\n{new}") for old, new in rows])


def _llms_again(scene: Scene, moves: Moves, said: str) -> str:
    head, empty, _, rest = said.split("\n", 3)
    lines = ((_item(scene, moves.before[paper.key]), _item(scene, paper)) for paper in moves.papers)
    # A paper stands in the section of each of its topics.
    rest = swapped(rest, [(f"\n{old}\n", f"\n{new}\n") for old, new in lines], once=False)
    return "\n".join((head, empty, _counts(scene.library, scene.language), rest))


class Unlike(Exception):
    """A file that does not say what it should."""


def swapped(said: str, pairs: Sequence[tuple[str, str]], once: bool = True) -> str:
    """The text with other lines for some; each must be there, and `once`. Raises Unlike."""
    for old, new in pairs:
        count = said.count(old)
        if not count or (once and count > 1):
            raise Unlike
        said = said.replace(old, new)
    return said


def _papers(scene: Scene) -> str:
    # A line for each paper: quickly written, and what has changed is seen in a comparison of two builds.
    return '{"papers": [\n' + ",\n".join([_json_line(scene, paper) for paper in scene.library.papers]) + "\n]}\n"


def _json_line(scene: Scene, paper: Paper) -> str:
    data = {
        "key": paper.key,
        **values(paper),
        "status": scene.library.status(paper).name,
        "url": scene.urls.link("", scene.urls.paper(paper.key)),
    }
    if paper.venue:
        data["venue"] = venue_name(paper)
    if paper.topics:
        data["topics"] = [topic_path(topic) for topic in paper.topics]
    return json.dumps(data, ensure_ascii=False)


def _csv(scene: Scene) -> Callable[[], str]:
    """What gives papers.csv; what takes most of the time is kept from build to build, by some papers each."""
    library = scene.library
    found: dict[str, str] = {}
    groups: dict[int, list[Paper]] = {}
    count = len(library.papers) // _GROUP + 1
    for paper in library.papers:
        groups.setdefault(crc32(paper.key.encode("utf-8", "replace")) % count, []).append(paper)
    statuses = repr(library.statuses.all)
    for number, papers in groups.items():
        known = scene.memory.recall(
            f"csv-{number}", digest(scene.stamps.papers(papers), statuses), partial(_more, library, papers), _fits
        )
        found |= dict(known)
    return partial(_table, scene, found)


def _table(scene: Scene, found: Mapping[str, str]) -> str:
    papers = scene.library.papers
    return table_write.table(papers, [found.get(paper.key, "") for paper in papers])


def _more(library: Library, papers: Sequence[Paper]) -> list[list[str]]:
    """Keys, and what the table does not say of these papers; few have anything."""
    more = table_write.more(library, papers)
    return [[paper.key, said] for paper, said in zip(papers, more, strict=True) if said]


def _fits(known: Any) -> bool:
    """Whether something that was read from a file is what `_more` gives."""
    return isinstance(known, list) and all(
        isinstance(row, list) and len(row) == 2 and all(isinstance(said, str) for said in row) for row in known
    )


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
        f"<ShortName>{xml_text(name[:_SHORT_NAME])}</ShortName>\n<Description>{xml_text(words)}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template={xml_attribute(browse)}/>\n'
        f'<Url type="application/opensearchdescription+xml" rel="self" template={xml_attribute(own)}/>\n'
        "</OpenSearchDescription>\n"
    )


def _llms(scene: Scene) -> str:
    """Format: https://llmstxt.org/"""
    library = scene.library
    lines = [f"# {_line(scene.site_name or 'papernotes')}", "", _counts(library, scene.language), ""]
    for topic in library.children(""):
        lines += _section(scene, topic, library.by_topic[topic])
    lines += _section(scene, strings(scene.language)["no_topic"], [p for p in library.papers if not p.topics])
    return "\n".join(lines)


def _counts(library: Library, language: str) -> str:
    found = library.by_status.items()
    return "> " + _line(
        ", ".join(f"{library.statuses.of(name).label(language)} {len(papers)}" for name, papers in found)
    )


def _section(scene: Scene, title: str, papers: Sequence[Paper]) -> list[str]:
    lines = [f"## {_line(title)}", ""]
    lines += [_item(scene, paper) for paper in papers]
    return [*lines, ""] if papers else []


def _item(scene: Scene, paper: Paper) -> str:
    facts = ", ".join(str(x) for x in (venue_name(paper), paper.year, scene.library.status(paper).name) if x)
    name = _line(paper.title or paper.key).replace("[", "(").replace("]", ")")
    return f"- [{name}]({feeds.address(scene, scene.urls.paper(paper.key))}): {_line(facts)}"


def _line(value: str) -> str:
    return " ".join(clean(value).split())
