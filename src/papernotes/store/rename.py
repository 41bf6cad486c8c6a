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
from papernotes.store import notes, write
from papernotes.store.edit import rename_key, set_fields
from papernotes.store.load import file_name
from papernotes.store.reference import masked

_BREAK = re.compile(r"(\r\n|\r|\n)")
_HEAD = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\r|\n).*?(?:\r\n|\r|\n)---", re.S)
_PAPER = re.compile(r"(?<![^\r\n])((['\"]?)paper\2[ \t]*:[ \t]*)(['\"]?)([^'\"\s#]+)\3(?=[ \t]*(?:[ \t]#|[\r\n]))")
# A link's target up to its anchor: bare, in angle brackets, or where a [label]: defines it.
_LINK = re.compile(
    r"(?m)(?:\]\([ \t]*|^ {0,3}\[[^\[\]\n]+\]:[ \t]*)(?:<([^<>\r\n?#]+\.md)(?=[>?#])|([^()\s<>?#]+\.md)(?=[\s)?#]|\Z))"
)


def rename(settings: Settings, library: Library, paper: Paper, new: str) -> list[str]:
    """Rename a paper; the paths of the files that were changed or moved, relative to the knowledge base.

    Every file is prepared before the first is replaced. Raises PapernotesError, and then nothing has changed."""
    old, root = paper.key, settings.root
    catalogue = root / paper.path
    before = write.read_exact(catalogue)
    changes: dict[Path, tuple[str | None, str]] = {catalogue: (before, _renamed(before, paper, new))}
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
        if str(other.meta.get("paper")) == old:
            again = _front_matter(again, other, old, new)
        if again != text:
            changes[root / other.path] = (text, again)
    written = write.replace_all(changes)
    if note and target:
        (root / note.path).rename(root / target)
    paths = [file_name(path, root) for path in written]
    return [target if note and path == note.path and target else path for path in paths] + (
        [target] if target and note and note.path not in paths else []
    )


def _renamed(text: str, paper: Paper, new: str) -> str:
    """The catalogue with the new key, and the old one kept so that links from elsewhere still arrive."""
    former = [*(key for key in paper.former if key not in (new, paper.key)), paper.key]
    return set_fields(rename_key(text, paper.path, paper.key, new), paper.path, new, {"former": former})


def _moved(note: Note, new: str) -> str:
    return posixpath.join(posixpath.dirname(note.path), f"{new}.md")


def _references(text: str, note: Note, old: str, new: str) -> str:
    """The note's text with its references to one key changed; code and everything else stays."""
    pieces = _BREAK.split(text)
    for ref in sorted(note.references, key=lambda ref: ref.where, reverse=True):
        if ref.key != old:
            continue
        # Every second piece is a line break.
        line = 2 * (ref.where.line - 1)
        start = ref.where.column - 1 + (ref.where.line == 1 and text.startswith("\ufeff"))
        words = pieces[line][start : start + ref.length]
        pieces[line] = pieces[line][:start] + words.replace(old, new, 1) + pieces[line][start + ref.length :]
    again = "".join(pieces)
    if again == text:
        return text
    wanted = [(new if ref.key == old else ref.key, ref.words) for ref in note.references]
    if wanted != [(ref.key, ref.words) for ref in notes.read(again, note.path, note.uri, True)[0].references]:
        raise PapernotesError(f"{note.path}:1:1: the references to '{old}' cannot be changed safely; nothing renamed")
    return again


def _links(text: str, note: Note, target: Note, new: str) -> str:
    """The text with Markdown links to the note that moves, those in code excepted; the part after # stays."""
    # The patterns know one line break; every place stays.
    lines = text.replace("\r\n", " \n").replace("\r", "\n")
    for match in reversed(list(_LINK.finditer(masked(lines)))):
        start, end = match.span(match.lastindex or 0)
        path = text[start:end]
        if posixpath.normpath(posixpath.join(posixpath.dirname(note.uri), unquote(path))) == target.uri:
            name = f"{new}.md"
            there = posixpath.join(posixpath.dirname(path), quote(name) if "%" in path else name)
            text = text[:start] + there + text[end:]
    return text


def _front_matter(text: str, note: Note, old: str, new: str) -> str:
    """The note's text with `paper: KEY` in its front matter changed. Raises PapernotesError."""
    match = _HEAD.match(text)
    if match:
        head = _PAPER.sub(lambda m: f"{m[1]}{m[3]}{new}{m[3]}" if m[4] == old else m[0], match[0])
        text = head + text[match.end() :]
    if notes.read(text, note.path, note.uri, True)[0].meta.get("paper") != new:
        raise PapernotesError(f"{note.at('paper')}: 'paper' cannot be changed safely; nothing renamed")
    return text
