"""Metadata services on loopback, in the shapes that they document. Every record is invented (DOI prefix 10.5555).

Shapes: the documents named in src/papernotes/sources/*.py."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from papernotes.net import Clock, Fetcher, HostLimit, Limits, Timeouts

JSON = "application/json"
# One for all tests: reading the machine's certificates takes longer than a test.
_TLS = ssl.create_default_context()


class Said(NamedTuple):
    """An answer of a service."""

    status: int = 200
    content_type: str = JSON
    body: bytes = b""
    headers: Mapping[str, str] = {}


class Asked(NamedTuple):
    """A question to a service."""

    service: str
    path: str
    """Below the service's base, unquoted."""
    query: Mapping[str, str]
    body: bytes
    accept: str


@dataclass(frozen=True)
class Work:
    """An invented paper."""

    title: str = "Sorting Imaginary Numbers with Teacups"
    authors: tuple[str, ...] = ("Ada Beispiel", "Bo 例")
    year: int = 2021
    venue: str = "International Conference on Machine Learning"
    ids: Mapping[str, str] = field(default_factory=dict)


ONE = Work(
    ids={
        "arxiv": "2101.99901",
        "doi": "10.5555/teacups.1",
        "openreview": "TeaCups0001",
        "acl": "2021.teacups-long.1",
        "dblp": "conf/icml/Beispiel21",
        "s2": "a" * 40,
        "isbn": "9783161484100",
        "pmid": "99900001",
        "github": "example-org/teacups",
        "url": "https://proceedings.example.org/v1/beispiel21a.html",
    }
)
TWO = Work(
    "A Survey of Surveys of Unwritten Books", ("Cleo Muster",), 2019, "Invented Letters",
    {"arxiv": "1912.99902", "doi": "10.5555/surveys.2", "s2": "b" * 40, "pmid": "99900002", "isbn": "9780306406157"},
)  # fmt: skip


def as_json(value: Any, status: int = 200) -> Said:
    return Said(status, JSON, json.dumps(value, ensure_ascii=False).encode())


def pick(works: Sequence[Work], kind: str, value: str) -> Work | None:
    return next((work for work in works if work.ids.get(kind, "").lower() == value.lower()), None)


def matching(works: Sequence[Work], words: str) -> list[Work]:
    """As searches do: any work that shares a word."""
    said = set(words.lower().replace(":", " ").replace('"', " ").split())
    return [work for work in works if said & {word for word in work.title.lower().split() if len(word) > 3}]


def arxiv(works: Sequence[Work], asked: Asked) -> Said:
    if "id_list" in asked.query:
        ids = asked.query["id_list"].split(",")
        if bad := next((ident for ident in ids if not any(c.isdigit() for c in ident)), None):
            error = f"<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_{bad}</id><title>Error</title></entry>"
            return Said(400, "application/atom+xml", feed([error]))
        found = [work for work in works if work.ids.get("arxiv") in ids]
    else:
        found = [
            work for work in matching(works, asked.query["search_query"].removeprefix("ti:")) if "arxiv" in work.ids
        ]
    # The order is not that of the question.
    return Said(200, "application/atom+xml; charset=UTF-8", feed([atom(work) for work in reversed(found)]))


def feed(entries: Sequence[str]) -> bytes:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"'
        ' xmlns:arxiv="http://arxiv.org/schemas/atom"><id>http://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id>'
        '<link href="http://arxiv.org/api/query" rel="self" type="application/atom+xml"/><title>arXiv Query</title>'
    )
    return (head + "".join(entries) + "</feed>").encode()


def atom(work: Work, version: int = 2, comment: str = "") -> str:
    people = "".join(f"<author><name>\n  {escape(name)}</name></author>" for name in work.authors)
    return (
        f"<entry><id>http://arxiv.org/abs/{work.ids['arxiv']}v{version}</id>"
        f"<title>{escape(work.title).replace(' with ', chr(10) + '  with ')}</title>"
        f"<summary>  An\n invented one.</summary>"
        f"<published>{work.year}-01-05T00:00:00Z</published>{people}"
        + (f"<arxiv:comment>{escape(comment)}</arxiv:comment>" if comment else "")
        + "</entry>"
    )


def crossref_work(work: Work) -> dict[str, Any]:
    return {
        "DOI": work.ids["doi"],
        "title": [work.title],
        "author": [
            {"given": name.split()[0], "family": name.split()[-1], "sequence": "first"} for name in work.authors
        ],
        "container-title": [work.venue],
        "type": "proceedings-article",
        "issued": {"date-parts": [[work.year, 7, 18]]},
        "published-print": {"date-parts": [[None]]},
        "prefix": "10.5555",
    }


