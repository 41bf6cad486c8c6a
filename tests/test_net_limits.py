"""Turns, waits, parking and the circuit: what a host notices of us."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faults import Faults
from papernotes.net import (
    SERVICES,
    Answer,
    Clock,
    Failure,
    Fetcher,
    HostLimit,
    Limits,
    Reason,
    Response,
    Timeouts,
    hosts,
)
from papernotes.net.wait import LONGEST_S, PARKED_S, backoff, retry_after

NOW = 1_800_000_000.0
SCALE = 0.02


@pytest.fixture(scope="module")
def running() -> Iterator[Faults]:
    with Faults() as faults:
        yield faults


@pytest.fixture
def faults(running: Faults) -> Faults:
    running.reset()
    return running


def fetcher(faults: Faults, scale: float = SCALE, **settings: Any) -> Fetcher:
    return Fetcher(**faults.fetcher(), clock=Clock(scale), timeouts=Timeouts(5, 5, 10), **settings)


def ask(faults: Faults, *urls: str, scale: float = SCALE, **settings: Any) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        async with fetcher(faults, scale, **settings) as one:
            return await one.get_all(urls)

    return asyncio.run(all_of_them())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "1000000000"}, PARKED_S),
        ({"retry-after": "9" * 5000}, None),
        ({"retry-after": "3s"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": formatdate(NOW + 4, usegmt=True)}, 4),
        ({"retry-after": formatdate(NOW - 3600, usegmt=True)}, 0),
        ({"retry-after": "Mon, 99 Foo 2026 99:99:99 GMT"}, None),
        ({"ratelimit-reset": "7"}, 7),
        ({"x-ratelimit-reset": str(int(NOW) + 9)}, 9),
        ({"ratelimit": '"default";r=0;t=30'}, 30),
        ({"ratelimit": "limit=10, remaining=0"}, None),
        ({"retry-after": "2", "ratelimit-reset": "7"}, 2),
    ],
)
def test_what_servers_say_about_waiting(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_wait_within_a_day_or_none(one: str, two: str) -> None:
    said = retry_after({"retry-after": one, "ratelimit": two, "x-ratelimit-reset": two}, NOW)
    assert said is None or 0 <= said <= PARKED_S


@given(st.integers(0, 1000))
def test_backoff_grows_to_a_limit(attempt: int) -> None:
    assert 0 <= backoff(attempt) <= min(LONGEST_S, 2**attempt)


def test_a_host_is_asked_by_two_at_once_with_a_pause(faults: Faults) -> None:
    url = faults.url("F46")
    answers = ask(faults, *(f"{url}{number}" for number in range(12)))
    assert all(isinstance(answer, Response) for answer in answers)
    assert faults.most_in_flight("F46") <= 2
    times = [seen.at for seen in faults.seen("F46")]
    # The server notes the time a little after we do: now and then two are nearer than we were.
    assert times[-1] - times[0] > 11 * 0.5 * SCALE * 0.6


def test_hosts_do_not_wait_for_each_other(faults: Faults) -> None:
    names = [fault for fault in faults.ids() if fault.startswith(("F38", "F41", "F44"))]
    began = time.monotonic()
    ask(faults, *map(faults.url, names), scale=1)
    # One after the other, with the pause of one host, it would be nine.
    assert time.monotonic() - began < 4


def test_all_urls_of_a_host_wait_when_it_says_so(faults: Faults) -> None:
    url = faults.url("F23")
    answers = ask(faults, url, url + "a", url + "b", limits=Limits(host=HostLimit(1, 0)))
    assert [answer.status for answer in answers if isinstance(answer, Response)] == [200] * 3
    first, *rest = [seen.at for seen in faults.seen("F23")]
    assert min(rest) - first >= 3 * SCALE


def test_a_hundred_urls_of_a_tired_host_are_all_answered(faults: Faults) -> None:
    urls = [f"{faults.url('F46')}{number}" for number in range(100)]
    answers = ask(faults, *urls, scale=0.005)
    assert {answer.status for answer in answers if isinstance(answer, Response)} == {200}
    assert len([answer for answer in answers if isinstance(answer, Response)]) == 100
    assert faults.most_in_flight("F46") <= 2


def test_a_parked_host_is_not_asked_again_and_the_next_run_knows(faults: Faults) -> None:
    async def two_runs() -> tuple[list[Answer], Answer]:
        async with fetcher(faults) as one:
            answers = [await one.get(faults.url("F25")) for _ in range(3)]
            parked = one.parked()
        async with fetcher(faults) as two:
            for host, until in parked.items():
                two.park(host, until)
            return answers, await two.get(faults.url("F25"))

    answers, later = asyncio.run(two_runs())
    for answer in (*answers, later):
        assert isinstance(answer, Failure)
        assert answer.reason is Reason.RATE_LIMITED
        assert answer.retry_at is not None
        assert abs(answer.retry_at - time.time() - 86400) < 10
    assert len(faults.seen("F25")) == 1


def test_a_host_that_fails_and_fails_is_left_alone(faults: Faults) -> None:
    async def in_turn() -> list[Answer]:
        async with fetcher(faults) as one:
            return [await one.get(faults.url("F05")) for _ in range(8)]

    answers = asyncio.run(in_turn())
    said = [(answer.reason, answer.requests) for answer in answers if isinstance(answer, Failure)]
    assert said == [(Reason.RESET, 3)] * 5 + [(Reason.HOST_DOWN, 0)] * 3
    assert len(faults.seen("F05")) == 15


def test_what_was_seen_is_said_though_others_close_the_circuit(faults: Faults) -> None:
    answers = ask(faults, *[faults.url("F05")] * 8)
    assert {answer.reason for answer in answers if answer.requests and isinstance(answer, Failure)} == {Reason.RESET}
    assert len(faults.seen("F05")) < 24


def test_what_is_a_fact_about_the_host_holds_for_its_other_pages(faults: Faults) -> None:
    answers = ask(faults, *["http://nxdomain.test/"] * 8, limits=Limits(host=HostLimit(1, 0)))
    assert {answer.reason for answer in answers if isinstance(answer, Failure)} == {Reason.DNS_NXDOMAIN}
    assert faults.resolved["nxdomain.test"] == 5


def test_one_success_closes_the_circuit(faults: Faults) -> None:
    urls = [faults.url("F45-accept")] * 10
    assert all(isinstance(answer, Response) for answer in ask(faults, *urls))


def test_the_budget_ends_the_run(faults: Faults) -> None:
    began = time.monotonic()
    answers = ask(faults, faults.url("F16"), faults.url("F09"), faults.url("F23"), scale=1, budget_s=0.2)
    assert time.monotonic() - began < 2
    said = [answer.reason if isinstance(answer, Failure) else answer.status for answer in answers]
    assert said == [404, Reason.BUDGET_EXHAUSTED, Reason.BUDGET_EXHAUSTED]


def test_after_the_budget_nothing_is_asked(faults: Faults) -> None:
    (answer,) = ask(faults, faults.url("F50"), budget_s=0)
    assert (answer.requests, faults.connections("F50")) == (0, 0)


def test_a_gap_of_the_call_is_kept(faults: Faults) -> None:
    async def twice() -> None:
        async with fetcher(faults, limits=Limits(host=HostLimit(4, 0))) as one:
            await asyncio.gather(*(one.get(faults.url("F50"), gap_s=10) for _ in range(2)))

    asyncio.run(twice())
    first, second = [seen.at for seen in faults.seen("F50")]
    assert second - first >= 10 * SCALE * 0.5


def test_the_sum_of_all_is_limited(faults: Faults) -> None:
    async def how_long(concurrency: int) -> float:
        began = time.monotonic()
        async with fetcher(faults, limits=Limits(concurrency)) as one:
            short = Timeouts(0.25, 0.25, 0.25)
            await one.get_all(map(faults.url, ("F09", "F10", "F11")), attempts=1, timeouts=short)
        return time.monotonic() - began

    assert asyncio.run(how_long(1)) > 0.74
    assert asyncio.run(how_long(3)) < 0.74


def test_subdomains_share_what_their_service_bears(faults: Faults) -> None:
    address, port = faults.url("F50")[7:].strip("/").split(":")
    names = {name: [address] for name in ("arxiv.test", "export.arxiv.test")}
    limits = Limits(hosts={**SERVICES, "arxiv.test": HostLimit(1, 5)})

    async def both() -> None:
        settings = faults.fetcher() | {"resolver": hosts(names)}
        async with Fetcher(**settings, clock=Clock(SCALE), limits=limits) as one:
            await one.get_all(f"http://{name}:{port}/" for name in names)

    asyncio.run(both())
    first, second = [seen.at for seen in faults.seen("F50")]
    assert second - first >= 5 * SCALE * 0.5
