"""The shape of the catalogue: what reading it found, required fields, keys, order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from papernotes.checks.registry import found, reported, rule
from papernotes.identifiers import fold_title, is_key
from papernotes.model.library import Library
from papernotes.model.paper import PUBLISHED, Paper
from papernotes.problem import Level, Problem
from papernotes.text import fold


@rule("CAT001", Level.ERROR)
def yaml_syntax(library: Library) -> Iterator[Problem]:
    """An entry of the catalogue is not valid YAML.

    Why: The entry cannot be read; all others still are.
    Bad:
        vit:
          title: An Image: Worth 16x16 Words
    Good:
        vit:
          title: "An Image: Worth 16x16 Words"
    """
    return reported(library, "CAT001")


@rule("CAT002", Level.ERROR)
def duplicate_field(library: Library) -> Iterator[Problem]:
    """A field stands twice in one entry.

    Why: Other YAML readers keep the last one and lose the first without a word.
    Bad:
        vit:
          title: ViT
          year: 2020
          year: 2021
    Good:
        vit:
          title: ViT
          year: 2021
    """
    return reported(library, "CAT002")


@rule("CAT003", Level.ERROR)
def unsafe_yaml(library: Library) -> Iterator[Problem]:
    """The file uses YAML that is more than data, or is no readable text.

    Why: Tags can run code, anchors can grow without end, and neither survives a round trip.
    Bad:
        vit: &base
          title: ViT
    Good:
        vit:
          title: ViT
    """
    return reported(library, "CAT003")


@rule("CAT004", Level.WARNING, "suggestion")
def unknown_field(library: Library) -> Iterator[Problem]:
    """An entry has a field that no paper has.

    Why: Mostly a slip of the pen; what it says appears nowhere.
    Bad:
        vit:
          title: ViT
          yaer: 2021
    Good:
        vit:
          title: ViT
          year: 2021
    """
    return reported(library, "CAT004")


@rule("CAT005", Level.WARNING, of="paper")
def missing_field(library: Library) -> Iterator[Problem]:
    """An entry has no title (error), no topics (warning), or a publication no venue or year (info).

    Why: A paper without a topic stands on no topic's page. Without a status it counts as unread, which is no mistake.
    Bad:
        vit:
          title: ViT
    Good:
        vit:
          title: ViT
          topics: [Transformer]
          venue: ICLR
          year: 2021
    """
    for paper in library.papers:
        marks = paper.marks
        # A field that is there and empty is CAT008, one of the wrong type CAT006.
        if not paper.title and len(marks) == 1:
            yield found(paper.where, f"'{paper.key}' has no title", "write 'title: ...' below it", level=Level.ERROR)
            continue
        if not paper.title and "title" not in marks:
            yield found(paper.where, f"'{paper.key}' has no title", "write 'title: ...'", level=Level.ERROR)
        if not paper.topics and "topics" not in marks:
            yield found(paper.where, f"'{paper.key}' has no topics", "write 'topics: [...]'")
        names = [name for name in ("venue", "year") if not getattr(paper, name) and name not in marks]
        if names and paper.kind in PUBLISHED:
            said = f"'{paper.key}' has no {' and no '.join(names)}"
            yield found(paper.where, said, "add what is known", level=Level.INFO)


@rule("CAT006", Level.ERROR, "auto")
def wrong_type(library: Library) -> Iterator[Problem]:
    """A field holds a value of another type.

    Why: Unquoted, the arXiv id 2301.01230 is a number that loses its zero.
    Bad:
        vit:
          title: ViT
          arxiv: 2010.11920
    Good:
        vit:
          title: ViT
          arxiv: "2010.11920"
    """
    return reported(library, "CAT006")


@rule("CAT007", Level.WARNING, "auto")
def truth_value(library: Library) -> Iterator[Problem]:
    """A text is an unquoted word that YAML takes for true or false.

    Why: The tag NO and the author Yes become booleans elsewhere.
    Bad:
        vit:
          title: ViT
          summary: yes
    Good:
        vit:
          title: ViT
          summary: "yes"
    """
    return reported(library, "CAT007")


@rule("CAT008", Level.WARNING, "auto")
def empty_value(library: Library) -> Iterator[Problem]:
    """A field is empty, null, TODO or ???.

    Why: It says nothing, and looks as if it did.
    Bad:
        vit:
          title: ViT
          venue: TODO
    Good:
        vit:
          title: ViT
    """
    return reported(library, "CAT008")


@rule("CAT009", Level.ERROR)
def duplicate_key(library: Library) -> Iterator[Problem]:
    """A citation key stands twice, or two keys differ only in case or width.

    Why: Notes are files named by their key, and Windows and macOS do not tell ViT.md from vit.md.
    Bad:
        vit:
          title: ViT
        ViT:
          title: Vision Transformer
    Good:
        vit:
          title: ViT
        vit2:
          title: Vision Transformer
    """
    yield from reported(library, "CAT009")
    first: dict[str, Paper] = {}
    for paper in library.papers:
        other = first.setdefault(fold(paper.key), paper)
        if other is not paper:
            said = f"'{paper.key}' and '{other.key}' ({other.where}) are the same file name on some systems"
            yield found(paper.where, said, "rename one")


@rule("CAT010", Level.ERROR, "suggestion", of="paper")
def key_format(library: Library) -> Iterator[Problem]:
    """A citation key is not made of letters, digits and `-_.+`, is longer than 80, or is a device of Windows.

    Why: The key is a file name, a part of a URL, and stands in `[[key]]`.
    Bad:
        conf/iclr/vit:
          title: ViT
    Good:
        vit-2021:
          title: ViT
    """
    for paper in library.papers:
        key = paper.key
        if not is_key(key):
            better = re.sub(r"[^\w.+-]+", "-", key).strip("-.+_")[:80].rstrip(".") or "paper"
            better = better if is_key(better) else f"{better}-1"
            why = "is longer than 80 characters" if len(key) > 80 else "cannot be a file name"
            shown = key if len(key) <= 80 else key[:79] + "…"
            yield found(paper.where, f"key '{shown}' {why}", f"write '{better}'")


@rule("CAT011", Level.INFO, of="catalogue")
def unsorted(library: Library, sort: str) -> Iterator[Problem]:
    """The catalogue is not in the order that the setting `sort` declares; the first paper out of place is named.

    Why: A declared order makes two people's changes merge, and a paper easy to find.
    Bad:
        vit:
          title: ViT
        detr:
          title: DETR
        === mkdocs.yml ===
        plugins:
          - papernotes: {sort: key}
    Good:
        detr:
          title: DETR
        vit:
          title: ViT
        === mkdocs.yml ===
        plugins:
          - papernotes: {sort: key}
    """
    orders: dict[str, Callable[[Paper], Any]] = {
        "key": lambda paper: paper.key,
        "year": lambda paper: paper.year,
        "title": lambda paper: fold_title(paper.title),
    }
    last: dict[str, Paper] = {}
    done: set[str] = set()
    for paper in library.papers if sort in orders else ():
        value = orders[sort](paper)
        if value in (None, "") or paper.path in done:
            continue
        before = last.get(paper.path)
        if before is not None and value < orders[sort](before):
            done.add(paper.path)
            yield found(paper.where, f"'{paper.key}' stands after '{before.key}'", f"the catalogue is sorted by {sort}")
        last[paper.path] = paper
