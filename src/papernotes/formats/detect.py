"""Which format a source is in, by its content first and its name second."""

from __future__ import annotations

import json
import re
from pathlib import Path

FORMATS = ("document", "folder", "bibtex", "csl-json", "ris", "csv", "papis")
_BIBTEX = re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.M)
_RIS = re.compile(r"\A(?:\ufeff)?\s*TY {1,2}- ")
_TABLE = re.compile(r"(?i)\b(?:title|name|标题|论文)\b|标题|论文")


def detect(path: Path, text: str = "") -> str:
    """The name of the format; a text that is nothing else is a document."""
    if path.is_dir():
        return "papis" if next(path.rglob("info.yaml"), None) else "folder"
    suffix = path.suffix.lower()
    head = text[:100_000]
    if suffix in (".md", ".markdown", ".html", ".htm"):
        return "document"
    if _RIS.match(head):
        return "ris"
    if head.lstrip("\ufeff \t\r\n")[:1] in ("[", "{") and suffix in (".json", "") and _csl(text):
        return "csl-json"
    if suffix in (".bib", ".bibtex") or (_BIBTEX.search(head) and suffix not in (".txt", ".csv", ".tsv")):
        return "bibtex"
    if suffix in (".csv", ".tsv") and _TABLE.search(head.split("\n", 1)[0]):
        return "csv"
    if suffix == ".txt" and _mostly_bibtex(head):
        return "bibtex"
    return {".ris": "ris", ".json": "csl-json", ".csv": "csv", ".tsv": "csv"}.get(suffix, "document")


def _csl(text: str) -> bool:
    try:
        items = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return False
    items = items.get("items", [items]) if isinstance(items, dict) else items
    return bool(items) and isinstance(items, list) and isinstance(items[0], dict) and "title" in items[0]


def _mostly_bibtex(head: str) -> bool:
    return len(_BIBTEX.findall(head)) >= 1 and bool(re.match(r"\s*(?:%[^\n]*\n\s*)*@", head))
