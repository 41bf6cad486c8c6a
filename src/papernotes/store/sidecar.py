"""What earlier runs worked out, kept in `.papernotes/cache/`: disposable, and never just believed.

    seen = sidecar.read(path)                              # bytes and stamp of one moment
    kept = sidecar.load(root, "site", key) or {}           # None: there is none, or none that can be trusted
    if kept.get("stamp") == seen.stamp or kept.get("digest") == sidecar.digest(seen.data): ...
    sidecar.save(root, "site", {"stamp": seen.stamp, "digest": ...}, key)

A cache is lost, silently, where it is torn, of another version of papernotes (even of one line of its code) or of
Python, or was made for another `key`. It is also lost where somebody else made it: a repository may carry such a
folder, and what is cached has passed all checks. So each file is sealed with a key of this user's, which lies in the
user's own cache folder (https://specifications.freedesktop.org/basedir/latest/); where there can be no such key, or the
folder cannot be written, there is no cache. Values must be checked by their shape all the same: they may be of
yesterday's mistakes."""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from papernotes import __version__

FOLDER = ".papernotes/cache"
"""Where caches lie, relative to the knowledge base."""
OFF = "PAPERNOTES_NO_CACHE"
"""With this variable set to anything, nothing is read from caches or written to them."""
MAX_BYTES = 512 * 1024 * 1024
_STEADY_NS = 2_000_000_000
_KEY_BYTES = 32
_SEAL_BYTES = 32
_BROKEN = (OSError, ValueError, TypeError, RecursionError, EOFError)
_MARSHAL = b"\0"
"""Before what is no JSON."""


class Seen(NamedTuple):
    """A file as it was at one moment."""

    data: bytes
    stamp: str


def read(path: Path | str) -> Seen:
    """The bytes of a file and their stamp. Raises OSError."""
    with open(path, "rb") as file:  # noqa: PTH123 - a Path for each of ten thousand notes is what costs here
        found = stamp(os.fstat(file.fileno()))
        return Seen(file.read(), found)


def stamp(found: os.stat_result, time_ns: int = 0) -> str:
    """What tells a file from another one of its name and from itself after a change; "" if nothing does yet.

    A file that was changed less than two seconds ago may be changed again without a trace: the clock of a file system
    has ticks (git calls such a file racy: https://git-scm.com/docs/racy-git). Never compare with an empty stamp.
    `time_ns` is no later than when the file was looked at; now, if it is not given."""
    if (time_ns or time.time_ns()) - max(found.st_mtime_ns, found.st_ctime_ns) < _STEADY_NS:
        return ""
    return f"{found.st_mtime_ns:x}-{found.st_ctime_ns:x}-{found.st_size:x}-{found.st_ino:x}"


def digest(data: bytes | str, size: int = 20) -> str:
    """The fingerprint of a text: nobody can make another text that has it."""
    data = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=size).hexdigest()


def load(root: Path, name: str, key: str = "") -> Any | None:
    """The JSON value that was saved under a name, None if there is none to be trusted. Never raises.

    `key` is all that the value depends on besides files and papernotes itself: settings, versions of libraries."""
    secret, path = _secret(make=False), _path(root, name)
    # A pipe of that name would be read for ever.
    if secret is None or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                return None
            seal, body = file.read(2 * _SEAL_BYTES), file.read()
        if seal != _seal(secret, name, key, body):
            return None
        return marshal.loads(body[len(_MARSHAL) :]) if body.startswith(_MARSHAL) else json.loads(body)
    except _BROKEN:
        return None


def save(root: Path, name: str, value: Any, key: str = "", *, fast: bool = False) -> bool:
    """Whether the value was written: whole, or not at all. Never raises for what the disk does.

    With `fast`, for values of Python's own plain types, all of them come back as they were, tuples too."""
    secret = _secret(make=True)
    if secret is None:
        return False
    try:
        body = _packed(value, fast=fast)
    except ValueError:
        return False
    try:
        path = _path(root, name)
        _prepare(root, path.parent)
        _replace(path, _seal(secret, name, key, body) + body)
    except _BROKEN:
        return False
    return True


def pack(value: Any) -> bytes:
    """A value of Python's own plain types as bytes, for what is kept to be unpacked only where somebody asks for it.

    Raises ValueError for what they have no form for."""
    return marshal.dumps(value)


def unpack(data: bytes) -> Any:
    """The value that was packed. Only for bytes that stood in a sealed value: those of others may stop Python."""
    return marshal.loads(data)


def _packed(value: Any, *, fast: bool) -> bytes:
    """Raises ValueError for what it has no form for."""
    if fast:
        # It is read only where the seal says that we wrote it: https://docs.python.org/3/library/marshal.html
        return _MARSHAL + marshal.dumps(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _path(root: Path, name: str) -> Path:
    return root / FOLDER / f"{name}.json"


def _prepare(root: Path, folder: Path) -> None:
    """Make the folder. Raises OSError also where a link leads out of the knowledge base: we write nothing there."""
    if not folder.resolve().is_relative_to(root.resolve()):
        raise OSError(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # "x" follows no link.
    with suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="utf-8") as ignore:
        ignore.write("*\n")


def _replace(path: Path, data: bytes) -> None:
    """Put a file in its place whole; it is not forced to the disk, as a torn one is noticed by its seal."""
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


def _seal(secret: bytes, name: str, key: str, body: bytes) -> bytes:
    seal = hashlib.blake2b(key=secret, digest_size=_SEAL_BYTES)
    for part in (_build(), name, key):
        data = part.encode("utf-8", "surrogatepass")
        seal.update(len(data).to_bytes(8, "big") + data)
    seal.update(body)
    return seal.hexdigest().encode()


@cache
def _build() -> str:
    """What tells this papernotes from every other: its version, Python's, and when each of its files was changed."""
    return "\n".join([__version__, sys.version, *sorted(_files(str(Path(__file__).parent.parent)))])


def _files(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.name.endswith((".py", ".yaml", ".j2", ".js", ".css")):
            seen = entry.stat()
            yield f"{entry.path} {seen.st_mtime_ns} {seen.st_size}"
        elif entry.name[0] not in "._" and entry.is_dir():
            yield from _files(entry.path)


def _secret(*, make: bool) -> bytes | None:
    """This user's key, made if there is none yet and `make`; None where there can be none, or caches are off."""
    folder = _own_folder()
    if folder is None or os.environ.get(OFF):
        return None
    path = folder / "cache.key"
    try:
        if make and not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileExistsError):
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.write(os.urandom(_KEY_BYTES))
        found = path.read_bytes()
    except OSError:
        return None
    return found if len(found) == _KEY_BYTES else None


def _own_folder() -> Path | None:
    """The folder for what this user's programs may forget, None where the user has none."""
    given = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "")
    if not Path(given).is_absolute():
        try:
            given = str(Path.home() / ".cache")
        except RuntimeError:
            return None
    return Path(given) / "papernotes"
