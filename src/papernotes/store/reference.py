"""References to papers in running text: [[key]], [[key|words]] and [@key], never inside code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from papernotes.model.note import Reference
from papernotes.model.where import Where

PATTERN = re.compile(r"\[\[([^\[\]|\n]{1,120})(?:\|([^\[\]\n]{1,200}))?\]\]|\[@([^\[\]\s;,]{1,120})\]")
"""Group 1: key, 2: words, 3: key of the [@key] form. The site's Markdown renderer uses the same one."""


def parse(match: re.Match[str]) -> tuple[str, str]:
    """Key and words ("" if none) of a match of PATTERN."""
    return (match[1] or match[3]).strip(), (match[2] or "").strip()


def references(body: str, path: str, first_line: int = 1) -> Iterator[Reference]:
    """The references of a Markdown text in their order; `first_line` is the number of its first line."""
    # Most notes hold none, and a search is a thousand times cheaper than a parse.
    if not PATTERN.search(body):
        return
    lines = body.split("\n")
    seen: dict[int, int] = {}
    for token in _parser().parse(body):
        if token.type != "inline" or not token.map or not token.children:
            continue
        for child in token.children:
            if child.type == "paper_reference":
                line = _line(lines, child.markup, token.map, seen)
                column = lines[line].find(child.markup, seen.get(line, 0))
                seen[line] = column + len(child.markup)
                where = Where(path, first_line + line, column + 1)
                yield Reference(child.meta["key"], child.meta["words"], where, len(child.markup))


def _line(lines: list[str], text: str, span: list[int], seen: dict[int, int]) -> int:
    """The line of the next occurrence of `text` after those already met in a block."""
    start = max((line for line in seen if span[0] <= line < span[1]), default=span[0])
    for line in range(start, min(span[1], len(lines))):
        if lines[line].find(text, seen.get(line, 0)) >= 0:
            return line
    return span[0]


def _rule(state: StateInline, silent: bool) -> bool:
    match = PATTERN.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("paper_reference", "", 0)
        token.markup = match[0]
        key, words = parse(match)
        token.meta = {"key": key, "words": words}
    state.pos = match.end()
    return True


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.inline.ruler.before("link", "paper_reference", _rule)
    return parser
