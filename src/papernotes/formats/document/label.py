"""What the labels of headings mean: tags, sub-topics of a section, nicknames, kinds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from papernotes.formats.document.row import Entry
from papernotes.formats.document.words import CJK, KINDS, TAGS

_AND = re.compile(r"[和与及&+、]")
_SURVEY = frozenset({"综述", "survey", "review"})


class Meaning(NamedTuple):
    """What the labels of one heading say."""

    topic: str
    tags: list[str]
    aliases: list[str]
    kind: str


def meanings(entries: Sequence[Entry]) -> list[Meaning]:
    """For each entry, its topic with the sub-topic that its labels say, and the rest as tags.

    A label is a sub-topic of its section if several papers there have it or the section's name holds it:
    识别, 检测 and 检测识别 below 文字检测和识别. What begins with one is that and a tag (检测矩形)."""
    known = _subtopics(entries)
    used = Counter(_fold(label) for entry in entries for label in entry.found.labels)
    return [_meaning(entry, known[entry.topic], used) for entry in entries]


def _fold(label: str) -> str:
    return _AND.sub("", label).casefold()


def _plain(label: str) -> bool:
    bare = label.casefold().replace(" ", "-")
    return bare in TAGS or bare in KINDS or bare in _SURVEY or not re.search(r"[A-Za-z\u3400-\u9fff]", bare)


def _subtopics(entries: Sequence[Entry]) -> dict[str, dict[str, str]]:
    """For each topic, folded label to the name of the sub-topic."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        labels[entry.topic].update({_fold(label): 1 for label in entry.found.labels if not _plain(label)})
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for topic, counts in labels.items():
        name = _fold(topic.rpartition("/")[2])
        for label, count in counts.items():
            if topic and (count >= 2 or (len(label) >= 2 and label in name and CJK.search(label))):
                found[topic][label] = label
    for entry in entries:
        for label in entry.found.labels:
            if _fold(label) in found[entry.topic] and not _AND.search(label):
                found[entry.topic][_fold(label)] = label
    return found


def _meaning(entry: Entry, known: dict[str, str], used: Counter[str]) -> Meaning:
    topics: list[str] = []
    tags: list[str] = []
    aliases: list[str] = []
    kind = entry.kind
    for label in entry.found.labels:
        folded = _fold(label)
        part = next((name for name in sorted(known, key=len, reverse=True) if folded.startswith(name)), "")
        if not _plain(label) and part:
            topics.append(known[part])
            tags += [label[-len(folded[len(part) :]) :]] if folded != part else []
        elif folded in _SURVEY and kind == "paper":
            kind = "survey"
            tags.append(label)
        elif (
            _is_nickname(label)
            and used[folded] == 1
            and label.casefold() not in entry.found.title.casefold()
            and not _plain(label)
        ):
            aliases.append(label)
        else:
            tags.append("oral" if label.casefold() == "oral" else label)
    topic = "/".join([entry.topic, *topics[:1]]) if topics else entry.topic
    return Meaning(topic, list(dict.fromkeys(tags + topics[1:])), aliases, kind)


def _is_nickname(label: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z][\w+-]{2,15}", label)) and sum(char.isupper() for char in label) >= 2
