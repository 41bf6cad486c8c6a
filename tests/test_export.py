"""Exports: what is read back is what was written, on made-up papers, the project's own and DBLP's ten thousand."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from often import examples
from papernotes.account import unaccounted
from papernotes.formats import bibtex_read, csl_json_read, reference, ris_read, table_read
from papernotes.formats.draft import Reading
from papernotes.formats.export import EXTENSIONS, FORMATS
from papernotes.formats.latex import balanced, decode, encode, encode_title
from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import KINDS, Paper
from papernotes.store import catalogue

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("PAPERNOTES_SHARED", ROOT.parent / "shared")) / "data"
READERS: dict[str, Callable[[str], Reading]] = {
    "bibtex": bibtex_read.read,
    "biblatex": bibtex_read.read,
    "csl-json": csl_json_read.read,
    "json": csl_json_read.read,
    "ris": ris_read.read,
    "csv": table_read.read,
}
FEW = examples(25, few=10, suppress_health_check=list(HealthCheck))

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12) | st.sampled_from(
    [
        *(
            "A Paper",
            "BERT",
            "{x}",
            "$O(n^2)$",
            "50% & more",
            "a--b",
            "''q''",
            "\\",
            "Müller",
            "论文",
            "x_y",
            "=1+1",
            "$5",
        ),
        *(
            "read",
            "已读",
            "status/read",
            "topic/x",
            "Anna and Bob",
            "Example, Inc.",
            "van der Doe",
            "a; b",
            "a\nb",
            "  ",
        ),
        *(
            "https://example.org/a_b~c",
            "https://example.org/x.pdf",
            "TY  - JOUR",
            "@misc{a,",
            '"',
            "ER  - ",
            "arXiv: 1",
        ),
    ]
)
LISTS = st.lists(WORDS, max_size=3).map(tuple)
MAPS = st.dictionaries(
    WORDS | st.sampled_from(["code", "pdf", "page", "title", "entrytype", "date"]), WORDS, max_size=3
)
VENUES = WORDS | st.sampled_from(["CVPR", "NIPS", "TPAMI", "arXiv", "Proceedings of the Nothing Workshop"])
PAPERS = st.builds(
    Paper,
    key=WORDS,
    title=WORDS,
    aliases=LISTS,
    authors=LISTS,
    venue=st.just("") | VENUES,
    year=st.none() | st.integers(1000, 9999),
    month=st.none() | st.integers(1, 12),
    topics=LISTS,
    status=st.just("") | st.sampled_from(["已读", "reading", "dropped"]) | WORDS,
    tags=LISTS,
    arxiv=st.just("") | st.sampled_from(["2301.00001", "2301.00001v2"]) | WORDS,
    doi=st.just("") | WORDS,
    isbn=st.just("") | WORDS,
    links=MAPS,
    kind=st.sampled_from(KINDS),
    added=st.sampled_from(["", "2022-06-13", "2022"]),
    priority=st.none() | st.integers(1, 5),
    summary=st.just("") | WORDS,
    bibtex=MAPS,
)


def back(reading: Reading) -> list[tuple[str, dict[str, Any]]]:
    """What a reading says, to compare."""
    return [(draft.key, draft.fields) for draft in reading.drafts]


def said(papers: Sequence[Paper]) -> list[tuple[str, dict[str, Any]]]:
    """What papers say, to compare."""
    return [(paper.key, reference.plain(paper)) for paper in papers]


def own_papers() -> list[Paper]:
    """The papers of the project's own catalogue."""
    return list(catalogue.read((ROOT / "papers.yaml").read_text("utf-8"), "papers.yaml").papers)


@pytest.mark.parametrize("name", READERS)
@given(st.lists(PAPERS, max_size=2))
@FEW
def test_what_is_written_is_read_back(name: str, papers: list[Paper]) -> None:
    text = FORMATS[name](Library(papers), papers)
    reading = READERS[name](text)
    assert back(reading) == said(papers)
    assert not unaccounted(reading, text)


@pytest.mark.parametrize("name", READERS)
def test_the_own_catalogue_is_read_back(name: str) -> None:
    papers = own_papers()
    reading = READERS[name](FORMATS[name](Library(papers), papers))
    assert not reading.mistakes and back(reading) == said(papers)


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
def test_common_papers_need_no_field_of_our_own(name: str) -> None:
    papers = [paper for paper in own_papers() if paper.venue != "arXiv"]
    text = FORMATS[name](Library(papers), papers)
    assert len(re.findall(r"(?m)^  papernotes = ", text)) <= len(papers) // 50


@pytest.mark.scale
@pytest.mark.parametrize("name", READERS)
@pytest.mark.skipif(not (SHARED / "dblp-10k.bib.gz").exists(), reason="the shared data are not here")
def test_dblp_is_imported_exported_and_imported(name: str) -> None:
    first = bibtex_read.read(gzip.decompress((SHARED / "dblp-10k.bib.gz").read_bytes()).decode())
    assert len(first.drafts) == 10_000 and not first.mistakes
    papers = [
        Paper(draft.key, **{n: tuple(v) if isinstance(v, list) else v for n, v in draft.fields.items()})
        for draft in first.drafts
    ]
    assert back(READERS[name](FORMATS[name](Library(papers), papers))) == back(first)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])) | WORDS.filter(str.isprintable))
