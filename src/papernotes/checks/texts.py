"""The texts of all notes for the rules that read them: each is cut up once, and found by the words it holds."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from papernotes.checks.memory import Memory
from papernotes.checks.parts import SLUG as SLUG
from papernotes.checks.parts import Heading as Heading
from papernotes.checks.parts import Link as Link
from papernotes.checks.parts import Text as Text
from papernotes.model.note import Note
from papernotes.text import HAN

Fact = Callable[[Text], Any]
FACTS: dict[str, Known] = {}
"""Every fact by its name; filled by the decorator."""
_HAN = HAN.findall
# Chinese has neither capitals nor small letters.
_CASELESS = re.compile(f"(?:{HAN.pattern})+").fullmatch
_RARE = re.compile(r"[^a-zA-Z0-9\s]").findall


class Known(NamedTuple):
    """A fact, and which texts may have it: those with one of the signs or with the pattern, else all."""

    fact: Fact
    signs: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    asked: bool = False
    """Whether it is only asked of single texts, with `recall`."""
    common: bool = False
    """Whether it is numbers, each with a second one behind it, that count only where another text has them, too."""


def fact(
    *signs: str, pattern: re.Pattern[str] | None = None, asked: bool = False, common: bool = False
) -> Callable[[Fact], Fact]:
    """Register what a rule of the library is told of a text: JSON, which depends on the note's text and place alone.

    A pattern does not look beyond a line; see `Texts.matching`."""

    def register(fact: Fact) -> Fact:
        FACTS[fact.__name__] = Known(fact, signs, pattern, asked, common)
        return fact

    return register


class Texts:
    """The texts of all notes, in path order."""

    def __init__(self, notes: Sequence[Note] | Sequence[Text], memory: Memory | None = None) -> None:
        self._all = [Text(one) if isinstance(one, Note) else one for one in notes]
        self._memory = memory or Memory()
        self._unknown: Texts | None = None
        """Of all texts, those that the memory does not know."""

    def unknown(self, notes: Sequence[Note]) -> Texts:
        """The texts of these notes; all others are known from earlier runs."""
        paths = {note.path for note in notes}
        self._unknown = Texts([text for text in self._all if text.note.path in paths], self._memory)
        return self._unknown

    def open(self, text: Text) -> Text:
        """The text, for a rule of the library that looks at more of it than facts."""
        self._memory.opened.add(text.note.path)
        return text

    def of(self, note: Note) -> Text:
        """The text of a note."""
        return self._by_path[note.path]

    @cached_property
    def _by_path(self) -> Mapping[str, Text]:
        return {text.note.path: text for text in self._all}

    def each(self, fact: Fact) -> Iterator[tuple[Text, Any]]:
        """The texts of which there is a fact that is not empty, and the fact, in path order."""
        name = fact.__name__
        todo = self._unknown if self._unknown is not None and self._memory.asked(name) else self
        for text, said in todo.found(FACTS[name]):
            self._memory.facts(text.note)[name] = said
        self._memory.swept.add(name)
        for text, known in zip(self._all, self._facts, strict=True):
            if name in known:
                yield text, known[name]

    def found(self, known: Known) -> Iterator[tuple[Text, Any]]:
        """The same without a memory. Texts that cannot have the fact are not asked."""
        _, signs, pattern, *_ = known
        for text in self.matching(pattern) if pattern else self.having(*signs) if signs else self:
            if said := known.fact(text):
                yield text, said

    @cached_property
    def _facts(self) -> list[dict[str, Any]]:
        return [self._memory.facts(text.note) for text in self._all]

    def recall(self, text: Text, fact: Fact) -> Any:
        """A fact of one text."""
        known = self._memory.facts(text.note)
        if fact.__name__ not in known:
            known[fact.__name__] = fact(text)
            self._memory.learnt()
        return known[fact.__name__]

    def __iter__(self) -> Iterator[Text]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """All bodies as one string, a line break before each, and where each begins: to search it is faster."""
        starts, place = [], 1
        for body in self._bodies:
            starts.append(place)
            place += len(body) + 1
        return "\n".join(["", *self._bodies]), starts

    def having(self, *signs: str, lower: bool = False) -> list[Text]:
        """The texts that hold one of the strings, in path order; in any case where `lower`."""
        if lower and not all(map(_CASELESS, signs)):
            return [text for text, body in zip(self._all, self._lower, strict=True) if any(s in body for s in signs)]
        held = [places for sign in signs if (places := self._places(sign))]
        places = held[0] if len(held) == 1 else sorted(set().union(*held))
        return [self._all[place] for place in places]

    def _places(self, sign: str) -> Sequence[int]:
        """The numbers of the texts that hold a string; several rules ask for the same ones."""
        found = self._held.get(sign)
        if found is None:
            found = self._held[sign] = self._found(sign)
        return found

    def _found(self, sign: str) -> Sequence[int]:
        # One character is found ten times faster than two, and most signs have one that stands nowhere, or in few.
        among: Sequence[int] = range(len(self._all))
        if len(sign) > 1:
            rare = _RARE(sign)
            if not all(char in self._joined[0] for char in rare):
                return []
            among = min([among, *map(self._places, rare)], key=len)
            # Bytes are searched faster, too.
            if 8 * len(among) > len(self._all) and sign.isascii() and sign.encode() not in self._latin:
                return []
        elif sign not in self._joined[0]:
            return []
        bodies = self._bodies
        return array("I", [place for place in among if sign in bodies[place]])

    @cached_property
    def _held(self) -> dict[str, Sequence[int]]:
        return {}

    @cached_property
    def _bodies(self) -> list[str]:
        return [text.body for text in self._all]

    @cached_property
    def _lower(self) -> list[str]:
        return [body.lower() for body in self._bodies]

    def holds(self, words: Iterable[str]) -> list[str]:
        """Which of the lower-case words may stand in some text, in any case, perhaps within another word."""
        latin = self._latin.lower()
        return [
            word
            for word in words
            if (word.encode() in latin if word.isascii() else all(char in self._joined[0] for char in _HAN(word)))
        ]

    @cached_property
    def _latin(self) -> bytes:
        return self._joined[0].encode("ascii", "ignore")

    def matching(self, pattern: re.Pattern[str]) -> list[Text]:
        """The texts in which a pattern is found that does not look beyond a line, in path order.

        The pattern may begin with the line break before the line; it is there for the first one, too."""
        whole, starts = self._joined
        found = []
        match = pattern.search(whole)
        while match:
            number = bisect_right(starts, match.end() - 1) - 1
            found.append(self._all[number])
            match = pattern.search(whole, starts[number + 1] - 1) if number + 1 < len(starts) else None
        return found
