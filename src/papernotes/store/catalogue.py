"""The catalogue: YAML text to papers, with the place of everything and every mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import yaml

from papernotes.garbage import gc_paused
from papernotes.late import regex
from papernotes.model.paper import Mark, Paper
from papernotes.model.where import Where
from papernotes.store import directives, quick
from papernotes.store.entry import TAGS, Reader
from papernotes.store.entry import Catalogue as Catalogue
from papernotes.store.guard import BASE, anchors, plain_lines, too_deep
from papernotes.store.mistake import syntax, unsafe

MAX_BYTES = 64 * 1024 * 1024
"""Of one file; 100,000 papers take some 28 MB, and such a library is better split."""
_ENTRY = regex(r"(?m)^(?=[^\s#\-\]}%])")
_KEY = regex(r"""["']?([^\s:："'][^:："'\n]*?)["']?\s*(?:[:：]|$)""")
_MISTAKES = (yaml.YAMLError, RecursionError, ValueError)
# A node's tag is that of its kind; to ask PyYAML's resolver for it, node by node, is slow.
_Loader: Any = type("_Loader", (BASE,), {"resolve": lambda _, kind, *__: TAGS[kind]})


Recall = Callable[[str, int], tuple[str, Paper | None]]
"""Of an entry's lines and the number of lines before them: what tells them from all others, and the paper where an
earlier run has read them."""


# A command that finds a paper and then edits it reads the same text twice, and so does each round of `--fix`.
@lru_cache(maxsize=1)
def read(text: str, path: str) -> Catalogue:
    """The papers of a catalogue file in its order, and a problem for each mistake; not to be changed.

    Never raises: what cannot be understood is left out, and the rest is read."""
    return read_again(text, path)


def read_again(text: str, path: str, recall: Recall | None = None) -> Catalogue:
    """As `read`, where an earlier run may have read most entries."""
    if len(text) > MAX_BYTES:
        what = f"the file is larger than {MAX_BYTES // 1024**2} MB"
        return Catalogue(problems=[unsafe(Where(path), what, "split the catalogue")], lost=[""])
    with gc_paused():
        found = read_entries(text, path, recall)
    found.directives = directives.of_catalogue(text, path)
    return found


def read_entries(text: str, path: str, recall: Recall | None = None) -> Catalogue:
    """As `read`, for a few lines of a file."""
    found = _by_entries(text, path, recall) or read_whole(text, path)
    found.problems.sort(key=lambda p: p.where)
    return found


def read_part(text: str, path: str, recall: Recall, line: int) -> Catalogue | None:
    """Some whole entries of a file, behind so many lines; None where a mistake is in them, or YAML must see more."""
    if not text:
        return Catalogue()
    found = _by_entries(text, path, recall, line)
    return None if found is None or found.problems or found.lost else found


def _by_entries(text: str, path: str, recall: Recall | None, before: int = 0) -> Catalogue | None:
    """What reading entry by entry finds, most of them without YAML; None where the file must be read as a whole.

    `before` is the number of lines before the text."""
    reader = Reader(path)
    for piece, place in quick.pieces(text) or ():
        line = before + place
        digest, known = recall(piece, line) if recall else ("", None)
        if known is not None:
            reader.add_paper(known, line + 1)
        elif not _read_piece(reader, quick.chunk(piece, line), digest):
            return None
    reader.result.by_entries = True
    return reader.result if reader.seen else None


def _read_piece(reader: Reader, chunk: quick.Chunk, digest: str) -> bool:
    """Whether the lines of an entry can be read by themselves; if so, it is taken."""
    if chunk.fields is not None:
        marks = Marks(chunk.line, chunk)
        reader.add_paper(Paper(chunk.key, **chunk.fields, path=reader.path, marks=marks, digest=digest), chunk.line + 1)
        return True
    try:
        root = compose(chunk.text)
    except _MISTAKES:
        return False
    if chunk.text.startswith(("---", "...", "%")):
        return False
    if root is None:
        return True
    # One entry that is whole in itself means the same between its neighbours; an alias would reach beyond it.
    whole = isinstance(root, yaml.MappingNode) and not root.flow_style and len(root.value) == 1
    if not whole or root.start_mark.column or next(iter(anchors(chunk.text, reader.path)), None):
        return False
    papers, problems = reader.result.papers, len(reader.problems)
    before = len(papers)
    reader.read_root(root, chunk.line)
    # A problem is not kept with its entry, so such an entry is read each time.
    if len(papers) > before and len(reader.problems) == problems and papers[-1].marks[""] == (chunk.line + 1, 1):
        papers[-1].digest = digest
    return True


def read_whole(text: str, path: str) -> Catalogue:
    """As `read`, by YAML alone; its problems are not sorted."""
    reader = Reader(path)
    text, breaks = plain_lines(text, path)
    reader.problems += [*breaks, *anchors(text, path)]
    for line, root in _roots(text, reader):
        reader.read_root(root, line)
        del root  # Or the collection that follows walks every node.
    return reader.result


class Marks(Mapping[str, Mark]):
    """The places of an entry that was read without YAML; few are ever asked for, so they are found when they are."""

    __slots__ = ("_found", "_source")

    def __init__(self, line: int, source: quick.Chunk | Callable[[], quick.Chunk | None]) -> None:
        """`line` is the number of lines before the entry; `source` the entry, or what fetches it if it can."""
        self._source: quick.Chunk | Callable[[], quick.Chunk | None] | None = source
        self._found: Mapping[str, Mark] = {"": (line + 1, 1)}

    @property
    def chunk(self) -> quick.Chunk | None:
        """The entry; None where all places are known, or it cannot be fetched any more."""
        if callable(self._source):
            self._source = self._source()
        return self._source

    def _all(self) -> Mapping[str, Mark]:
        if (chunk := self.chunk) is not None:
            reader = Reader("")
            root = compose(chunk.text)
            assert root is not None
            reader.read_root(root, chunk.line)
            self._found, self._source = reader.result.papers[0].marks, None
        return self._found

    def __getitem__(self, name: str) -> Mark:
        if name == "" or (chunk := self.chunk) is None:
            return self._found[name]
        return chunk.place(name) or self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def compose(text: str) -> yaml.Node | None:
    """The node tree of a text, scalars kept as written.

    Raises yaml.YAMLError, and RecursionError where it is nested too deep."""
    if too_deep(text):
        raise RecursionError
    return yaml.compose(text, _Loader)


def _roots(text: str, reader: Reader) -> Iterator[tuple[int, yaml.Node]]:
    try:
        root = compose(text)
        if root is not None:
            yield 0, root
        return
    except _MISTAKES:
        pass
    # One bad entry must not hide the others: read each by itself.
    line = 0
    for chunk in _ENTRY.split(text):
        try:
            root = compose(chunk)
            if root is not None:
                yield line, root
        except _MISTAKES as error:
            reader.add(syntax(error, reader.path, line, chunk))
            key = _KEY.match(chunk)
            reader.result.lost.append(key[1] if key else "")
        line += chunk.count("\n")
