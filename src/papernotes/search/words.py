"""Words of a text for searching: the same in Python, for the index, and in the browser (words.js), for the query.

A run of Chinese gives its pairs of characters and its last character; a Latin word gives itself and its parts; a phrase
that has synonyms gives the name of its group. `assets/scripts/words.js` is this module in JavaScript, and a test holds
them equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import NamedTuple

from papernotes import plain

# Han, kana and hangul: scripts that are searched by pairs of characters.
PAIRED = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"
_LETTER = "0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u037d\u0380-\u1fff"
_RUN = re.compile(f"[{PAIRED}]+|[{_LETTER}]+(?:[-'’‐_][{_LETTER}]+)*")
_MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_JOINT = re.compile("[-'’‐_]")
_FIRST_PAIRED = "\u3005"
# Beside these, a character may join with the one before it.
_MAY_JOIN = re.compile("[^\0-\x7f\u2010-\u2027\u3000-\u3098\u309b-\u30ff\u4e00-\u9fff]")
# Letters that keep their stroke when marks are taken off, and signs that stand for a letter.
_LATIN = dict(zip("øØłŁđĐħıς×", "oOlLdDhiσx", strict=True))
# DBNet is DB Net, YOLOv3 is YOLO v3, ViTDet is ViT Det, and 16x16 three words.
_CAMEL = (
    (re.compile("([a-z])([A-Z])"), r"\1 \2"),
    (re.compile("([A-Z])([A-Z][a-z]{2})"), r"\1 \2"),
    (re.compile("([A-Za-z])([vV][0-9])"), r"\1 \2"),
    (re.compile("([A-Za-z])([0-9])"), r"\1 \2"),
    (re.compile("([0-9])([A-Za-z])"), r"\1 \2"),
)
# A word that has no parts: detection, Detection, mAP has.
_PLAIN = re.compile("[A-Za-z]?[a-z]*|[A-Z]+|[0-9]+").fullmatch
# A part that has no more of them: cnn, CNN, 2021.
_PLAIN_PART = re.compile("[a-z]+|[A-Z]+|[0-9]+").fullmatch
_PLURAL = re.compile("[a-z]{3}s$")
_LONGEST = 40


class Lexicon(NamedTuple):
    """What the tokenizer knows as data: traditional characters with their simplified ones, groups of synonyms."""

    traditional: str
    simplified: str
    groups: Sequence[Sequence[str]]
    """Phrases that mean the same; the first one names the group."""


class Words:
    """The tokenizer of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._simple = dict(zip(lexicon.traditional, lexicon.simplified, strict=True)) | _LATIN
        self._other = re.compile(f"[{''.join(self._simple)}]")
        self._anchors: dict[str, list[tuple[str, str, str]]] = {}
        for group in lexicon.groups:
            for phrase in group:
                self._add(phrase, f"#{group[0]}")

    def _add(self, phrase: str, name: str) -> None:
        runs = _RUN.findall(self.fold(phrase))
        needle = _flat(runs)
        inner = needle.strip()
        needle = needle[_is_paired(inner[0]) : len(needle) - _is_paired(inner[-1])]
        last = inner[-2:] if _is_paired(inner[-2]) else inner.rpartition(" ")[2]
        self._anchors.setdefault(_tokens(runs[0])[0], []).append((needle, last, name))

    def fold(self, text: str) -> str:
        """The text without accents, in simplified characters and normal width; case is kept, it parts words."""
        if text.isascii():
            return text
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
        if _MAY_JOIN.search(text):
            text = unicodedata.normalize("NFKC", text)
        return self._other.sub(lambda match: self._simple[match[0]], text)

    def tokens(self, text: str) -> list[str]:
        """The words of the text in order, repeated as often as they occur, without its concepts."""
        return [token for run in _RUN.findall(self.fold(text)) for token in _tokens(run)]

    def counts(self, text: str) -> dict[str, int]:
        """How often each word and each concept occurs in the text; a pure function of the text and the lexicon."""
        runs = _RUN.findall(self.fold(text))
        tokens: list[str] = []
        for run in runs:
            if run < _FIRST_PAIRED:
                tokens += _word(run)
            else:
                # As _pairs does it; this is most of a Chinese text.
                tokens += map(add, run, run[1:])
                tokens.append(run[-1])
        found: dict[str, int] = Counter(tokens)
        present = self._anchors.keys() & found.keys()
        # Most phrases that begin so do not end so, which is quicker to see.
        needles = [anchor for token in present for anchor in self._anchors[token] if anchor[1] in found]
        if needles:
            flat = _flat(runs)
            for needle, _, name in needles:
                if times := flat.count(needle):
                    found[name] = found.get(name, 0) + times
        return found

    @cached_property
    def version(self) -> str:
        """A hash of all that the words of a text depend on besides the text; part of a cache's key."""
        rules = (_RUN.pattern, _MARKS.pattern, str(_CAMEL), _PLURAL.pattern, str(_LONGEST), repr(self.lexicon))
        return blake2b("\0".join(rules).encode(), digest_size=8).hexdigest()


