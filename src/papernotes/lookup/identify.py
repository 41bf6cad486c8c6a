"""What a person typed or pasted, as identifiers; offline."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from papernotes.identifiers import (
    normalise_acl,
    normalise_arxiv,
    normalise_dblp,
    normalise_doi,
    normalise_isbn,
    normalise_openreview,
)
from papernotes.sources import Ident
from papernotes.sources.words import web

_PMID = re.compile(r"(?i)pmid\s*:?\s*([0-9]{1,9})\Z")
_FORUM = re.compile(r"(?i)openreview\s*:\s*([\w-]{6,20})\Z")
_ISBN_LIKE = re.compile(r"(?i)(?:isbn(?:-1[03])?\s*:?\s*)?(?:97[89][\s-]?)?[0-9][0-9\s-]{7,14}[0-9xX]\Z")
_DOI_PATH = re.compile(r"/(10\.[0-9]{4,9}/[^?#]+)")
_DOI_TAIL = re.compile(
    r"(?i)(?:\.pdf|\.html?|/(?:full|abstract|meta|pdf|epdf|html|summary)(?:/.*)?|v\d+\.full(?:\.pdf)?)\Z"
)
_HASH = re.compile(r"/([0-9a-f]{40})(?:/|\Z)")
_GITHUB = re.compile(r"/([\w-]{1,39})/([\w.-]{1,100}?)(?:\.git)?(?:/|\Z)")
_NOT_OWNERS = frozenset(
    "about apps collections explore features login marketplace orgs search settings sponsors topics".split()
)
_ARXIV_PATH = re.compile(
    r"/(?:abs|pdf|html|format|ps|src|e-print|overview|papers?)/((?:[a-z-]+(?:\.[A-Z]{2})?/)?[\d.]+(?:v\d+)?)"
)


def identify(text: str) -> list[Ident]:
    """The identifier that a text is, as a list of one; empty where it is none, but a title or a file's name.

    Any address of the web that no known host has is `url`; `github` is owner/name. An address that only shows an
    identifier is that identifier, without a question to anybody."""
    text = text.strip().strip("<>").strip()
    if re.match(
        r"(?:https?://)|(?:www\.|(?:dx\.)?doi\.org/|arxiv\.org/|openreview\.net/|aclanthology\.org/)", text, re.I
    ):
        return _address(text if re.match(r"(?i)https?://", text) else f"https://{text}")
    bare = _bare(text)
    return [bare] if bare else []


def _bare(text: str) -> Ident | None:
    if ident := normalise_arxiv(text):
        return Ident("arxiv", ident)
    if ident := normalise_doi(text):
        return _doi(ident)
    if match := _PMID.match(text):
        return Ident("pmid", match[1].lstrip("0") or "0")
    if match := _FORUM.match(text):
        return Ident("openreview", match[1])
    if re.match(r"(?i)acl:", text) and (ident := normalise_acl(text[4:].strip())):
        return Ident("acl", ident)
    for kind, normal in (("acl", normalise_acl), ("dblp", normalise_dblp)):
        if ident := normal(text):
            return Ident(kind, ident)
    if _ISBN_LIKE.match(text) and (ident := normalise_isbn(text)):
        return Ident("isbn", ident)
    return None


def _doi(doi: str) -> Ident:
    """A DOI that is only another identifier in disguise is that one."""
    for start, kind, normal in (("10.48550/arxiv.", "arxiv", normalise_arxiv), ("10.18653/v1/", "acl", _acl)):
        if doi.startswith(start) and (ident := normal(doi.removeprefix(start))):
            return Ident(kind, ident)
    return Ident("doi", doi)


def _acl(text: str) -> str | None:
    # The letter of the older ids is a capital: P19-1001.
    return normalise_acl(text) or normalise_acl(text.upper())


def _address(url: str) -> list[Ident]:
    """The identifier behind an address; empty for one that is none, or holds a user's name and password."""
    if not web(url):
        return []
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return []
    for name, read in _HOSTS.items():
        if (host == name or host.endswith(f".{name}")) and (ident := read(parts)):
            return [ident]
    if (match := _DOI_PATH.search(unquote(parts.path))) and (doi := normalise_doi(_DOI_TAIL.sub("", match[1]))):
        return [_doi(doi)]
    return [Ident("url", parts._replace(fragment="").geturl())]


def _arxiv(parts: SplitResult) -> Ident | None:
    match = _ARXIV_PATH.match(parts.path) or re.match(r"/([\d.]+(?:v\d+)?)\Z", parts.path)
    ident = normalise_arxiv(match[1].rstrip(".")) if match else None
    return Ident("arxiv", ident) if ident else None


