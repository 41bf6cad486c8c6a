"""A small knowledge base of invented papers and notes, and random edits of it; the same dice gives the same."""

from __future__ import annotations

import posixpath
import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.search import finder
from papernotes.store.notes import read
from papernotes.views import authors, board, browse, days, graph, indexes, lists, shards, topics, urls

TITLES = [
    "Invented Zebra Networks",
    "Zebra Networks, Revisited: A Study",
    "Sparse Shapes of Invented Things",
    "一篇虚构的斑马论文",
    "Is <b>This</b> & That a Title?",
    "",
]
KEYS = [*(f"key{n}" for n in range(14)), "Key1", "a/b", "a-b", "钥匙"]
VALUES: dict[str, list[Any]] = {
    "title": TITLES,
    "aliases": [(), ("Zebra",), ("斑马", "Zeb"), ("A name that is too long for running text", "ZN")],
    "authors": [(), ("Ann Arden",), ("Bo Birch", "Ann Arden"), ("王虚构", "de Elm, Eve"), tuple("ABCDEFGHIJKLM")],
    "venue": ["", "CVPR", "NIPS", "NeurIPS", "Invented J.", "invented j.", "A/B", "A-B", "arXiv"],
    "year": [None, 2019, 2020, 2021],
    "month": [None, 6],
    "topics": [
        (),
        ("检测",),
        ("检测/文字", "分割"),
        ("检测/未看",),
        ("a b/c",),
        ("a-b/c", "检测/文字/深"),
        ("分割/x/y",),
    ],
    "status": ["", "未看", "已读", "在读", "revisit", "dropped", "nonsense"],
    "tags": [(), ("oral",), ("Oral", "oral"), ("综述", "x/y"), ("x-y",)],
    "arxiv": ["", "2101.00001", "2102.00002"],
    "doi": ["", "10.5555/invented"],
    "openreview": ["", "inVented"],
    "links": [{}, {"code": "https://example.org/code"}, {"pdf": "https://example.org/x.pdf", "code": "javascript:x"}],
    "kind": ["paper", "survey", "book", "repo"],
    "added": ["", "2022-01-01", "2023-05-06"],
    "priority": [None, 1, 4],
    "summary": ["", "An invented summary.", "虚构的摘要"],
    "former": [(), ("old1",), ("old1", "key3"), ("OLD1", "old/2")],
    "bibtex": [{}, {"pages": "1--9", "booktitle": "Invented Proceedings"}, {"entrytype": "article", "volume": "3"}],
    "isbn": ["", "9780000000002"],
    "needs": [(), ("metadata",)],
}
FRONT = [
    "",
    "read: 2022-06-13",
    "read: [2021-01-02, 2023-03-04]",
    "read: 2022-06-13\nsummary: 一句话总结",
    "rating: 4\nreader: 某人",
    "read: 2020-02-30\nsources: {slides: 'https://example.org/s'}",
    "title: A title in front\nhide: [toc]",
]
SENTENCES = [
    "The beginning, in running text.",
    "第一句话。第二句话提到 [[{}]]，还有别的。",
    "See [[{}|that one]] and [@{}].",
    "# A heading",
    "- a list with [[{}]]",
    "## 方法",
    "> quoted",
    "Words " * 30,
    "| a | [[{}]] | c |",
]
PNG = b"\x89PNG\r\n\x1a\n"
PICTURES = ["images/one.png", "images/deep/二.png", "three.png"]


