"""References to papers in running text: [[key]], [[key|words]] and [@key], never inside code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from papernotes.late import regex
from papernotes.model.note import Reference
from papernotes.model.where import Where

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

PATTERN = re.compile(r"\[\[([^\[\]|\n]{1,120})(?:\|([^\[\]\n]{1,200}))?\]\]|\[@([^\[\]\s;,]{1,120})\]")
"""Group 1: key, 2: words, 3: key of the [@key] form. The site's Markdown renderer uses the same one."""
# Fences first: a fence may hold backticks, and runs to the end of the text where it is not closed.
_CODE = regex(
    r"(?ms)^[ ]{0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|(?:\A|(?<=\n)[ \t]*\n)(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+"
)

# A fence that is not at the margin or none, HTML that may begin a block: what is text there, only the parser can tell.
_DOUBTFUL = regex(r"(?m)^[ \t>*+\-0-9.)]+(?:```|~~~)|^`{3,}[^`\n]+`|^[ \t>*+\-0-9.)]*<")
_FENCED = regex(r"(?ms)^(?P<fence>(?P<sign>[`~])(?P=sign){2,}+)[^\n]*+(?:\n.*?(?:^(?P=fence)(?P=sign)*+[ \t]*$|\Z)|\Z)")
# In a paragraph without these, what looks like a reference can only be one.
_SIGNS = regex(r"[`<\\|\t\r]|\]\(|!\[|\n |    ")


def parse(match: re.Match[str]) -> tuple[str, str]:
    """Key and words ("" if none) of a match of PATTERN."""
    return (match[1] or match[3]).strip(), (match[2] or "").strip()


def masked(text: str) -> str:
    """The text with spaces for code and comments, so that every place stays."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text) if _may_hold_code(text) else text


def _may_hold_code(text: str) -> bool:
    return any(sign in text for sign in ("`", "~~~", "<!--", "\n    ", "\n\t")) or text[:1] in " \t"


def references(body: str, path: str, first_line: int = 1) -> Iterator[Reference]:
    """The references of a Markdown text in their order; `first_line` is the number of its first line."""
    # Most notes hold none, and a search is a thousand times cheaper than a parse.
    if ("[[" not in body and "[@" not in body) or not PATTERN.search(body):
        return
    simple = _simple(body, path, first_line)
    yield from _parsed(body, path, first_line) if simple is None else simple


def _simple(body: str, path: str, first_line: int) -> list[Reference] | None:
    """The references of a text whose paragraphs are plain; None where it takes the parser to tell them from others."""
    fenced = "```" in body or "~~~" in body
    if (fenced or "<" in body) and _DOUBTFUL.search(body):
        return None
    text = body
    if fenced:
        # Every place stays, and the paragraphs beside it end there.
        text = _FENCED.sub(lambda match: "\n" * len(match[0]), body)
    found = []
    for match in PATTERN.finditer(text):
        start, end = max(text.rfind("\n\n", 0, match.start()), 0), text.find("\n\n", match.end())
        if _SIGNS.search(PATTERN.sub("", f"\n{text[start : end if end >= 0 else len(text)]}")):
            return None
        line = first_line + body.count("\n", 0, match.start())
        where = Where(path, line, match.start() - body.rfind("\n", 0, match.start()))
        found.append(Reference(*parse(match), where, len(match[0])))
    return found


def _parsed(body: str, path: str, first_line: int) -> Iterator[Reference]:
    lines = body.split("\n")
    ends: dict[int, int] = {}
    """Where the last piece of text of a line ends: the cells of a table's row share one."""
    for token in _parser().parse(body):
        if token.type != "inline" or not token.map:
            continue
        found = [child for child in token.children or () if child.type == "paper_reference"]
        place = 0
        for line, text in enumerate(token.content.split("\n"), token.map[0]):
            source = lines[line] if line < len(lines) else ""
            # In a table's cell every "|" is escaped, and the parser has taken that away.
            escape = "|" if source.find(text, ends.get(line, 0)) >= 0 else "\\|"
            start = max(source.find(text.replace("|", escape), ends.get(line, 0)), 0)
            ends[line] = start + len(text.replace("|", escape))
            for child in found:
                if place <= child.meta["place"] < place + len(text):
                    before = text[: child.meta["place"] - place].replace("|", escape)
                    where = Where(path, first_line + line, start + len(before) + 1)
                    length = len(child.markup.replace("|", escape))
                    yield Reference(child.meta["key"], child.meta["words"], where, length)
            place += len(text) + 1


def _rule(state: StateInline, silent: bool) -> bool:
    match = PATTERN.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("paper_reference", "", 0)
        token.markup = match[0]
        key, words = parse(match)
        token.meta = {"key": key, "words": words, "place": state.pos}
    state.pos = match.end()
    return True


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # For CommonMark the footnote "[^1]: [[key]]" defines a link's target.
    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    parser.inline.ruler.before("link", "paper_reference", _rule)
    return parser
