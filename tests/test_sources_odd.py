"""What services say in odd ways, each by the body that shows it: shapes of sources.md, records invented."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.lookup import Found, Ident, Lookup, NotFound, Unavailable
from papernotes.sources import Query, Record, Reply, registry
from papernotes.sources.arxiv import withdrawn
from papernotes.sources.venue import accepted, named, of
from papernotes.sources.words import name, plain, title, web
from services import ONE, TWO, World, atom, crossref_work, dblp_hit, feed, fetcher, openreview_note, s2_paper, serving

ATOM = "application/atom+xml"
DOI = Ident("doi", "10.5555/teacups.1")


def one(source: str, body: Any, ident: Ident = DOI) -> Record:
    """The record in an answer."""
    outcome = registry()[source].read(reply(body), [ident])[ident]
    assert isinstance(outcome, Found), outcome
    return outcome.record


def reply(body: Any, kind: str = "application/json") -> Reply:
    return Reply(200, kind, body if isinstance(body, bytes) else json.dumps(body).encode())


def work(**more: Any) -> dict[str, Any]:
    return {"status": "ok", "message": crossref_work(ONE) | more}


PLAIN = [
    ("A <i>Study</i> of H<sub>2</sub>O", "A Study of H2O"),
    ("<jats:p>Words &amp; more</jats:p>", "Words & more"),
    ("R&amp;amp;D", "R&D"),
    ("On <mml:math><mml:mi>n</mml:mi><mml:mo>&lt;</mml:mo><mml:mi>p</mml:mi></mml:math> data", "On n<p data"),
    ("Is n<p hard? And m > 3", "Is n<p hard? And m > 3"),
    (
        "<inline-formula><alternatives><tex-math>$k$</tex-math><math><mi>k</mi></math></alternatives></inline-formula>-NN",
        "k-NN",
    ),
    ("a <script>alert(1)</script> b", "a <script>alert(1)</script> b"),
    ("  run\n\n  of\twhite\u00a0space ", "run of white space"),
    ("\x1b[31mred\x07 \u202eback\u200b", "[31mred back"),
    ("e\u0301clair", "éclair"),
    ("<" * 5000, "<" * 1000),
]


@pytest.mark.parametrize(("said", "wanted"), PLAIN, ids=range(len(PLAIN)))
def test_titles_are_plain_text(said: str, wanted: str) -> None:
    assert plain(said) == wanted


@given(
    st.text(max_size=200)
    | st.from_regex(r"(</?(i|sub|mml:mi|p|b)( x='.')?/?>|&(amp|lt|#x1b);|[<>\n\x1b\u202ea-c])*", fullmatch=True)
)
def test_any_text_becomes_one_line_that_can_be_seen(text: str) -> None:
    said = plain(text)
    assert "\n" not in said and all(char.isprintable() or char in "\u200c\u200d" for char in said)
    assert said == said.strip() and len(said) <= 1000


def test_full_stops_and_homonyms_of_dblp() -> None:
    assert (
        title("A Title.") == "A Title"
        and title("What is it?") == "What is it?"
        and title("And then...") == "And then..."
    )
    assert name("Wei Wang 0003") == "Wei Wang" and name("小明", "王") == "王小明"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://arxiv.org@evil.example", "file:///etc", "http://a b/", ""]
)
def test_what_is_no_address_of_the_web(url: str) -> None:
    assert web(url) == ""


def test_arxiv_maps_by_id_and_not_by_order() -> None:
    idents = [Ident("arxiv", ONE.ids["arxiv"]), Ident("arxiv", "2101.00000"), Ident("arxiv", TWO.ids["arxiv"])]
    said = registry()["arxiv"].read(reply(feed([atom(TWO, 3), atom(ONE, 1)]), ATOM), idents)
    assert [getattr(o, "record", o) and type(o) for o in said.values()] == [Found, NotFound, Found]
    found = said[idents[2]]
    assert isinstance(found, Found) and (found.record.version, found.record.ids) == (3, {"arxiv": TWO.ids["arxiv"]})
    assert found.record.title == TWO.title and (found.record.year, found.record.month) == (2019, 12)


def test_arxiv_older_error_entry_is_no_paper() -> None:
    error = "<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title></entry>"
    ident = Ident("arxiv", "2101.00000")
    assert registry()["arxiv"].read(reply(feed([error]), ATOM), [ident]) == {ident: NotFound("arxiv", True)}


def test_arxiv_says_in_words_that_it_is_enough() -> None:
    ident = Ident("arxiv", "2101.00000")
    for status, kind in ((200, "text/plain"), (429, "text/plain"), (503, "text/html"), (200, ATOM)):
        said = registry()["arxiv"].read(Reply(status, kind, b"Rate exceeded."), [ident])
        assert said == {ident: Unavailable("arxiv", "rate_limited")}


def test_xml_with_a_document_type_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">]>' + feed([atom(ONE)]).partition(b"?>")[2]
    ident = Ident("arxiv", ONE.ids["arxiv"])
    assert registry()["arxiv"].read(reply(bomb, ATOM), [ident]) == {ident: Unavailable("arxiv", "bad_body")}


def test_one_bad_id_spoils_a_batch_and_is_found_by_halves() -> None:
    idents = [Ident("arxiv", value) for value in (ONE.ids["arxiv"], "bad", TWO.ids["arxiv"])]

    async def asked(world: World) -> dict[Ident, Any]:
        async with fetcher() as door:
            return await Lookup(door, registry(world.bases)).ask("arxiv", idents)

    with serving(World()) as world:
        said = asyncio.run(asked(world))
        assert [type(outcome) for outcome in said.values()] == [Found, NotFound, Found] and len(world.asked) == 5


def test_a_dozen_batches() -> None:
    many = [Ident("arxiv", f"2101.{number:05}") for number in range(120)]

    async def asked(world: World) -> dict[Ident, Any]:
        async with fetcher() as door:
            return await Lookup(door, registry(world.bases)).ask("arxiv", many)

    with serving(World()) as world:
        assert set(asyncio.run(asked(world))) == set(many) and len(world.asked) == 3
        assert {asked.query["max_results"] for asked in world.asked} == {"50", "20"}


WITHDRAWN = [
    ("This paper has been withdrawn by the author due to a crucial error in equation 1", True),
    ("Withdrawn", True),
    ("This submission has been withdrawn by arXiv administrators", True),
    ("paper withdrawn", True),
    ("The authors have withdrawn this manuscript", True),
    ("Previous version was withdrawn; this is a corrected one", False),
    ("12 pages, 3 figures. Accepted to CVPR 2025", False),
    ("We discuss a theorem of X which has been withdrawn", False),
    ("", False),
]


@pytest.mark.parametrize(("comment", "wanted"), WITHDRAWN, ids=range(len(WITHDRAWN)))
def test_arxiv_withdrawals(comment: str, wanted: bool) -> None:
    assert withdrawn(comment) is wanted


def test_crossref_titles_dates_and_relations() -> None:
    record = one("crossref", work(title=["A <i>New</i>\n   Way"], subtitle=["To Count"]))
    assert record.title == "A New Way: To Count" and (record.year, record.month) == (2021, 7)
    assert one("crossref", work(issued={"date-parts": [[None]]})).year is None
    related = {"has-preprint": [{"id": "10.48550/arXiv.2101.99901", "id-type": "doi"}]}
    assert one("crossref", work(relation=related)).ids["arxiv"] == "2101.99901"
    related = {"is-preprint-of": [{"id": "10.5555/Final.1", "id-type": "doi"}]}
    assert one("crossref", work(relation=related, type="posted-content")).published == {"doi": "10.5555/final.1"}


def test_a_retraction_is_on_the_article_and_not_on_its_notice() -> None:
    update = [{"type": "retraction", "DOI": "10.5555/notice.1", "source": "retraction-watch"}]
    assert one("crossref", work(**{"updated-by": update})).state == "retracted"
    notice = one("crossref", work(**{"update-to": update}))
    assert notice.state == "" and notice.extra["notice"] is True
    concern = [{"type": "expression-of-concern", "DOI": "10.5555/notice.2"}]
    assert one("crossref", work(**{"updated-by": concern})).state == "concern"
    assert one("crossref", work(title=["RETRACTED: A Thing"])).state == "retracted"


def test_crossref_organisations_and_single_names() -> None:
    people = [{"name": "The Teacup Group"}, {"family": "Plato"}, {"given": "小明", "family": "王"}, {"given": "Nobody"}]
    assert one("crossref", work(author=people)).authors == ("The Teacup Group", "Plato", "王小明")


def test_a_comma_in_a_doi_is_asked_for_alone() -> None:
    odd = Ident("doi", "10.5555/a,b")
    assert registry()["crossref"].alone(odd) and not registry()["crossref"].alone(DOI)
    assert registry()["crossref"].request([odd]).url.endswith("/works/10.5555/a%2Cb")


DOIS = [
    "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
    "10.5555/456#789",
    "10.5555/a?b=c&d",
    "10.5555/汉字",
    "10.5555/a+b;c",
]


@pytest.mark.parametrize("doi", DOIS)
@pytest.mark.parametrize(
    "source", ["crossref", "datacite", "doi_ra", "doi_handle", "doi_org", "openalex", "semantic_scholar"]
)
def test_odd_dois_are_quoted(source: str, doi: str) -> None:
    path = registry()[source].request([Ident("doi", doi)]).url.partition("://")[2].partition("/")[2]
    path = path.removesuffix("?type=URL").partition("?fields=")[0]
    assert path.isascii() and not set("#<>& ") & set(path) and "?" not in path


def test_dblp_single_author_missing_hits_and_lists() -> None:
    found = registry()["dblp"].hits(reply({"result": {"hits": {"@total": "1", "hit": [dblp_hit(TWO_IN_DBLP)]}}}))
    assert found[0].authors == ("Cleo Muster",) and found[0].title == TWO.title
    assert registry()["dblp"].hits(reply({"result": {"hits": {"@total": "0"}}})) == []
    hit = dblp_hit(TWO_IN_DBLP)
    hit["info"] |= {"venue": ["CVPR Workshops", "X"], "ee": ["https://arxiv.org/abs/1912.99902", "https://x.example"]}
    record = registry()["dblp"].hits(reply({"result": {"hits": {"@total": "1", "hit": hit}}}))[0]
    assert record.venue == "CVPRW" and record.ids["arxiv"] == "1912.99902"
    hit["info"] |= {"key": "journals/corr/abs-1912-99902", "venue": "CoRR"}
    record = registry()["dblp"].hits(reply({"result": {"hits": {"@total": "1", "hit": hit}}}))[0]
    assert (record.venue, record.kind) == ("arXiv", "preprint")


TWO_IN_DBLP = type(TWO)(TWO.title, TWO.authors, TWO.year, TWO.venue, {**TWO.ids, "dblp": "conf/x/Muster19"})


def test_semantic_scholar_nulls_and_alignment() -> None:
    idents = [Ident("arxiv", value) for value in ("2101.00000", ONE.ids["arxiv"])]
    said = registry()["semantic_scholar"].read(reply([None, s2_paper(ONE)]), idents)
    assert [type(outcome) for outcome in said.values()] == [NotFound, Found]
    said = registry()["semantic_scholar"].read(reply([s2_paper(ONE)]), idents)
    assert set(said.values()) == {Unavailable("semantic_scholar", "bad_body")}
    asked = registry()["semantic_scholar"].request(idents)
    assert asked.body == b'{"ids": ["ARXIV:2101.00000", "ARXIV:2101.99901"]}'


OPENREVIEW = [
    ("ICLR.cc/2024/Conference", "ICLR 2024 poster", "ICLR", "", False),
    ("ICLR.cc/2024/Conference", "Submitted to ICLR 2024", "OpenReview", "", True),
    ("ICLR.cc/2024/Conference/Rejected_Submission", "ICLR 2024 Conference Submission", "OpenReview", "rejected", False),
    ("ICLR.cc/2024/Conference/Withdrawn_Submission", "ICLR 2024 Withdrawn", "OpenReview", "withdrawn", False),
    ("ICLR.cc/2024/Conference/Desk_Rejected_Submission", "ICLR 2024", "OpenReview", "rejected", False),
    ("dblp.org/conf/cvpr/2024", "CVPR 2024", "CVPR", "", False),
    ("dblp.org/journals/CORR/2024", "CoRR 2024", "arXiv", "", False),
    ("TMLR", "Accepted by TMLR", "TMLR", "", False),
]


@pytest.mark.parametrize(("group", "said", "venue", "state", "submitted"), OPENREVIEW)
def test_openreview_decisions(group: str, said: str, venue: str, state: str, submitted: bool) -> None:
    ident = Ident("openreview", ONE.ids["openreview"])
    record = one("openreview", {"notes": [openreview_note(ONE, group, said)]}, ident)
    assert (record.venue, record.state, record.extra["submitted"]) == (venue, state, submitted)


def test_openreview_version_1_does_not_wrap() -> None:
    content = {
        "title": ONE.title,
        "authors": list(ONE.authors),
        "venue": ["ICML 2021"],
        "venueid": ["ICML.cc/2021/Conference"],
    }
    ident = Ident("openreview", ONE.ids["openreview"])
    record = one("openreview", {"notes": [{"id": ident.value, "forum": ident.value, "content": content}]}, ident)
    assert (record.title, record.authors, record.venue) == (ONE.title, ONE.authors, "ICML")


def test_openalex_spent_budget_and_retractions() -> None:
    source = registry()["openalex"]
    spent = Reply(
        429, "application/json", b'{"error":"Rate limit exceeded","message":"Insufficient budget."}', retry_at=9.0
    )
    assert source.read(spent, [DOI]) == {DOI: Unavailable("openalex", "budget", 9.0)}
    body = {"id": "https://openalex.org/W1", "title": ONE.title, "is_retracted": True}
    assert one("openalex", body).state == "retracted"


def test_datacite_writes_arxiv_and_organisations() -> None:
    row = {
        "doi": "10.48550/ARXIV.2101.99901",
        "titles": [{"title": "Autre", "titleType": "TranslatedTitle"}, {"title": "Real."}],
    }
    row |= {
        "creators": [{"name": "Example, Inc.", "nameType": "Organizational"}, {"name": "Muster, Cleo"}],
        "version": "7",
    }
    record = one("datacite", {"data": {"attributes": row}}, Ident("doi", "10.48550/arxiv.2101.99901"))
    assert (record.title, record.authors) == ("Real", ("Example, Inc.", "Cleo Muster"))
    assert (record.ids["arxiv"], record.version, record.year, record.venue) == ("2101.99901", 7, 2021, "arXiv")


def test_doi_agencies_of_other_countries() -> None:
    body = [{"DOI": "10.5555/TEACUPS.1", "RA": "ISTIC"}]
    assert one("doi_ra", body).extra["agency"] == "ISTIC"


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (
            '<meta name="citation_title" content="T &amp; U"><meta name="citation_author" content="Muster, Cleo">',
            ("T & U", ("Cleo Muster",), False),
        ),
        (
            '<meta content="T" name="CITATION_TITLE"><meta name="citation_authors" content="Muster, C.; Beispiel, A.">',
            ("T", ("C. Muster", "A. Beispiel"), False),
        ),
        ('<meta property="og:title" content="Open Graph"><title>Tab</title>', ("Open Graph", (), True)),
        ("<title>Only\n a Tab</title><body><title>svg</title>", ("Only a Tab", (), True)),
    ],
)  # fmt: skip
def test_tags_of_pages(head: str, wanted: tuple[Any, ...]) -> None:
    ident = Ident("url", "https://page.example.org/x")
    said = registry()["page"].read(reply(f"<html><head>{head}".encode(), "text/html; charset=utf-8"), [ident])[ident]
    assert isinstance(said, Found)
    assert (said.record.title, said.record.authors, said.record.extra["draft"]) == wanted


def test_links_of_pages_are_addresses_of_the_web() -> None:
    head = b'<meta name="citation_title" content="T"><meta name="citation_pdf_url" content="javascript:alert(1)">'
    ident = Ident("url", "https://page.example.org/x")
    said = registry()["page"].read(reply(head, "text/html"), [ident])[ident]
    assert isinstance(said, Found) and said.record.links == {"page": ident.value}


def test_pubmed_errors_in_words() -> None:
    ident = Ident("pmid", "1")
    body = {"header": {}, "error": "Invalid uid 1 at position= 0"}
    assert registry()["pubmed"].read(reply(body), [ident]) == {ident: NotFound("pubmed")}
    body = {"error": "API rate limit exceeded", "count": "4"}
    assert registry()["pubmed"].read(reply(body), [ident]) == {ident: Unavailable("pubmed", "bad_body")}


def test_a_readme_with_its_bibtex_first() -> None:
    text = "# Thing\nWe build on arXiv:1912.99902.\n```\n@misc{x, title={T}, eprint={2101.99901},"
    text += " archiveprefix={arXiv}}\n```"
    said = registry()["github"].read(reply(text.encode(), "text/plain"), [Ident("github", "o/n")])
    outcome = said[Ident("github", "o/n")]
    assert isinstance(outcome, Found)
    assert outcome.record.extra["idents"] == (Ident("arxiv", "2101.99901"), Ident("arxiv", "1912.99902"))


VENUES = [
    ("2022 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)", "CVPR"),
    ("ICLR (Poster)", "ICLR"),
    ("ECCV (12)", "ECCV"),
    ("Computer Vision – ECCV 2020", "ECCV"),
    ("CVPR Workshops", "CVPRW"),
    ("2021 IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)", "CVPRW"),
    ("NeurIPS 2021 Workshop on Teacups", ""),
    ("EMNLP (Findings)", "Findings of EMNLP"),
    ("Findings of the Association for Computational Linguistics: EMNLP 2020", "Findings of EMNLP"),
    ("Findings of the Association for Computational Linguistics: NAACL 2022", ""),
    ("Proceedings of the 57th Annual Meeting of the Association for Computational Linguistics", "ACL"),
    ("Proceedings of the 38th International Conference on Machine Learning", "ICML"),
    ("Advances in Neural Information Processing Systems 30", "NeurIPS"),
    ("Proceedings of the IEEE", "Proceedings of the IEEE"),
    ("Submitted to ICLR 2024", ""),
    ("Lecture Notes in Computer Science", ""),
]


@pytest.mark.parametrize(("words", "venue"), VENUES)
def test_venues_by_words(words: str, venue: str) -> None:
    assert named(words) == venue


def test_venues_settled_without_a_question() -> None:
    assert of(doi="10.1109/cvpr52688.2022.00123") == "CVPR" and of(doi="10.1109/cvprw53098.2021.00123") == "CVPRW"
    assert of(doi="10.1109/wacvw54805.2022.1") == "" and of(doi="10.1109/tpami.2020.1") == "TPAMI"
    assert of(doi="10.18653/v1/p19-1001") == "ACL" and of(acl="2020.findings-emnlp.1") == "Findings of EMNLP"
    assert of(acl="2022.acl-long.1") == "ACL" and of(dblp="conf/nips/X21") == "NeurIPS"
    assert of(dblp="conf/cvpr/X21", words=("CVPR Workshops",)) == "CVPRW"
    assert of(url="https://openaccess.thecvf.com/content/CVPR2024/html/x.html") == "CVPR"
    assert of(url="https://openaccess.thecvf.com/content/ICCV2021W/X/html/x.html") == "ICCVW"


@pytest.mark.parametrize(
    ("comment", "venue"),
    [
        ("Accepted to CVPR 2025", "CVPR"),
        ("Published as a conference paper at ICLR 2021", "ICLR"),
        ("12 pages, accepted by ECCV 2020 (oral)", "ECCV"),
        ("Accepted to the CVPR 2023 Workshop on Teacups", ""),
        ("Submitted to CVPR 2022", ""),
        ("We beat the CVPR 2020 winners", ""),
    ],
)
def test_venues_in_comments(comment: str, venue: str) -> None:
    assert accepted(comment) == venue


@pytest.mark.parametrize("source", [name for name, one in registry().items() if one.searches])
def test_a_title_with_signs_is_a_good_query(source: str) -> None:
    asked = registry()[source].search(
        Query('What: is "this"? AND (that) — 茶杯 & more' * 50, ("Ada O'Beispiel",), 2021)
    )
    assert asked.url.isascii() and " " not in asked.url and len(asked.url) < 4000


HOSTILE = [
    b"@misc{x,",
    b"# ",
    b"doi:10.5555/",
    b"`",
    b"<meta ",
    b"<title>",
    b"<",
    b'<meta name="citation_title" content="',
    b"<!--",
]


@pytest.mark.parametrize("part", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(("source", "kind"), [("github", "text/plain"), ("page", "text/html")])
def test_hostile_bodies_cost_no_more_than_their_length(part: bytes, source: str, kind: str) -> None:
    ident = Ident(registry()[source].kinds[0], "https://page.example.org/x")
    began = time.process_time()
    assert list(registry()[source].read(reply(part * (400_000 // len(part)), kind), [ident])) == [ident]
    assert time.process_time() - began < 1


@pytest.mark.parametrize("part", ['<a x="', "<a ", "<", "&amp;", "<math>", "<!--", "<a x="])
def test_hostile_titles_cost_no_more_than_their_length(part: str) -> None:
    began = time.process_time()
    assert len(plain(part * 20_000)) <= 1000
    assert time.process_time() - began < 1
