"""Whatever a file holds, reading it ends with papers and problems whose places are in the file."""

from __future__ import annotations

import datetime
import re

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from often import examples
from papernotes import checks
from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.problem import Problem
from papernotes.store import catalogue, notes

FEW = examples(150, few=30, database=None, suppress_health_check=list(HealthCheck))
TODAY = datetime.date(2026, 6, 30)

VALID = """\
# 骨干
vit:
  title: "An Image is Worth 16x16 Words: Transformers"
  authors: [Alexey Dosovitskiy, "Beyer, Lucas", 何恺明]
  venue: ICLR
  year: 2021
  topics: [骨干/Transformer, 检测]
  status: 已读
  arxiv: "2010.11929"
  doi: 10.48550/arXiv.2010.11929
  links: {code: "https://github.com/google-research/vision_transformer"}

detr:
  title: End-to-End Object Detection with Transformers
  authors:
    - Nicolas Carion
    - Francisco Massa
  year: 2020
  bibtex:
    pages: 213--229
"""
NOTE = """\
---
read: [2022-06-13, 2022-07-01]
rating: 4
paper: vit
sources: {blog: "https://example.org"}
---

# ViT

见 [[detr|那篇]] 与 [@vit]，`[[code]]`，[表](../detr.md#a)。

```python
x = [[1]]
```
"""
# YAML's and Markdown's own signs, and what stands between them.
_PIECES = [
    *":-?[]{},#&*!|>'\"%@`~=\t\n\r \\<^$（：）“”é\u00a0\u200b\u2028\x00\x1b\ufeff\ud800",
    *("\n  ", "\n    ", "\r\n", ": ", "- ", "? ", "---\n", "...\n", "<<: ", "!!str ", "&a ", "*a", "null", "true"),
    *("title: ", "year: ", "authors: ", "links: ", "topics: ", "arxiv: ", "doi: ", "vit:\n", "论文", "2010.11929"),
    *("[[", "]]", "[@", "](", ".md", "```\n", "# ", "=\n", "<!--", "-->", "read: ", "2022-02-30", "paper: ", "0x1"),
]
soup = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


def mutations(valid: str) -> st.SearchStrategy[str]:
    """The text after a few deletions, insertions and exchanges."""
    place = st.integers(0, len(valid))
    change = st.tuples(st.sampled_from("dis"), place, place, st.sampled_from(_PIECES))
    return st.lists(change, min_size=1, max_size=4).map(lambda changes: _changed(valid, changes))


def _changed(text: str, changes: list[tuple[str, int, int, str]]) -> str:
    for kind, here, there, piece in changes:
        start, end = min(here, there), max(here, there)
        if kind == "d":
            text = text[:start] + text[min(end, start + 12) :]
        elif kind == "i":
            text = text[:start] + piece + text[start:]
        else:
            one, two = text[start : start + 3], text[end : end + 3]
            text = text[:start] + two + text[start + 3 : end] + one + text[end + 3 :]
    return text


def inside(problems: list[Problem], text: str, path: str) -> None:
    """Each place is in the file, at most one past the end of its line."""
    lines = re.split("\r\n|[\r\n]", text.removeprefix("\ufeff"))
    for problem in problems:
        where = problem.where
        assert where.path == path and 1 <= where.line <= len(lines), problem
        assert 1 <= where.column <= len(lines[where.line - 1]) + 1, problem
        assert "\n" not in str(problem)


def read_catalogue(text: str) -> None:
    read = catalogue.read(text, "papers.yaml")
    library = Library(read.papers, (), read.problems)
    inside(checks.run(library, today=TODAY), text, "papers.yaml")
    # Not `read`, which remembers what it read last.
    again = catalogue.read_entries(text, "papers.yaml")
    assert [str(p) for p in again.problems] == [str(p) for p in read.problems]


def read_note(text: str) -> None:
    note, problems = notes.read(text, "notes/vit.md", "vit.md", True)
    assert isinstance(note, Note)
    found = checks.run(Library((), [note], problems), today=TODAY)
    inside(found, text, "notes/vit.md")


@FEW
@given(st.text(max_size=200))
def test_any_text_is_a_catalogue(text: str) -> None:
    read_catalogue(text)


@FEW
@given(soup)
def test_any_yaml_soup_is_a_catalogue(text: str) -> None:
    read_catalogue(text)


@FEW
@given(mutations(VALID))
def test_a_damaged_catalogue_is_read(text: str) -> None:
    read_catalogue(text)


@FEW
@given(st.one_of(st.text(max_size=200), soup, soup.map(lambda text: f"---\n{text}\n---\n{text}")))
def test_any_text_is_a_note(text: str) -> None:
    read_note(text)


@FEW
@given(mutations(NOTE))
def test_a_damaged_note_is_read(text: str) -> None:
    read_note(text)


def test_the_undamaged_ones_are_fine() -> None:
    assert not catalogue.read(VALID, "papers.yaml").problems
    assert not notes.read(NOTE, "notes/vit.md", "vit.md", True)[1]
