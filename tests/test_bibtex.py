"""BibTeX there and back: real entries of DBLP, arXiv and publishers, and what a writer may not break."""

from __future__ import annotations

from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from papernotes.account import unaccounted
from papernotes.formats.bibtex_fields import authors
from papernotes.formats.bibtex_read import read
from papernotes.formats.bibtex_write import entry, write
from papernotes.model.library import Library
from papernotes.model.paper import Paper

# Entry to the fields that matter in it.
ENTRIES: dict[str, tuple[str, dict[str, Any]]] = {
    # https://dblp.org/rec/conf/cvpr/HeZRS16.bib
    "DBLP, conference": (
        """@inproceedings{DBLP:conf/cvpr/HeZRS16,
  author    = {Kaiming He and
               Xiangyu Zhang},
  title     = {Deep Residual Learning for Image Recognition},
  booktitle = {2016 {IEEE} Conference on Computer Vision and Pattern Recognition,
               {CVPR} 2016, Las Vegas, NV, USA, June 27-30, 2016},
  pages     = {770--778},
  publisher = {{IEEE} Computer Society},
  year      = {2016},
  url       = {https://doi.org/10.1109/CVPR.2016.90},
  doi       = {10.1109/CVPR.2016.90},
  timestamp = {Fri, 24 Mar 2023 00:02:57 +0100},
  bibsource = {dblp computer science bibliography, https://dblp.org}
}""",
        {
            "title": "Deep Residual Learning for Image Recognition",
            "authors": ["Kaiming He", "Xiangyu Zhang"],
            "venue": "CVPR",
            "year": 2016,
            "doi": "10.1109/cvpr.2016.90",
            "dblp": "conf/cvpr/HeZRS16",
            "bibtex": {
                "pages": "770--778",
                "publisher": "{IEEE} Computer Society",
                "booktitle": "2016 {IEEE} Conference on Computer Vision and Pattern Recognition, {CVPR} 2016,"
                " Las Vegas, NV, USA, June 27-30, 2016",
            },
        },
    ),
    # https://dblp.org/rec/journals/corr/abs-2010-11929.bib
    "DBLP, CoRR": (
        """@article{DBLP:journals/corr/abs-2010-11929, author = {Alexey Dosovitskiy}, title = {An Image is Worth
  16x16 Words}, journal = {CoRR}, volume = {abs/2010.11929}, year = {2020},
  url = {https://arxiv.org/abs/2010.11929}}""",
        {
            "title": "An Image is Worth 16x16 Words",
            "authors": ["Alexey Dosovitskiy"],
            "venue": "arXiv",
            "year": 2020,
            "arxiv": "2010.11929",
            "dblp": "journals/corr/abs-2010-11929",
        },
    ),
    # https://arxiv.org/bibtex/2010.11929
    "arXiv": (
        """@misc{dosovitskiy2021imageworth16x16words, title={An Image is Worth 16x16 Words}, year={2021},
  eprint={2010.11929}, archivePrefix={arXiv}, primaryClass={cs.CV}, url={https://arxiv.org/abs/2010.11929}}""",
        {"title": "An Image is Worth 16x16 Words", "venue": "arXiv", "year": 2021, "arxiv": "2010.11929"},
    ),
    # As OpenReview offers it for ICLR 2021.
    "OpenReview": (
        """@inproceedings{dosovitskiy2021an, title={An Image is Worth 16x16 Words}, year={2021},
  booktitle={International Conference on Learning Representations},
  url={https://openreview.net/forum?id=YicbFdNTTy}}""",
        {"title": "An Image is Worth 16x16 Words", "venue": "ICLR", "year": 2021, "openreview": "YicbFdNTTy"},
    ),
    "a book": (
        """@book{bishop, author = "Bishop, Christopher M.", title = "Pattern Recognition and Machine Learning",
  isbn = {978-0-387-31073-2}, date = {2006-08-17}, month = aug, keywords = {ml, bayes; book}}""",
        {
            "title": "Pattern Recognition and Machine Learning",
            "authors": ["Christopher M. Bishop"],
            "year": 2006,
            "month": 8,
            "tags": ["ml", "bayes", "book"],
            "isbn": "9780387310732",
            "kind": "book",
            "bibtex": {"date": "2006-08-17"},
        },
    ),
    "LaTeX": (
        r"""@article{x, author = {J{\"u}rgen Schmidhuber and {\L}ukasz Kaiser}, title = {{BERT} \& {\'E}tude~2.},
  journal = {Nature}, year = 1997, month = {11}, url = {https://example.org/a.pdf}}""",
        {
            "title": "BERT & Étude 2",
            "authors": ["Jürgen Schmidhuber", "Łukasz Kaiser"],
            "venue": "Nature",
            "year": 1997,
            "month": 11,
            "links": {"pdf": "https://example.org/a.pdf"},
        },
    ),
}


