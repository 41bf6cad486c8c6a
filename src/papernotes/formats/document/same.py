"""The same paper met twice: which entries of a source are one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from papernotes.formats.document.found import Found
from papernotes.identifiers import fold_title
from papernotes.model.venue import registry

_NEAR = 93.0
"""Of 100: a letter or two in a title of usual length."""
_VERSION = re.compile(
    r"(?<![a-z])(?:v(?:er(?:sion)?)?\.?\s*\d[\d.]*|[ivx]{2,4}|\d+(?:\.\d+)?|\d+d)(?![a-z])|"
    r"(?<=[a-z])[-+]*(?:v?\d+(?:\.\d+)?(?:d)?|\++)(?=[\s:：,-]|$)"
)
_NICKNAME = re.compile(r"^([^\s:：]{2,24}(?:\s[^\s:：]{1,12})?)\s*[:：]\s*(.+)$")


def groups(papers: Sequence[Found]) -> list[list[int]]:
    """The numbers of the papers, those of one paper together, each group and all in the order of the source."""
    parent = list(range(len(papers)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    def join(one: int, two: int) -> None:
        low, high = sorted((root(one), root(two)))
        parent[high] = low

    for one, two in _pairs(papers):
        if root(one) != root(two) and same(papers[one], papers[two]):
            join(one, two)
    found: dict[int, list[int]] = defaultdict(list)
    for index in range(len(papers)):
        found[root(index)].append(index)
    return list(found.values())


def _pairs(papers: Sequence[Found]) -> list[tuple[int, int]]:
    """Those worth a closer look: near titles, equal identifiers."""
    folds = [fold_title(paper.title) for paper in papers]
    bare = [fold_title(_without_nickname(paper.title)) for paper in papers]
    pairs: list[tuple[int, int]] = []
    by: dict[str, int] = {}
    for index, paper in enumerate(papers):
        keys = [f"{kind}:{ident}" for kind, ident in paper.idents.items()]
        for key in {folds[index], bare[index], *keys} - {""}:
            if key in by:
                pairs.append((by[key], index))
            by.setdefault(key, index)
        # Comparing all with all is quadratic; beyond a few thousand only equal titles are found.
        if index < 4000 and len(folds[index]) >= 12:
            near = process.extract(folds[index], folds[:index], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=3)
            pairs += [(place, index) for _, _, place in near]
    return pairs


def same(one: Found, two: Found) -> bool:
    """Whether two headings name one paper.

    Other versions (SEED and SEED++, ABCNet and ABCNet v2, DeiT and DeiT III), years far apart and two different
    published venues speak against it, and so do two different identifiers of one kind."""
    shared = one.idents.keys() & two.idents.keys()
    if any(one.idents[kind] == two.idents[kind] for kind in shared):
        return True
    if shared or _versions(one.title) != _versions(two.title):
        return False
    if not _times_agree(one, two):
        return False
    first, second = fold_title(one.title), fold_title(two.title)
    if first == second:
        return bool(first)
    short, long = sorted((one.title, two.title), key=len)
    if (match := _NICKNAME.match(long)) and not _NICKNAME.match(short) and fold_title(match[2]) == fold_title(short):
        return len(short.split()) >= 4
    if _nickname(one.title) != _nickname(two.title):
        return False
    return min(len(first), len(second)) >= 20 and fuzz.ratio(first, second) >= _NEAR


def _versions(title: str) -> list[str]:
    """Numbers, roman numerals and plus signs of a title, and those of its nickname above all."""
    text = title.casefold()
    return sorted(match.strip(" -.").removeprefix("version").removeprefix("v") for match in _VERSION.findall(text))


def _nickname(title: str) -> str:
    match = _NICKNAME.match(title)
    return re.sub(r"[\W_]+", "", match[1]).casefold() + "+" * match[1].count("+") if match else ""


def _without_nickname(title: str) -> str:
    match = _NICKNAME.match(title)
    return match[2] if match and len(match[2].split()) >= 4 else title


def _times_agree(one: Found, two: Found) -> bool:
    first, second = one.venue, two.venue
    years = one.year is None or two.year is None or abs(one.year - two.year) <= (1 if first == second else 2)
    both = first and second and first != second and not _preprint(first) and not _preprint(second)
    if both and fold_title(one.title) != fold_title(two.title):
        return False
    # A journal's version may follow the conference's by years.
    return years or (
        not both and fold_title(one.title) == fold_title(two.title) and (_preprint(first) or _preprint(second))
    )


def _preprint(name: str) -> bool:
    known = registry().find(name)
    return not name or (known is not None and known.kind == "preprint")
