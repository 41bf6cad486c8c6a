"""White space and quotes that a theme's templates leave in their output and that no reader sees: a sixth of a page.

A browser shows a run of white space that holds a line break as it shows one line break, so it becomes one; beside
that it goes only where nothing is ever shown: in a head, and at the two ends of what stands in a block. What is
written of notes is no template's, and is not to come here."""

from __future__ import annotations

import re

from papernotes.late import regex
from papernotes.site.spare import spare

_TAG = r"""<[/!]?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>"""
_TOKEN = regex(
    # What is kept as it is: text that is code or is shown with its line breaks, comments.
    rf"(?P<kept><(?P<name>pre|textarea|script|style)\b.*?</(?P=name)\s*>|<!--.*?-->)|(?P<tag>{_TAG})|(?P<text>[^<]+|<)",
    re.S | re.I,
)
# Of HTML; Unicode's white space, such as that between Chinese signs, is text.
_RUN = regex(r"[ \t\f\r]*\n[ \t\n\f\r]*")
_IN_TAG = regex(r"""("[^"]*"|'[^']*')|[ \t\f\r\n]+""")
_PLAIN = regex(r'"[\w.:/%+*()-][\w.:/#%+*()-]*"')
"""A value that needs no quotes: https://html.spec.whatwg.org/multipage/syntax.html#unquoted. No anchor, since on
another page that may need them."""
_WORDS = regex(r"\s(?:content|title|alt|label|aria-label|placeholder|value)=$", re.I)
"""What has a value of words, which on another page may need them."""
_LATER = "pnhole"
"""Stands, in a shell, in a value that is still to come; see papernotes.site.shell."""
_BLOCK = (
    "html|head|body|address|article|aside|blockquote|details|dialog|div|dl|dt|dd|fieldset|figure|footer|form|h[1-6]|header|"
    "main|nav|ol|p|section|table|tbody|thead|tr|td|th|ul|li"
)
_OPEN = regex(rf"<(?:{_BLOCK})\b", re.I)
_CLOSE = regex(rf"</(?:{_BLOCK})\b", re.I)
_HERE = "\0"
"""Stands for a page's content; no page holds it."""


def squeeze(html: str) -> str:
    """The theme's output, or a piece of it that begins and ends outside tags, with less white space; shown the same."""
    tokens = [_token(match) for match in _TOKEN.finditer(html)]
    body = next((i for i, token in enumerate(tokens) if token[:5].lower() == "<body"), 0)
    for i, token in enumerate(tokens):
        if token == "\n" and i < body:
            tokens[i] = ""
        elif token[0] == "\n" and i and _OPEN.match(tokens[i - 1]):
            tokens[i] = token = token[1:]
        if token[-1:] == "\n" and i < len(tokens) - 1 and _CLOSE.match(tokens[i + 1]):
            tokens[i] = token[:-1]
    return "".join(tokens)


def squeeze_around(html: str, content: str) -> str:
    """A page of the theme with less white space, but for its content; as it is where that is not in it."""
    before, found, after = html.partition(content) if content else ("", "", "")
    if not found or _HERE in html:
        return html
    before, _, after = squeeze(spare(f"{before}{_HERE}{after}")).partition(_HERE)
    return f"{before}{found}{after}"


def _token(match: re.Match[str]) -> str:
    if match["kept"]:
        return match[0]
    return _IN_TAG.sub(_in_tag, match[0]) if match["tag"] else _RUN.sub("\n", match[0])


def _in_tag(part: re.Match[str]) -> str:
    """A value of an attribute, without its quotes where it can be, or white space."""
    tag, value = part.string, part[0]
    before, after = tag[part.start() - 1], tag[part.end() :]
    if not part[1]:
        return "" if after == ">" and before in "\"'" else " "
    # Some readers take a slash before the end for the tag's.
    slash = value[-2:-1] == "/" and after.strip() == ">"
    needed = slash or _LATER in value or before != "=" or after[0] not in " \t\f\r\n>" or tag[:6].lower() == "<link "
    words = _WORDS.search(tag, 0, part.start())
    return value if needed or words or not _PLAIN.fullmatch(value) else value[1:-1]
