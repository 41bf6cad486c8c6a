"""What earlier runs found out: one JSON object a line, sorted, small enough and steady enough for git to keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from papernotes.links.link import State, Verdict
from papernotes.net.answer import Response
from papernotes.problem import PapernotesError
from papernotes.store import write

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024
DAY_S = 86_400.0
TTL_DAYS: Mapping[str, float] = {"ok": 7, "redirected": 7, "unverifiable": 2}
"""How long a verdict is believed without asking again; what is not here is asked each time."""
IDENTIFIER_DAYS = 90.0
"""A registered DOI and an arXiv paper do not go away."""
JITTER = 0.2
"""So that not everything is asked again on the same day."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one address; times in seconds since 1970, 0 where there is none."""

    url: str
    """In its normal form, without fragment; doi:… and arxiv:… for identifiers, host:… for a host that is parked."""
    state: str = ""
    reason: str = ""
    code: int | None = None
    final: str = ""
    checked_at: float = 0.0
    ok_at: float = 0.0
    first_fail_at: float = 0.0
    strikes: int = 0
    next_allowed_at: float = 0.0
    etag: str = ""
    method: str = ""

    def verdict(self) -> Verdict:
        """What the record says, as a verdict."""
        return Verdict(State(self.state), self.reason, self.code, self.final, strikes=self.strikes, cached=True)

    def fresh(self, now: float, scale: float = 1.0) -> bool:
        """Whether it need not be asked again; a clock that went back makes no record younger than it is."""
        days = IDENTIFIER_DAYS if self.url.startswith(("doi:", "arxiv:")) else TTL_DAYS.get(self.state, 0.0)
        # A host that wants to be left alone is left alone by the Fetcher, and asked once that time is over.
        if self.state not in TTL_DAYS or self.strikes or self.reason == "rate_limited":
            return False
        days = TTL_DAYS["unverifiable"] if self.state == "unverifiable" else days
        share = int.from_bytes(hashlib.sha256(self.url.encode()).digest()[:4]) / 0xFFFFFFFF
        age = now - self.checked_at
        return 0 <= age < days * DAY_S * scale * (1 + JITTER * (2 * share - 1))


Records = Mapping[str, Record]
_YEAR_9999_S = 253_000_000_000
_TIMES = {"checked_at", "ok_at", "first_fail_at", "next_allowed_at"}
_TYPES: Mapping[str, type | tuple[type, ...]] = {"strikes": int, "code": (int, type(None))}
_STATES = {"", *map(str, State)}


def load(path: Path) -> tuple[dict[str, Record], list[str]]:
    """The records of a file, none if there is no file; and a warning for each line that was dropped. Never raises."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return {}, [f"{path}: more than {MAX_BYTES // 1024**2} MB; not read"]
        data = path.read_bytes()
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [f"{path}: cannot be read; {error.strerror}"]
    return parse(data, str(path))


def parse(data: bytes, name: str) -> tuple[dict[str, Record], list[str]]:
    """The records of a cache's bytes, and warnings. Never raises, whatever the bytes are."""
    found: dict[str, Record] = {}
    warnings, foreign = [], 0
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8"))
            if isinstance(row, dict) and row.get("v") != VERSION and "v" in row:
                foreign += 1
                continue
            record = _record(row)
            found[record.url] = record
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            warnings.append(f"{name}:{number}:1: no record of the link cache; dropped")
    if foreign:
        warnings.append(f"{name}: {foreign} records of another version of the cache; not used")
    return found, warnings


def _record(row: Any) -> Record:
    """Raises ValueError, TypeError, KeyError or OverflowError for what is no record."""
    given: dict[str, Any] = {}
    for field in fields(Record):
        value = row[field.name] if field.name == "url" else row.get(field.name)
        if field.name in _TIMES:
            value = _seconds(value) if value else 0.0
        elif value is None and field.name != "code":
            value = field.default
        if not isinstance(value, _TYPES.get(field.name, float if field.name in _TIMES else str)):
            raise TypeError(field.name)
        given[field.name] = value
    if given["state"] not in _STATES or not given["url"] or not 0 <= given["strikes"] < 10**9:
        raise ValueError("state")
    # Half a character could not be written again.
    "".join(value for value in given.values() if isinstance(value, str)).encode()
    return Record(**given)


def _seconds(text: str) -> float:
    moment = datetime.fromisoformat(text)
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if not 0 < seconds < _YEAR_9999_S:
        raise ValueError(text)
    return seconds


def _moment(seconds: float) -> str | None:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds else None


def dump(records: Records) -> str:
    """The text of the cache: by address, empty values left out. `parse(dump(r)) == r`, times in whole seconds."""
    lines = []
    for url in sorted(records):
        row: dict[str, Any] = {"v": VERSION}
        for field in fields(Record):
            value = getattr(records[url], field.name)
            row[field.name] = _moment(value) if field.name in _TIMES else value
        kept = {name: value for name, value in row.items() if value not in ("", None, 0)}
        lines.append(json.dumps(kept, ensure_ascii=False) + "\n")
    return "".join(lines)


def save(path: Path, records: Records) -> str:
    """Write the cache whole or not at all; why it could not be written, "" if it was. Never raises."""
    try:
        before = write.read_exact(path) if path.exists() else None
        write.replace(path, before, dump(records))
    except (PapernotesError, OSError, ValueError) as error:
        # A cache that is no text any more was dropped on reading; it is replaced.
        if isinstance(error, PapernotesError) and "UTF-8" in str(error):
            path.unlink(missing_ok=True)
            return save(path, records)
        return f"{error}; the next run asks everything again"
    return ""


def updated(old: Record | None, url: str, verdict: Verdict, answer: object, now: float, method: str = "") -> Record:
    """The record after a run has asked."""
    good = verdict.state in (State.OK, State.REDIRECTED)
    failing = verdict.strikes > 0
    first = old.first_fail_at if old and old.strikes and old.first_fail_at else now
    return Record(
        url,
        str(verdict.state),
        verdict.reason,
        verdict.code,
        verdict.final,
        now,
        now if good else old.ok_at if old else 0.0,
        first if failing else 0.0,
        verdict.strikes,
        (getattr(answer, "retry_at", None) or 0.0),
        answer.headers.get("etag", "")[:200] if isinstance(answer, Response) else "",
        method,
    )
