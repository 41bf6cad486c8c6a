"""Writing files: all or nothing, and never over somebody else's change."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from papernotes.problem import PapernotesError


def read_exact(path: Path) -> str:
    """The text of a file with its byte order mark and line ends.

    Raises PapernotesError if it cannot be read or is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise PapernotesError(f"{path}: byte 0x{error.object[error.start]:02x} is not UTF-8; nothing edited") from error
    except OSError as error:
        raise PapernotesError(f"{path}: cannot be read; {error.strerror}") from error


def replace(path: Path, before: str | None, after: str) -> bool:
    """Write a file whole or not at all; whether anything was written.

    `before` is the text the change was made from, None for a new file.
    Raises PapernotesError if the file is another one by now, or cannot be written."""
    return bool(replace_all({path: (before, after)}))


def replace_all(changes: Mapping[Path, tuple[str | None, str]]) -> list[Path]:
    """The paths of the files that were written; every one is prepared before the first is put in its place.

    Raises PapernotesError as `replace` does."""
    ready: dict[Path, tuple[str, Path]] = {}
    try:
        for path, (before, after) in changes.items():
            if before != after:
                # A link stays a link: what it points at is replaced.
                target = path.resolve()
                _unchanged(target, before)
                ready[path] = (_prepare(target, after), target)
        for temporary, target in ready.values():
            Path(temporary).replace(target)
    except OSError as error:
        raise PapernotesError(f"{error.filename or 'disk'}: cannot be written; {error.strerror}") from error
    finally:
        for temporary, _ in ready.values():
            Path(temporary).unlink(missing_ok=True)
    return list(ready)


def _unchanged(target: Path, before: str | None) -> None:
    now = target.read_bytes() if target.exists() else None
    if now != (None if before is None else before.encode()):
        what = "changed meanwhile" if before is not None else "is there already"
        raise PapernotesError(f"{target}: the file {what}; nothing written")
    # Its folder would let us replace it all the same.
    if now is not None and not os.access(target, os.W_OK):
        raise PapernotesError(f"{target}: the file is read-only; nothing written")


def _prepare(target: Path, text: str) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # A full disk is not to be left with a piece of a file on it.
        Path(temporary).unlink(missing_ok=True)
        raise
    # mkstemp makes files private; a new one gets the usual mode.
    mask = os.umask(0)
    os.umask(mask)
    Path(temporary).chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~mask)
    return temporary
