"""Writing the new address of pages that moved: a splice of the address and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from papernotes.links.extract import MARKDOWN, of_text
from papernotes.links.link import Finding, Link
from papernotes.model.paper import values
from papernotes.store import catalogue, write
from papernotes.store.catalogue import Catalogue

Change = tuple[Link, str]
"""A link and the address to write in its place."""


def changes(findings: Iterable[Finding]) -> list[Change]:
    """What there is to write: the new address keeps the fragment of the old one."""
    found = []
    for finding in findings:
        url, moved = finding.link.url, finding.verdict.moved
        if moved and finding.link.source and url.startswith(("http://", "https://")):
            fragment = url.partition("#")[2]
            found.append((finding.link, moved + (f"#{fragment}" if fragment and "#" not in moved else "")))
    return found


def fix(wanted: Sequence[Change]) -> tuple[int, list[str]]:
    """How many addresses were written, and why others were not. Raises PapernotesError if a file cannot be written."""
    by_file: dict[str, list[Change]] = defaultdict(list)
    for link, url in wanted:
        by_file[link.source].append((link, url))
    count, refused = 0, []
    for source, those in sorted(by_file.items()):
        path = Path(source)
        before = after = write.read_exact(path)
        # From the end, so that the places before it stay right.
        for link, url in sorted(those, key=lambda change: change[0].where, reverse=True):
            new = _spliced(after, link, url)
            if new is None:
                refused.append(
                    f"{link.where}: not edited: the address does not stand there letter by letter; edit it by hand"
                )
            else:
                after, count = new, count + 1
        write.replace(path, before, after)
    return count, refused


def _spliced(text: str, link: Link, url: str) -> str | None:
    """The text with another address in this one place; None where that cannot be proved to be all that changes."""
    start = _place(text, link)
    end = start + len(link.url)
    if start < 0 or text[start:end] != link.url or not url.isprintable():
        return None
    url = url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    new = text[:start] + url + text[end:]
    return new if _proved(text, new, link, url) else None


def _place(text: str, link: Link) -> int:
    """Where the address begins in the file as it stands, -1 if it is not there."""
    bom = len(text) - len(text.removeprefix("\ufeff"))
    if link.kind != "field":
        return link.span[0] + bom if link.span[0] >= 0 else -1
    lines = text[bom:].split("\n")
    if link.where.line > len(lines):
        return -1
    start = bom + sum(len(line) + 1 for line in lines[: link.where.line - 1]) + link.where.column - 1
    # The mark is the value's, its quote included.
    return start + (text[start : start + 1] in ("'", '"'))


def _proved(old: str, new: str, link: Link, url: str) -> bool:
    """Whether the file says the same as before, but for this address."""
    if link.kind == "field":
        before, after = (catalogue.read(text.removeprefix("\ufeff"), "") for text in (old, new))
        now = [(paper.key, values(paper)) for paper in after.papers]
        return any(now == one for one in _expected(before, link, url))
    suffix = Path(link.source).suffix.lower()
    if suffix not in MARKDOWN:
        return False
    said = [[one.url for one in of_text(text.removeprefix("\ufeff"), "", "", suffix)] for text in (old, new)]
    differ = [pair for pair in zip(*said, strict=False) if pair[0] != pair[1]]
    return len(said[0]) == len(said[1]) and differ == [(link.url, url)]


def _expected(before: Catalogue, link: Link, url: str) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """What the catalogue may say afterwards: one of the paper's links of that address is the new one."""
    said = [(paper.key, values(paper)) for paper in before.papers]
    for number, (key, fields) in enumerate(said):
        for name, one in fields.get("links", {}).items():
            if key == link.key and one == link.url:
                changed = {**fields, "links": {**fields["links"], name: url}}
                yield [*said[:number], (key, changed), *said[number + 1 :]]
