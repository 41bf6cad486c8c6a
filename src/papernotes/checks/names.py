"""What a reader may call the papers of a library, and which of them a word is nearest to."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise

from papernotes.identifiers import fold_title
from papernotes.late import regex
from papernotes.model.library import Library

_DIGITS = regex(r"\d+")


class Names:
    """What a reader may call the papers of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """Keys by their folded form."""
        return {key.casefold(): key for key in self._library.by_key}

    @cached_property
    def named(self) -> Mapping[str, str]:
        """Keys by the folded titles and aliases of their papers."""
        return {fold_title(name): p.key for p in self._library.papers for name in (p.title, *p.aliases)}

    def near(self, word: str, title: str = "") -> str:
        """ "did you mean 'vit2021'?" by key, alias or title, "" if nothing is near."""
        for text in (word, title):
            if text and (key := self.named.get(fold_title(text))):
                return f"did you mean '{key}'?"
        # difflib is slow: only the keys that share most with the word.
        shared = Counter(key for part in sorted(_parts(word.casefold())) for key in self._by_part.get(part, ()))
        near = difflib.get_close_matches(word.casefold(), [key for key, _ in shared.most_common(50)], 5, 0.6)
        meant = next((key for key in near if _alike(word.casefold(), key)), None)
        return f"did you mean '{self.keys[meant]}'?" if meant else ""

    @cached_property
    def _by_part(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key in self.keys:
            for part in _parts(key):
                found[part].append(key)
        return found


def _alike(word: str, key: str) -> bool:
    """Whether two keys are near in their letters, too: half of detr2020 is a year that many papers have."""
    one, other = (_DIGITS.sub("", text) for text in (word, key))
    return difflib.SequenceMatcher(None, one, other).ratio() >= 0.6


def _parts(word: str) -> set[str]:
    """Two neighbouring characters each, and the first one with a mark."""
    return {"^" + word[:1], *map("".join, pairwise(word))}
