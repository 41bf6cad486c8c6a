"""HTML to Markdown, with the line of the source that each line of the Markdown says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from markdownify import markdownify

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_SKIP = {
    "script": "HTML: script", "style": "HTML: style", "head": "HTML: head", "nav": "page chrome: navigation",
    "noscript": "HTML: script",
    "footer": "page chrome: footer", "button": "page chrome: button", "form": "page chrome: form",
    "iframe": "HTML: frame",
    "svg": "HTML: drawing", "template": "HTML: template", "aside": "page chrome: side bar",
    "select": "page chrome: form",
}  # fmt: skip
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_DEEPEST = 100
"""Elements within elements; markdownify calls itself for each."""
_DECLARATION = re.compile(r"<!(?!--|doctype\b)", re.I)
_LOOKS = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_BLOCK = re.compile(r"<(?:p|div|h[1-6]|li|ul|ol|table|section|article|span)\b[^>]*>", re.I)


class Converted(NamedTuple):
    """The Markdown of a page."""

    lines: list[tuple[int, str]]
    """Line of the source (0 for signs between lines) and text."""
    also: dict[int, list[int]]
    """Line of the source to further ones that stand in the same line of the Markdown."""
    dropped: list[tuple[int, str]]


def is_html(name: str, lines: Sequence[str]) -> bool:
    """Whether a document is HTML, by its name or its content."""
    head = "\n".join(lines[:60])[:6000]
    if name.casefold().endswith((".html", ".htm", ".xhtml")):
        return "<" in head
    if name.casefold().endswith((".md", ".markdown")):
        return False
    return bool(_LOOKS.match(head)) or (head.lstrip().startswith("<") and len(_BLOCK.findall(head)) >= 5)


def convert(lines: Sequence[str]) -> Converted:
    """The page as Markdown; lines that hold nothing but markup are told as dropped."""
    parser = _Marker()
    # Python's parser gives up on declarations it does not know: <![x[.
    parser.feed(_DECLARATION.sub("&lt;!", "\n".join(lines)))
    parser.close()
    text = markdownify(
        "".join(parser.parts), heading_style="ATX", bullets="-", escape_asterisks=False, escape_underscores=False,
        escape_misc=False, code_language_callback=_language,
    )  # fmt: skip
    found: list[tuple[int, str]] = []
    also: dict[int, list[int]] = {}
    for line in text.split("\n"):
        marks = [int(number) for number in _MARK.findall(line)]
        bare = _MARK.sub("", line).rstrip()
        first = marks[0] if marks else 0
        if len(set(marks)) > 1:
            also.setdefault(first, []).extend(number for number in marks if number != first)
        found.append((first, bare))
    told = {number for number, _ in found} | {number for numbers in also.values() for number in numbers}
    dropped = [
        (number, parser.skipped.get(number, "HTML: markup"))
        for number, line in enumerate(lines, 1)
        if line.strip() and number not in told
    ]
    return Converted(found, also, dropped)


def _language(element: object) -> str:
    """The language that the classes of a program name."""
    classes: list[str] = []
    for part in (element, getattr(element, "code", None)):
        if part is not None and hasattr(part, "get"):
            classes += part.get("class") or []
    names = [re.sub(r"^(?:language|lang|brush|highlight|prism|hljs)-?:?", "", name) for name in classes]
    return next(
        (name for name in names if name and re.fullmatch(r"[a-z+#]{1,12}", name) and name not in ("highlight", "code")),
        "",
    )


class _Marker(HTMLParser):
    """Writes the page again with a mark before each line of its text, without what is no text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.skipped: dict[int, str] = {}
        self._stack: list[tuple[str, str]] = []
        """Open elements that are left out, and the reason."""
        self._formula = False
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag, or the beginning of what is left out."""
        values = {name: value or "" for name, value in attrs}
        classes = values.get("class", "")
        reason = _SKIP.get(tag, "")
        if tag == "script" and "math/tex" in values.get("type", ""):
            self._formula, reason = True, ""
            self.parts.append("$")
            return
        if tag in ("math", "annotation"):
            self._formula = tag == "annotation"
            self.parts.append("$" if self._formula else "")
            return
        if "katex-html" in classes or "MathJax_Preview" in classes:
            reason = "a formula printed again"
        if self._stack or reason:
            if tag not in _VOID:
                self._stack.append((tag, reason))
            return
        self._depth += tag not in _VOID
        if self._depth > _DEEPEST and tag not in _VOID:
            return
        if tag == "img":
            self.parts.append(self._mark(0))
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """The end of an element."""
        if tag in ("math", "annotation") or (tag == "script" and self._formula):
            self.parts.append("$" if self._formula else "")
            self._formula = False
        elif self._stack:
            names = [name for name, _ in self._stack]
            if tag in names:
                del self._stack[len(names) - 1 - names[::-1].index(tag) :]
        elif tag not in _VOID:
            self._depth -= 1
            if 0 <= self._depth < _DEEPEST:
                self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text: each of its lines gets a mark."""
        in_math = self.lasttag in (
            "mi",
            "mo",
            "mn",
            "mrow",
            "msub",
            "msup",
            "mfrac",
            "semantics",
            "mtext",
            "mspace",
            "msubsup",
            "mover",
        )
        for offset, line in enumerate(data.split("\n")):
            if offset and not self._stack:
                self.parts.append("\n")
            if not line.strip():
                self.parts.append("" if self._stack else line)
            elif self._stack:
                self.skipped.setdefault(self.getpos()[0] + offset, next(r for _, r in reversed(self._stack) if r))
            elif not in_math or self._formula:
                self.parts.append(self._mark(offset) + line)

    def _mark(self, offset: int) -> str:
        return f"{_OPEN}{self.getpos()[0] + offset}{_CLOSE}"

    def handle_entityref(self, name: str) -> None:
        """&amp; stays for markdownify."""
        self.parts.append("" if self._stack else f"&{name};")

    def handle_charref(self, name: str) -> None:
        """So does &#38;."""
        self.parts.append("" if self._stack else f"&#{name};")
