"""What was copied into notes, and the days they name."""

from __future__ import annotations

import datetime
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping

from papernotes.checks.registry import found, rule
from papernotes.checks.texts import Text, Texts, fact
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.model.where import Where
from papernotes.problem import Level, Problem
from papernotes.text import HAN

_LINE = 40
"""Shorter lines are alike by chance, or come from a template."""
_EQUAL = 200
_NOT_SAID = ("|", "    ", "\t", "![")
"""What lines begin with that are no sentences."""
_PASTE = 1500
_BYTES = 1024 * 1024
# A row of a table, an item of a list: nobody's abstract.
_NO_TEXT = regex(r"(?m)^[ \t]*(?:\||[-*+] |[0-9]+[.)] )")
_LICENCE = regex(r"Permission is hereby granted, free of charge|Redistribution and use in source and binary forms")
_SAID = ("read", "created", "updated", "date")


@rule("NOTE023", Level.WARNING)
def copied_text(library: Library, texts: Texts) -> Iterator[Problem]:
    """Two notes have 200 or more characters of text in common, line by line.

    Why: One of them was copied from the other, or both from an abstract; what is changed in one stays in the other.
    Bad:
        vit:
          title: ViT
        === notes/a.md ===
        这是同一段文字，它在两篇笔记里都出现了，而且很长：图像先被切成十六乘十六的小块，每一块拉平以后经过一个线性层，得到一串向量，再加上位置编码，送进标准的编码器；分类用一个额外的记号来做，它的输出接一个多层感知机。训练时先在很大的数据集上做预训练，然后在较小的数据集上微调，分辨率也随之提高，这时位置编码要做插值。与卷积网络相比，它缺少局部性和平移等变的归纳偏置，所以数据少的时候效果不好，数据多了以后则反过来。
        === notes/b.md ===
        这是同一段文字，它在两篇笔记里都出现了，而且很长：图像先被切成十六乘十六的小块，每一块拉平以后经过一个线性层，得到一串向量，再加上位置编码，送进标准的编码器；分类用一个额外的记号来做，它的输出接一个多层感知机。训练时先在很大的数据集上做预训练，然后在较小的数据集上微调，分辨率也随之提高，这时位置编码要做插值。与卷积网络相比，它缺少局部性和平移等变的归纳偏置，所以数据少的时候效果不好，数据多了以后则反过来。
    Good:
        vit:
          title: ViT
        === notes/a.md ===
        图像先被切成十六乘十六的小块。
        === notes/b.md ===
        图像先被切成十六乘十六的小块，见 [[vit]]。
    """
    first: dict[int, Text] = {}
    """Of each line, the note that has it first; a line that a thousand notes share costs no more."""
    for text, lines in texts.each(_long_lines):
        if first.keys().isdisjoint(lines[::2]):
            first.update(dict.fromkeys(lines[::2], text))
            continue
        common: dict[Text, int] = defaultdict(int)
        for line, size in zip(lines[::2], lines[1::2], strict=True):
            other = first.setdefault(line, text)
            if other is not text:
                common[other] += size
        for other, size in common.items():
            if size >= _EQUAL:
                yield from _copied(texts.open(text), texts.open(other), first)


@fact(common=True)
def _long_lines(text: Text) -> list[int]:
    """Of each line that is long enough, its number and its length, in turn."""
    lines = [line for line in text.body.split("\n") if len(line) >= _LINE and not line.startswith(_NOT_SAID)]
    return [number for line in lines for number in (_number(line), len(line))]


def _number(line: str) -> int:
    """A number that hardly another line has; where one does, less is found in common than there is."""
    data = line.encode("utf-8", "surrogatepass")
    return zlib.crc32(data) << 20 ^ zlib.adler32(data)


