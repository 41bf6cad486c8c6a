"""Problems that a knowledge base has already: known, not forgotten, and no reason to fail."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from papernotes.links.link import Finding
from papernotes.problem import PapernotesError, Problem
from papernotes.store import write

VERSION = 1
Entry = tuple[str, str, str]
"""Rule, file, address; no line, so that what is written above changes nothing."""


def entries(findings: Iterable[Finding], problems: Iterable[Problem]) -> list[Entry]:
    """What a baseline of these problems holds."""
    urls = {finding.link.where: finding.link.url for finding in findings}
    return sorted((p.rule, p.where.path, urls.get(p.where, "")) for p in problems)


def save(path: Path, known: Sequence[Entry]) -> None:
    """Write a baseline. Raises PapernotesError."""
    rows = [{"rule": rule, "file": file, "url": url} for rule, file, url in known]
    text = json.dumps({"version": VERSION, "links": rows}, ensure_ascii=False, indent=1) + "\n"
    write.replace(path, write.read_exact(path) if path.exists() else None, text)


def load(path: Path) -> Counter[Entry]:
    """The entries of a baseline. Raises PapernotesError if there is none or it cannot be read."""
    try:
        rows = json.loads(write.read_exact(path))["links"]
        return Counter((str(row["rule"]), str(row["file"]), str(row["url"])) for row in rows)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        said = f"{path}: no baseline of links; write one with --write-baseline"
        raise PapernotesError(said) from error


def without(problems: Sequence[Problem], findings: Iterable[Finding], known: Counter[Entry]) -> list[Problem]:
    """The problems that the baseline does not hold; one entry excuses one problem."""
    urls = {finding.link.where: finding.link.url for finding in findings}
    left = known.copy()
    fresh = []
    for one in problems:
        entry = (one.rule, one.where.path, urls.get(one.where, ""))
        if left[entry] > 0:
            left[entry] -= 1
        else:
            fresh.append(one)
    return fresh
