"""Asking the network, so that every link gets its verdict whatever happens to the others."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from papernotes.links import archive, cache, idents, verdict
from papernotes.links.cache import Record, Records
from papernotes.links.hosts import Policy
from papernotes.links.link import State, Verdict, broken
from papernotes.links.local import skips
from papernotes.links.plan import Plan, Remap, Task, remapped
from papernotes.net import Answer, Failure, Fetcher, Reason

PAGE_BYTES = 256 * 1024
FRAGMENT_BYTES = 2 * 1024 * 1024
_CANARY_HOSTS = 5
_CANARY_SHARE = 0.8
_NO_SECOND_LOOK = {"timeout_connect", "timeout_read", "timeout_total", "dns_nxdomain", "dns_temp", "budget_exhausted"}
INTERRUPTED = Verdict(State.UNVERIFIABLE, "interrupted", detail="the run was stopped before its turn")


@dataclass(frozen=True)
class How:
    """What the run was told."""

    strikes: verdict.Strikes = verdict.Strikes()
    fragments: bool = False
    suggest: bool = False
    recheck: bool = False
    """Ask what the cache knows, too."""
    remap: Remap = field(default_factory=dict)
    now: Callable[[], float] = time.time


@dataclass
class Outcome:
    """What a run found out."""

    verdicts: dict[int, Verdict]
    """By the number of the link; the plan's settled ones included."""
    records: dict[str, Record]
    """For the cache."""
    interrupted: bool = False
    no_network: bool = False


