"""DOIs and arXiv ids, asked by the batch of services on loopback that answer in the documented shapes."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest

from faults.reply import reply
from faults.serve import Handler, Listener, Server, Visit
from papernotes.links import idents, run, session
from papernotes.links.cache import Record
from papernotes.links.hosts import Hosts
from papernotes.links.link import Link
from papernotes.links.plan import Wishes
from papernotes.model.where import Where
from papernotes.net import Clock, Fetcher, HostLimit, Limits, Timeouts

# Synthetic names. What each service says of them: registered, unregistered, registered without an address.
DOIS = {
    "10.5555/good": 1,
    "10.5555/(a)1:<b>2": 1,
    "10.5555/bad": 100,
    "10.5555/bare": 200,
    "10.5555/a,b": 1,
    "10.5555/c,d": 200,
}
PAPERS = {"2101.00001": "", "2101.00002": "This paper has been withdrawn by the author", "cs/0112017": ""}


async def doi_org(visit: Visit) -> None:
    """https://doi.org/doiRA/ and https://doi.org/api/handles/, as documented by the DOI Foundation."""
    path = unquote(visit.seen.target.partition("?")[0])
    if path.startswith("/doiRA/"):
        names = path.removeprefix("/doiRA/").split(",")
        known = {"RA": "Crossref"}, {"status": "DOI does not exist"}
        rows = [{"DOI": name, **known[DOIS.get(name) not in (1, 200)]} for name in names]
        await reply(200, json.dumps(rows), ("Content-Type", "application/json"))(visit)
        return
    code = DOIS.get(path.removeprefix("/api/handles/"), 100)
    await reply(404 if code == 100 else 200, json.dumps({"responseCode": code}))(visit)


async def arxiv_org(visit: Visit) -> None:
    """The Atom feed of arXiv's API: unknown ids are left out, what is no id spoils the call."""
    names = unquote(re.search("id_list=([^&]*)", visit.seen.target)[1]).split(",")  # type: ignore[index]
    if "2101.99999" in names:
        await reply(400, "<feed><entry><id>https://arxiv.org/api/errors#x</id><title>Error</title></entry></feed>")(
            visit
        )
        return
    entry = "<entry><id>http://arxiv.org/abs/{}v3</id><title>T</title><summary> {}</summary></entry>"
    entries = "".join(entry.format(name, PAPERS[name]) for name in reversed(names) if name in PAPERS)
    await reply(200, f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>\n")(visit)


@pytest.fixture
def served() -> Iterator[Callable[[Handler, Handler], tuple[Server, dict[str, str]]]]:
    with Server(0.1) as server:

        def start(doi: Handler, arxiv: Handler) -> tuple[Server, dict[str, str]]:
            for number, (name, handler) in enumerate([("doi.org", doi), ("export.arxiv.org", arxiv)], 201):
                server.add(name, Listener(f"127.0.1.{number}", handler=handler))
            table = server.listeners.items()
            return server, {f"https://{name}/": f"http://{one.address}:{one.port}/" for name, one in table}

        yield start


def check(
    urls: list[str], remap: dict[str, str], records: dict[str, Record] | None = None
) -> tuple[dict[str, str], dict[str, Record]]:
    """Address to reason or state, and the cache afterwards."""
    found = session.Gathered(links=[Link(Where("a.md", n), url) for n, url in enumerate(urls, 1)])
    made, _ = session.planned(found, Hosts(), [], Wishes())
    limits = Limits(host=HostLimit(2, 0), hosts={})
    fetcher = Fetcher(allow=["127.0.1.0/24"], clock=Clock(0.01), timeouts=Timeouts(1, 1, 2), limits=limits, environ={})
    outcome = session.asked(made, fetcher, records or {}, run.How(remap=remap), lambda: None)
    findings = session.findings(found.links, outcome)
    return {f.link.url: f.verdict.reason or str(f.verdict.state) for f in findings}, outcome.records


def test_dois(served: Callable[..., tuple[Server, dict[str, str]]]) -> None:
    server, remap = served(doi_org, arxiv_org)
    urls = {
        "https://doi.org/10.5555/GOOD": "ok",
        "http://dx.doi.org/10.5555/good": "ok",
        "doi:10.5555/bad": "doi_unregistered",
        "https://doi.org/10.5555/bare": "ok",
        "https://doi.org/10.5555/(a)1:%3Cb%3E2": "ok",
        "https://doi.org/10.5555/a,b": "ok",
        "https://doi.org/10.5555/c,d": "doi_without_url",
    }
    said, records = check(list(urls), remap)
    assert said == urls
    targets = [one.target for one in server.listeners["doi.org"].seen]
    assert len(targets) == 4 and targets[0].startswith("/doiRA/") and records["doi:10.5555/good"].state == "ok"
    again, _ = check(list(urls), remap, records)
    assert again == urls and len(server.listeners["doi.org"].seen) == 6, "only what is broken is asked again"


def test_arxiv(served: Callable[..., tuple[Server, dict[str, str]]]) -> None:
    server, remap = served(doi_org, arxiv_org)
    urls = {
        "https://arxiv.org/abs/2101.00001v2": "ok",
        "https://arxiv.org/pdf/2101.00001": "ok",
        "arxiv:cs/0112017": "ok",
        "https://arxiv.org/abs/2101.00002": "withdrawn",
        "https://arxiv.org/abs/2101.77777": "arxiv_unknown",
        "https://arxiv.org/abs/2113.00001": "arxiv_unknown",
    }
    said, _ = check(list(urls), remap)
    assert said == urls and len(server.listeners["export.arxiv.org"].seen) == 2
    spoilt = "https://arxiv.org/abs/2101.99999"
    said, _ = check([*urls, spoilt], remap)
    assert {url: said[url] for url in urls} == urls and said[spoilt] == "arxiv_unknown"


WEATHER = {
    "html": (reply(200, "<html>Login</html>"), "bad_http"),
    "truncated": (reply(200, '[{"DOI": "10.5555/good", "RA"'), "bad_http"),
    "empty": (reply(200, ""), "bad_http"),
    "schema": (reply(200, '{"a": 1}'), "bad_http"),
    "deep": (reply(200, "[" * 100_000), "bad_http"),
    "500": (reply(500), "http_5xx"),
    "403": (reply(403), "bot_wall"),
    "429": (reply(429, "Rate exceeded.", ("Retry-After", "900")), "rate_limited"),
}


@pytest.mark.parametrize("kind", WEATHER)
def test_the_trouble_of_a_service_is_not_that_of_the_papers(
    kind: str, served: Callable[..., tuple[Server, dict[str, str]]]
) -> None:
    handler, reason = WEATHER[kind]
    _, remap = served(handler, handler)
    urls = ["https://doi.org/10.5555/good", "https://arxiv.org/abs/2101.00001"]
    said, records = check(urls, remap)
    assert set(said.values()) == {reason}
    assert not any(record.strikes for record in records.values())
    parked = [record.next_allowed_at > time.time() for record in records.values()]
    assert parked == [kind == "429"] * 2


def test_batches_fit_an_address() -> None:
    names = [f"10.5555/{'x' * 90}{number}" for number in range(100)]
    groups, alone = idents.batches([*names, "10.5555/a,b", "10.5555/" + "y" * 600])
    assert [name for group in groups for name in group] == names and len(alone) == 2
    assert all(len(group) <= idents.DOIS_A_CALL and len(",".join(group)) <= 4100 for group in groups)
