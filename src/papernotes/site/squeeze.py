"""White space that a theme's templates leave in their output and that no reader sees: a sixth of a page and more.

A browser shows a run of white space that holds a line break as it shows one line break, so it becomes one; beside
that it goes only where nothing is ever shown: in a head, and where a block begins or ends in another. What is written
of notes is no template's, and is not to come here."""

from __future__ import annotations

import re

_TAG = r"""<[/!]?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>"""
_TOKEN = re.compile(
    # What is kept as it is: text that is code or is shown with its line breaks, comments.
    rf"(?P<kept><(?P<name>pre|textarea|script|style)\b.*?</(?P=name)\s*>|<!--.*?-->)|(?P<tag>{_TAG})|(?P<text>[^<]+|<)",
    re.S | re.I,
)
# Of HTML; Unicode's white space, such as that between Chinese signs, is text.
_RUN = re.compile(r"[ \t\f\r]*\n[ \t\n\f\r]*")
_IN_TAG = re.compile(rf"""("[^"]*"|'[^']*')|{_RUN.pattern}""")
_BLOCK = (
    "html|head|body|address|article|aside|blockquote|details|dialog|div|dl|dt|dd|fieldset|figure|footer|form|h[1-6]|header|"
    "main|nav|ol|p|section|table|tbody|thead|tr|td|th|ul|li"
)
_OPEN = re.compile(rf"<(?:{_BLOCK})\b", re.I)
_CLOSE = re.compile(rf"</(?:{_BLOCK})\b", re.I)


def squeeze(html: str) -> str:
    """The theme's output, or a piece of it that begins and ends outside tags, with less white space; shown the same."""
    tokens = [_token(match) for match in _TOKEN.finditer(html)]
    body = next((i for i, token in enumerate(tokens) if token[:5].lower() == "<body"), 0)
    for i, token in enumerate(tokens):
        if token == "\n" and (i < body or _nothing(tokens, i)):
            tokens[i] = ""
    return "".join(tokens)


def squeeze_around(html: str, content: str) -> str:
    """A page of the theme with less white space, but for its content; as it is where that is not in it."""
    before, found, after = html.partition(content) if content else ("", "", "")
    return squeeze(before) + found + squeeze(after) if found else html


def _token(match: re.Match[str]) -> str:
    found = match[0]
    if match["kept"] or "\n" not in found:
        return found
    return _IN_TAG.sub(lambda part: part[1] or " ", found) if match["tag"] else _RUN.sub("\n", found)


def _nothing(tokens: list[str], i: int) -> bool:
    """Whether a line break stands where a block begins in a block, or ends in one: nothing is shown for it there."""
    if not 0 < i < len(tokens) - 1:
        return False
    around = tokens[i - 1], tokens[i + 1]
    return all(map(_OPEN.match, around)) or all(map(_CLOSE.match, around))
