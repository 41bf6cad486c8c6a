"""Asking services: batches, halves of a spoiled batch, and what a failed request means."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from papernotes.lookup import cascade
from papernotes.lookup.candidate import Candidate, Search, rank
from papernotes.net import Failure, Fetcher, Reason
from papernotes.sources import Found, Ident, Outcome, Query, Record, Reply, Request, Source, Unavailable, registry

_SEARCHED = ("arxiv", "crossref", "dblp")
_REASONS = {
    Reason.TIMEOUT_CONNECT: "timeout",
    Reason.TIMEOUT_READ: "timeout",
    Reason.TIMEOUT_TOTAL: "timeout",
    Reason.BUDGET_EXHAUSTED: "budget",
}


class Lookup:
    """What the services say of papers; asks each of them for the same identifier once."""

    def __init__(
        self,
        fetcher: Fetcher,
        sources: Mapping[str, Source] | None = None,
        *,
        max_age_s: float | None = None,
        stale: bool = False,
    ) -> None:
        """`max_age_s`, `stale`: which answers on the Fetcher's disk will do; as for `Fetcher.get`."""
        self.fetcher = fetcher
        self._max_age_s, self._stale = max_age_s, stale
        self.sources = registry() if sources is None else sources
        self._known: dict[tuple[str, Ident], Outcome] = {}

    async def resolve(self, ident: Ident) -> Outcome:
        """What the services for this kind of identifier say, the best of them first; never raises."""
        return await cascade.resolve(self, ident)

    async def many(self, idents: Iterable[Ident]) -> dict[Ident, Outcome]:
        """The same for many identifiers, asked for in batches; in their order."""
        wanted = list(dict.fromkeys(idents))
        await cascade.prepare(self, wanted)
        outcomes = await asyncio.gather(*(self.resolve(ident) for ident in wanted))
        return dict(zip(wanted, outcomes, strict=True))

    async def ask(self, source_name: str, idents: Iterable[Ident]) -> dict[Ident, Outcome]:
        """What one service says of each identifier; of those it has no word for, nothing.

        Raises KeyError for a service that does not exist."""
        source = self.sources[source_name]
        wanted = [ident for ident in dict.fromkeys(idents) if ident.kind in source.kinds]
        new = [ident for ident in wanted if (source_name, ident) not in self._known]
        for said in await asyncio.gather(*(self._batch(source, batch) for batch in batches(source, new))):
            self._known |= {(source_name, ident): outcome for ident, outcome in said.items()}
        return {ident: self._known[source_name, ident] for ident in wanted}

    async def search(self, title: str, authors: Sequence[str] = (), year: int | None = None) -> list[Candidate]:
        """The papers that the title may mean, best first; `look` also says who did not answer."""
        return (await self.look(title, authors, year)).candidates

    async def look(self, title: str, authors: Sequence[str] = (), year: int | None = None) -> Search:
        """The papers that the title may mean, best first, and the services that did not answer."""
        query = Query(title, tuple(authors), year)
        answers = await asyncio.gather(*(self.hits(name, query) for name in _SEARCHED))
        records = [record for said in answers if isinstance(said, list) for record in said]
        return Search(rank(query, records), [said for said in answers if isinstance(said, Unavailable)])

    async def hits(self, source_name: str, query: Query) -> list[Record] | Unavailable:
        """The records that one service finds, best first, or why there is no answer."""
        source = self.sources[source_name]
        reply = await self._send(source, source.search(query))
        return reply if isinstance(reply, Unavailable) else source.read_hits(reply)

    async def _batch(self, source: Source, idents: Sequence[Ident]) -> dict[Ident, Outcome]:
        reply = await self._send(source, source.request(idents))
        if isinstance(reply, Unavailable):
            return dict.fromkeys(idents, reply)
        if reply.status == 400 and source.spoils and len(idents) > 1:
            # One bad identifier spoils the batch: which one?
            half = len(idents) // 2
            return await self._batch(source, idents[:half]) | await self._batch(source, idents[half:])
        return source.read(reply, idents)

    async def _send(self, source: Source, request: Request) -> Reply | Unavailable:
        answer = await self.fetcher.get(
            request.url,
            method="GET" if request.body is None else "POST",
            headers={"accept": ", ".join(filter(None, source.types)) or "*/*", **request.headers},
            content=request.body or b"",
            cap=request.cap,
            gap_s=request.gap_s,
            max_age_s=self._max_age_s,
            stale=self._stale,
        )
        if isinstance(answer, Failure):
            return Unavailable(source.name, _REASONS.get(answer.reason, str(answer.reason)), answer.retry_at)
        kind = answer.headers.get("content-type", "")
        return Reply(answer.status, kind, answer.body, answer.truncated, url=answer.url)


def batches(source: Source, idents: Sequence[Ident]) -> list[list[Ident]]:
    """The identifiers in lists as long as the service takes; those that no list has a place for by themselves."""
    single = [[ident] for ident in idents if source.alone(ident)]
    rest = [ident for ident in idents if not source.alone(ident)]
    return single + [rest[i : i + source.batch] for i in range(0, len(rest), source.batch)]


def records(outcomes: Mapping[Ident, Outcome]) -> dict[Ident, Record]:
    """Those that were found."""
    return {ident: outcome.record for ident, outcome in outcomes.items() if isinstance(outcome, Found)}