@dataclass
class Base:
    """The catalogue as fields by key, in its order, and notes and pictures by their place below notes/."""

    dice: random.Random
    papers: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    _moved: list[str] = field(default_factory=list)
    _before: dict[str, str] = field(default_factory=dict)

    def fill(self, papers: int = 11, notes: int = 12) -> Base:
        """The base with so many papers and notes more."""
        for _ in range(papers):
            self._add_paper()
        for _ in range(notes):
            self._write_note()
        return self

    def library(self) -> Library:
        """The library as it would be read from files."""
        found = [Paper(key, **fields) for key, fields in self.papers.items()]
        texts = sorted(self.notes.items())
        notes = [read(text, f"notes/{uri}", uri, uri.removesuffix(".md") in self.papers)[0] for uri, text in texts]
        return Library(found, notes)

    def edit(self) -> str:
        """Change one thing; says what."""
        edits = [self._set_field] * 8 + [self._write_note] * 4 + [self._drop_note, self._add_paper, self._drop_paper]
        edits += [self._add_line] * 4 + [self._swap, self._rename] + [self._picture] * 2
        return self.dice.choice(edits)()

    def move(self) -> str:
        """Change nothing but statuses, mostly one; the last ones again, or back to what they were, is such a change."""
        if not self.papers:
            return self._add_paper()
        keys = self._moved or self.dice.sample([*self.papers], min(len(self.papers), self.dice.choice([1, 1, 1, 3])))
        said = []
        for key in filter(self.papers.__contains__, keys):
            old = self.papers[key].get("status", "")
            new = self._before.pop(key, None) if self._moved else None
            new = self.dice.choice(VALUES["status"]) if new is None or self.dice.random() < 0.5 else new
            self.papers[key], self._before[key] = {**self.papers[key], "status": new}, old
            said.append(f"{key}.status = {new!r}")
        self._moved = [] if self._moved else keys if self.dice.random() < 0.4 else []
        return ", ".join(said)

    def _set_field(self) -> str:
        if not self.papers:
            return self._add_paper()
        key, name = self.dice.choice([*self.papers]), self.dice.choice([*VALUES])
        value = self.dice.choice(VALUES[name])
        self.papers[key] = {**self.papers[key], name: value}
        return f"{key}.{name} = {value!r}"

    def _add_paper(self) -> str:
        free = [key for key in KEYS if key not in self.papers]
        if not free:
            return self._drop_paper()
        key = self.dice.choice(free)
        names = self.dice.sample([*VALUES], self.dice.randint(2, 12))
        names += [name for name in ("title", "topics", "status") if name not in names]
        self.papers[key] = {name: self.dice.choice(VALUES[name]) for name in names}
        return f"add {key}"

    def _drop_paper(self) -> str:
        if len(self.papers) < 2:
            return self._add_paper()
        key = self.dice.choice([*self.papers])
        del self.papers[key]
        return f"drop {key}"

    def _swap(self) -> str:
        items = [*self.papers.items()]
        self.dice.shuffle(items)
        self.papers = dict(items)
        return "another order"

    def _rename(self) -> str:
        free = [key for key in KEYS if key not in self.papers]
        if not free or not self.papers:
            return self._drop_paper()
        old, new = self.dice.choice([*self.papers]), self.dice.choice(free)
        self.papers = {new if key == old else key: fields for key, fields in self.papers.items()}
        self.papers[new] = {**self.papers[new], "former": (old,)}
        return f"rename {old} to {new}"

    def _place(self) -> str:
        topics = ("topics/检测.md", "topics/检测/文字.md", "topics/none.md")
        others = ("journal/2022-06-13.md", "journal/2021-01-02.md", "index.md", "about.md", "sub/index.md")
        keys = [key for key in self.papers if "/" not in key]
        return self.dice.choice([*topics, *others, *(f"{key}.md" for key in keys * 2)])

    def _line(self) -> str:
        # Half of them name the first paper, so that some papers are mentioned by more than are related to them.
        known = [*self.papers, "nobody"]
        keys = (self.dice.choice([known[0]] * len(known) + known) for _ in range(2))
        return self.dice.choice(SENTENCES).format(*keys)

    def _write_note(self) -> str:
        uri, front = self._place(), self.dice.choice(FRONT)
        lines = [self._line() for _ in range(self.dice.randint(0, 4))]
        self.notes[uri] = (f"---\n{front}\n---\n\n" if front else "") + "\n\n".join(lines) + "\n"
        return f"write {uri}"

    def _add_line(self) -> str:
        if not self.notes:
            return self._write_note()
        uri = self.dice.choice([*self.notes])
        self.notes[uri] += f"\n{self._line()}\n"
        return f"a line more in {uri}"

    def _picture(self) -> str:
        uri = self.dice.choice(PICTURES)
        if uri in self.pictures and self.dice.random() < 0.3:
            del self.pictures[uri]
            return f"drop {uri}"
        self.pictures[uri] = PNG + self.dice.randbytes(9)
        if not self.notes:
            return f"draw {uri}"
        note = self.dice.choice([*self.notes])
        self.notes[note] += f"\n![]({posixpath.relpath(uri, posixpath.dirname(note))})\n"
        return f"draw {uri}, shown in {note}"

    def _drop_note(self) -> str:
        if not self.notes:
            return self._write_note()
        uri = self.dice.choice([*self.notes])
        del self.notes[uri]
        return f"drop {uri}"


LIMITS: list[tuple[Any, str, int]] = [
    *((module, "ROWS", 3) for module in (urls, indexes)),
    *((browse, "PER_PAGE", 4), (lists, "PER_PAGE", 3), (authors, "_MOST", 8), (days, "MOST", 3), (days, "YEARS", 1)),
    *(
        (graph, "_ROOM", 4000),
        (board, "_MOST", 6),
        (board, "_SHOWN", 2),
        (topics, "_MOST", 3),
        (shards, "MOST", 3),
        (finder, "PIECE", 5),
    ),
]
"""Limits so low that every list has several pages."""


def lower_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a base of some papers be a large one."""
    for module, name, value in LIMITS:
        monkeypatch.setattr(module, name, value)
