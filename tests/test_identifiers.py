"""Normal forms of identifiers, by examples that the services themselves give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.identifiers import NORMALISE, arxiv_date, citation_key, family_given, fold_title, is_key, url_of

FORMS: dict[str, dict[str, str | None]] = {
    # https://info.arxiv.org/help/arxiv_identifier.html and arxiv_identifier_for_services.html
    "arxiv": {
        "2010.11929": "2010.11929",
        "arXiv:2010.11929v2": "2010.11929",
        "https://arxiv.org/pdf/2010.11929v2.pdf": "2010.11929",
        "http://cn.arxiv.org/abs/2010.11929?context=cs": "2010.11929",
        "0704.0001": "0704.0001",
        "arXiv:hep-th/9901001v3": "hep-th/9901001",
        "math.GT/0309136": "math/0309136",
        "0703.0001": None,  # The scheme began in April 2007.
        "1412.00001": None,  # Five digits since 2015.
        "1501.0001": None,
        "2013.00001": None,
        "hep-th/0704001": None,
        "2010.11929 v2": None,
    },
    # https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html
    "doi": {
        "10.1109/CVPR.2016.90": "10.1109/cvpr.2016.90",
        "https://doi.org/10.1109/5.771073": "10.1109/5.771073",
        "doi: http://dx.doi.org/10.1109/5.771073.": "10.1109/5.771073",
        "https://doi.org/10.1002/%28SICI%291097-0258": "10.1002/(sici)1097-0258",
        "10.1016/S0140-6736(20)30183-5": "10.1016/s0140-6736(20)30183-5",
        "10.1109/5.771073)": "10.1109/5.771073",
        "11.1109/5.771073": None,
        "10.1109/": None,
        "10.1109/a b": None,
    },
    "openreview": {
        "YicbFdNTTy": "YicbFdNTTy",
        "https://openreview.net/forum?id=YicbFdNTTy&noteId=x": "YicbFdNTTy",
        "https://openreview.net/pdf?id=YicbFdNTTy": "YicbFdNTTy",
        "https://example.org/YicbFdNTTy": None,
    },
    # https://aclanthology.org/info/ids/
    "acl": {
        "P19-1001": "P19-1001",
        "https://aclanthology.org/2022.acl-long.1.pdf": "2022.acl-long.1",
        "https://www.aclanthology.org/P19-1001/": "P19-1001",
        "P19-101": None,
    },
    # https://dblp.org/faq/What+is+the+key+of+a+dblp+record.html
    "dblp": {
        "conf/cvpr/HeZRS16": "conf/cvpr/HeZRS16",
        "DBLP:journals/corr/HeZRS15": "journals/corr/HeZRS15",
        "https://dblp.uni-trier.de/rec/conf/cvpr/HeZRS16.html": "conf/cvpr/HeZRS16",
        "cvpr/HeZRS16": None,
    },
    # https://www.isbn-international.org/content/isbn-users-manual
    "isbn": {
        "978-0-387-31073-2": "9780387310732",
        "ISBN 0-306-40615-2": "0306406152",
        "0-8044-2957-X": "080442957X",
        "978-0-387-31073-3": None,
        "12345": None,
    },
}
ROWS = [(kind, text, ident) for kind, forms in FORMS.items() for text, ident in forms.items()]


@pytest.mark.parametrize(("kind", "text", "ident"), ROWS, ids=[f"{kind} {text}" for kind, text, _ in ROWS])
def test_normal_form(kind: str, text: str, ident: str | None) -> None:
    assert NORMALISE[kind](text) == ident


@pytest.mark.parametrize("kind", NORMALISE)
@given(st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from([text for _, text, _ in ROWS]))
def test_a_normal_form_is_its_own_and_that_of_its_page(kind: str, text: str) -> None:
    ident = NORMALISE[kind](text)
    if ident is not None:
        assert NORMALISE[kind](ident) == ident
        assert NORMALISE[kind](url_of(kind, ident) or ident) == ident


@pytest.mark.parametrize(
    ("text", "date"),
    [("2010.11929", (2020, 10)), ("hep-th/9108028", (1991, 8)), ("math/0309136", (2003, 9)), ("x", None)],
)
def test_arxiv_date(text: str, date: tuple[int, int] | None) -> None:
    assert arxiv_date(text) == date


@pytest.mark.parametrize(
    ("author", "parts"),
    [
        ("Kaiming He", ("He", "Kaiming")),
        ("He, Kaiming", ("He", "Kaiming")),
        ("Aäron van den Oord", ("van den Oord", "Aäron")),
        ("Laurens van der Maaten", ("van der Maaten", "Laurens")),
        ("何恺明", ("何", "恺明")),
        ("OpenAI", ("OpenAI", "")),
    ],
)
def test_family_and_given_name(author: str, parts: tuple[str, str]) -> None:
    assert family_given(author) == parts


@pytest.mark.parametrize(
    ("authors", "year", "title", "taken", "key"),
    [
        (["Shancheng Fang"], 2021, "Read Like Humans", (), "fang2021read"),
        (["Fang, Shancheng"], 2021, "Read Like Humans", ("fang2021read",), "fang2021read-like"),
        (["Jürgen Schmidhuber"], 1997, "On the Long Short-Term Memory", (), "schmidhuber1997long"),
        ([], 2020, "The DETR", (), "detr2020"),
        (["何恺明"], 2016, "深度残差学习", (), "paper2016"),
        ([], None, "深度", ("paper", "paper-2"), "paper-3"),
        ([], None, "Con", (), "con-2"),
    ],
)
def test_citation_key(authors: list[str], year: int | None, title: str, taken: tuple[str, ...], key: str) -> None:
    assert citation_key(authors, year, title, taken) == key


# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
@pytest.mark.parametrize("key", ["vit-2021", "论文2021", "a.b+c_d", "2021", "console", "a" * 80])
def test_what_is_a_key(key: str) -> None:
    assert is_key(key)


@pytest.mark.parametrize("key", ["", "../x", "a b", "-a", "a.", "con", "NUL.md", "Lpt1", "a" * 81, "a\n"])
def test_what_is_no_key(key: str) -> None:
    assert not is_key(key)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("{BERT}: Pre-training", "BERT Pre-training."),
        ("Ｆｕｌｌ width", "full width"),
        ("The $n$-gram \\emph{model}", "the n-gram model"),
        ("STRASSE", "straße"),
    ],
)
def test_titles_that_are_the_same(one: str, two: str) -> None:
    assert fold_title(one) == fold_title(two)
