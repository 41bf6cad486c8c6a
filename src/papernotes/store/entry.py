"""The entries of a catalogue: YAML nodes to papers, with the place of everything and every mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from papernotes.identifiers import NORMALISE
from papernotes.late import regex
from papernotes.model.directive import Directive
from papernotes.model.paper import Mark, Paper, Shape, shapes
from papernotes.model.where import Where
from papernotes.problem import Edit, Level, Problem
from papernotes.store.mistake import (
    duplicate_field,
    duplicate_key,
    empty_item,
    expected,
    one_text,
    short,
    truth_value,
    unknown_field,
    unsafe,
    wrong_type,
)
from papernotes.store.scalar import BOOLEANS, NULLS, UNFINISHED

_TAG = "tag:yaml.org,2002:"
TAGS = {yaml.ScalarNode: _TAG + "str", yaml.SequenceNode: _TAG + "seq", yaml.MappingNode: _TAG + "map"}
"""The tag of each kind of node."""
_PLAIN_TAGS = {*TAGS.values(), _TAG + "int", _TAG + "null"}
_NUMBER = regex(r"[-+]?[0-9][0-9_]*(?:\.[0-9]*)?\Z")
_INTEGER = regex(r"-?[0-9]{1,9}\Z")


@dataclass
class Catalogue:
    """What one catalogue file says."""

    papers: list[Paper] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    by_entries: bool = False
    """Whether every entry was read by itself, so that a change within one says nothing of the others."""
    directives: list[Directive] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """The keys of entries that could not be read; "" for a file of which nothing could."""


class Reader:
    """Walks the nodes of one file; state is the file's path, line offset and what was found."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.line = 0
        self.result = Catalogue()
        self.problems = self.result.problems
        self.add = self.problems.append
        self.seen: dict[str, int] = {}

    def where(self, node: yaml.Node) -> Where:
        """The place of a node in the file."""
        return Where(self.path, *self.mark(node))

    def mark(self, node: yaml.Node) -> Mark:
        """Its line and column, from 1."""
        mark = node.start_mark
        return (mark.line + self.line + 1, mark.column + 1)

    def add_paper(self, paper: Paper, line: int) -> None:
        """Take an entry that was read already and begins in that line, unless its key is taken."""
        if paper.key in self.seen:
            self.add(duplicate_key(Where(self.path, line), paper.key, self.seen[paper.key]))
            return
        self.seen[paper.key] = line
        self.result.papers.append(paper)

    def read_root(self, root: yaml.Node, line: int) -> None:
        """Take the entries of a text that begins behind `line` lines of the file."""
        self.line = line
        if isinstance(root, yaml.MappingNode):
            for key, value in root.value:
                self.read_entry(key, value)
        elif not (isinstance(root, yaml.ScalarNode) and root.value in NULLS):
            kind = "a list" if isinstance(root, yaml.SequenceNode) else "text"
            self.add(wrong_type(self.where(root), "the catalogue", kind, "write 'key:' and its fields indented below"))
            self.result.lost.append("")

    def read_entry(self, key: yaml.Node, value: yaml.Node) -> None:
        """Take one entry, unless its key is none or is taken."""
        if not isinstance(key, yaml.ScalarNode):
            self.add(wrong_type(self.where(key), "the key", "no text", "write a citation key"))
            return
        name = key.value
        if name == "<<":
            self.add(unsafe(self.where(key), "YAML merge key '<<'", "write the fields out"))
            return
        if name in self.seen:
            self.add(duplicate_key(self.where(key), name, self.seen[name]))
            return
        mark = self.mark(key)
        self.seen[name] = mark[0]
        paper = Paper(name, path=self.path, marks={"": mark})
        self.result.papers.append(paper)
        if isinstance(value, yaml.MappingNode):
            self.read_fields(paper, value)
        elif not (isinstance(value, yaml.ScalarNode) and value.value in NULLS):
            self.add(
                wrong_type(self.where(value), f"entry '{name}'", "no mapping", "write fields such as 'title: ...'")
            )

    def read_fields(self, paper: Paper, node: yaml.MappingNode) -> None:
        """Set the paper's fields and their places; of a field that stands twice, the first counts."""
        known = shapes()
        marks: dict[str, Mark] = paper.marks  # type: ignore[assignment]
        if node.tag not in _PLAIN_TAGS:
            self.add(unsafe(self.where(node), f"YAML tag '{node.tag}'", "remove the tag"))
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            shape = known.get(name)
            if shape is None:
                self.add(unknown_field(self.where(key), str(name), known))
            elif name in marks:
                self.add(duplicate_field(self.where(key), name, marks[name][0]))
            else:
                marks[name] = self.mark(key)
                marks[name + "="] = self.mark(value)
                # An alias (CAT003) stands where its anchor does.
                found = self.value(paper, name, shape, value) if marks[name + "="] > marks[name] else None
                if found is not None:
                    setattr(paper, name, found)

    def value(self, paper: Paper, name: str, shape: Shape, node: yaml.Node) -> Any:
        """The value of a field; None where it is empty or not understood."""
        if node.tag not in _PLAIN_TAGS:
            self.add(unsafe(self.where(node), f"YAML tag '{node.tag}'", "remove the tag"))
            return None
        if isinstance(node, yaml.ScalarNode):
            if self.empty(paper, name, node):
                return None
            return self.scalar(paper, name, shape, node)
        if not node.value:
            self.report_empty(paper, name, node)
            return None
        if shape.type == "list" and isinstance(node, yaml.SequenceNode):
            return self.items(paper, name, node)
        if shape.type == "map" and isinstance(node, yaml.MappingNode):
            return self.mapping(paper, name, node)
        kind = "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
        self.add(wrong_type(self.where(node), f"'{name}'", kind, expected(shape)))
        return None

    def empty(self, paper: Paper, name: str, node: yaml.ScalarNode) -> bool:
        """Whether a field says nothing; if so, that is a problem."""
        value = node.value.strip()
        if not value or (not node.style and value in NULLS) or value.casefold() in UNFINISHED:
            self.report_empty(paper, name, node)
            return True
        return False

    def report_empty(self, paper: Paper, name: str, node: yaml.Node) -> None:
        """CAT008, at the field's name; a title cannot be removed by a fix."""
        said = f" ('{node.value}')" if isinstance(node, yaml.ScalarNode) and node.value.strip() else ""
        edit = None if name == "title" else Edit(paper.key, name, None)
        fix = "write one" if name == "title" else "write a value or remove the line"
        message = f"'{name}' is empty{said}"
        self.add(Problem(Where(self.path, *paper.marks[name]), "CAT008", message, fix, Level.WARNING, edit))

    def scalar(self, paper: Paper, name: str, shape: Shape, node: yaml.ScalarNode) -> Any:
        """The value of a field that is one scalar; None where the field holds something else."""
        value: str = node.value
        if shape.type == "text" or shape.type == "date":
            if not node.style:
                self.check_plain(paper, name, value, node)
            return value
        if shape.type == "int":
            return self.integer(paper, name, shape, node)
        if shape.type == "list":
            self.add(one_text(self.where(node), paper.key, name, value))
            return (value,)
        self.add(wrong_type(self.where(node), f"'{name}'", "text", expected(shape)))
        return None

    def check_plain(self, paper: Paper, name: str, value: str, node: yaml.ScalarNode) -> None:
        """An unquoted scalar that other YAML readers take for a number or a truth value."""
        if name in NORMALISE and _NUMBER.match(value):
            said, edit = f"the unquoted number {value}", Edit(paper.key, name, value)
            self.add(wrong_type(self.where(node), f"'{name}'", said, f'write "{value}"', edit))
        elif value.casefold() in BOOLEANS:
            self.add(truth_value(self.where(node), f"'{name}'", value, Edit(paper.key, name, value)))

    def integer(self, paper: Paper, name: str, shape: Shape, node: yaml.ScalarNode) -> int | None:
        """The number; None where it is none or outside of its range. A year's range is BIB005's to check."""
        text = node.value.strip()
        number = int(text) if _INTEGER.match(text) else None
        if number is None or (name != "year" and not (shape.low or 0) <= number <= (shape.high or number)):
            self.add(wrong_type(self.where(node), f"'{name}'", f"'{short(node.value)}'", expected(shape)))
            return None
        if node.style:
            edit = Edit(paper.key, name, number)
            self.add(wrong_type(self.where(node), f"'{name}'", "quoted", f"write {number}", edit))
        return number

    def items(self, paper: Paper, name: str, node: yaml.SequenceNode) -> tuple[str, ...]:
        """The items of a list that are text."""
        marks: dict[str, Mark] = paper.marks  # type: ignore[assignment]
        found: list[str] = []
        for item in node.value:
            text = self.text(name, item)
            if text is not None:
                marks[f"{name}.{len(found)}"] = self.mark(item)
                found.append(text)
        return tuple(found)

    def mapping(self, paper: Paper, name: str, node: yaml.MappingNode) -> Mapping[str, str]:
        """The items of a mapping that are text; of a name that stands twice, the first counts."""
        marks: dict[str, Mark] = paper.marks  # type: ignore[assignment]
        found: dict[str, str] = {}
        for key, value in node.value:
            word, text = self.text(name, key), self.text(name, value)
            if word in found:
                self.add(duplicate_field(self.where(key), f"{name}.{word}", marks[f"{name}.{word}"][0]))
            elif word is not None and text is not None:
                marks[f"{name}.{word}"] = self.mark(value)
                found[word] = text
        return found

    def text(self, name: str, node: yaml.Node) -> str | None:
        """The text of an item; None, with a problem, where it is none."""
        if node.tag not in _PLAIN_TAGS:
            self.add(unsafe(self.where(node), f"YAML tag '{node.tag}'", "remove the tag"))
        elif not isinstance(node, yaml.ScalarNode):
            self.add(wrong_type(self.where(node), f"an item of '{name}'", "no text", "write plain text"))
        elif not node.value.strip() or (not node.style and node.value in NULLS):
            self.add(empty_item(self.where(node), name))
        else:
            if not node.style and node.value.casefold() in BOOLEANS:
                self.add(truth_value(self.where(node), f"an item of '{name}'", node.value))
            return str(node.value)
        return None
