"""LaTeX as bibliographies hold it, to text and back. Formulas between dollar signs stay as they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from papernotes.late import regex

# https://www.latex-project.org/help/documentation/encguide.pdf, table of accents (T1)
_ACCENTS = dict(
    zip(
        "`'^\"~=.uvHcdbkr",
        "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0323\u0331\u0328\u030a",
        strict=True,
    )
)
_SYMBOLS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "ng": "ŋ",
    "textdollar": "$",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textunderscore": "_",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textendash": "–",
    "textemdash": "—",
    "textquotesingle": "'",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textregistered": "®",
    "texttrademark": "™",
    "textcopyright": "©",
    "textdegree": "°",
    "textmu": "µ",
    "dots": "…",
    "ldots": "…",
    "textellipsis": "…",
    "copyright": "©",
    "pounds": "£",
    "S": "§",
    "P": "¶",
    "dag": "†",
    "ddag": "‡",
    "textquotedbl": '"',
    "textasciigrave": "`",
    "slash": "/",
    "newline": " ",
    "quad": " ",
    "qquad": " ",
    "space": " ",
    "textperiodcentered": "·",
    "textbullet": "•",
    "texttimes": "×",
    "guillemotleft": "«",
    "guillemotright": "»",
}
# Commands that only say how their argument looks.
_LOOKS = frozenset(
    "emph textbf textit textsl textsc texttt textrm textsf textnormal textup text uppercase mbox hbox url path bf it"
    " em sc tt rm sf sl bfseries itshape scshape mathrm mathbf protect noopsort relax ensuremath bibinfo".split()
)
_LITERAL = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " ", "{": "", "}": "", "\\\\": " "}
_TOKEN = regex(
    r"(?P<math>\$(?:\\.|[^$\\])+\$|\\\((?:\\[^)]|[^\\]){0,500}\\\))"
    r"|\\(?P<accent>[`'^\"~=.]|[uvHcdbkr](?![A-Za-z]))\s*"
    r"(?:\{\s*\\?(?P<in>[A-Za-z])?\s*\}|\\(?P<dotless>[ij])(?![A-Za-z])[ \t]*|(?P<on>[A-Za-z])|(?P<no>))"
    r"|\\(?P<name>[A-Za-z]+)\*?[ \t]*(?P<empty>\{\})?"
    r"|\\(?P<escaped>[&%$#_{} ,;:!/-])"
    r"|(?P<literal>---|--|``|''|[~{}]|\\\\)"
)
_SPECIAL = regex(r"[\\{}$~]|--|``|''")
_FORMULA = regex(r"(?<![\\$])\$(?![$\s])(?:\\.|[^$\\\n])+(?<!\s)\$(?!\$)")
_ENCODED = str.maketrans(
    {
        **{char: "\\" + char for char in "&%#_$"},
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
    }
)
_LIGATURE = regex(r"-{2,}|`{2,}|'{2,}")
_WORD = regex(r"[^\W_]+(?:['’][^\W_]+)?")


def decode(text: str) -> str:
    """The text without LaTeX: accents and signs as Unicode, no braces, spaces for "~"; formulas are kept.

    A dollar sign stays escaped only where the catalogue would take it for a formula's."""
    return _decode(text) if _SPECIAL.search(text) else text


@lru_cache(maxsize=20_000)
def _decode(text: str) -> str:
    unknown = False
    formulas = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal unknown, formulas
        kind = match.lastgroup
        if kind == "literal":
            return _LITERAL[match[0]]
        if match["math"]:
            formulas += 1
            return "$" + match[0][2:-2] + "$" if match[0][0] == "\\" else match[0]
        if match["accent"]:
            return _accented(match["accent"], match["in"] or match["dotless"] or match["on"] or "")
        if match["escaped"]:
            return "\0" if match["escaped"] == "$" else match["escaped"].translate(_THIN)
        unknown = unknown or (match["name"] not in _SYMBOLS and match["name"] not in _LOOKS)
        return _SYMBOLS.get(match["name"], "")

    found = _TOKEN.sub(replace, text)
    # pylatexenc knows thousands of commands, but it is a hundred times slower and its time is not linear.
    if unknown and len(text) < 2000:
        # Seldom needed, and getting it costs more than most edits do.
        from papernotes.formats.latex_full import decode_full

        return " ".join(decode_full(text).split())
    plain = found.replace("\0", "$")
    return plain if len(_FORMULA.findall(plain)) == formulas else found.replace("\0", "\\$")


_THIN = str.maketrans({",": " ", ";": " ", ":": " ", "!": "", "/": "", "-": ""})


def _accented(accent: str, letter: str) -> str:
    return unicodedata.normalize("NFC", letter + _ACCENTS[accent]) if letter else accent if accent in "~^" else ""


def plain_url(text: str) -> str:
    """A URL or identifier as BibTeX escapes it: only braces and the escapes of its own signs go."""
    if "\\" not in text and "{" not in text:
        return text.strip()
    text = re.sub(r"\A\\url\s*\{(.*)\}\Z", r"\1", text.strip())
    text = re.sub(r"\{?\\(?:textasciitilde|~)(?:\{\})?\}?", "~", text)
    text = re.sub(r"\{?\\textunderscore(?:\{\})?\}?", "_", text)
    return re.sub(r"\\([&%$#_{}])|[{}]", r"\1", text).strip()


def encode(text: str) -> str:
    """The text as BibTeX holds it: what LaTeX gives a meaning to is escaped, formulas and accents are kept."""
    return _outside_formulas(text, _escaped, r"\g<0>")


@lru_cache(maxsize=16384)
def encode_title(text: str) -> str:
    """As `encode`, with braces round the formulas, and round words that lose a capital where a style lowers titles.

    Why: https://ctan.org/pkg/bibtex, btxdoc section 4 (change.case$)"""
    return _outside_formulas(text, lambda part: _WORD.sub(_protected, _escaped(part)), r"{\g<0>}")


def _outside_formulas(text: str, change: Callable[[str], str], formula: str) -> str:
    if "$" not in text:
        return change(text)
    parts, end = [], 0
    for match in _FORMULA.finditer(text):
        if balanced(match[0]):
            parts += [change(text[end : match.start()]), match.expand(formula)]
            end = match.end()
    return "".join([*parts, change(text[end:])])


def _escaped(text: str) -> str:
    if text.isalnum():
        return text
    escaped = text.translate(_ENCODED)
    return _LIGATURE.sub(lambda m: "".join("{" + char + "}" for char in m[0]), escaped)


def _protected(match: re.Match[str]) -> str:
    word = match[0]
    # A command that `_escaped` has written.
    if match.start() and match.string[match.start() - 1] == "\\":
        return word
    alone = len(word) == 1 and word not in "AI" and word.isupper() and match.start() > 0
    return "{" + word + "}" if alone or word[1:].lower() != word[1:] else word


def balanced(text: str) -> bool:
    """Whether each brace has its partner."""
    depth = 0
    for char in re.findall(r"[{}]", text):
        depth += 1 if char == "{" else -1
        if depth < 0:
            return False
    return depth == 0