def crossref(works: Sequence[Work], asked: Asked) -> Said:
    works = [work for work in works if "doi" in work.ids]
    if asked.path.startswith("/works/"):
        work = pick(works, "doi", asked.path.removeprefix("/works/"))
        message = crossref_work(work) if work else None
        missing = Said(404, "text/plain", b"Resource not found.")
        return as_json({"status": "ok", "message-type": "work", "message": message}) if work else missing
    if "query.bibliographic" in asked.query:
        found = matching(works, asked.query["query.bibliographic"])
    else:
        wanted = [part.removeprefix("doi:") for part in asked.query["filter"].split(",")]
        found = [work for work in works if work.ids["doi"] in wanted]
    items = [crossref_work(work) for work in found]
    return as_json(
        {"status": "ok", "message-type": "work-list", "message": {"items": items, "total-results": len(items)}}
    )


def datacite(works: Sequence[Work], asked: Asked) -> Said:
    def row(work: Work, doi: str) -> dict[str, Any]:
        people = [{"name": ", ".join(reversed(name.split(" ", 1))), "nameType": "Personal"} for name in work.authors]
        attributes = {
            "doi": doi, "titles": [{"title": work.title}], "creators": people, "publicationYear": work.year,
            "version": "7", "types": {"resourceTypeGeneral": "Preprint"}, "relatedIdentifiers": [], "container": {},
        }  # fmt: skip
        return {"id": doi, "type": "dois", "attributes": attributes}

    named = {work.ids["doi"]: work for work in works if "doi" in work.ids}
    named |= {f"10.48550/arxiv.{work.ids['arxiv']}": work for work in works if "arxiv" in work.ids}
    if "ids" in asked.query:
        return as_json({"data": [row(named[doi], doi) for doi in asked.query["ids"].split(",") if doi in named]})
    doi = asked.path.removeprefix("/dois/")
    missing = {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}
    return as_json({"data": row(named[doi], doi)}) if doi in named else as_json(missing, 404)


def doi_ra(works: Sequence[Work], asked: Asked) -> Said:
    rows = []
    for doi in asked.path.removeprefix("/doiRA/").split(","):
        known = pick(works, "doi", doi)
        rows.append({"DOI": doi, "RA": "Crossref"} if known else {"DOI": doi, "status": "DOI does not exist"})
    return as_json(rows)


def doi_handle(works: Sequence[Work], asked: Asked) -> Said:
    doi = asked.path.removeprefix("/api/handles/")
    if not pick(works, "doi", doi):
        return as_json({"responseCode": 100, "handle": doi}, 404)
    data = {"format": "string", "value": "https://publisher.example.org/x"}
    return as_json({"responseCode": 1, "handle": doi, "values": [{"index": 1, "type": "URL", "data": data}]})


def doi_org(works: Sequence[Work], asked: Asked) -> Said:
    work = pick(works, "doi", asked.path.lstrip("/"))
    if work is None or "csl+json" not in asked.accept:
        return Said(404, "text/html", b"<html><title>DOI Not Found</title></html>")
    people = [{"given": name.split()[0], "family": name.split()[-1]} for name in work.authors]
    item = {
        "type": "paper-conference", "title": work.title, "author": people, "DOI": work.ids["doi"],
        "container-title": work.venue, "issued": {"date-parts": [[str(work.year), "7"]]},
    }  # fmt: skip
    return as_json(item)._replace(content_type="application/vnd.citationstyles.csl+json")


def bibtex(work: Work, extra: str = "") -> bytes:
    people = " and ".join(work.authors)
    return (
        f"@inproceedings{{x, title = {{{work.title}}}, author = {{{people}}}, year = {{{work.year}}},\n"
        f"  booktitle = {{Proceedings of the {work.venue}}}{extra}}}\n"
    ).encode()


def dblp(works: Sequence[Work], asked: Asked) -> Said:
    if asked.path.startswith("/rec/"):
        work = pick(works, "dblp", asked.path.removeprefix("/rec/").removesuffix(".bib"))
        return Said(200, "application/x-bibtex", bibtex(work)) if work else Said(404, "text/html", b"<html></html>")
    found = [dblp_hit(work) for work in matching(works, asked.query["q"]) if "dblp" in work.ids]
    hits = {"@total": str(len(found)), "@sent": str(len(found))} | ({"hit": found} if found else {})
    return as_json({"result": {"status": {"@code": "200"}, "hits": hits}})


