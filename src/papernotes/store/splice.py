"""One entry of the catalogue as text: where its fields begin and end, and replacing exactly those."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from papernotes.model.paper import shapes
from papernotes.store import scalar
from papernotes.store.catalogue import compose

# https://yaml.org/spec/1.1/#b-generic; an editor counts fewer, so offsets are computed here.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def line_starts(text: str) -> list[int]:
    """Where each line of a YAML text begins, as its reader counts them."""
    return [0, *(match.end() for match in _BREAK.finditer(text))]


class Refused(Exception):
    """The entry is written in a way that cannot be edited safely; the argument says why."""


class Entry:
    """The text of one entry, from the start of its key's line; every change is a splice of it."""

    def __init__(self, text: str, newline: str) -> None:
        self.text = text
        self.newline = newline
        self._parse()

    def _parse(self) -> None:
        self.starts = line_starts(self.text)
        try:
            root = compose(self.text)
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise Refused("the entry cannot be read by itself") from error
        if not isinstance(root, yaml.MappingNode) or root.flow_style or len(root.value) != 1:
            raise Refused("the entry shares its lines with another one")
        self.key, self.node = root.value[0]
        mapping = isinstance(self.node, yaml.MappingNode)
        if not mapping and not (isinstance(self.node, yaml.ScalarNode) and not self.node.value and not self.node.style):
            raise Refused("the entry is no mapping of fields")
        self.pairs: list[tuple[yaml.Node, yaml.Node]] = self.node.value if mapping else []
        self.flow = bool(mapping and self.node.flow_style)

    def offset(self, mark: Any) -> int:
        """The place of a mark in the text."""
        return int(self.starts[mark.line] + mark.column)

    def end(self) -> int:
        """Where the last line of the entry's content ends, its line break not included."""
        return self._line_end(self._content_end(self.node if self.pairs else self.key))

    def _line_end(self, offset: int) -> int:
        match = _BREAK.search(self.text, offset)
        return match.start() if match else len(self.text)

    def _line_start(self, offset: int) -> int:
        return max(start for start in self.starts if start <= offset)

    def _content_end(self, node: yaml.Node) -> int:
        """Right after the last character of a node; the reader's own end of a block lies behind later comments."""
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return self._block_scalar_end(node)
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._content_end(last[1] if isinstance(last, tuple) else last)
        return self.offset(node.end_mark)

    def _block_scalar_end(self, node: yaml.ScalarNode) -> int:
        header = self.text[self.offset(node.start_mark) : self._line_end(self.offset(node.start_mark))]
        last = node.end_mark.line if node.end_mark.column == 0 else node.end_mark.line + 1
        lines = list(range(node.start_mark.line + 1, min(last, len(self.starts))))
        first = next((self._line(n) for n in lines if self._line(n).strip()), "")
        indent = len(first) - len(first.lstrip(" "))
        while lines and not self._belongs(self._line(lines[-1]), indent, "+" in header.split("#")[0]):
            lines.pop()
        number = lines[-1] if lines else node.start_mark.line
        return self._line_end(self.starts[number])

    @staticmethod
    def _belongs(line: str, indent: int, keep: bool) -> bool:
        blank = not line.strip()
        return keep if blank else len(line) - len(line.lstrip(" ")) >= indent

    def _line(self, number: int) -> str:
        return self.text[self.starts[number] : self._line_end(self.starts[number])]

    def _find(self, name: str) -> tuple[yaml.Node, yaml.Node] | None:
        found = [pair for pair in self.pairs if isinstance(pair[0], yaml.ScalarNode) and pair[0].value == name]
        if len(found) > 1:
            raise Refused(f"field '{name}' stands twice")
        return found[0] if found else None

    def _splice(self, start: int, end: int, new: str) -> None:
        self.text = self.text[:start] + new + self.text[end:]
        self._parse()

    def rename(self, key: str) -> None:
        """Give the entry another key. Raises Refused where what is left is no entry any more."""
        style = self.key.style or ""
        self._splice(self.offset(self.key.start_mark), self.offset(self.key.end_mark), scalar.scalar(key, style))

    def set(self, name: str, value: scalar.Value) -> None:
        """Replace a field's value, or add the field behind those that come before it in the documentation.

        Raises Refused."""
        pair = self._find(name)
        if pair is None:
            self._add(name, value)
        else:
            self._replace(name, *pair, value)

    def _replace(self, name: str, key: yaml.Node, node: yaml.Node, value: scalar.Value) -> None:
        start, end = self.offset(node.start_mark), self._content_end(node)
        block = isinstance(node, yaml.CollectionNode) and not node.flow_style
        self._keep_comments(name, start, end, node)
        if block and not isinstance(value, str | int):
            indent = self.newline + " " * node.start_mark.column
            self._splice(start, end, indent.join(scalar.block(value, self._written(node))))
            return
        if block or (isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")):
            start = self.offset(key.end_mark) + 1
            new = " " + self._flow(name, value)
        elif isinstance(node, yaml.ScalarNode) and isinstance(value, str) and (node.style or name == "title"):
            # Quotes are kept as the user's taste, unless the old value could not do without them.
            needed = name != "title" and scalar.scalar(node.value, in_flow=self.flow)[0] == '"'
            new = self._flow(name, value) if needed else scalar.scalar(value, node.style or "", in_flow=self.flow)
        else:
            new = self._flow(name, value, self._written(node))
        self._splice(start, end, " " + new if self.text[start - 1] == ":" and new[0] != " " else new)

    def _flow(self, name: str, value: scalar.Value, written: dict[str, str] | None = None) -> str:
        return scalar.flow(value, name, written, in_flow=self.flow)

    def _written(self, node: yaml.Node) -> dict[str, str]:
        """The text of the items of a list or mapping that stand on one line."""
        found = {}
        for item in _leaves(node):
            if item.style not in ("|", ">") and item.start_mark.line == item.end_mark.line and item.value:
                found[item.value] = self.text[self.offset(item.start_mark) : self.offset(item.end_mark)]
        return found

    def _keep_comments(self, name: str, start: int, end: int, *nodes: yaml.Node) -> None:
        """Refuse a change of the text from `start` to `end` if there is a comment between its scalars."""
        place = start
        for node in nodes:
            for item in _leaves(node):
                if "#" in self.text[place : self.offset(item.start_mark)]:
                    raise Refused(f"there are comments within '{name}'")
                place = max(place, self.offset(item.end_mark))
        if "#" in self.text[place:end]:
            raise Refused(f"there are comments within '{name}'")

    def _add(self, name: str, value: scalar.Value) -> None:
        if self.flow:
            place = self._content_end(self.pairs[-1][1]) if self.pairs else self.offset(self.node.start_mark) + 1
            self._splice(place, place, f"{', ' if self.pairs else ''}{name}: {self._flow(name, value)}")
            return
        order = list(shapes())
        # Unknown fields come last, and so does what follows them.
        rank = {n: i for i, n in enumerate(order)}
        before = [p for p in self.pairs if rank.get(str(p[0].value), len(order)) < rank.get(name, len(order))]
        indent = " " * (self.pairs[0][0].start_mark.column if self.pairs else self.key.start_mark.column + 2)
        lines = [indent + line for line in scalar.field_lines(name, value)]
        if self.pairs and not before:
            place = self._line_start(self.offset(self.pairs[0][0].start_mark))
            self._splice(place, place, "".join(line + self.newline for line in lines))
        else:
            place = self._line_end(self._content_end(before[-1][1]) if before else self.offset(self.key.end_mark))
            self._splice(place, place, "".join(self.newline + line for line in lines))

    def remove(self, name: str) -> None:
        """Remove a field and its line; a comment behind it stays, on a line of its own. Raises Refused."""
        pair = self._find(name)
        if pair is None:
            return
        start, end = self.offset(pair[0].start_mark), self._content_end(pair[1])
        if self.flow:
            self._remove_from_flow(pair, start, end)
            return
        self._keep_comments(name, start, end, *pair)
        rest = self.text[end : self._line_end(end)]
        if rest.strip():
            self._splice(start, end + len(rest) - len(rest.lstrip()), "")
            return
        line = self._line_start(start)
        if self.text[line:start].strip():
            raise Refused(f"'{name}' does not begin its line")
        match = _BREAK.match(self.text, self._line_end(end))
        if match:
            self._splice(line, match.end(), "")
        else:
            # The last line of the file: the break before it goes, so that none appears at the end.
            before = self.text[:line]
            cut = len(before) - len(self.newline) if before.endswith(self.newline) else line
            self._splice(cut, len(self.text), "")

    def _remove_from_flow(self, pair: tuple[yaml.Node, yaml.Node], start: int, end: int) -> None:
        place = self.pairs.index(pair)
        if place + 1 < len(self.pairs):
            end = self.offset(self.pairs[place + 1][0].start_mark)
        elif place:
            start = self._content_end(self.pairs[place - 1][1])
        self._keep_comments(str(pair[0].value), start, end, *pair)
        self._splice(start, end, "")


def _leaves(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from _leaves(pair[0])
            yield from _leaves(pair[1])
    else:
        for item in node.value:
            yield from _leaves(item)
