"""Answers of services on disk, one file each: `<folder>/<host>/<hash of what was asked>.json`."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from papernotes.net.answer import Response

_VERSION = 1
_KEPT_STATUS = frozenset({200, 404, 410})
_KEPT_HEADERS = ("content-type", "etag", "last-modified", "link")
# What is unknown today may be registered tomorrow.
NEGATIVE_S = 86400.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes two requests the same; keys and contacts are no part of it."""

    host: str
    url: str
    method: str = "GET"
    accept: str = ""
    content: bytes = b""

    def path(self, folder: Path) -> Path:
        """The file of its answer."""
        parts = (self.method.encode(), self.url.encode(), self.accept.encode(), self.content)
        name = hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:40]
        host = "".join(char if char.isalnum() or char in ".-" else "_" for char in self.host.lower())
        return folder / (host.lstrip(".") or "_") / f"{name}.json"


class Cache:
    """A folder of answers. A file that cannot be read is one that is not there; one that cannot be written is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, asked: Asked) -> Response | None:
        """The answer that is kept, of whatever age."""
        try:
            held = json.loads(asked.path(self._folder).read_bytes())
            return _response(held) if held["v"] == _VERSION and held["asked"] == asked.url else None
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None

    def save(self, asked: Asked, answer: Response, now: float) -> bool:
        """Whether the answer was written, whole; `now` in seconds since the epoch."""
        if answer.status not in _KEPT_STATUS or answer.truncated:
            return False
        path = asked.path(self._folder)
        try:
            self._prepare(path.parent)
            _replace(path, json.dumps(_held(asked, answer, now), ensure_ascii=False, indent=0).encode())
        except (OSError, ValueError):
            return False
        return True

    def _prepare(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = self._folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", "utf-8")


def fresh(answer: Response, max_age_s: float, now: float) -> bool:
    """Whether a kept answer is young enough; one from the future, after a clock was set back, is not."""
    limit = max_age_s if answer.status == 200 else min(max_age_s, NEGATIVE_S)
    return answer.cached_at is not None and 0 <= now - answer.cached_at <= limit


def _held(asked: Asked, answer: Response, now: float) -> Mapping[str, Any]:
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    held = {"v": _VERSION, "asked": asked.url, "url": answer.url, "fetched_at": now, "status": answer.status}
    try:
        return {**held, "headers": headers, "text": answer.body.decode("utf-8")}
    except UnicodeDecodeError:
        return {**held, "headers": headers, "base64": base64.b64encode(answer.body).decode("ascii")}


def _response(held: Mapping[str, Any]) -> Response:
    body = held["text"].encode() if "text" in held else base64.b64decode(held["base64"], validate=True)
    headers = {str(name): str(value) for name, value in held["headers"].items()}
    at = float(held["fetched_at"])
    return Response(str(held["url"]), int(held["status"]), headers, body, requests=0, cached_at=at)


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    finally:
        with suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
