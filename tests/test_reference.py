"""References found without a Markdown parser are those the parser finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from often import examples
from papernotes.store import reference

PIECES = (
    "[[a]]", "[[a|b]]", "[@a]", "`[[c]]`", "`", "``", "```", "~~~", "````", "\n", "\n\n", "    ",
    "  ", "\t", "- ", "1. ",
    "> ", "# ", "|", "---|---", "---", "<b>", "<!--", "-->", "<script>", "\\", "[t](u)", "![",
    "](", "]", "[", "文", "x",
    "$", "*", "_", "&#91;", "[^1]: ", "===", ":--", " ",
)  # fmt: skip
NOTES = sorted((Path(__file__).parent.parent / "notes").rglob("*.md"))


def same(text: str) -> bool:
    """Whether the quick way was gone; its answer is that of the parser."""
    quick = reference._simple(text, "n.md", 3)
    assert quick is None or quick == list(reference._parsed(text, "n.md", 3))
    return quick is not None


@examples(1500)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_text(text: str) -> None:
    same(text)


@examples(800)
@given(
    st.lists(
        st.sampled_from(("[[a]]", "[[a|b]]", "\n", "\n\n", "- ", "> ", "# ", "文", "```\n", "---", "[")), max_size=20
    )
)
def test_plain_text(pieces: list[str]) -> None:
    same("".join(pieces))


def test_most_of_our_own_notes_go_the_quick_way() -> None:
    texts = [path.read_text("utf-8").split("\n---\n", 1)[-1] for path in NOTES]
    assert sum(map(same, texts)) > len(texts) / 3


@pytest.mark.parametrize("text", ["见 [[a]]、[[b|c]]。\n\n```\n[[no]]\n```\n", "- [[a]]\n- [@b]\n\n> [[c]]\n"])
def test_these_do(text: str) -> None:
    assert same(text)