def _resolver(parts: SplitResult) -> Ident | None:
    query = f"?{parts.query}" if parts.query else ""
    doi = normalise_doi(unquote(parts.path.lstrip("/")) + query + (f"#{parts.fragment}" if parts.fragment else ""))
    return _doi(doi) if doi else None


def _forum(parts: SplitResult) -> Ident | None:
    ident = normalise_openreview(parse_qs(parts.query).get("id", [""])[0])
    return Ident("openreview", ident) if ident else None


def _anthology(parts: SplitResult) -> Ident | None:
    last = parts.path.rstrip("/").rpartition("/")[2]
    for ending in (".pdf", ".bib", ".xml", ".endf"):
        last = last.removesuffix(ending)
    ident = normalise_acl(last)
    return Ident("acl", ident) if ident else None


def _cvf(parts: SplitResult) -> Ident | None:
    """The page of a PDF: content/CVPR2024/papers/X_paper.pdf."""
    path = re.sub(r"/papers/([^/]+)\.pdf\Z", r"/html/\1.html", parts.path)
    return Ident("url", f"https://openaccess.thecvf.com{path}") if path.endswith(".html") else None


def _pmlr(parts: SplitResult) -> Ident | None:
    """The page of a PDF: v139/foo21a/foo21a.pdf."""
    match = re.match(r"/(v\d+|r\d+)/([\w-]+)(?:\.html|/[\w-]+\.pdf)?\Z", parts.path)
    return Ident("url", f"https://proceedings.mlr.press/{match[1]}/{match[2]}.html") if match else None


def _neurips(parts: SplitResult) -> Ident | None:
    """The page of a PDF: paper_files/paper/2022/file/0123-Paper-Conference.pdf."""
    path = re.sub(r"/file/([0-9a-f]+)-Paper([\w-]*)\.pdf\Z", r"/hash/\1-Abstract\2.html", parts.path)
    path = re.sub(r"(/paper/\d+-[\w-]+)\.pdf\Z", r"\1", path)
    return Ident("url", f"https://{parts.hostname}{path}") if "/paper/" in path else None


def _semantic_scholar(parts: SplitResult) -> Ident | None:
    if match := _HASH.search(parts.path):
        return Ident("s2", match[1])
    match = re.search(r"(?i)/CorpusId:(\d{1,12})\Z", unquote(parts.path))
    return Ident("s2", f"CorpusId:{match[1]}") if match else None


def _github(parts: SplitResult) -> Ident | None:
    match = _GITHUB.match(parts.path)
    known = match and match[1].lower() not in _NOT_OWNERS and match[2].strip(".")
    return Ident("github", f"{match[1]}/{match[2]}") if match and known else None


def _raw_github(parts: SplitResult) -> Ident | None:
    """PMLR keeps its PDFs here: mlresearch/v235/main/assets/foo24a/foo24a.pdf."""
    match = re.match(r"/mlresearch/(v\d+)/[\w-]+/assets/([\w-]+)/", parts.path)
    return Ident("url", f"https://proceedings.mlr.press/{match[1]}/{match[2]}.html") if match else None


def _pubmed(parts: SplitResult) -> Ident | None:
    match = re.match(r"/(?:pubmed/)?([0-9]{1,9})/?\Z", parts.path)
    return Ident("pmid", match[1]) if match else None


def _dblp(parts: SplitResult) -> Ident | None:
    match = re.match(r"/rec/(?:html/|bibtex/|xml/)?(.+?)(?:\.html|\.bib|\.xml|\.rdf)?\Z", parts.path)
    ident = normalise_dblp(match[1]) if match else None
    return Ident("dblp", ident) if ident else None


def _nature(parts: SplitResult) -> Ident | None:
    match = re.match(r"/articles/([a-z0-9-]+)(?:\.pdf)?\Z", parts.path)
    return Ident("doi", f"10.1038/{match[1]}") if match else None


_HOSTS: dict[str, Callable[[SplitResult], Ident | None]] = {
    "arxiv.org": _arxiv,
    "alphaxiv.org": _arxiv,
    "ar5iv.org": _arxiv,
    "arxiv-vanity.com": _arxiv,
    "huggingface.co": _arxiv,
    "hf.co": _arxiv,
    "doi.org": _resolver,
    "openreview.net": _forum,
    "aclanthology.org": _anthology,
    "aclweb.org": _anthology,
    "openaccess.thecvf.com": _cvf,
    "proceedings.mlr.press": _pmlr,
    "raw.githubusercontent.com": _raw_github,
    "papers.nips.cc": _neurips,
    "neurips.cc": _neurips,
    "semanticscholar.org": _semantic_scholar,
    "github.com": _github,
    "pubmed.ncbi.nlm.nih.gov": _pubmed,
    "ncbi.nlm.nih.gov": _pubmed,
    "dblp.org": _dblp,
    "dblp.uni-trier.de": _dblp,
    "nature.com": _nature,
}
