"""The contract of every source, with real HTTP: whatever a service does, each identifier has one outcome."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from papernotes.lookup import Found, Ident, Lookup, NotFound, Outcome, Record, Unavailable
from papernotes.sources import SOURCES, Query, Reply, registry
from services import ONE, SERVICES, TWO, Said, Work, World, fetcher, serving

KNOWN = {kind.name: Ident(kind.kinds[0], ONE.ids[kind.kinds[0]]) for kind in SOURCES}
UNKNOWN = {
    "arxiv": "2101.00000", "doi": "10.5555/nobody.0", "openreview": "Nobody00000", "acl": "2021.nobody-long.9",
    "dblp": "conf/icml/Nobody21", "s2": "f" * 40, "isbn": "9780306406158", "pmid": "99999999",
    "github": "example-org/nothing", "url": "https://proceedings.example.org/v1/nobody.html",
}  # fmt: skip
HTML = b"<!DOCTYPE html><html><head><title>Making sure you're not a bot!</title></head><body>...</body></html>"


@pytest.fixture(scope="module")
def served() -> Iterator[World]:
    with serving(World()) as world:
        yield world


@pytest.fixture
def world(served: World) -> World:
    served.works, served.faults = [ONE], {}
    served.asked.clear()
    return served


def ask(world: World, name: str, *idents: Ident, offline: bool = False) -> dict[Ident, Outcome]:
    async def asked() -> dict[Ident, Outcome]:
        async with fetcher(offline=offline) as door:
            return await Lookup(door, registry(world.bases)).ask(name, idents)

    return asyncio.run(asked())


def test_every_source_has_a_service() -> None:
    assert set(SERVICES) == {kind.name for kind in SOURCES} == set(registry())


@pytest.mark.parametrize("name", SERVICES)
def test_found(world: World, name: str) -> None:
    outcome = ask(world, name, KNOWN[name])[KNOWN[name]]
    assert isinstance(outcome, Found) and outcome.record.source == name
    record = outcome.record
    if name in ("doi_ra", "doi_handle"):
        assert record.ids == {"doi": ONE.ids["doi"]}
    else:
        assert record.title == ONE.title
    if name not in ("doi_ra", "doi_handle", "github"):
        assert record.year == ONE.year and len(record.authors) == 2
        assert record.authors[0] == ("A. Beispiel" if name == "pubmed" else "Ada Beispiel")
    if name in ("crossref", "doi_org", "dblp", "openalex", "semantic_scholar", "openreview", "acl", "page", "pubmed"):
        assert record.venue == "ICML"


@pytest.mark.parametrize("name", SERVICES)
def test_not_found(world: World, name: str) -> None:
    ident = Ident(KNOWN[name].kind, UNKNOWN[KNOWN[name].kind])
    definite = name in ("arxiv", "doi_ra", "doi_handle", "acl")
    assert ask(world, name, ident) == {ident: NotFound(name, definite)}


FAULTS: dict[str, tuple[Said, str]] = {
    "429": (Said(429, "text/plain", b"slow down"), "rate_limited"),
    "429 for an hour": (Said(429, "text/plain", b"", {"retry-after": "3600"}), "rate_limited"),
    "500": (Said(500, "text/html", HTML), "http_500"),
    "503": (Said(503, "application/json", b"{}"), "http_503"),
    "403 challenge": (Said(403, "application/json", b'{"name":"ChallengeRequiredError"}'), "blocked"),
    "empty": (Said(200, "", b""), "bad_body"),
    "huge": (Said(200, "", b"[" + b" " * (5 * 1024 * 1024)), "bad_body"),
    "wrong bytes": (Said(200, "", b"\xff\xfe\x00\x80"), "bad_body"),
    "null": (Said(200, "", b"null"), "bad_body"),
    "a number": (Said(200, "", b"7"), "bad_body"),
    "a list of numbers": (Said(200, "", b"[1, 2]"), "bad_body"),
    "another object": (Said(200, "", b'{"hello": ["world"]}'), "bad_body"),
    "deep": (Said(200, "", b"[" * 100_000), "bad_body"),
}
ANY = {"github"}
"""A README may hold anything, and is then one that names no paper."""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", SERVICES)
def test_fault(world: World, name: str, fault: str) -> None:
    said, reason = FAULTS[fault]
    kind = registry()[name].types[0]
    world.faults[name] = said if said.content_type else said._replace(content_type=kind)
    outcome = ask(world, name, KNOWN[name])[KNOWN[name]]
    if name in ANY and reason == "bad_body" and fault != "huge":
        assert isinstance(outcome, Found) and outcome.record.extra["idents"] == ()
        return
    assert isinstance(outcome, Unavailable) and (outcome.source, outcome.reason) == (name, reason)
    assert (outcome.retry_at is not None) == (reason == "rate_limited")


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "page"])
def test_a_bot_wall_with_200_is_no_answer(world: World, name: str) -> None:
    world.faults[name] = Said(200, "text/html; charset=utf-8", HTML)
    outcome = ask(world, name, KNOWN[name])[KNOWN[name]]
    assert outcome == Unavailable(name, "blocked")


def test_a_bot_wall_is_no_page_of_a_paper(world: World) -> None:
    world.faults["page"] = Said(200, "text/html", HTML)
    assert ask(world, "page", KNOWN["page"]) == {KNOWN["page"]: Unavailable("page", "bad_body")}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ("page", "github")])
def test_truncated(world: World, name: str, share: float) -> None:
    ask(world, name, KNOWN[name])
    whole = SERVICES[name](world.works, world.asked[-1])
    world.faults[name] = whole._replace(body=whole.body[: int(len(whole.body) * share)])
    assert ask(world, name, KNOWN[name]) == {KNOWN[name]: Unavailable(name, "bad_body")}


@pytest.mark.parametrize("name", SERVICES)
def test_offline_asks_nobody(world: World, name: str) -> None:
    assert ask(world, name, KNOWN[name], offline=True) == {KNOWN[name]: Unavailable(name, "offline")}
    assert not world.asked


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ("doi_ra", "doi_handle")])
def test_unicode(world: World, name: str) -> None:
    title = "茶杯排序：Über naïve Größen — 𝒪(n²) \u202e& “more”"
    world.works = [Work(title, ("José Núñez", "Þóra Ólafsdóttir"), ids=ONE.ids)]
    outcome = ask(world, name, KNOWN[name])[KNOWN[name]]
    assert isinstance(outcome, Found)
    assert outcome.record.title == "茶杯排序：Über naïve Größen — 𝒪(n²) & “more”"
    assert name in ("github", "pubmed") or outcome.record.authors == ("José Núñez", "Þóra Ólafsdóttir")


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ("arxiv", "acl", "page", "github")])
def test_every_field_may_have_any_shape(world: World, name: str) -> None:
    """A value of another type costs that value, or the answer; never more."""
    ask(world, name, KNOWN[name])
    asked = world.asked[-1]._replace(
        **({"path": "/search/publ/api", "query": {"q": ONE.title}} if name == "dblp" else {})
    )
    whole = SERVICES[name](world.works, asked)
    source = registry()[name]
    for odd in (None, 7, True, "x", [], {}, [[]], [None], {"a": {}}):
        for body in variants(json.loads(whole.body), odd):
            reply = Reply(200, whole.content_type, json.dumps(body).encode())
            assert list(source.read(reply, [KNOWN[name]])) == [KNOWN[name]]
            if source.searches:
                source.read_hits(reply)


def variants(value: object, odd: object) -> Iterator[object]:
    """The value with each of its parts replaced in turn."""
    yield odd
    if isinstance(value, dict):
        for name, part in value.items():
            yield {k: v for k, v in value.items() if k != name}
            yield from ({**value, name: other} for other in variants(part, odd))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from ([*value[:number], other, *value[number + 1 :]] for other in variants(part, odd))


@pytest.mark.parametrize(
    "name", ["arxiv", "crossref", "datacite", "doi_ra", "semantic_scholar", "pubmed", "open_library"]
)
def test_a_batch_is_one_request_and_every_identifier_has_its_own_outcome(world: World, name: str) -> None:
    world.works = [ONE, TWO]
    kind = KNOWN[name].kind
    idents = [Ident(kind, TWO.ids[kind]), Ident(kind, UNKNOWN[kind]), Ident(kind, ONE.ids[kind])]
    said = ask(world, name, *idents)
    assert list(said) == idents and len(world.asked) == 1
    assert [type(outcome) for outcome in said.values()] == [Found, NotFound, Found]
    if name != "doi_ra":
        assert [o.record.title for o in said.values() if isinstance(o, Found)] == [TWO.title, ONE.title]


def test_a_passing_fault_is_no_fault(world: World) -> None:
    world.faults["crossref"] = [Said(503, "text/plain", b""), Said(429, "text/plain", b"", {"retry-after": "1"})]
    assert isinstance(ask(world, "crossref", KNOWN["crossref"])[KNOWN["crossref"]], Found)
    assert len(world.asked) == 3


SEARCHING = [name for name, source in registry().items() if source.searches]


def hits(world: World, name: str) -> list[Record] | Unavailable:
    async def asked() -> list[Record] | Unavailable:
        async with fetcher() as door:
            return await Lookup(door, registry(world.bases)).hits(name, Query(ONE.title, ONE.authors, ONE.year))

    return asyncio.run(asked())


@pytest.mark.parametrize("name", [name for name in SEARCHING if name not in ("openalex", "openreview")])
def test_search(world: World, name: str) -> None:
    found = hits(world, name)
    assert isinstance(found, list) and [record.title for record in found] == [ONE.title]
    world.works = []
    assert hits(world, name) == []


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", SEARCHING)
def test_fault_of_a_search(world: World, name: str, fault: str) -> None:
    said, reason = FAULTS[fault]
    kind = registry()[name].types[0]
    world.faults[name] = said if said.content_type else said._replace(content_type=kind)
    outcome = hits(world, name)
    assert isinstance(outcome, Unavailable) and (outcome.source, outcome.reason) == (name, reason)
