"""Formulas that a copied page prints two or three times, as signs, as TeX and as text, reduced to the TeX."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_TEX = re.compile(r"[\\_^]")
_FUNCTION = re.compile(r"\\(log|ln|exp|max|min|arg|sin|cos|tan|lim|sup|inf|det|dim|gcd|Pr|sigmoid)(?![A-Za-z])")
_STRUCTURE = re.compile(r"\\(?:begin|end)\{[a-z*]+\}(?:\{[a-z|]*\})?")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_MAX = 4000
"""Longer lines are prose of someone's whole book; they are left alone."""


class _Span(NamedTuple):
    start: int
    end: int
    tex: str
    plain: str
    """The last, printed form; "" if it is missing."""


def reduce(text: str) -> str:
    """The line with each such formula once, as $...$, or $$...$$ where it is the whole line."""
    spans = _spans(text)
    if not spans:
        return text
    if len(spans) == 1 and not (text[: spans[0].start] + text[spans[0].end :]).strip():
        return f"$${spans[0].tex}$$"
    return _replace(text, [(span, f"${span.tex}$") for span in spans])


def flatten(text: str) -> str:
    """The line with each such formula as plain text, for titles: S 4 S^4 S4L is S4L."""
    return _replace(text, [(span, span.plain or span.tex) for span in _spans(text)])


def _replace(text: str, spans: list[tuple[_Span, str]]) -> str:
    for span, new in reversed(spans):
        text = text[: span.start] + new + text[span.end :]
    return text


def _spans(text: str) -> list[_Span]:
    if not _TEX.search(text) or len(text) > _MAX:
        return []
    tokens = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    found: list[_Span] = []
    first = 0
    while first < len(tokens):
        best = _at(text, tokens, first, found[-1].end if found else 0)
        if best is None:
            first += 1
            continue
        found.append(best)
        first = next((i for i, token in enumerate(tokens) if token[0] >= best.end), len(tokens))
    return found


def _at(text: str, tokens: list[tuple[int, int]], first: int, low: int) -> _Span | None:
    """The longest formula whose TeX begins at a token, with the spaced signs before it."""
    begin = tokens[first][0]
    run = _thin(text, tokens, first, low)
    if run == first:
        return None
    signs = _letters(text[tokens[run][0] : begin])
    for last in range(min(len(tokens) - 1, first + 60), first - 1, -1):
        tex = text[begin : tokens[last][1]]
        # Behind the TeX, its text may be glued to what follows; the TeX itself ends at a blank.
        if not _TEX.search(tex) or tex[0] in ")]},.;:=+*/" or not tex[0].isascii():
            continue
        letters = _tex_letters(tex)
        if letters and signs.endswith(letters) and not re.search(r"[\u3400-\u9fff]", tex):
            start = _back(text, tokens, run, first, letters, tex)
            end = _printed(text, tokens[last][1], tex, letters)
            return _Span(start, end, tex.strip(), text[tokens[last][1] : end].strip())
    return None


def _thin(text: str, tokens: list[tuple[int, int]], first: int, low: int) -> int:
    """Where the run of single signs before a token begins."""
    run = first
    while run > 0 and tokens[run - 1][0] >= low:
        start, end = tokens[run - 1]
        token = text[start:end]
        if re.search(r"[\u3400-\u9fff]", token):
            # 是个 n 3 n^3: the text before touches no formula; f用: a sign glued to text is none.
            break
        if end - start > 2 and not re.fullmatch(
            r"(?:log|ln|exp|max|min|arg|sin|cos|tan|lim|sup|inf|det|dim|Pr)\S?", token
        ):
            break
        run -= 1
    return run


def _back(text: str, tokens: list[tuple[int, int]], run: int, first: int, letters: str, tex: str) -> int:
    """Where the signs begin that say what the TeX says."""
    need = len(letters)
    index = first
    while need > 0 and index > run:
        index -= 1
        need -= len(_letters(text[slice(*tokens[index])]))
    signs = (not tex[0].isalnum() and _COMMAND.match(tex) is None) or tex.startswith(
        ("\\sum", "\\int", "\\i", "\\prod", "\\|", "\\{")
    )
    while signs and index > run and not _letters(text[slice(*tokens[index - 1])]):
        index -= 1
    return tokens[index][0]


def _printed(text: str, end: int, tex: str, letters: str) -> int:
    """Where the third form ends; `end` if there is none."""
    seen = ""
    place = end
    while place < len(text) and len(seen) < len(letters):
        char = text[place]
        if "\u3400" <= char <= "\u9fff":
            return end
        seen += _letters(char)
        place += 1
    if sorted(seen) != sorted(letters):
        return end
    for char in reversed(re.sub(r"[\w\s'{}^]", "", tex)[-3:]):
        if place < len(text) and text[place] == char:
            place += 1
    return place


def _letters(text: str) -> str:
    """Letters and digits, those of mathematical alphabets made plain."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if char.isalnum() and not "\u3400" <= char <= "\u9fff")


def _tex_letters(tex: str) -> str:
    bare = _FUNCTION.sub(lambda m: f" {m[1]} ", _STRUCTURE.sub(" ", tex))
    return _letters(_COMMAND.sub(lambda m: _greek(m[1]), bare))


def _greek(name: str) -> str:
    bare = name.removeprefix("var").replace("lambda", "lamda").replace("Lambda", "Lamda")
    case = "CAPITAL" if bare[:1].isupper() else "SMALL"
    try:
        return unicodedata.normalize("NFKC", unicodedata.lookup(f"GREEK {case} LETTER {bare.upper()}"))
    except KeyError:
        return ""