@example("A -- B `` C '' $x$ \\$5 {D}")
@example("$5 and $6")
def test_latex_there_and_back(text: str) -> None:
    plain = " ".join(text.split())
    for written in (encode(plain), encode_title(plain)):
        assert balanced(written)
        # A dollar sign that is escaped already is one.
        assert "\\" in plain or decode(written) == plain


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"M{\'{a}}ty{\'{a}}s Erd\H{o}s", "Mátyás Erdős"),
        (r"Garc\'\i a, {\O}re, Stra{\ss}e, {\AA}", "García, Øre, Straße, Å"),
        (r"{\v{S}}krab{\'a}k and Fran{\c c}ois", "Škrabák and François"),
        (r"{\textdollar}{\textbackslash}alpha{\textdollar}-Net", r"$\alpha$-Net"),
        (r"{$O(n^2)$} in {NP}", "$O(n^2)$ in NP"),
        (r"\emph{Not} so \textbf{fast}", "Not so fast"),
        (r"{\it Old} style~here", "Old style here"),
        ("pages 1--2 --- ``quoted''", "pages 1–2 — “quoted”"),
        (r"50\% \& \#1 \$5 a\_b \{x\}", "50% & #1 $5 a_b {x}"),
        (r"\alpha-Net", "α-Net"),
        (r"H$_2$O", "H$_2$O"),
        ("{unclosed", "unclosed"),
        ("\\", "\\"),
    ],
)
def test_latex_to_text(latex: str, text: str) -> None:
    assert decode(latex) == text


@pytest.mark.parametrize(
    ("paper", "name", "line"),
    [
        (Paper("k", "T", status="已读"), "bibtex", "  readstatus = {read},"),
        (Paper("k", "T", tags=("a", "b")), "bibtex", "  keywords = {a, b}"),
        (Paper("k", "T", topics=("a/b", "c")), "bibtex", "  groups = {a/b, c}"),
        (Paper("k", "T", priority=2), "bibtex", "  priority = {prio2}"),
        (Paper("k", "T", year=2021, month=6), "bibtex", "  month = jun"),
        (Paper("k", "T", year=2021, month=6), "biblatex", "  date = {2021-06}"),
        (Paper("k", "T", venue="TPAMI"), "biblatex", "  journaltitle = {TPAMI}"),
        (Paper("k", "T", arxiv="2301.00001", venue="arXiv"), "biblatex", "  eprinttype = {arxiv}"),
        (Paper("k", "T", kind="repo"), "biblatex", "@software{k,"),
        (Paper("k", "An Ape", bibtex={"title": "An {Ape}"}), "bibtex", "  title = {An {Ape}}"),
        (Paper("k", "T", bibtex={"entrytype": "phdthesis", "school": "X"}), "bibtex", "@phdthesis{k,"),
        (Paper("k", "T", status="已读"), "csl-json", '  "note": "Read_Status: Read",'),
        (Paper("k", "T", tags=("a", "b")), "csl-json", '  "keyword": "a, b"'),
        (Paper("k", "T", tags=("a",), topics=("x/y",)), "ris", "KW  - topic/x/y"),
        (Paper("k", "T", authors=("Ann van Doe",)), "ris", "AU  - van Doe, Ann"),
        (Paper("k", "=1+1"), "csv", "k,'=1+1,,,,,,,,,,,,,,,,,,,,"),
        (Paper("k", "A | B"), "markdown", "- **A \\| B**"),
    ],
)
def test_what_other_programs_read(paper: Paper, name: str, line: str) -> None:
    lines = FORMATS[name](Library([paper]), [paper]).splitlines()
    assert line.rstrip(",") in [found.rstrip(",") for found in lines]


def test_a_rating_is_jabrefs_ranking() -> None:
    paper = Paper("k", "T")
    note = Note("notes/k.md", "k.md", NoteKind.PAPER, "k", "", meta={"rating": 4})
    text = FORMATS["bibtex"](Library([paper], [note]), [paper])
    assert "ranking = {rank4}" in text and bibtex_read.read(text).drafts[0].note_meta == {"rating": 4}


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
@given(st.lists(PAPERS, max_size=2))
@FEW
def test_any_parser_reads_our_bibtex(name: str, papers: list[Paper]) -> None:
    library = parse_string(FORMATS[name](Library(papers), papers))
    failed = [block for block in library.failed_blocks if "Duplicate" not in type(block).__name__]
    assert not failed


@given(st.lists(PAPERS, max_size=2))
@FEW
def test_html_holds_no_code_of_a_paper(papers: list[Paper]) -> None:
    page = BeautifulSoup(FORMATS["html"](Library(papers), papers), "html.parser")
    assert len(page.select("tbody > tr")) == len(papers)
    assert {tag.name for tag in page.select("tbody *")} <= {"tr", "td", "a"}
    assert all(re.match("https?://", str(link["href"]), re.I) for link in page.select("a"))


@given(st.lists(PAPERS, max_size=2))
@FEW
def test_markdown_lists_each_paper_under_its_topics(papers: list[Paper]) -> None:
    tokens = MarkdownIt().parse(FORMATS["markdown"](Library(papers), papers))
    assert not [token for token in tokens if token.type in ("html_block", "code_block", "fence")]
    bold = sum(child.type == "strong_open" for token in tokens for child in token.children or ())
    assert bold >= len([paper for paper in papers if paper.title.strip()])


def test_markdown_nests_topics() -> None:
    papers = [Paper("a", "A Paper", topics=("x/y",)), Paper("b", "B Paper", topics=("x",)), Paper("c", "C Paper")]
    text = FORMATS["markdown"](Library(papers), papers)
    assert re.findall(r"(?m)^#+ .*|\*\*.*\*\*", text) == [
        *("## x", "**B Paper**", "### y", "**A Paper**", "## 其他 / Other", "**C Paper**"),
    ]


def test_every_format_has_an_extension_and_empty_exports_are_valid() -> None:
    assert FORMATS.keys() == EXTENSIONS.keys()
    for name, write in FORMATS.items():
        text = write(Library(), [])
        assert name not in ("csl-json", "json") or json.loads(text) is not None
