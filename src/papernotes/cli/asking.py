"""What `update` and `check --online` ask the services, with a progress bar and a word on who did not answer."""

from __future__ import annotations

import asyncio
import datetime
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from papernotes.evidence.said import Evidence
from papernotes.lookup import connected
from papernotes.lookup.gather import gather
from papernotes.lookup.open import CACHE
from papernotes.model.paper import Paper
from papernotes.settings import Settings

BUDGET_S = 900.0
_DAY_S = 86400.0
"""How old a kept answer may be: a notice of retraction is wanted soon, and a run that was stopped goes on from here."""


def asked(
    own: Settings, papers: Sequence[Paper], *, offline: bool = False, recheck: bool = False, budget_s: float = BUDGET_S
) -> dict[str, Evidence]:
    """What the services say of each paper, by key. Raises PapernotesError where PAPERNOTES_ENDPOINTS is wrong."""
    day = datetime.date.today().isoformat()

    async def ask(step: Callable[[], None]) -> dict[str, Evidence]:
        async with connected(
            os.environ,
            offline=offline,
            site_url=own.site_url,
            budget_s=budget_s,
            cache=own.root / CACHE,
            max_age_s=0.0 if recheck else _DAY_S,
        ) as lookup:
            return await gather(lookup, papers, day=day, step=step)

    with _progress(len(papers)) as step:
        return asyncio.run(ask(step)) if papers else {}


@contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    """A function to call after each paper; it moves a bar on a terminal and does nothing elsewhere."""
    if not sys.stderr.isatty() or not length:
        yield lambda: None
        return
    with click.progressbar(length=length, label="papers", file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def nobody(evidence: Mapping[str, Evidence]) -> bool:
    """Whether there was something to ask, and nobody answered at all."""
    return any(said.unanswered() for said in evidence.values()) and not any(said.asked for said in evidence.values())


def coverage(evidence: Mapping[str, Evidence]) -> list[str]:
    """One line for each service that did not answer: of how many papers, and why."""
    silent: dict[tuple[str, str], int] = defaultdict(int)
    for said in evidence.values():
        for one in said.unanswered():
            silent[one.source, one.reason] += 1
    return [
        f"coverage_incomplete: {source} did not answer for {count} paper{'s' * (count != 1)} ({reason})"
        for (source, reason), count in sorted(silent.items())
    ]
