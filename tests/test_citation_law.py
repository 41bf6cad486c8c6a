"""A law of citing: a template's line is the CSL processor's own, for every shape of paper."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import pytest
from citeproc import CitationStylesStyle
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from often import examples
from papernotes.formats import csl_lines
from papernotes.formats.citation import STYLES, reference
from papernotes.formats.csl_style import reduced
from papernotes.formats.csl_template import Lines, rendered
from papernotes.model.paper import Paper

ODD = [
    "",
    "?",
    "An invented question?",
    "It ends. ",
    "Ends in a stop.",
    "... begins so",
    "“Quoted” words",
    'a <i>slanted</i> <span class="nocase">pH</span> of X',
    '<span class="nocase">eBird</span>',
    '<span class="nocase">never closed',
    "ALL CAPITALS: the end!",
    "two  spaces\tand a tab",
    "line\nbreak",
    "一种虚构的方法。",
    "虚构的方法？",
    "a, b; c:",
    "1",
    "12A",
    "3-4",
    "7919",
    "\ue000\ue001\ue002",
    "\ue003.",
    "ß ŉ ǆ ﬁ",
    "İ",
    "&amp; & <",
    "(in brackets)",
    "-",
    " ",
    "\u200b",
]
NAMES = [
    *("Ann Example", "Example", "Jean-Luc van der Invent", "张虚构", "J. R. R. Invented", "Ann Example Jr.", "of", ""),
    *("Invented, Ann", "ann lower", "Team X.", "O'Brien-Smith, Ü.", "...", "A. ?", "\ue001", "Ludwig d'Example", " x "),
]
WORDS = st.sampled_from(ODD) | st.text(max_size=12) | st.from_regex(r"\A[A-Z][a-z]{2,8}( [a-zA-Z]{2,8}){0,4}[.?!]?\Z")
NUMBERS = st.sampled_from(["", "1", "12", "3rd", "2nd", "1--9", "12-34", "e5", "7919", "1, 3", "II", "5 & 6"]) | WORDS
PEOPLE = st.lists(st.sampled_from(NAMES) | WORDS, max_size=5) | st.integers(0, 60).map(
    lambda n: [f"Ann{n} Example"] * n
)
TYPES = ("", "article", "inproceedings", "book", "phdthesis", "techreport", "incollection", "misc", "unpublished")
BIBTEX = st.fixed_dictionaries(
    {"entrytype": st.sampled_from(TYPES)},
    optional=dict.fromkeys(("volume", "number", "pages", "edition"), NUMBERS)
    | dict.fromkeys(("publisher", "address", "series", "eventtitle", "booktitle", "journal", "url"), WORDS),
)
PAPERS = st.fixed_dictionaries(
    {"title": WORDS, "authors": PEOPLE.map(tuple), "bibtex": BIBTEX},
    optional={
        "year": st.sampled_from([1, 999, 1000, 2021, 7919, 9999, 10000, 0, -5]) | st.integers(1900, 2030),
        "month": st.integers(1, 12),
        "venue": st.sampled_from(["CVPR", "arXiv", "TPAMI", "Invented Letters", "虚构学报"]) | WORDS,
        "arxiv": st.sampled_from(["2101.00001", "cs/0101001", "hep-th/9901001"]),
        "doi": st.sampled_from(["10.5555/x", "10.5555/a.", "10.5555/(b)2;"]),
        "kind": st.sampled_from(["paper", "book", "dataset", "repo", "tool", "blog", "talk", "survey"]),
        "links": st.fixed_dictionaries({"page": st.just("https://example.org/a/")}),
    },
)


@cache
def style(file: str, locale: str, kind: str, has: frozenset[str]) -> Any:
    made = reduced(csl_lines._source(file), kind, has)
    return CitationStylesStyle(BytesIO(made), locale=locale, validate=False)


@cache
def lines(file: str, locale: str, kind: str, has: frozenset[str]) -> Lines:
    return Lines(style(file, locale, kind, has))


def outcome(make: Any, *args: Any) -> Any:
    """What it gives, or what it raises; the processor refuses some names."""
    try:
        return make(*args)
    except Exception as error:
        return type(error)


def law(said: dict[str, Any]) -> None:
    item = reference(Paper("key", **said))
    shape = (item["type"], frozenset(item) - {"id", "type"})
    for file in STYLES.values():
        for locale in ("zh-CN", "en-US"):
            wanted = outcome(rendered, style(file, locale, *shape), item)
            assert outcome(lines(file, locale, *shape).line, item) == wanted


@examples(80, few=20, suppress_health_check=list(HealthCheck))
@example(
    {
        "title": "T?",
        "authors": ("Ann Example", "A. B. C."),
        "bibtex": {"entrytype": "article", "volume": "7919"},
        "year": 2021,
    }
)
@given(PAPERS)
def test_a_template_says_what_the_processor_says(said: dict[str, Any]) -> None:
    law(said)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 18, 19, 20, 21, 22, 23, 60])
def test_however_many_authors(count: int) -> None:
    names = tuple(f"Ann-Lee B. Invented{n}" for n in range(count))
    for end in ((), ("Lab.",), ("张虚构",)):
        law({"title": "Invented", "authors": names + end, "year": 2021, "venue": "CVPR"})


def plain(number: int) -> dict[str, Any]:
    """An ordinary paper's CSL-JSON."""
    name = chr(ord("a") + number % 26) * 5
    bibtex = {
        "pages": f"{number}--{number + 9}",
        "journal": "Invented Letters",
        "entrytype": "article",
        "volume": str(number),
    }
    people = tuple(f"Ann {name.title()}{n}" for n in range(2 + number % 8))
    doi, year = f"10.5555/{name}{number}", 2000 + number % 20
    return reference(Paper("key", title=f"On {name}", authors=people, year=year, bibtex=bibtex, doi=doi))


@pytest.mark.parametrize("file", STYLES.values())
def test_ordinary_papers_of_a_shape_share_a_template(file: str) -> None:
    items = [plain(number) for number in range(100)]
    shape = (items[0]["type"], frozenset(items[0]) - {"id", "type"})
    made = Lines(style(file, "en-US", *shape))
    assert [made.line(item) for item in items] == [rendered(style(file, "en-US", *shape), item) for item in items]
    assert len(made._templates) <= 4 and None not in made._templates.values()
