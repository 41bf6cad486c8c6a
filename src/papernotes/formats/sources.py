"""Reading a source in any format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from papernotes.formats.decode import decode
from papernotes.formats.detect import detect
from papernotes.formats.draft import Reading, Track, untracked
from papernotes.model.status import Statuses
from papernotes.problem import PapernotesError

MAX_BYTES = 512 * 1024 * 1024
_MODULES = {"bibtex": "bibtex_read", "csl-json": "csl_json_read", "ris": "ris_read", "csv": "table_read"}
_TEXTS = (".md", ".markdown")


@dataclass(frozen=True)
class Wanted:
    """How a source is to be read."""

    statuses: Statuses
    form: str = ""
    """The name of the format; "" means by its content."""
    into: str = ""
    """The topic below which a document's topics stand."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header of a table's column to the field it means, where it cannot be guessed."""
    track: Track = untracked


def read(path: Path, wanted: Wanted) -> tuple[Reading, str]:
    """What a file or a folder says, and its text ("" for a folder).

    Raises PapernotesError if it cannot be read at all."""
    if path.is_dir():
        return _folder(path, wanted.form or detect(path), wanted.statuses), ""
    data = _bytes(path)
    decoded = decode(data)
    text = "\n".join(decoded.lines)
    form = wanted.form or detect(path, text)
    if form == "document":
        reading = _module(form).read(data, path.name, wanted.statuses, wanted.into)
    else:
        reading = _references(text, form, wanted)
        reading.mistakes = sorted([*decoded.mistakes, *reading.mistakes])
    reading.format = form
    return reading, text


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PapernotesError(f"{path}: larger than {MAX_BYTES // 1024**2} MB; split it")
        return path.read_bytes()
    except OSError as error:
        raise PapernotesError(f"{path}: cannot be read; {error.strerror}") from error


def _references(text: str, form: str, wanted: Wanted) -> Reading:
    more = {"bibtex": wanted.track, "csv": wanted.columns}
    reading: Reading = _module(form).read(text, wanted.statuses, *([more[form]] if form in more else []))
    return reading


def _module(form: str) -> Any:
    """The module that reads a format; what the others need (HTML, LaTeX) is not loaded."""
    return import_module(f"papernotes.formats.{_MODULES.get(form, form)}")


def _folder(path: Path, form: str, statuses: Statuses) -> Reading:
    if form == "papis":
        library: Reading = _module(form).read(path, statuses)
        return library
    texts = {}
    root = path.resolve()
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        # A link that leaves the folder, or leads back into it without end, is not followed.
        if file.suffix.lower() in _TEXTS and not hidden and file.is_file() and file.resolve().is_relative_to(root):
            texts[file.relative_to(path).as_posix()] = "\n".join(decode(_bytes(file)).lines)
    reading: Reading = _module("folder").read(path, texts, statuses)
    return reading
