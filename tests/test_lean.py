"""The lean parser gives what Python-Markdown gives, whatever is written and whatever extensions are used."""

from __future__ import annotations

import random
from typing import Any

import pytest
from markdown import Markdown

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


def test_text_without_signs_is_left_out_and_the_rest_is_not() -> None:
    ours = lean(parser(SETS["site"]))
    ours.convert("plain words\n\n文\n字\n\na *b*\n\n[[a]]")
    tree = ours.parser.parseDocument(["plain words", "", "文", "字", "", "a *b*", "", "[[a]]"]).getroot()
    plain: Any = ours.treeprocessors["papernotes_plain"]
    plain.run(tree)
    assert [element.text for element in plain.marked] == ["plain words"]