def dblp_hit(work: Work) -> dict[str, Any]:
    people: Any = [{"@pid": "0/1", "text": f"{name} 0003"} for name in work.authors]
    info = {
        "authors": {"author": people if len(people) > 1 else people[0]}, "title": f"{escape(work.title)}.",
        "venue": "ICML", "year": str(work.year), "type": "Conference and Workshop Papers", "key": work.ids["dblp"],
        "doi": work.ids.get("doi", "").upper(), "ee": "https://doi.org/x", "url": "https://dblp.org/rec/x",
    }  # fmt: skip
    return {"@score": "5", "@id": "1", "info": info}


def openalex(works: Sequence[Work], asked: Asked) -> Said:
    if asked.query.get("filter", "").startswith("doi:"):
        dois = asked.query["filter"].removeprefix("doi:").split("|")
        found = [openalex_work(work) for work in works if work.ids.get("doi") in dois]
        return as_json({"meta": {"count": len(found)}, "results": found})
    work = pick(works, "doi", asked.path.removeprefix("/works/doi:"))
    return as_json(openalex_work(work)) if work else Said(404, "text/html", b"<!doctype html><h1>404 Not Found</h1>")


def openalex_work(work: Work) -> dict[str, Any]:
    people = [{"raw_author_name": name, "author": {"display_name": "A Homonym"}} for name in work.authors]
    return {
        "id": "https://openalex.org/W1", "doi": f"https://doi.org/{work.ids['doi']}", "title": work.title,
        "publication_year": work.year, "type": "article", "is_retracted": False, "authorships": people,
        "primary_location": {"source": {"display_name": work.venue}},
    }  # fmt: skip


def semantic_scholar(works: Sequence[Work], asked: Asked) -> Said:
    def find(name: str) -> dict[str, Any] | None:
        prefix, _, value = name.partition(":") if ":" in name else ("", "", name)
        kind = {"ARXIV": "arxiv", "DOI": "doi", "ACL": "acl", "PMID": "pmid", "": "s2", "URL": "openreview"}[prefix]
        work = pick(works, kind, value.rpartition("id=")[2] if prefix == "URL" else value)
        return s2_paper(work) if work else None

    if asked.path.endswith("/paper/batch"):
        return as_json([find(name) for name in json.loads(asked.body)["ids"]])
    if asked.path.endswith("/search/match"):
        found = matching(works, asked.query["query"])
        return as_json({"data": [s2_paper(found[0])]}) if found else as_json({"error": "Title match not found"}, 404)
    paper = find(asked.path.partition("/paper/")[2] + (f"?id={asked.query['id']}" if "id" in asked.query else ""))
    return as_json(paper) if paper else as_json({"error": "Paper with id x not found"}, 404)


def s2_paper(work: Work) -> dict[str, Any]:
    external = {"ArXiv": work.ids.get("arxiv"), "DOI": work.ids.get("doi"), "DBLP": work.ids.get("dblp"), "CorpusId": 7}
    return {
        "paperId": work.ids["s2"], "title": work.title, "year": work.year, "venue": work.venue,
        "authors": [{"authorId": "1", "name": name} for name in work.authors], "externalIds": external,
        "publicationVenue": None, "publicationTypes": ["Conference"], "publicationDate": f"{work.year}-07-18",
    }  # fmt: skip


def openreview(works: Sequence[Work], asked: Asked) -> Said:
    work = pick(works, "openreview", asked.query.get("id", ""))
    return as_json({"notes": [openreview_note(work)] if work else [], "count": int(bool(work))})


def openreview_note(
    work: Work, group: str = "ICML.cc/2021/Conference", said: str = "ICML 2021 Poster"
) -> dict[str, Any]:
    content = {
        "title": {"value": work.title}, "authors": {"value": list(work.authors)}, "venue": {"value": said},
        "venueid": {"value": group}, "pdf": {"value": "/pdf/x.pdf"},
    }  # fmt: skip
    return {"id": work.ids["openreview"], "forum": work.ids["openreview"], "content": content}


def acl(works: Sequence[Work], asked: Asked) -> Said:
    work = pick(works, "acl", asked.path.strip("/").removesuffix(".bib"))
    return Said(200, "application/x-bibtex", bibtex(work)) if work else Said(404, "text/html", b"<html>404</html>")


def pubmed(works: Sequence[Work], asked: Asked) -> Said:
    ids = asked.query["id"].split(",")
    result: dict[str, Any] = {"uids": ids}
    for ident in ids:
        work = pick(works, "pmid", ident)
        result[ident] = {"uid": ident, "error": "cannot get document summary"}
        if work:
            people = [{"name": f"{name.split()[-1]} {name[0]}", "authtype": "Author"} for name in work.authors]
            result[ident] = {
                "uid": ident, "pubdate": f"{work.year} Jul 18", "source": "Invent Lett", "authors": people,
                "title": f"{work.title}.", "fulljournalname": work.venue, "pubtype": ["Journal Article"],
                "articleids": [{"idtype": "doi", "value": work.ids["doi"]}],
            }  # fmt: skip
    return as_json({"header": {"type": "esummary", "version": "0.3"}, "result": result})


