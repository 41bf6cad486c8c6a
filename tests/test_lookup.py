"""From what a person typed to what the services say: the host table, the cascades, the candidates."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.lookup import Found, Ident, Lookup, NotFound, Outcome, Search, Unavailable, doubt, endpoints, identify
from papernotes.lookup.candidate import rank
from papernotes.problem import PapernotesError
from papernotes.sources import Query, Record, registry
from services import ONE, TWO, Said, Work, World, as_json, fetcher, serving

HASH = "0123456789abcdef0123456789abcdef01234567"
CVF = "https://openaccess.thecvf.com/content"
TYPED = [
    ("1706.03762", "arxiv 1706.03762"),
    ("arXiv:1706.03762v5", "arxiv 1706.03762"),
    ("math.GT/0309136", "arxiv math/0309136"),
    ("https://arxiv.org/abs/1706.03762v2", "arxiv 1706.03762"),
    ("http://arxiv.org/pdf/1706.03762.pdf", "arxiv 1706.03762"),
    ("https://arxiv.org/html/1706.03762v1#S3", "arxiv 1706.03762"),
    ("https://www.alphaxiv.org/abs/1706.03762", "arxiv 1706.03762"),
    ("https://ar5iv.labs.arxiv.org/html/1706.03762", "arxiv 1706.03762"),
    ("https://ar5iv.org/abs/1706.03762", "arxiv 1706.03762"),
    ("https://huggingface.co/papers/1706.03762", "arxiv 1706.03762"),
    ("https://export.arxiv.org/abs/quant-ph/0201082v1", "arxiv quant-ph/0201082"),
    ("arxiv.org/abs/1706.03762", "arxiv 1706.03762"),
    ("10.5555/ABC.1", "doi 10.5555/abc.1"),
    ("doi:10.5555/abc.1.", "doi 10.5555/abc.1"),
    ("https://doi.org/10.5555/a(b)c", "doi 10.5555/a(b)c"),
    ("https://dx.doi.org/10.5555%2Fabc", "doi 10.5555/abc"),
    ("https://doi.org/10.48550/arXiv.1706.03762", "arxiv 1706.03762"),
    ("https://doi.org/10.18653/v1/P19-1001", "acl P19-1001"),
    ("https://dl.acm.org/doi/abs/10.5555/1234.5678", "doi 10.5555/1234.5678"),
    ("https://link.springer.com/content/pdf/10.5555/978-3-030.pdf", "doi 10.5555/978-3-030"),
    ("https://www.nature.com/articles/s00000-000-0000-0", "doi 10.1038/s00000-000-0000-0"),
    ("https://openreview.net/forum?id=TeaCups0001&noteId=x", "openreview TeaCups0001"),
    ("https://openreview.net/pdf?id=TeaCups0001", "openreview TeaCups0001"),
    ("https://aclanthology.org/2022.acl-long.1/", "acl 2022.acl-long.1"),
    ("https://aclanthology.org/P19-1001.pdf", "acl P19-1001"),
    ("https://www.aclweb.org/anthology/P19-1001/", "acl P19-1001"),
    (f"{CVF}/CVPR2024/papers/X_CVPR_2024_paper.pdf", f"url {CVF}/CVPR2024/html/X_CVPR_2024_paper.html"),
    (f"{CVF}_cvpr_2016/html/X.html", f"url {CVF}_cvpr_2016/html/X.html"),
    ("https://proceedings.mlr.press/v139/x21a/x21a.pdf", "url https://proceedings.mlr.press/v139/x21a.html"),
    ("https://papers.nips.cc/paper/7181-x.pdf", "url https://papers.nips.cc/paper/7181-x"),
    (
        "https://proceedings.neurips.cc/paper_files/paper/2022/file/0a1b-Paper-Conference.pdf",
        "url https://proceedings.neurips.cc/paper_files/paper/2022/hash/0a1b-Abstract-Conference.html",
    ),
    (f"https://www.semanticscholar.org/paper/A-Title/{HASH}", f"s2 {HASH}"),
    ("https://api.semanticscholar.org/CorpusID:123", "s2 CorpusId:123"),
    ("https://github.com/example-org/teacups/tree/main/src", "github example-org/teacups"),
    ("https://github.com/example-org/teacups.git", "github example-org/teacups"),
    ("https://pubmed.ncbi.nlm.nih.gov/123456/", "pmid 123456"),
    ("PMID: 123456", "pmid 123456"),
    ("isbn:978-3-16-148410-0", "isbn 9783161484100"),
    ("978-3-16-148410-0", "isbn 9783161484100"),
    ("0-306-40615-2", "isbn 0306406152"),
    ("https://dblp.org/rec/conf/icml/X21.html", "dblp conf/icml/X21"),
    ("DBLP:conf/icml/X21", "dblp conf/icml/X21"),
    ("https://blog.example.org/post?x=1#top", "url https://blog.example.org/post?x=1"),
    ("<https://arxiv.org/abs/1706.03762>", "arxiv 1706.03762"),
    ("https://evil.example/arxiv.org/abs/1706.03762", "url https://evil.example/arxiv.org/abs/1706.03762"),
    ("https://arxiv.org.evil.example/abs/1706.03762", "url https://arxiv.org.evil.example/abs/1706.03762"),
    ("https://arxiv.org@evil.example/abs/1706.03762", ""),
    ("javascript:alert(1)", ""),
    ("978-3-16-148410-1", ""),
    ("A Plain Title of 2017", ""),
    ("1984", ""),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "wanted"), TYPED, ids=[typed[:60] for typed, _ in TYPED])
def test_what_was_typed(typed: str, wanted: str) -> None:
    assert [f"{ident.kind} {ident.value}" for ident in identify(typed)] == ([wanted] if wanted else [])


@given(
    st.text(max_size=60)
    | st.text(max_size=40).map("https://".__add__)
    | st.text(max_size=30).map("https://github.com/".__add__)
)
def test_any_text_is_an_identifier_or_none(text: str) -> None:
    for ident in identify(text):
        source = next(one for one in registry().values() if ident.kind in one.kinds)
        url = source.request([ident]).url
        assert url.startswith("https://") or (url.startswith("http://") and ident.kind == "url")


@pytest.fixture
def world() -> Iterator[World]:
    with serving(World()) as served:
        yield served


def resolve(world: World, kind: str, value: str) -> Outcome:
    async def asked() -> Outcome:
        async with fetcher() as door:
            return await Lookup(door, registry(world.bases)).resolve(Ident(kind, value))

    return asyncio.run(asked())


def look(world: World, title: str, authors: tuple[str, ...] = (), year: int | None = None) -> Search:
    async def asked() -> Search:
        async with fetcher() as door:
            return await Lookup(door, registry(world.bases)).look(title, authors, year)

    return asyncio.run(asked())


GONE = Said(503, "text/plain", b"")


@pytest.mark.parametrize("kind", ONE.ids)
def test_every_kind_leads_to_the_paper(world: World, kind: str) -> None:
    outcome = resolve(world, kind, ONE.ids[kind])
    assert isinstance(outcome, Found) and outcome.record.title == ONE.title


CASCADES = [
    ("arxiv", ("arxiv",), "arxiv", ["arxiv"]),
    ("arxiv", (), "datacite", ["arxiv", "datacite"]),
    ("arxiv", ("semantic_scholar",), "semantic_scholar", ["arxiv", "datacite", "semantic_scholar"]),
    ("doi", ("doi_ra", "crossref"), "crossref", ["doi_ra", "crossref"]),
    ("doi", ("doi_ra", "doi_org"), "doi_org", ["doi_ra", "crossref", "doi_org"]),
    ("doi", ("doi_ra", "semantic_scholar"), "semantic_scholar", ["doi_ra", "crossref", "doi_org", "semantic_scholar"]),
    ("doi", ("datacite",), "datacite", ["doi_ra", "crossref", "datacite"]),
    ("openreview", ("semantic_scholar",), "semantic_scholar", ["openreview", "semantic_scholar"]),
    ("acl", ("semantic_scholar",), "semantic_scholar", ["acl", "semantic_scholar"]),
    ("pmid", ("semantic_scholar",), "semantic_scholar", ["pubmed", "semantic_scholar"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "well", "source", "path"), CASCADES, ids=range(len(CASCADES)))
def test_cascade(world: World, kind: str, well: tuple[str, ...], source: str, path: list[str]) -> None:
    """Only some services are well: the next one is asked, in the order of the design."""
    well = well or ("datacite",)
    world.faults = {name: GONE for name in registry() if name not in well}
    outcome = resolve(world, kind, ONE.ids[kind])
    if kind == "acl":
        assert list(dict.fromkeys(world.services())) == path
        return
    assert isinstance(outcome, Found) and outcome.record.source == source
    assert list(dict.fromkeys(world.services())) == path


def test_nobody_answers(world: World) -> None:
    world.faults = dict.fromkeys(registry(), GONE)
    for kind in ONE.ids:
        assert isinstance(resolve(world, kind, ONE.ids[kind]), Unavailable)


def test_what_does_not_exist_is_asked_for_once(world: World) -> None:
    assert resolve(world, "doi", "10.5555/nobody.0") == NotFound("doi_ra", True)
    assert resolve(world, "arxiv", "2101.00000") == NotFound("arxiv", True)
    assert world.services() == ["doi_ra", "arxiv"]


def test_other_agencies_are_negotiated_with(world: World) -> None:
    world.faults["doi_ra"] = as_json([{"DOI": ONE.ids["doi"], "RA": "ISTIC"}])
    outcome = resolve(world, "doi", ONE.ids["doi"])
    assert isinstance(outcome, Found) and world.services() == ["doi_ra", "doi_org"]


def test_many_are_asked_for_in_batches(world: World) -> None:
    idents = [Ident(kind, one.ids[kind]) for one in (ONE, TWO) for kind in ("arxiv", "doi", "pmid", "isbn")]

    async def asked() -> dict[Ident, Outcome]:
        async with fetcher() as door:
            return await Lookup(door, registry(world.bases)).many(idents)

    outcomes = asyncio.run(asked())
    assert list(outcomes) == idents and all(isinstance(outcome, Found) for outcome in outcomes.values())
    assert sorted(world.services()) == ["arxiv", "crossref", "doi_ra", "open_library", "pubmed"]


def test_a_page_that_only_names_a_doi_leads_to_it(world: World) -> None:
    page = f'<html><title>Shop</title><meta name="dc.identifier" content="doi:{ONE.ids["doi"]}">'
    world.faults["page"] = Said(200, "text/html", page.encode())
    outcome = resolve(world, "url", ONE.ids["url"])
    assert isinstance(outcome, Found) and outcome.record.source == "crossref"


def test_a_readme_with_two_papers(world: World) -> None:
    links = f"https://arxiv.org/abs/{TWO.ids['arxiv']} https://arxiv.org/abs/{ONE.ids['arxiv']}"
    world.faults["github"] = Said(200, "text/plain", f"# Tools\n{links}".encode())
    assert resolve(world, "github", "o/n") == Unavailable("github", "ambiguous")
    world.faults["github"] = Said(200, "text/plain", f"# Tools\n{links}\nSee *{ONE.title}*".encode())
    outcome = resolve(world, "github", "o/n")
    assert isinstance(outcome, Found) and outcome.record.title == ONE.title
    assert outcome.record.links["code"] == "https://github.com/o/n"
    world.faults["github"] = Said(200, "text/plain", b"# Tools\nNo paper.")
    outcome = resolve(world, "github", "o/n")
    assert isinstance(outcome, Found) and (outcome.record.kind, outcome.record.title) == ("repo", "Tools")


def test_the_right_title_is_beyond_doubt(world: World) -> None:
    search = look(world, "sorting imaginary numbers, with teacups", ("Ada Beispiel",), 2021)
    first = search.candidates[0]
    assert first.score == 1 and not doubt(search.candidates) and not search.silent
    # One paper in three services, the published version of it, with the ids of all.
    assert first.record.venue == "ICML" and {"arxiv", "doi", "dblp"} <= set(first.record.ids)
    assert first.reasons == ("title 1.00", "100% of the authors", "year 2021", "from dblp, crossref, arxiv")


def test_a_near_title_is_doubtful(world: World) -> None:
    search = look(world, "Sorting Numbers")
    assert search.candidates and "alike" in doubt(search.candidates)
    assert doubt(look(world, "Zzz").candidates) == "nothing found"


def test_silence_is_told(world: World) -> None:
    world.faults = {"dblp": GONE, "crossref": Said(403, "text/plain", b"")}
    search = look(world, ONE.title)
    assert {(said.source, said.reason) for said in search.silent} == {
        ("dblp", "http_503"),
        ("crossref", "blocked"),
    }
    assert search.candidates[0].record.venue == "arXiv"


def test_two_papers_of_one_title_are_doubtful(world: World) -> None:
    ids = {"doi": "10.5555/journal.9"}
    world.works = [ONE, Work(ONE.title, ONE.authors, 2024, "Invented Letters", ids)]
    candidates = look(world, ONE.title).candidates
    assert len(candidates) == 2 and doubt(candidates) == "two are nearly alike"


RECORD = Record(
    "crossref", "A Title of Something", ("Ada Beispiel",), 2021, "ICML", "inproceedings", {"doi": "10.5555/a"}
)


@pytest.mark.parametrize(
    ("query", "record", "good"),
    [
        (Query("A title of something!"), RECORD, True),
        (Query("A Title of Nothing"), RECORD, False),
        (Query("A Title of Something", ("Someone Else",)), RECORD, False),
        (Query("A Title of Something", ("Beispiel, Ada",), 2022), RECORD, True),
        (Query("A Title of Something", (), 2010), RECORD, False),
        (Query("A Title of Something"), replace(RECORD, extra={"lookalike": True}), False),
        (Query("A Title of Something"), replace(RECORD, kind="other"), False),
        (Query("A Title of Something"), replace(RECORD, extra={"notice": True}), False),
    ],
    ids=range(8),
)
def test_scores(query: Query, record: Record, good: bool) -> None:
    assert (doubt(rank(query, [record])) == "") is good


def test_a_copy_with_a_doi_does_not_hide_the_paper() -> None:
    """10.65215 registers copies of famous papers, which Crossref ranks first."""
    copy = replace(RECORD, kind="preprint", year=2025, ids={"doi": "10.65215/x"}, extra={"lookalike": True})
    candidates = rank(Query(RECORD.title), [copy, RECORD])
    assert candidates[0].record.ids["doi"] == "10.5555/a" and not doubt(candidates)


def test_endpoints_of_a_mirror() -> None:
    said = {"crossref": "https://mirror.example.org/crossref", "arxiv": "http://127.0.0.1:8000"}
    found = endpoints({"PAPERNOTES_ENDPOINTS": json.dumps(said)})
    assert found.bases == said and found.allow == ("127.0.0.1",) and "mirror.example.org" not in found.hosts
    assert (
        registry(found.bases)["crossref"].request([Ident("doi", "10.5555/a")]).url
        == f"{said['crossref']}/works/10.5555/a"
    )
    assert endpoints({}).bases == {}


@pytest.mark.parametrize(
    "text", ["{", '"x"', '{"crosref": "https://x.example"}', '{"crossref": "file:///x"}', '{"crossref": 7}']
)
def test_endpoints_that_are_wrong(text: str) -> None:
    with pytest.raises(PapernotesError, match="PAPERNOTES_ENDPOINTS"):
        endpoints({"PAPERNOTES_ENDPOINTS": text})
