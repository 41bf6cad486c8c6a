"""Identifiers of papers and their normal forms, folded titles, citation keys. Pure text, no network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote, unquote

from papernotes.late import regex
from papernotes.text import HAN, fold

ARXIV_TYPO = re.compile(
    r"(?<![a-z])(?:arvix|arixv|axriv|arxvi|arxi|arxv|axiv|arivx|raxiv|arxivv|arxiiv|arxic)(?![a-z])", re.I
)
"""Slips of the pen for arXiv."""
# Most ids are in their normal form.
_ARXIV_PLAIN = regex(r"(?:1[5-9]|[2-9][0-9])(?:0[1-9]|1[0-2])\.[0-9]{5}\Z")
_ARXIV_NEW = regex(r"([0-9]{2})([0-9]{2})\.([0-9]{4,5})(v[0-9]+)?\Z")
_ARXIV_OLD = regex(r"([a-z-]+)(?:\.[A-Z]{2})?/([0-9]{2})([0-9]{2})([0-9]{3})(v[0-9]+)?\Z")
_ARXIV_PREFIX = regex(r"(?:https?://)?(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html|format)/|arxiv\s*:\s*", re.I)
_DOI_PREFIX = regex(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi\s*:\s*", re.I)
_STOPS = regex(r"[.,;。，；、]+\Z")
_OPENREVIEW_PREFIX = regex(r"\A(?:https?://)?openreview\.net/(?:forum|pdf)\?(?:.*&)?id=")
_OPENREVIEW = regex(r"[A-Za-z0-9_-]{6,20}\Z")
_ACL_PREFIX = regex(r"\A(?:https?://)?(?:www\.)?aclanthology\.org/")
_ACL = regex(r"(?:[A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)\Z")
_DBLP_PREFIX = regex(r"\A(?:https?://)?dblp\.(?:org|uni-trier\.de)/rec/|\ADBLP:")
_DBLP = regex(r"(?:conf|journals|books|phd|series|reference)/[\w-]+/[\w./-]+\Z")
_LATEX = regex(r"\\[a-zA-Z]+|[{}$]")
_SIGNS = regex(r"[\W_]+")
_NOT_KEY = regex(r"[^a-z0-9]+")
_BETWEEN = regex(r"[\s:/–—-]+")
_DOI = regex(r"10\.[0-9]{4,9}/[^\s\x00-\x1f]+\Z")
KEY = r"\w[\w.+-]{0,79}"
"""What a citation key is made of, as a pattern; `is_key` says the rest."""
_KEY = regex(KEY + r"\Z")
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
PAGES = {"index", "readme"}
"""Names of Markdown files, in lower case, that are the page of their folder and no paper's note."""
_STOP = frozenset("a an the on of for in to and with from by via towards is are at as do does how what why".split())
_PARTICLES = frozenset("van von der den de del della di da la le dos du ter ten".split())


def _strip(text: str, prefix: re.Pattern[str]) -> str:
    """Without any number of prefixes: people paste a URL behind "doi:"."""
    text = text.strip()
    while match := prefix.match(text):
        text = text[match.end() :].strip()
    return text


def normalise_arxiv(text: str) -> str | None:
    """The arXiv id without version and class, None if it is none.

    Format: https://info.arxiv.org/help/arxiv_identifier.html"""
    if _ARXIV_PLAIN.match(text):
        return text
    bare = _strip(text, _ARXIV_PREFIX).removesuffix(".pdf").split("?")[0].split("#")[0].rstrip("/")
    if match := _ARXIV_NEW.match(bare):
        year, month, number, _ = match.groups()
        digits = 5 if int(year) >= 15 else 4
        good = 1 <= int(month) <= 12 and len(number) == digits and year + month >= "0704"
        return f"{year}{month}.{number}" if good else None
    if match := _ARXIV_OLD.match(bare):
        archive, year, month, number, _ = match.groups()
        good = 1 <= int(month) <= 12 and (int(year) >= 91 or year + month <= "0703")
        return f"{archive}/{year}{month}{number}" if good else None
    return None


def arxiv_date(text: str) -> tuple[int, int] | None:
    """Year and month of an arXiv id's first version, None if it is no arXiv id."""
    ident = normalise_arxiv(text)
    if ident is None:
        return None
    digits = ident.rpartition("/")[2]
    year = int(digits[:2])
    return (1900 + year if year >= 91 else 2000 + year), int(digits[2:4])


# There are few venues, and an id is mostly digits.
_typo = lru_cache(maxsize=4096)(ARXIV_TYPO.search)


def arxiv_typo_in(text: str) -> re.Match[str] | None:
    """Where arXiv is misspelt in a text."""
    return _typo(text) if text[:1].isalpha() or not text.replace(".", "").isdigit() else None