def _is_paired(char: str) -> bool:
    return char >= _FIRST_PAIRED


def _flat(runs: Iterable[str]) -> str:
    """The runs with a blank around each word, to find phrases in."""
    return f" {' '.join([run if run >= _FIRST_PAIRED else _parted(run) for run in runs])} "


@lru_cache(maxsize=1 << 16)
def _parted(run: str) -> str:
    return " ".join(_bare(part) for part in _JOINT.split(run))


def _bare(word: str) -> str:
    return stem(word.lower()[:_LONGEST])


def _tokens(run: str) -> Sequence[str]:
    if run < _FIRST_PAIRED:
        return _word(run)
    return _pairs(run)


def _pairs(run: str) -> list[str]:
    # The last one is a single character, so that each character begins a token.
    return [*map(add, run, run[1:]), run[-1]]


@lru_cache(maxsize=1 << 16)
def _word(run: str) -> tuple[str, ...]:
    """A Latin word with its joined form and its parts: R-CNN is r, cnn and rcnn."""
    if _PLAIN(run):
        return (_bare(run),)
    parts = _JOINT.split(run)
    found = [token for part in parts for token in _part(part)]
    if 1 < len(parts) < 5:
        found.append(_bare("".join(parts)))
        if len(parts) > 2:
            # Mask-R-CNN is rcnn, too.
            found += [_bare(a + b) for a, b in pairwise(parts) if len(a) == 1]
    return tuple(dict.fromkeys(found))


def _part(part: str) -> list[str]:
    whole = _bare(part)
    if len(part) > _LONGEST or (part.isascii() and _PLAIN_PART(part)):
        return [whole]
    pieces = part
    for pattern, parted in _CAMEL:
        pieces = pattern.sub(parted, pieces)
    return [whole, *(_bare(p) for p in pieces.split(" ") if len(p) > 1 or "0" <= p <= "9")]


def stem(word: str) -> str:
    """An English plural without its ending; any other word as it is."""
    if word[-1:] != "s" or not _PLURAL.search(word) or word.endswith(("ss", "us", "is", "ias")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zzes")) else word[:-1]


@cache
def words() -> Words:
    """The tokenizer with the package's own lexicon."""
    traditional, simplified = Path(__file__).with_name("t2s.txt").read_text("utf-8").split()
    rows = plain.load(Path(__file__).with_name("synonyms.yaml"))
    return Words(Lexicon(traditional, simplified, tuple(tuple(map(str, row)) for row in rows)))


def lexicon_data(lexicon: Lexicon) -> Mapping[str, object]:
    """The lexicon as the browser reads it; `from` is the distance of each character from the one before it."""
    codes = [0x4E00, *map(ord, lexicon.traditional)]
    steps = "".join(chr(b - a + 35) for a, b in pairwise(codes))
    return {"from": steps, "to": lexicon.simplified, "groups": [list(group) for group in lexicon.groups]}