def open_library(works: Sequence[Work], asked: Asked) -> Said:
    found = {}
    for key in asked.query["bibkeys"].split(","):
        if work := pick(works, "isbn", key.removeprefix("ISBN:")):
            people = [{"url": "https://openlibrary.example/1", "name": name} for name in work.authors]
            found[key] = {"title": work.title, "authors": people, "publish_date": f"March {work.year}"}
    return as_json(found)


def github(works: Sequence[Work], asked: Asked) -> Said:
    repository, _, file = asked.path.strip("/").partition("/HEAD/")
    work = pick(works, "github", repository) if file == "README.md" else None
    if work is None:
        return Said(404, "text/plain", b"404: Not Found")
    text = f"# {work.title}\n\nCode of our [paper](https://arxiv.org/abs/{work.ids['arxiv']}v2).\n"
    return Said(200, "text/plain; charset=utf-8", text.encode())


def page(works: Sequence[Work], asked: Asked) -> Said:
    work = pick(works, "url", asked.path.lstrip("/"))
    if work is None:
        return Said(404, "text/html", b"<html><title>404 Not Found</title></html>")
    people = "".join(
        f'<meta name="citation_author" content="{escape(n.split()[-1])}, {n.split()[0]}">' for n in work.authors
    )
    return Said(200, "text/html; charset=utf-8", (
        f'<!DOCTYPE html><html><head><meta name="citation_title" content="{escape(work.title)}">{people}'
        f'<meta name="citation_conference_title" content="{escape(work.venue)}"><meta name="citation_publication_date"'
        f' content="{work.year}/07/18"><meta name="citation_pdf_url" content="beispiel21a.pdf"></head></html>'
    ).encode())  # fmt: skip


SERVICES: dict[str, Callable[[Sequence[Work], Asked], Said]] = {
    "arxiv": arxiv, "crossref": crossref, "datacite": datacite, "doi_ra": doi_ra, "doi_handle": doi_handle,
    "doi_org": doi_org, "dblp": dblp, "openalex": openalex, "semantic_scholar": semantic_scholar,
    "openreview": openreview, "acl": acl, "pubmed": pubmed, "open_library": open_library, "github": github,
    "page": page,
}  # fmt: skip
"""By the name of the source."""


@dataclass
class World:
    """All services behind one port; a test says what they know and how they fail."""

    works: list[Work] = field(default_factory=lambda: [ONE, TWO])
    faults: dict[str, Said | list[Said]] = field(default_factory=dict)
    """What a service says instead; a list is used up one by one, and then the service is well again."""
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    @property
    def bases(self) -> dict[str, str]:
        """For `registry` and PAPERNOTES_ENDPOINTS; Crossref wants pauses between lists, and has a host of its own."""
        hosts = {name: "localhost" if name == "crossref" else "127.0.0.1" for name in SERVICES}
        return {name: f"http://{host}:{self.port}/{name}" for name, host in hosts.items()}

    def services(self) -> list[str]:
        """Who was asked, in order."""
        return [asked.service for asked in self.asked]

    def say(self, asked: Asked) -> Said:
        """The answer to a question."""
        self.asked.append(asked)
        fault = self.faults.get(asked.service)
        if isinstance(fault, list) and fault:
            return fault.pop(0)
        return fault if isinstance(fault, Said) else SERVICES[asked.service](self.works, asked)


@contextmanager
def serving(world: World) -> Iterator[World]:
    """The world on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            parts = urlsplit(self.path)
            _, service, path = [*parts.path.split("/", 2), "", ""][:3]
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            accept = self.headers.get("accept", "")
            said = world.say(Asked(service, "/" + unquote(path), query, body, accept))
            self.send_response(said.status)
            for name, value in {
                "content-type": said.content_type,
                "content-length": str(len(said.body)),
                **said.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_POST = do_GET

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None: ...

    server = Server(("127.0.0.1", 0), Handler)
    world.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetcher(*, offline: bool = False) -> Fetcher:
    """The real one, that may reach loopback and is a hundred times less patient."""
    return Fetcher(
        offline=offline,
        allow=["127.0.0.0/8", "::1/128"],
        clock=Clock(0.01),
        timeouts=Timeouts(connect=1, read=1, total=3),
        limits=Limits(host=HostLimit(8, 0)),
        ssl_context=_TLS,
        environ={},
    )
