"""Another key for a paper, everywhere: the catalogue, the note's name, every reference, every link to the note."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import quote, unquote

from papernotes.model.library import Library
from papernotes.model.note import Note
from papernotes.model.paper import Paper
from papernotes.problem import PapernotesError
from papernotes.settings import Settings
from papernotes.store import write
from papernotes.store.edit import rename_key
from papernotes.store.reference import references

_PAPER = re.compile(r"(?m)^(paper:[ \t]*)(['\"]?)([^'\"\s#]+)\2([ \t]*(?:#.*)?)$")
_LINK = re.compile(r"(\]\()([^()\s]+\.md)((?:#[^()\s]*)?(?:[ \t]+\"[^\"\n]*\")?\))")


def rename(settings: Settings, library: Library, paper: Paper, new: str) -> list[str]:
    """Rename a paper; the paths of the files that were changed or moved, relative to the knowledge base.

    Every file is prepared before the first is replaced. Raises PapernotesError, and then nothing has changed."""
    old, root = paper.key, settings.root
    catalogue = root / paper.path
    before = write.read_exact(catalogue)
    changes: dict[Path, tuple[str | None, str]] = {catalogue: (before, rename_key(before, paper.path, old, new))}
    note = library.note_of.get(old)
    moved = note is not None and note.uri.rpartition("/")[2] == f"{old}.md"
    target = _moved(note, new) if note and moved else ""
    if target and (root / target).exists():
        raise PapernotesError(f"{target} is there already; nothing renamed")
    for other in library.notes:
        text = write.read_exact(root / other.path)
        again = _references(text, other, old, new)
        if note and moved:
            again = _links(again, other, note, new)
        if other is note:
            again = _front_matter(again, old, new)
        if again != text:
            changes[root / other.path] = (text, again)
    written = write.replace_all(changes)
    if note and target:
        (root / note.path).rename(root / target)
    paths = [path.relative_to(root.resolve()).as_posix() for path in written]
    return [target if note and path == note.path and target else path for path in paths] + (
        [target] if target and note and note.path not in paths else []
    )


def _moved(note: Note, new: str) -> str:
    return posixpath.join(posixpath.dirname(note.path), f"{new}.md")


def _references(text: str, note: Note, old: str, new: str) -> str:
    """The note's text with its references to one key changed; code and everything else stays."""
    lines = text.split("\n")
    for ref in sorted(note.references, key=lambda ref: ref.where, reverse=True):
        if ref.key != old:
            continue
        line, start = ref.where.line - 1, ref.where.column - 1 + (ref.where.line == 1 and text.startswith("\ufeff"))
        words = lines[line][start : start + ref.length]
        lines[line] = lines[line][:start] + words.replace(old, new, 1) + lines[line][start + ref.length :]
    again = "\n".join(lines)
    if again != text:
        _prove(text, again, old, new, note.path)
    return again


def _prove(text: str, again: str, old: str, new: str, path: str) -> None:
    wanted = [(new if ref.key == old else ref.key, ref.words) for ref in references(text.replace("\r\n", "\n"), path)]
    if wanted != [(ref.key, ref.words) for ref in references(again.replace("\r\n", "\n"), path)]:
        raise PapernotesError(f"{path}: the references to '{old}' cannot be changed safely; nothing renamed")


def _links(text: str, note: Note, target: Note, new: str) -> str:
    """The text with Markdown links to the note that moves; the part after # stays."""

    def changed(match: re.Match[str]) -> str:
        place = posixpath.normpath(posixpath.join(posixpath.dirname(note.uri), unquote(match[2])))
        if place != target.uri:
            return match[0]
        return match[1] + posixpath.join(posixpath.dirname(match[2]), quote(f"{new}.md")) + match[3]

    return _LINK.sub(changed, text)


def _front_matter(text: str, old: str, new: str) -> str:
    """The note's text with `paper: KEY` in its front matter changed."""
    match = re.match(r"\ufeff?---[ \t]*\r?\n.*?\r?\n---", text, re.S)
    if match is None:
        return text
    head = _PAPER.sub(lambda m: f"{m[1]}{m[2]}{new}{m[2]}{m[4]}" if m[3] == old else m[0], match[0])
    return head + text[match.end() :]
