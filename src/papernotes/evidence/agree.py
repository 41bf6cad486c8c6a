"""Whether two say the same: titles, people."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from papernotes.identifiers import family_given, fold_title
from papernotes.text import HAN, fold


def alike(one: str, other: str) -> float:
    """How far two titles agree, from 0 to 1; case, signs, hyphens and LaTeX count for nothing."""
    first, second = fold_title(one), fold_title(other)
    if not first or not second:
        # A title of signs only: nothing is left of it to compare.
        return float(bool(one) and one.strip() == other.strip())
    if first == second:
        return 1.0
    from rapidfuzz import fuzz

    return fuzz.ratio(first, second) / 100


def comparable(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether both name somebody, in one script: 何恺明 and Kaiming He cannot be compared."""
    scripts = [{bool(HAN.search(name)) for name in names} for names in (mine, theirs)]
    return bool(scripts[0] & scripts[1])


def overlap(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """The share of my authors that theirs hold; 1 where that cannot be compared."""
    if not comparable(mine, theirs):
        return 1.0
    found = sum(any(same_person(name, other) for other in theirs) for name in mine)
    return found / len(mine)


def same_first(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the first authors are the same, as far as can be told."""
    return not comparable(mine, theirs) or same_person(mine[0], theirs[0])


def differs(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether they name other people: another first author, or less than 60 % of mine."""
    return comparable(mine, theirs) and (not same_first(mine, theirs) or overlap(mine, theirs) < 0.6)


def same_person(one: str, other: str) -> bool:
    """The same family name, or the same words in another order: "Fang Shancheng", "Shancheng Fang"."""
    return _family(one) == _family(other) or sorted(_words(one)) == sorted(_words(other))


def _family(name: str) -> str:
    """The last word of the family name: whether "Müller" belongs to it in "Eva Müller Lüdenscheidt" nobody can tell."""
    return (_bare(family_given(name)[0]).split() or [""])[-1]


def _words(name: str) -> list[str]:
    return _bare(name).split()


def _bare(name: str) -> str:
    """Without accents, hyphens and points: "Müller-Lüdenscheidt", "J.-P."."""
    parts = unicodedata.normalize("NFKD", fold(name).replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return " ".join(
        "".join(char if char.isalnum() else " " for char in parts if not unicodedata.combining(char)).split()
    )
