"""The lean parser gives what Python-Markdown gives, whatever is written and whatever extensions are used."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pytest
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.serializers import to_xhtml_string
from markdown.treeprocessors import InlineProcessor

from papernotes.lean import lean
from papernotes.markdown import PapersExtension

PIECES = [
    *"*_`[]()!<>&$\\^~=|:#+-{}.\"'\t ",
    *[
        "文",
        "字",
        "word",
        " ",
        "DBNet",
        "1. ",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\n\n",
        "\n\n",
        "**",
        "__",
        "``",
        "~~~",
        "```",
        "$$",
    ],
    *[
        "![",
        "](",
        "[[a]]",
        "[[b|c]]",
        "[@a]",
        "[^1]",
        "*[HTML]: HTML",
        "[TOC]",
        "  \n",
        "\\*",
        "\\[TOC]",
        "&amp;",
        "&#91;",
    ],
    *["<b>", "</b>", "<div>", "</div>", "<!--", "-->", "http://x.example", "<http://x.example>", "a@x.example"],
    *[" :smile: ", "{: .c }", "{#i}", "- [ ] ", "| a | b |\n|---|---|\n| c | **d** |", "\n    code", "\n> ", "\n- "],
    *["\n# ", "\n```python\nx = 1\n```\n", '\n=== "T"\n    x\n', "\n!!! note\n    x\n", "文\n字", "==m==", "^^i^^"],
    *["\x02", "\x03", "klzzwxh:0001", "\x02klzzwxh:0000\x03", "term\n: meaning", "[x]: http://x.example", "--", "..."],
    "<span title='*'>",
    *[
        "\n* ",
        "\n1. ",
        "\n    - ",
        "**b** ",
        "2021 ",
        "3. ",
        "“",
        "![p](i.png)",
        "`c`",
        "$x_1$",
        "[t](u.md 'v')",
        "\n\n字",
    ],
    *[
        "\n---\n",
        "\n===\n",
        "\n: d",
        "\n\n[^1]: foot",
        "\n\n    more",
        '<b title="&amp;">',
        "<br>",
        "\\(",
        "[t](u.md 'v')",
    ],
]
SETS: dict[str, list[Any]] = {
    "none": [],
    "mkdocs": ["toc", "tables", "fenced_code"],
    "site": ["toc", "tables", "pymdownx.highlight", "pymdownx.superfences", "pymdownx.arithmatex", "pymdownx.caret"],
    "extra": ["extra", "nl2br", "smarty", "sane_lists", "wikilinks", "admonition", "codehilite", "toc"],
    "material": [
        *"abbr attr_list def_list footnotes md_in_html admonition toc pymdownx.betterem pymdownx.magiclink".split(),
        *"pymdownx.mark pymdownx.smartsymbols pymdownx.superfences pymdownx.tabbed pymdownx.tasklist".split(),
        *"pymdownx.tilde pymdownx.inlinehilite pymdownx.keys pymdownx.details pymdownx.critic".split(),
    ],
}
OPTIONS = {"toc": {"permalink": True, "title": "Contents"}, "pymdownx.arithmatex": {"generic": True}}


def resolve(key: str, words: str) -> tuple[str, str, str] | None:
    return (f"{key}.md", words or "[TOC]", "a *tip*") if key == "a" else None


def parser(names: list[Any]) -> Markdown:
    options = {name: value for name, value in OPTIONS.items() if name in names}
    return Markdown(extensions=[*names, PapersExtension(resolve)], extension_configs=options)


@pytest.mark.parametrize("name", SETS)
def test_the_lean_parser_gives_the_same(name: str) -> None:
    chance, theirs, ours = random.Random(name), parser(SETS[name]), lean(parser(SETS[name]))
    for _ in range(250):
        text = "".join(chance.choices(PIECES, k=chance.randrange(1, 40)))
        wanted, found = theirs.reset().convert(text), ours.reset().convert(text)
        assert found == wanted, text
        assert getattr(ours, "toc_tokens", None) == getattr(theirs, "toc_tokens", None)


REPOSITORY = Path(__file__).parent.parent
WRITTEN = sorted(path for folder in ("notes", "docs", "tests") for path in (REPOSITORY / folder).rglob("*.md"))


@pytest.mark.parametrize("name", SETS)
def test_the_lean_parser_gives_the_same_for_what_is_written(name: str) -> None:
    theirs, ours = parser(SETS[name]), lean(parser(SETS[name]))
    for path in WRITTEN:
        text = path.read_text("utf-8", "replace")
        assert ours.reset().convert(text) == theirs.reset().convert(text), path
        assert getattr(ours, "toc_tokens", None) == getattr(theirs, "toc_tokens", None), path


def test_a_text_that_is_nested_too_deep_for_us_is_written_by_theirs() -> None:
    text = "> " * 60 + "a *b*"
    assert lean(parser([])).convert(text) == parser([]).convert(text)
    deep, names = "<b>" * 300 + "x", ["md_in_html"]
    assert lean(parser(names)).convert(deep) == parser(names).convert(deep)


def test_what_is_left_out_is_left_out_where_all_extensions_are_known() -> None:
    for names, known in ((SETS["site"], True), (SETS["mkdocs"], True), (["md_in_html"], False)):
        ours = lean(parser(names))
        assert ("papernotes_paragraph" in ours.parser.blockprocessors) == known
        assert type(ours.treeprocessors["inline"]) is not InlineProcessor
        assert ours.serializer is not to_xhtml_string


def test_a_processor_that_is_added_later_is_asked() -> None:
    ours = lean(parser([]))
    assert "<p>a # b</p>" in ours.convert("a # b")
    ours.parser.blockprocessors.register(_Shout(ours.parser), "shout", 2000)
    assert ours.convert("a # b") == "<h6>A # B</h6>"
    ours.parser.blockprocessors.deregister("shout")
    assert ours.convert("a # b") == "<p>a # b</p>"


def test_a_pattern_that_is_added_later_is_tried() -> None:
    ours = lean(parser([]))
    assert ours.convert("a word") == "<p>a word</p>"
    ours.inlinePatterns.register(SimpleTagInlineProcessor("()(word)", "b"), "words", 5)
    assert ours.convert("a word") == "<p>a <b>word</b></p>"


class _Shout(BlockProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return bool(block.strip())

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "h6").text = blocks.pop(0).strip().upper()
