"""The README of a repository, which names the paper that the code belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from papernotes.formats.bibtex_read import read
from papernotes.identifiers import NORMALISE, normalise_acl, normalise_arxiv, normalise_doi, normalise_openreview
from papernotes.sources import words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import Reply, Request, Source

NAMES = ("README.md", "readme.md", "README.rst", "README")
_MOST = 512 * 1024
_FENCED = re.compile(r"@\w+\s*\{(?:[^`]|`(?!``)){10,5000}")
_ARXIV = re.compile(
    r"(?i)(?:arxiv\.org/(?:abs|pdf|html)/|huggingface\.co/papers/|alphaxiv\.org/abs/|arxiv:\s?)([\w./-]{7,30})"
)
_DOI = re.compile(r"(?i)(?:doi\.org/|doi:\s?)(10\.\d{4,9}/[^\s<>\"'\]}|]{1,200})")
_FORUM = re.compile(r"openreview\.net/(?:forum|pdf)\?id=([\w-]{6,20})")
_ACL = re.compile(r"aclanthology\.org/([\w.-]{6,40})")
_HEADING = re.compile(r"(?m)^#{1,2}[ \t]+(\S[^\n]{0,300})$")


class GitHub(Source):
    """READMEs by owner/name, or owner/name#README.rst; `extra["idents"]` are the identifiers in it."""

    name = "github"
    base = "https://raw.githubusercontent.com"
    kinds = ("github",)
    types = ("text/plain", "text/markdown", "text/x-rst", "application/octet-stream")

    def request(self, idents: Sequence[Ident]) -> Request:
        """The README of the default branch."""
        repository, _, file = idents[0].value.partition("#")
        return Request(f"{self.base}/{quote(repository)}/HEAD/{quote(file or NAMES[0])}", cap=_MOST)

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """What the README says: its heading and the identifiers in it."""
        text = reply.body.decode("utf-8", "replace")
        heading = _HEADING.search(text)
        title = words.plain(re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[*_`#]", r"\1", heading[1])) if heading else ""
        found = tuple(dict.fromkeys([*_cited(text), *_linked(text)]))
        name = idents[0].value.partition("#")[0]
        repository = f"https://github.com/{name}"
        return {
            idents[0]: Record(
                self.name,
                title=title or name,
                kind="repo",
                links={"code": repository},
                url=repository,
                extra={"idents": found, "text": text},
            )
        }


def _cited(text: str) -> Iterator[Ident]:
    """The identifiers of the BibTeX in it."""
    for match in list(_FENCED.finditer(text))[:5]:
        for draft in read(match[0]).drafts:
            yield from (Ident(kind, draft.fields[kind]) for kind in NORMALISE if draft.fields.get(kind))


def _linked(text: str) -> Iterator[Ident]:
    for kind, pattern, normal in (
        ("arxiv", _ARXIV, normalise_arxiv),
        ("doi", _DOI, normalise_doi),
        ("openreview", _FORUM, normalise_openreview),
        ("acl", _ACL, normalise_acl),
    ):
        for match in pattern.finditer(text):
            # A badge ends with ".svg", a sentence with a full stop.
            if ident := normal(match[1].removesuffix(".pdf").rstrip(".")):
                yield Ident(kind, ident)
