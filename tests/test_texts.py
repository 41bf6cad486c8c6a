"""What is searched in a quicker way finds the same: signs in notes, patterns, the pieces that are no prose."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.checks import note, parts, shape
from papernotes.checks.texts import Texts
from papernotes.model.note import Note, NoteKind
from papernotes.store import scan

SIGNS = "# # = === - ``` ~~~ ` `` $ $$ \\ \\( \\[ <!-- --> [ ] ]( ) ! ![ <b> > 1. 中文 ： a.png word Word"
WORDS = st.sampled_from(["\n", "\n\n", " ", "    ", "\t", "# ", "> ", "- ", "1. ", *SIGNS.split()])
BODY = st.lists(WORDS, max_size=30).map("".join)
# What each pattern is for, as one would write it.
PLAIN = [
    (scan._START, re.compile(r"<!--|`++|\$\$?|\\[\[(`$\\]")),
    (shape._LONE, re.compile(r"(?<![\\$])\$\\[a-zA-Z]+")),
    (shape._OPEN, re.compile(r"(?<!\\)\$\$")),
]
FENCE = re.compile(
    r"(?m)^[ \t>]*+(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]++)?(?P<fence>`{3,}+|~{3,}+)(?P<info>[^\n]*)$",
)
MARKS = re.compile(r"(?m)^ {0,3}(#{1,6})(?=[ \t\n]|\Z)([^\n]*)$")
TOP = re.compile(r"(?m)^ {0,3}(?:#(?!#)|=+[ \t]*$)")


def texts(bodies: list[str]) -> Texts:
    return Texts([Note(f"notes/{i}.md", f"{i}.md", NoteKind.PAGE, "", body) for i, body in enumerate(bodies)])


@given(st.lists(BODY, max_size=6), st.lists(st.one_of(WORDS, BODY.filter(bool)), min_size=1, max_size=3))
def test_the_texts_that_hold_a_sign_are_those(bodies: list[str], signs: list[str]) -> None:
    asked = texts(bodies)
    for lower in (False, True):
        found = [text.body for text in asked.having(*signs, lower=lower)]
        assert found == [body for body in bodies if any(s in (body.lower() if lower else body) for s in signs)]


@given(st.lists(BODY, max_size=6))
def test_the_texts_that_may_have_a_title_are_those(bodies: list[str]) -> None:
    assert [text.body for text in texts(bodies).matching(note._TOP)] == [body for body in bodies if TOP.search(body)]


@given(st.lists(BODY, max_size=6), st.lists(st.sampled_from(["word", "wor", "中", "文中", "nothing", "中文"])))
def test_a_word_that_stands_in_a_text_is_held(bodies: list[str], words: list[str]) -> None:
    assert {word for word in words if any(word in body.lower() for body in bodies)} <= set(texts(bodies).holds(words))


@pytest.mark.parametrize(("quick", "plain"), PLAIN, ids=lambda one: one.pattern)
@given(body=BODY)
def test_a_quick_pattern_finds_what_the_plain_one_finds(
    quick: re.Pattern[str], plain: re.Pattern[str], body: str
) -> None:
    assert [match.span() for match in quick.finditer(body)] == [match.span() for match in plain.finditer(body)]


@given(BODY)
def test_lines_of_fences_and_headings_are_found(body: str) -> None:
    lines = [(match.start(), match["fence"], match["info"]) for match in scan._fence_lines(body)]
    assert lines == [(match.start(), match["fence"], match["info"]) for match in FENCE.finditer(body)]
    assert shape._MARKS.findall(f"\n{body}") == MARKS.findall(body)
    assert bool(scan._INDENTED.search(body)) <= bool(body[:1] in " \t" or scan._AN_INDENTED.search(body))


@given(BODY)
def test_links_begin_with_their_sign(body: str) -> None:
    plain = re.compile(r"(?P<bang>!?)" + parts._LINK.pattern)
    text = texts([body])._all[0]
    found = [(link.kind == "image", link.start, link.place) for link in text.links if link.kind in ("link", "image")]
    wanted = set()
    for match in plain.finditer(text.prose):
        group = "angle" if match["angle"] is not None else "bare"
        wanted.add((bool(match["bang"]), match.start(), match.start(group)))
    assert wanted <= set(found)
