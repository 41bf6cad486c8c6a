"""How long to wait: what servers say, and what we do when they say nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

FIRST_S = 1.0
LONGEST_S = 30.0
# Nobody means 31 years; a day later we may ask.
PARKED_S = 86400.0
_EPOCH = 1e9
_RESET = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds a server asks us to wait, at most a day; None where it says nothing that can be read.

    `now` is in seconds since the epoch; names of headers are in lower case.
    Retry-After: RFC 9110, section 10.2.3; RateLimit: draft-ietf-httpapi-ratelimit-headers."""
    said = headers.get("retry-after", "").strip()
    if said:
        return _clamp(_number(said) if _number(said) is not None else _date(said, now))
    for name in _RESET:
        value = _number(headers.get(name, ""))
        if value is not None:
            # GitHub writes a time, the draft a number of seconds.
            return _clamp(value - now if value > _EPOCH else value)
    found = re.search(r"(?:^|[;,\s])t=(\d{1,9})\b", headers.get("ratelimit", ""))
    return _clamp(float(found[1])) if found else None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,6})?", text.strip(), re.ASCII) else None


def _date(text: str, now: float) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() - now
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def _clamp(seconds: float | None) -> float | None:
    return None if seconds is None else min(max(seconds, 0.0), PARKED_S)


def backoff(attempt: int, at_least: float = 0.0) -> float:
    """Seconds before the next attempt, with full jitter; `attempt` counts from 0."""
    longest = min(LONGEST_S, FIRST_S * 2**attempt)
    return at_least + random.uniform(0, longest)