def normalise_doi(text: str) -> str | None:
    """The DOI in lower case and without resolver, None if it is none.

    Format: https://www.doi.org/doi-handbook/HTML/doi-name-syntax.html"""
    bare = _strip(text, _DOI_PREFIX)
    if "%" in bare:
        bare = unquote(bare)
    bare = _STOPS.sub("", bare.strip())
    # A bracket that the surrounding text closes, not one of the DOI's own.
    for opening, closing in ("()", "（）"):
        while bare.endswith(closing) and bare.count(closing) > bare.count(opening):
            bare = bare[:-1]
    bare = _STOPS.sub("", bare)
    return bare.lower() if _DOI.match(bare) else None


def normalise_openreview(text: str) -> str | None:
    """The forum id, None if it is none."""
    bare = _OPENREVIEW_PREFIX.sub("", text.strip())
    bare = bare.split("&")[0].split("#")[0]
    return bare if _OPENREVIEW.match(bare) else None


def normalise_acl(text: str) -> str | None:
    """The ACL Anthology id (P19-1001, 2022.acl-long.1), None if it is none."""
    bare = _ACL_PREFIX.sub("", text.strip()).rstrip("/").removesuffix(".pdf")
    return bare if _ACL.match(bare) else None


def normalise_dblp(text: str) -> str | None:
    """The DBLP key (conf/cvpr/HeZRS16), None if it is none."""
    bare = _DBLP_PREFIX.sub("", text.strip())
    for ending in (".html", ".bib", ".xml"):
        bare = bare.removesuffix(ending)
    return bare if _DBLP.match(bare) else None


def normalise_isbn(text: str) -> str | None:
    """The ISBN's digits, None if its length or check digit is wrong.

    Formula: https://www.isbn-international.org/content/isbn-users-manual, section 5"""
    bare = re.sub(r"(?i)\Aisbn(?:-1[03])?:?\s*", "", text.strip())
    digits = re.sub(r"[\s-]", "", bare).upper()
    if re.match(r"[0-9]{13}\Z", digits):
        total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))
        return digits if total % 10 == 0 else None
    if re.match(r"[0-9]{9}[0-9X]\Z", digits):
        total = sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits))
        return digits if total % 11 == 0 else None
    return None


NORMALISE: Mapping[str, Callable[[str], str | None]] = {
    "arxiv": normalise_arxiv,
    "doi": normalise_doi,
    "openreview": normalise_openreview,
    "acl": normalise_acl,
    "dblp": normalise_dblp,
    "isbn": normalise_isbn,
}
"""Field of a paper to the function that gives its normal form."""

_URLS = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "openreview": "https://openreview.net/forum?id=",
    "acl": "https://aclanthology.org/",
    "dblp": "https://dblp.org/rec/",
}


@lru_cache(maxsize=256)
def url_of(kind: str, ident: str) -> str | None:
    """The page of an identifier, None for an ISBN, which has none."""
    return _URLS[kind] + quote(ident, safe="/().:;") if kind in _URLS else None


def fold_title(title: str) -> str:
    """The title for comparing: NFKC, case folded, only letters and digits; LaTeX's signs are gone with the rest."""
    return _SIGNS.sub("", fold(_LATEX.sub("", title)))


def family_given(author: str) -> tuple[str, str]:
    """Family and given name of "Given Family", "Family, Given" or a Chinese name, whose first sign is the family."""
    name = " ".join(author.split())
    if "," in name:
        family, _, given = name.partition(",")
        return family.strip(), given.strip()
    if HAN.match(name) and " " not in name:
        return name[:1], name[1:]
    words = name.split(" ")
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _ascii(text: str) -> str:
    if text.isascii():
        return _NOT_KEY.sub("", text.lower())
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return _NOT_KEY.sub("", plain.encode("ascii", "ignore").decode().lower())


def citation_key(authors: Sequence[str], year: int | None, title: str, taken: Container[str] = ()) -> str:
    """A key that is not taken: family name, year, first telling word of the title (fang2021read)."""
    words = [w for w in (_ascii(word) for word in _BETWEEN.split(title)) if w and w not in _STOP]
    family = _ascii(family_given(authors[0])[0]) if authors else ""
    date = str(year) if year else ""
    if family:
        parts = [family + date + (words[0] if words else ""), *words[1:4]]
    else:
        # "3D" may begin a key, "2022" says nothing.
        named = [word for word in words if not word.isdigit()]
        parts = [(named[0] if named else "paper") + date, *named[1:4]]
    for count in range(1, len(parts) + 1):
        key = "".join(parts[:1]) + "".join(f"-{part}" for part in parts[1:count])
        if is_key(key[:80]) and key[:80] not in taken:
            return key[:80]
    base = re.sub(r"[^a-z0-9-]", "", parts[0])[:70] or "paper"
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def is_key(text: str) -> bool:
    """Whether a citation key can be a file's name on every system and a part of a URL."""
    good = _KEY.match(text) and not text.endswith(".") and not is_device(text)
    return bool(good) and text.casefold() not in PAGES


def is_device(text: str) -> bool:
    """Whether Windows takes a file of that name, with any ending, for a device."""
    return text.split(".")[0].casefold() in _DEVICES
