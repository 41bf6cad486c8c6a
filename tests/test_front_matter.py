"""Front matter read without YAML says what YAML says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from often import examples
from papernotes.store import notes

NAMES = ("read", "rating", "summary", "reader", "sources", "title", "y", "on")
VALUES = (
    "2022-06-13", "2022-13-45", "[2022-06-13, 2022-07-01]", "4", "0", "yes", "No", "null", "一句话",
    "a b", "a  b", "王",
    "BEiT：先切图像", "a: b", "a:", "'q'", '"q"', "", "x #c", "x#c", "- a", "~", "1e3", "Nan", ".5",
    "a.", "a -", "*a",
    "[a]", "{a: 1}", "2022-06-13 10:00:00", "true", "a\tb", "é", "２０２２-01-01", "2022-6-1", "!x",
    "@x", "=", "<<",
)  # fmt: skip


@examples(800)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=4))
def test_any_lines(pairs: list[tuple[str, str]]) -> None:
    head = "".join(f"{name}: {value}\n" for name, value in pairs)
    quick = notes._quick(head)
    if quick is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notes, "_quick", lambda _: None)
        slow = notes.read(f"---\n{head}---\n", "n.md", "n.md", True)[0]
    assert quick == (dict(slow.meta), dict(slow.marks))


@pytest.mark.parametrize("head", ["read: 2022-06-13\n", "read: [2022-06-13, 2022-07-01]\nrating: 4\nsummary: 一句话\n"])
def test_these_are_read_so(head: str) -> None:
    assert notes._quick(head)
