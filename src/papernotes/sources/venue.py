"""The venue that a service means, in the words of the registry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from papernotes.identifiers import normalise_acl
from papernotes.model.venue import registry

_YEARS = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|['’]\d{2}(?!\d)")
_ORDINAL = re.compile(
    r"(?i)\b(?:\d+(?:st|nd|rd|th)|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)?[ -]?"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|\w{3,6}teenth"
    r"|twentieth|thirtieth|fortieth|fiftieth|sixtieth))\b"
)
_LEAD = re.compile(r"(?i)\A(?:in\s*:?\s+)?(?:proc(?:eedings|\.)?|the|of|annual|published|as|a|conference paper at)\s+")
_BRACKET = re.compile(r"\(([^()]{2,40})\)")
_WORKSHOP = re.compile(r"(?i)\bworkshops?\b|\bcvprw\b|\biccvw\b|\beccvw\b")
_FINDINGS = re.compile(r"(?i)\bfindings\b")
_ACCEPTED = re.compile(
    r"(?i)\b(?:accepted (?:by|to|at|for|in)|accepted as an? [\w ]{2,30} (?:at|to|by|in)|to appear (?:in|at)"
    r"|appear(?:s|ed|ing)? (?:in|at)"
    r"|published (?:in|at)|published as an? [\w ]{2,30} (?:at|in)|camera[- ]ready (?:for|version of)|presented at)\s+"
    r"(?:the\s+)?([^.;,()\n]{2,100})"
)
# The letter of an ACL Anthology id before 2020: https://aclanthology.org/info/ids/
_ACL_LETTERS = {"P": "ACL", "D": "EMNLP", "N": "NAACL", "E": "EACL", "C": "COLING", "K": "CoNLL", "L": "LREC"}
_ACL_LETTERS |= {"Q": "TACL", "J": "Computational Linguistics"}
_ACL_NAMES = {
    "findings-acl": "Findings of ACL",
    "findings-emnlp": "Findings of EMNLP",
    "cl": "Computational Linguistics",
}


def named(*texts: str) -> str:
    """The registry's name of a venue by the first of some texts that says one, "" if none does.

    "2022 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)", "ICLR (Poster)", "ECCV (12)". A
    workshop of CVPR is not CVPR, and Findings of EMNLP are not EMNLP."""
    for text in texts:
        special = bool(_WORKSHOP.search(text[:500]) or _FINDINGS.search(text[:500]))
        forms = _whole(text[:500]) if special else [*_whole(text[:500]), *_parts(text[:500])]
        for form in forms:
            found = registry().find(form) if form else None
            # "ICML (Workshop)" without its bracket is another venue.
            if found and (not special or found.kind == "workshop" or "Findings" in found.name):
                return found.name
    return ""


def _whole(text: str) -> Iterator[str]:
    """The text, then without year and ordinal, then without what leads in."""
    yield text
    bare = " ".join(_ORDINAL.sub(" ", _YEARS.sub(" ", text)).split()).strip(" ,.:-")
    yield bare
    while match := _LEAD.match(bare):
        bare = bare[match.end() :]
        yield bare
    if re.search(r"(?i)\bfindings\b", bare) and (match := _BRACKET.search(bare)):
        # DBLP: "EMNLP (Findings)"
        yield f"Findings of {bare[: match.start()].strip()}"
    yield re.sub(r"\s*\([^()]*\)", "", bare).strip()


def _parts(text: str) -> Iterator[str]:
    """What stands in brackets, before one, and between commas and colons."""
    for match in _BRACKET.finditer(text):
        yield match[1]
        yield _YEARS.sub("", match[1]).strip(" -")
    for part in re.split(r"[,:;(]|\s[-–—]\s|\s\d+(?:st|nd|rd|th)?\b", text):
        yield from _whole(part.strip(" ).")) if part.strip() else ()


def of(*, doi: str = "", acl: str = "", dblp: str = "", url: str = "", words: tuple[str, ...] = ()) -> str:
    """The venue by what settles it without doubt, then by words; the first of the words where none is known."""
    found = registry().of_doi(doi) if doi else None
    settled = (found.name if found else "") or of_acl(acl or _acl_in(doi)) or of_url(url) or named(*words)
    if not settled and dblp and not any(_WORKSHOP.search(text) or _FINDINGS.search(text) for text in words):
        stream = registry().of_dblp(dblp)
        settled = stream.name if stream else ""
    return settled or next((text for text in words if text), "")


def _acl_in(doi: str) -> str:
    return doi.removeprefix("10.18653/v1/") if doi.startswith("10.18653/v1/") else ""


def of_acl(ident: str) -> str:
    """The venue that an ACL Anthology id says: 2022.acl-long.1, P19-1001; "" if it says none that we know."""
    ident = normalise_acl(ident) or normalise_acl(ident.upper()) or ""
    if "." not in ident:
        return _ACL_LETTERS.get(ident[:1], "")
    volume = ident.split(".")[1]
    found = registry().find(_ACL_NAMES.get(volume) or volume.rpartition("-")[0] or volume)
    return "" if found is None else found.name


def of_url(url: str) -> str:
    """The venue that the address of a paper's page says; "" if it says none.

    https://openaccess.thecvf.com/content/CVPR2024/html/..., https://papers.nips.cc/paper/..."""
    if match := re.match(
        r"https?://openaccess\.thecvf\.com/content[/_]([A-Za-z]+)_?(?:19|20)\d{2}(W|_workshops)?", url
    ):
        return named(match[1].upper() + ("W" if match[2] else ""))
    if re.match(r"https?://(?:papers\.nips\.cc|(?:papers|proceedings)\.n(?:eur)?ips\.cc)/", url):
        return "NeurIPS"
    return "JMLR" if re.match(r"https?://(?:www\.)?jmlr\.org/papers/", url) else ""


def accepted(comment: str) -> str:
    """The venue that an arXiv comment or journal reference says it is accepted at, "" if none; weak evidence.

    "Accepted to CVPR 2025", "Published as a conference paper at ICLR 2021"."""
    for match in _ACCEPTED.finditer(comment[:2000]):
        if found := named(match[1]):
            return found
    return named(comment) if len(comment) < 60 and _YEARS.search(comment) else ""
