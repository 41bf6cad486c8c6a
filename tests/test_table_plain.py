"""What is taken to be said whole by a table is read back from it, and common papers are taken so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from often import examples
from papernotes.formats import reference, table_plain, table_read, table_write
from papernotes.model.library import Library
from papernotes.model.paper import KINDS, Paper
from papernotes.model.status import Statuses

STATUSES = Statuses()
# What begins with a letter or a digit and yet may be read as something else.
PLAIN = st.sampled_from(
    [
        *(
            "A Paper",
            "x_y",
            "50% & more",
            "a--b",
            "BERT: Deep",
            'say "no"',
            "M{ü}ller",
            "论文",
            "a, b",
            "甲、乙",
            "a; b",
        ),
        *("read", "done", "status/read", "topic/x", "主题:x", "To Read", "Ann and Bob", "others", "Doe, Jane", "arXiv"),
        *(
            "a  b",
            "a ",
            "a\u00a0b",
            "a\u2028b",
            "a\nb",
            "https://example.org/a;b",
            "x: y",
            "null",
            "1e5",
            "CoRR",
            "Müller 0003",
        ),
        *("Wei Wang 0002", "a\\b", "$x$", "50$", "a'b", "`a''", "a -- b", "{a}", "²", "NIPS", "family=Doe, given=Ann"),
    ]
) | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=9)
LISTS = st.lists(PLAIN, max_size=3).map(tuple)
URLS = st.sampled_from(
    ["https://example.org/a_b~c", "https://example.org/x.pdf", "http://x", "https://a.org/; b: c", "y"]
)
NAMES = st.sampled_from(["code", "pdf", "page", "项目", "a b", "a:b", "=a"]) | PLAIN
PAPERS = st.builds(
    Paper,
    key=st.sampled_from(["a2020b", "DBLP:x", "a b", "-x"]) | PLAIN,
    title=PLAIN,
    aliases=LISTS,
    authors=LISTS,
    venue=st.sampled_from(["", "CVPR", "NIPS", "NeurIPS", "arXiv"]) | PLAIN,
    year=st.none() | st.integers(999, 10000),
    month=st.none() | st.integers(0, 13),
    topics=LISTS,
    status=st.sampled_from(["", "", "已读", "reading", "no such"]),
    tags=LISTS,
    arxiv=st.sampled_from(["", "", "2301.00001", "2301.00001v2", "cs/0001001"]),
    doi=st.sampled_from(["", "", "10.5555/a", "10.5555/A"]),
    isbn=st.sampled_from(["", "", "9780306406157", "978-0-306-40615-7"]),
    links=st.dictionaries(NAMES, URLS, max_size=2),
    kind=st.sampled_from(["", "paper", "paper", *KINDS]),
    added=st.sampled_from(["", "2022-06-13", "2022-6-1", "2022"]),
    priority=st.none() | st.integers(0, 6),
    summary=st.just("") | PLAIN,
    former=st.sampled_from([(), (), (), ("old",)]),
    bibtex=st.dictionaries(
        st.sampled_from(["booktitle", "url", "note"]), PLAIN | st.sampled_from(["", "x://"]), max_size=2
    ),
)


def differs(paper: Paper) -> dict[str, object]:
    """What the paper's row says otherwise than the paper, without the own field."""
    drafts = table_read.read(table_write.table([paper], [""]), STATUSES).drafts
    return reference.difference(paper, drafts)


@given(PAPERS)
@examples(400, few=100, suppress_health_check=list(HealthCheck))
def test_what_is_taken_as_said_is_read_back(paper: Paper) -> None:
    assert not (table_plain.says_all(paper, STATUSES) and differs(paper))


@pytest.mark.parametrize(
    "values",
    [
        *({"key": "a  b"}, {"title": ""}, {"title": " T"}, {"title": "T "}, {"title": "a\u2028b"}, {"summary": "\tx"}),
        *({"arxiv": "2301.00001"}, {"venue": "CVPR", "arxiv": "2301.00001v2"}, {"venue": "NIPS"}, {"doi": "10.5555/A"}),
        *(
            {"status": "no such"},
            {"tags": ("read",)},
            {"tags": ("topic/x",)},
            {"tags": ("a", "a")},
            {"tags": ("a, b",)},
        ),
        *({"topics": ("a", "a")}, {"aliases": ("a; b", "c")}, {"authors": ("Doe, Jane",)}, {"authors": ("others",)}),
        *(
            {"authors": ("Wei Wang 0002",)},
            {"year": 999},
            {"month": 0},
            {"priority": 6},
            {"added": "2022"},
            {"kind": "x"},
        ),
        *(
            {"links": {"code": "x"}},
            {"links": {"a b": "http://x"}},
            {"links": {"a": "http://x y"}},
            {"former": ("old",)},
        ),
        *({"bibtex": {"note": ""}}, {"bibtex": {"url": "http://x"}}, {"bibtex": {"note": "\ud83d\ude00"}}),
        {"links": {f"k{i}": "https://example.org/" + "x" * 3000 for i in range(50)}},
        {"tags": tuple("x" * 40 + str(i) for i in range(4000))},
    ],
    ids=lambda values: next(iter(values)),
)
def test_what_is_not_read_back_is_known(values: dict[str, Any]) -> None:
    paper = Paper("k")
    for name, value in ({"title": "T"} | values).items():
        setattr(paper, name, value)
    assert differs(paper) and not table_plain.says_all(paper, STATUSES)


@pytest.mark.parametrize(
    "field", ["title", "aliases", "authors", "venue", "tags", "topics", "summary", "links", "bibtex"]
)
@given(PLAIN)
@examples(100, few=30, suppress_health_check=list(HealthCheck))
def test_each_field_alone(field: str, text: str) -> None:
    values = {"aliases": (text,), "authors": (text,), "tags": (text,), "topics": (text,)}
    maps = {"links": {text: "https://example.org/"}, "bibtex": {"note": text}}
    paper = Paper("k", "T")
    setattr(paper, field, values.get(field) or maps.get(field) or text)
    assert not (table_plain.says_all(paper, STATUSES) and differs(paper))


def test_common_papers_are_taken_as_said() -> None:
    common = Paper(
        "doe2021-x",
        "A Paper: About “Nothing”, Twice",
        ("AP",),
        ("Jane Doe", "J. van der Doe", "张三"),
        "CVPR",
        2021,
        6,
        ("识别/检测", "OCR"),
        "已读",
        ("oral", "综述"),
        "2106.00001",
        links={"code": "https://example.org/a?b=c"},
        added="2022-06-13",
        bibtex={"pages": "1--9", "abstract": "Line\nline"},
    )
    assert table_plain.says_all(common, STATUSES) and table_write.more(Library([common]), [common]) == [""]