def _copied(text: Text, other: Text, first: Mapping[int, Text]) -> Iterator[Problem]:
    """What a text has in common with another one that comes before it, outside of code."""
    there: dict[str, int] = {}
    for line, place in _places(other):
        there.setdefault(line, place)
    rows = [
        (place, line)
        for line, place in _places(text)
        if line in there and first[_number(line)] is other and text.prose[place : place + len(line)].strip()
    ]
    size = sum(len(line) for _, line in rows)
    if size >= _EQUAL:
        begin, line = rows[0]
        said = f"{size} characters are those at {other.at(there[line])}"
        yield found(text.at(begin), said, "keep one of the two, and link it")


def _places(text: Text) -> Iterator[tuple[str, int]]:
    """The lines that are long enough, and where they begin."""
    place = 0
    for line in text.body.split("\n"):
        if len(line) >= _LINE and not line.startswith(_NOT_SAID):
            yield line, place
        place += len(line) + 1


@rule("NOTE024", Level.WARNING)
def odd_day(library: Library, today: datetime.date) -> Iterator[Problem]:
    """A day in the front matter is still to come, or the note was updated before it was created.

    Why: The journal and the feeds are in the order of these days.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        ---
        read: 2222-06-13
        ---
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        ---
        read: 2022-06-13
        ---
    """
    for note in library.notes:
        if not note.meta:
            continue
        for name in _SAID:
            if name not in note.meta:
                continue
            # It may be tomorrow already where the note was written.
            late = [day for day in _days(note, name) if day > today + datetime.timedelta(days=1)]
            if late:
                yield found(note.at(name), f"'{name}' is {late[0]}, which is still to come", "correct the year")
        if "created" not in note.meta or "updated" not in note.meta:
            continue
        created, updated = _days(note, "created"), _days(note, "updated")
        if created and updated and updated[-1] < created[0]:
            said = f"'updated' is {updated[-1]}, before 'created', which is {created[0]}"
            yield found(note.at("updated"), said, "correct one of them")


def _days(note: Note, name: str) -> list[datetime.date]:
    value = note.meta.get(name, ())
    days = []
    for item in value if isinstance(value, list | tuple) else [value]:
        if isinstance(item, datetime.datetime):
            item = item.date()
        if isinstance(item, datetime.date):
            days.append(item)
    return sorted(days)


@rule("NOTE027", Level.WARNING, of="note")
def long_paste(library: Library, texts: Texts) -> Iterator[Problem]:
    """A Chinese note has a paragraph of more than 1500 characters in English, or a licence; or a note has > 1 MB.

    Why: An abstract stands on the paper's own page, which is linked. A note is what you think of it.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        许可证如下。Permission is hereby granted, free of charge, to any person obtaining a copy of this software.
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        许可证是 MIT。
    """
    for text in texts:
        if len(text.body) > _BYTES // 4 and (size := len(text.body.encode())) > _BYTES:
            where = Where(text.note.path, text.note.body_line)
            yield found(where, f"the note has {size / 1024**2:.1f} MB", "split it, or link what was pasted")
        if len(text.body) > _PASTE and max(map(len, text.body.split("\n\n"))) > _PASTE:
            yield from _english(text)
    for text in texts.having("Permission is hereby granted", "Redistribution and use in source"):
        if match := _LICENCE.search(text.prose):
            yield found(text.at(match.start()), "the text of a licence", "write its name, and link it")


def _english(text: Text) -> Iterator[Problem]:
    """Long paragraphs in English, in a note that is otherwise Chinese."""
    chinese: bool | None = None
    for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text.body):
        if match.end() - match.start() <= _PASTE or _NO_TEXT.search(match[0]):
            continue
        words = text.prose[match.start() : match.end()].strip()
        letters = sum(char.isascii() and (char.isalpha() or char == " ") for char in words)
        if letters > _PASTE and letters > 0.8 * len(words):
            chinese = len(HAN.findall(text.body)) > len(text.body) / 20 if chinese is None else chinese
            if chinese:
                said = f"a paragraph of {len(words)} characters in English"
                yield found(text.at(match.start()), said, "say it in your own words, and link the source")
