"""What a PDF says of itself: identifiers and a title. The file is untrusted: limits, and no error gets out."""

from __future__ import annotations

import io
import logging
import re
from collections import defaultdict
from typing import Any, NamedTuple

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from papernotes.identifiers import fold_title, normalise_arxiv, normalise_doi
from papernotes.sources import Ident
from papernotes.sources.words import plain, title

MOST_BYTES = 100 * 1024 * 1024
_PAGES = 2
_CHARACTERS = 20_000
# "arXiv:1706.03762v5 [cs.CL] 6 Dec 2017" stands at the margin of the first page.
_STAMP = re.compile(r"(?i)arxiv\s*:\s*((?:[a-z-]+(?:\.[A-Z]{2})?/)?\d[\d.]{6,9}(?:v\d+)?)")
_WHOLE_STAMP = re.compile(r"(?i)arxiv:((?:[a-z-]+/)?\d[\d.]{6,9})v\d+\s*\[[\w.-]+\]\s*\d")
_DOI = re.compile(r"(?i)(?:doi\.org/|doi\s*:?\s*)(10\.\d{4,9}/[^\s<>\"'\]}|]{1,200})")
_NO_TITLE = re.compile(
    r"(?i)untitled|microsoft word|\.(?:dvi|tex|pdf|docx?|indd)\b|^(?:paper|arxiv|main|template|manuscript)\b"
)
# What pypdf lets through on broken files, beside its own errors.
_BROKEN = (
    *(PyPdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, OSError),
    *(AssertionError, NotImplementedError, MemoryError),
)


class PdfSays(NamedTuple):
    """What was found; empty where there was nothing."""

    idents: tuple[Ident, ...] = ()
    title: str = ""
    """A guess: of the metadata, or the largest text of the first page."""
    text: str = ""
    """Of the first pages, folded: whether a title stands there."""
    mistake: str = ""
    """Why it could not be read."""
    stamp: Ident | None = None
    """arXiv's own, at the margin of the first page: beyond doubt."""


def read(data: bytes) -> PdfSays:
    """What the file says. Never raises."""
    if b"%PDF-" not in data[:1024]:
        return PdfSays(mistake="no PDF")
    # It warns on every oddity of a file, to the user's terminal.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfSays(mistake="the PDF is encrypted")
        info = {str(name): str(value) for name, value in (reader.metadata or {}).items() if isinstance(value, str)}
        text, largest = _pages(reader)
    except _BROKEN as error:
        return PdfSays(mistake=f"the PDF cannot be read ({type(error).__name__})")
    said = " ".join(info.values())[:_CHARACTERS]
    named = title(info.get("/Title", ""))
    good = len(named.split()) > 2 and not _NO_TITLE.search(named)
    return PdfSays(_idents(said, text), named if good else title(largest), fold_title(text), stamp=_stamp(text))


def _stamp(text: str) -> Ident | None:
    found = {normalise_arxiv(match[1]) for match in _WHOLE_STAMP.finditer(text)}
    ident = found.pop() if len(found) == 1 else None
    return Ident("arxiv", ident) if ident else None


def _pages(reader: PdfReader) -> tuple[str, str]:
    """The text of the first pages, and the largest text of the first."""
    runs: dict[float, list[str]] = defaultdict(list)

    def visit(part: str, page: list[float], line: list[float], _font: Any, size: float) -> None:
        # Upright text only: arXiv's stamp is larger than the title, and stands on its side.
        if part.strip() and abs(line[1]) < 0.01 and abs(page[1]) < 0.01:
            runs[round(abs(size * line[0] * page[0]), 1)].append(part)

    texts = []
    for number, page in enumerate(reader.pages[:_PAGES]):
        texts.append(page.extract_text(visitor_text=visit) if number == 0 else page.extract_text())
    sizes = sorted(runs, reverse=True)
    candidates = (" ".join(" ".join(runs[size]).split()) for size in sizes)
    largest = next((text for text in candidates if sum(char.isalpha() for char in text) >= 8), "")
    return "\n".join(texts)[:_CHARACTERS], plain(largest, 300)


def _idents(info: str, text: str) -> tuple[Ident, ...]:
    """Of the metadata first, then of the text in its order; an arXiv id before a DOI."""
    found: dict[Ident, None] = {}
    for said in (info, text):
        for pattern, kind, normal in ((_STAMP, "arxiv", normalise_arxiv), (_DOI, "doi", normalise_doi)):
            for match in list(pattern.finditer(said))[:3]:
                if ident := normal(match[1].rstrip(".")):
                    found[Ident(kind, ident)] = None
    return tuple(found)