class Run:
    """One run of the link checker; `step` is called as often as there are addresses."""

    def __init__(self, plan: Plan, fetcher: Fetcher, records: Records, how: How, step: Callable[[], None]) -> None:
        self.plan, self.fetcher, self.how, self.step = plan, fetcher, how, step
        self.old = records
        self.new: dict[str, Record] = {}
        self.verdicts: dict[int, Verdict] = dict(plan.settled)
        self.hosts: dict[str, list[bool]] = {}
        """Host to whether each address of it failed to connect."""

    async def run(self) -> Outcome:
        """Ask everything; stop early on SIGINT and SIGTERM, with what is known by then."""
        self._park()
        work = asyncio.ensure_future(self._all())
        with _stopping(work):
            try:
                await work
                stopped = False
            except asyncio.CancelledError:
                stopped = True
        return self._outcome(stopped)

    async def _all(self) -> None:
        async with asyncio.TaskGroup() as group:
            for kind in ("doi", "arxiv"):
                group.create_task(self._identifiers(kind))
            for task in self.plan.tasks.values():
                group.create_task(self._task(task))
        if self.how.suggest and not self._canary():
            await self._suggest()

    async def _task(self, task: Task) -> None:
        """One address. Whatever goes wrong costs this one its verdict, and no other."""
        try:
            await self._ask(task)
        except Exception as error:  # the barrier: a hostile page that finds a bug of ours is one line of the report
            said = Verdict(State.UNVERIFIABLE, "internal_error", detail=f"{type(error).__name__}: {error}"[:200])
            for number, _ in task.links:
                self.verdicts[number] = said
        self.step()

    async def _ask(self, task: Task) -> None:
        old = self.old.get(task.url)
        names = {name for _, name in task.links if name and not skips(name)} if self._looks_at(task.policy) else set()
        if old and not names and not self.how.recheck and old.fresh(self.how.now()):
            for number, _ in task.links:
                self.verdicts[number] = old.verdict()
            return
        answer, method = await self._answer(task, bool(names))
        said = verdict.judge(task.url, answer, task.policy, old, self.how.now(), self.how.strikes)
        if task.hint and said.state is State.BROKEN:
            said = replace(said, detail=task.hint)
        self.new[task.url] = cache.updated(old, task.url, said, answer, self.how.now(), method)
        self.hosts.setdefault(task.host, []).append(said.reason in verdict.CONNECT_FAILURES)
        for number, name in task.links:
            self.verdicts[number] = verdict.fragment(said, answer, name) if name in names else said

    def _looks_at(self, policy: Policy) -> bool:
        return self.how.fragments and policy.fragments

    async def _answer(self, task: Task, whole: bool) -> tuple[Answer, str]:
        """The answer, and the method that brought it: HEAD's word counts only where it is good."""
        asked = remapped(task.ask, self.how.remap)
        spent = 0
        if task.head:
            answer = await self.fetcher.get(asked, method="HEAD")
            reason = answer.reason if isinstance(answer, Failure) else ""
            if isinstance(answer, Failure) and (reason in _NO_SECOND_LOOK or not answer.requests):
                return self._back(task, asked, answer), "HEAD"
            if not isinstance(answer, Failure) and 200 <= answer.status < 300 and answer.status != 202:
                # Nobody has seen the page: it is not empty.
                return self._back(task, asked, replace(answer, truncated=True)), "HEAD"
            spent = answer.requests
        cap = FRAGMENT_BYTES if whole else PAGE_BYTES
        answer = await self.fetcher.get(asked, cap=cap, partial=True)
        answer = replace(answer, requests=answer.requests + spent) if spent else answer
        return self._back(task, asked, answer), "GET"

    def _back(self, task: Task, asked: str, answer: Answer) -> Answer:
        """The answer in terms of the link's own address."""
        if answer.url == task.url:
            return answer
        if answer.url == asked or not answer.hops:
            return replace(answer, url=task.url)
        for begin, other in self.how.remap.items():
            if answer.url.startswith(other):
                return replace(answer, url=begin + answer.url[len(other) :])
        return answer

    async def _identifiers(self, kind: str) -> None:
        names = self.plan.idents[kind]
        now = self.how.now()
        fresh = {n for n in names if (r := self.old.get(f"{kind}:{n}")) and r.fresh(now) and not self.how.recheck}
        for name in fresh:
            self._tell(kind, name, self.old[f"{kind}:{name}"].verdict())
        asked = sorted(set(names) - fresh)

        def told(name: str, said: Verdict, answer: Answer) -> None:
            key = f"{kind}:{name}"
            if isinstance(answer, Failure) and answer.reason in verdict.WEAK_FAILURES:
                # The service's own trouble says nothing of the identifier.
                said = replace(said, strikes=0)
            self.new[key] = cache.updated(self.old.get(key), key, said, answer, self.how.now(), "GET")
            self._tell(kind, name, said)

        try:
            await (idents.dois if kind == "doi" else idents.arxiv)(asked, self._get, told)
        except Exception as error:  # the barrier, as above
            said = Verdict(State.UNVERIFIABLE, "internal_error", detail=f"{type(error).__name__}: {error}"[:200])
            for name in asked:
                self._tell(kind, name, said, again=False)

    def _tell(self, kind: str, name: str, said: Verdict, *, again: bool = True) -> None:
        for number in self.plan.idents[kind][name]:
            if again or number not in self.verdicts:
                self.verdicts[number] = said
        self.step()

    async def _get(self, url: str) -> Answer:
        return await self.fetcher.get(remapped(url, self.how.remap), cap=FRAGMENT_BYTES)

    def _park(self) -> None:
        """Hosts that told the last run to wait are left alone by this one, too."""
        now = self.how.now()
        for record in self.old.values():
            if record.next_allowed_at > now:
                host = {"doi": "doi.org", "arxiv": "export.arxiv.org"}.get(record.url.partition(":")[0])
                host = host or urlsplit(remapped(record.final or record.url, self.how.remap)).hostname or ""
                self.fetcher.park(host, record.next_allowed_at)

    def _canary(self) -> bool:
        """Whether it is our own network that fails: nearly every host cannot even be reached."""
        failed = sum(all(those) for those in self.hosts.values())
        return len(self.hosts) >= _CANARY_HOSTS and failed >= _CANARY_SHARE * len(self.hosts)

    async def _suggest(self) -> None:
        known: dict[str, str] = {}
        for task in self.plan.tasks.values():
            for number, _ in task.links:
                said = self.verdicts[number]
                if said.state is State.BROKEN:
                    if task.url not in known:
                        known[task.url] = await archive.snapshot(task.url, self.fetcher, self.how.remap)
                    self.verdicts[number] = replace(said, archive=known[task.url])

    def _outcome(self, stopped: bool) -> Outcome:
        everything = {number for task in self.plan.tasks.values() for number, _ in task.links}
        everything |= {number for names in self.plan.idents.values() for those in names.values() for number in those}
        for number in everything - set(self.verdicts):
            self.verdicts[number] = INTERRUPTED
        records = dict(self.old)
        if canary := self._canary():
            for number, said in self.verdicts.items():
                if number in everything and said.reason in verdict.CONNECT_FAILURES:
                    self.verdicts[number] = replace(said, state=State.UNVERIFIABLE, strikes=0)
        for key, record in self.new.items():
            if not (canary and record.reason in verdict.CONNECT_FAILURES) and record.reason not in _NOT_KEPT:
                records[key] = record
        return Outcome(self.verdicts, records, stopped, canary)


_NOT_KEPT = {str(Reason.BUDGET_EXHAUSTED), "interrupted", "internal_error", str(Reason.HOST_DOWN), "offline"}


@contextlib.contextmanager
def _stopping(work: asyncio.Future[None]) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM ends the work in good order; a second one ends the program."""
    loop = asyncio.get_running_loop()
    handled: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        work.cancel()
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows, or a thread of somebody's: there Ctrl-C is an exception.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, stop, number)
            handled.append(number)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


def everything(plan: Plan) -> int:
    """How often a run of the plan takes a step."""
    return len(plan.tasks) + sum(map(len, plan.idents.values()))


def in_order(links: Sequence[object], verdicts: dict[int, Verdict]) -> list[Verdict]:
    """A verdict for each link, in their order."""
    return [verdicts.get(number) or broken("internal_error") for number in range(len(links))]
