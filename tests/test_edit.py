"""Laws of editing: every other byte stays, what was asked for is what a second reading finds, and undo undoes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papernotes.model.paper import values
from papernotes.store import catalogue
from papernotes.store.edit import EditRefused, add_entries, remove_entry, rename_key, set_fields
from papernotes.store.scalar import flow, quoted, scalar

OWN = (Path(__file__).parent.parent / "papers.yaml").read_text("utf-8")
STYLES = """\
# head

plain:   # about the key
  title: An Image is Worth, 16x16 Words   # about the title
  year:   2020
  topics: [  检测 , "识别" ] # about the topics

  status: 未看
  links: {code: https://example.org/a, pdf: "https://example.org/b"}
'quoted':
    title: 'It''s'
    aliases:
      - DETR # a nickname
      - "x"
    tags:
    - oral
    - "综述"
    links:
      code: https://example.org/c

flow: {title: "T", year: 2021, tags: [a, b]}   # in braces
folded:
  summary: >-
    several words
    on lines

  # between
  title: |
    T
# a section
empty:
last:
  title: L
  status:
  tags: []"""


def said(text: str) -> dict[str, Any]:
    return {paper.key: values(paper) for paper in catalogue.read(text.removeprefix("\ufeff"), "p").papers}


def forms(text: str) -> list[str]:
    return [text, text + "\n", text.replace("\n", "\r\n"), "\ufeff" + text + "\n\n", text + "\n# end\n"]


FORMS = forms(STYLES)
KEYS = list(said(STYLES))
SET = [
    ("title", '新标题: with "signs"'),
    ("year", 1999),
    ("status", "已读"),
    ("topics", ["检测", "新, 的"]),
    ("tags", ["a", "1"]),
    ("aliases", ["DETR", "y"]),
    ("links", {"code": "https://example.org/c", "pdf": "https://example.org/d"}),
    ("arxiv", "2301.00010"),
    ("added", "2026-11-21"),
    ("summary", "第一行\n第二行"),
]


@pytest.mark.parametrize("text", FORMS, ids=range(len(FORMS)))
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("name", "value"), SET, ids=[name for name, _ in SET])
def test_set_changes_that_field_only_or_refuses(text: str, key: str, name: str, value: Any) -> None:
    try:
        new = set_fields(text, "p", key, {name: value})
    except EditRefused as refused:
        assert (key, name) == ("quoted", "aliases") and "comments" in str(refused)
        return
    wanted = said(text)
    wanted[key][name] = tuple(value) if isinstance(value, list) else value
    assert said(new) == wanted
    assert set_fields(new, "p", key, {name: value}) == new
    assert re.findall("#.*", new) == re.findall("#.*", text)


@pytest.mark.parametrize("text", FORMS, ids=range(len(FORMS)))
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["title", "year", "status", "topics", "tags", "links", "summary"])
def test_remove_field_keeps_every_comment(text: str, key: str, name: str) -> None:
    wanted = said(text)
    wanted[key].pop(name, None)
    new = set_fields(text, "p", key, {name: None})
    assert said(new) == wanted
    assert new.count("#") == text.count("#")


@pytest.mark.parametrize("text", [*FORMS, *forms(OWN)[:3], "", "# only a comment\n", "\ufeff"])
def test_add_then_remove_is_byte_identical(text: str) -> None:
    fields = {"title": "T: x", "topics": ["a/b"], "year": 2020, "links": {"code": "https://example.org"}}
    new = add_entries(text, "p", {"new2020": fields})
    assert said(new).pop("new2020")["title"] == "T: x"
    assert remove_entry(new, "p", "new2020") == text or not said(text)


@pytest.mark.parametrize("text", FORMS, ids=range(len(FORMS)))
@pytest.mark.parametrize("key", KEYS)
def test_rename_there_and_back(text: str, key: str) -> None:
    new = rename_key(text, "p", key, "other-key")
    assert list(said(new)) == [k if k != key else "other-key" for k in said(text)]
    assert rename_key(new, "p", "other-key", key) == text
    assert key not in said(remove_entry(text, "p", key))


@pytest.mark.parametrize("key", list(said(OWN))[::7])
def test_undo_on_our_own_catalogue(key: str) -> None:
    old = said(OWN)[key]
    changes: dict[str, Any] = {"status": "弃读", "year": 1999, "tags": ["一", "b"], "title": "X: y", "summary": "s"}
    new = set_fields(OWN, "p", key, changes)
    assert set_fields(new, "p", key, {name: old.get(name) for name in changes}) == OWN


@given(st.text())
@example("no")
@example("2022")
@example("a: b # c")
@example("\x85\u2028\ufeff\U0001f600")
def test_a_scalar_reads_back(value: str) -> None:
    for text in (scalar(value), scalar(value, "'"), scalar(value, "", in_flow=False), quoted(value)):
        root = catalogue.compose(f"k: {text}")
        assert root is not None and root.value[0][1].value == value


@given(st.lists(st.text(min_size=1)), st.dictionaries(st.text(min_size=1), st.text(min_size=1)))
def test_lists_and_mappings_read_back(items: list[str], mapping: dict[str, str]) -> None:
    root = catalogue.compose(f"k: {flow(items)}\nl: {flow(mapping)}")
    assert root is not None
    assert [node.value for node in root.value[0][1].value] == items
    assert {key.value: node.value for key, node in root.value[1][1].value} == mapping


CHARS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"])
EMPTY = {"todo", "???", "？？？", "tbd", "待补"}
WORD = st.text(CHARS, min_size=1, max_size=12).filter(lambda word: word.strip() and word.casefold() not in EMPTY)
FIELDS = st.fixed_dictionaries(
    {"title": WORD},
    optional={
        "year": st.integers(1990, 2030),
        "topics": st.lists(WORD, min_size=1, max_size=3, unique=True),
        "status": st.sampled_from(["未看", "已读"]),
        "summary": WORD,
        "links": st.dictionaries(WORD, WORD, min_size=1, max_size=2),
    },
)


@given(st.lists(FIELDS, min_size=1, max_size=4), FIELDS, st.data())
def test_generated_catalogues(papers: list[dict[str, Any]], changes: dict[str, Any], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(["", "# 头\n\n", "\ufeff"]))
    for i, fields in enumerate(papers):
        text = add_entries(text, "p", {f"k{i}": fields})
    key = f"k{data.draw(st.integers(0, len(papers) - 1))}"
    old = said(text)[key]
    new = set_fields(text, "p", key, changes)
    expected = said(text)
    expected[key] |= {n: tuple(v) if isinstance(v, list) else v for n, v in changes.items()}
    assert said(new) == expected
    assert set_fields(new, "p", key, {name: old.get(name) for name in changes}) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{a: {title: x}}", "p:1:2: not edited"),
        ("a: &x\n  title: T\n", "p:1:4: not edited: YAML anchor 'x' is not allowed"),
        ("a:\n  title: T\nb:\n  title: 'x\n", "p:4:10: not edited"),
        ("a:\n  title: T\na:\n  title: U\n", "p:3:1: not edited: 'a' is already defined at line 1"),
        ("a:\n  title: T\n  title: U\n", "p:1:1: not edited: field 'title' stands twice"),
        ("a: text\n", "p:1:1: not edited: the entry is no mapping"),
        ("b:\n  title: T\n", "p: there is no paper 'a'"),
    ],
)
def test_what_cannot_be_done_safely_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(EditRefused) as refused:
        set_fields(text, "p", "a", {"title": "new"})
    assert str(refused.value).startswith(reason.split(":")[0]) and reason in str(refused.value)