@pytest.mark.parametrize(("text", "fields"), ENTRIES.values(), ids=ENTRIES)
def test_read(text: str, fields: dict[str, Any]) -> None:
    reading = read(text)
    assert not reading.mistakes and reading.drafts[0].line == 1
    assert [draft.fields for draft in reading.drafts] == [fields]


# btxdoc, section 4: names are parted by " and " outside of braces.
@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Kaiming He and Xiangyu Zhang", ["Kaiming He", "Xiangyu Zhang"]),
        ("He, Kaiming and Zhang, Xiangyu", ["Kaiming He", "Xiangyu Zhang"]),
        ("{Barnes and Noble} and Knuth, Donald E.", ["Barnes and Noble", "Donald E. Knuth"]),
        ("Wei Wang 0003 and others", ["Wei Wang"]),
        ("Doe, Jr., Ann and van der Doe, Bob", ["Ann Doe Jr.", "Bob van der Doe"]),
        ("family=Doe, given=Ann, prefix=van der, useprefix=false", ["Ann van der Doe"]),
        ("{Example, Inc.} and  and 张三", ["Example, Inc.", "张三"]),
        ("Alexander Anderson", ["Alexander Anderson"]),
        ("", []),
    ],
)
def test_authors(raw: str, names: list[str]) -> None:
    assert authors(raw) == names


@pytest.mark.parametrize(
    ("text", "lines", "keys"),
    [
        ("@article{a, title = {no end\n\n@misc{b, title={B}}", [1], ["a", "b"]),
        ("@misc{a, title={A}}\n@misc{a, title={B}}", [2], ["a", "a"]),
        ("@misc{k, howpublished = {Talk}}", [1], ["k"]),
        ("no BibTeX at all", [1], []),
        ("", [1], []),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, lines: list[int], keys: list[str]) -> None:
    reading = read(text)
    assert [line for line, _ in reading.mistakes] == lines
    assert [draft.key for draft in reading.drafts] == keys


@given(st.text(max_size=60) | st.lists(st.sampled_from([*'@{}="#,\\\n', "misc", "a", " and ", "title"])).map("".join))
def test_reading_never_raises(text: str) -> None:
    reading = read(text)
    assert all(draft.fields["title"] for draft in reading.drafts)
    assert all(line > 0 for line, _ in reading.mistakes)
    assert not unaccounted(reading, text)


@pytest.mark.parametrize(
    ("paper", "line"),
    [
        (Paper("k", "BERT for DeiT in 3D"), "  title = {{BERT} for {DeiT} in {3D}},"),
        (Paper("k", "A & B_1: 100% #"), r"  title = {A \& {B}\_1: 100\% \#}"),
        (Paper("k", "a } b"), r"  title = {a {\textbraceright} b}"),
        (Paper("k", "T", authors=("何恺明", "He, Kaiming")), "  author = {何恺明 and He, Kaiming}"),
        (Paper("k", "T", venue="NIPS"), "  booktitle = {NeurIPS}"),
        (Paper("k", "T", venue="PAMI"), "  journal = {TPAMI}"),
        (Paper("k", "T", arxiv="2010.11929"), "  archiveprefix = {arXiv}"),
        (Paper("k", "T", venue="CVPR"), "@inproceedings{k,"),
        (Paper("k", "T", venue="arXiv"), "@misc{k,"),
        (Paper("k", "T", kind="book"), "@book{k,"),
    ],
)
def test_write(paper: Paper, line: str) -> None:
    assert line.rstrip(",") in [found.rstrip(",") for found in entry(paper).splitlines()]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)


@given(st.lists(TEXT, min_size=1, max_size=4), TEXT)
def test_no_value_ends_its_entry(titles: list[str], url: str) -> None:
    papers = [Paper(f"k{i}", title, links={"pdf": url}, bibtex={"note": title}) for i, title in enumerate(titles)]
    library = parse_string(write(Library(papers)))
    assert not library.failed_blocks
    assert [block.key for block in library.entries] == [paper.key for paper in papers]


@pytest.mark.parametrize("name", ["DBLP, conference", "arXiv", "a book", "LaTeX"])
def test_there_and_back(name: str) -> None:
    (draft,) = read(ENTRIES[name][0]).drafts
    fields = {key: tuple(said) if isinstance(said, list) else said for key, said in draft.fields.items()}
    again = read(entry(Paper("k", **fields)))
    # For citing, an entry names neither DBLP's key nor tags.
    left = {name: said for name, said in draft.fields.items() if name not in ("dblp", "tags")}
    assert not again.mistakes and again.drafts[0].fields == left
