"""Answers on disk: their age, what is kept, and files that are broken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faults import Faults
from papernotes.net import Answer, Clock, Failure, Fetcher, Reason, Response, Timeouts
from papernotes.net.cache import NEGATIVE_S, Asked, Cache, fresh


@pytest.fixture(scope="module")
def running() -> Iterator[Faults]:
    with Faults() as faults:
        yield faults


@pytest.fixture
def faults(running: Faults) -> Faults:
    running.reset()
    return running


def ask(faults: Faults, fault: str, folder: Path, *, offline: bool = False, **how: Any) -> Answer:
    async def one() -> Answer:
        settings = {**faults.fetcher(), "clock": Clock(0.01), "timeouts": Timeouts(5, 5, 10)}
        async with Fetcher(**settings, cache=folder, offline=offline) as fetcher:
            return await fetcher.get(faults.url(fault), **{"max_age_s": 60, **how})

    return asyncio.run(one())


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


ANSWERS = st.builds(
    Response,
    url=st.text(max_size=20),
    status=st.sampled_from([200, 404, 410]),
    headers=st.fixed_dictionaries({"content-type": st.text(max_size=20)}),
    body=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
)


@given(ANSWERS, st.text(max_size=30), st.binary(max_size=5))
def test_what_is_kept_comes_back(
    tmp_path_factory: pytest.TempPathFactory, answer: Response, url: str, content: bytes
) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    asked = Asked("a.test", url, content=content)
    if not cache.save(asked, answer, 1000.0):
        return  # a lone surrogate has no place in UTF-8
    kept = cache.load(asked)
    assert kept is not None
    assert (kept.url, kept.status, kept.headers, kept.body) == (answer.url, answer.status, answer.headers, answer.body)
    assert (kept.cached_at, kept.requests) == (1000.0, 0)


def test_the_second_call_opens_nothing(faults: Faults, tmp_path: Path) -> None:
    first, second = ask(faults, "F50", tmp_path), ask(faults, "F50", tmp_path)
    assert isinstance(first, Response)
    assert isinstance(second, Response)
    assert (first.body, first.cached_at) == (second.body, None)
    assert second.cached_at
    assert faults.connections("F50") == 1


@pytest.mark.parametrize(("fault", "kept"), [("F16", 1), ("F17", 1), ("F20-403", 0), ("F27-503", 0), ("F13", 0)])
def test_only_what_holds_is_kept(faults: Faults, tmp_path: Path, fault: str, kept: int) -> None:
    ask(faults, fault, tmp_path, cap=1000)
    assert len(files(tmp_path)) == kept


def test_an_age_of_none_does_not_touch_the_disk(faults: Faults, tmp_path: Path) -> None:
    ask(faults, "F50", tmp_path, max_age_s=None)
    assert list(tmp_path.iterdir()) == []


def test_questions_that_differ_have_answers_of_their_own(faults: Faults, tmp_path: Path) -> None:
    ask(faults, "F50", tmp_path)
    ask(faults, "F50", tmp_path, headers={"Accept": "application/json"})
    ask(faults, "F50", tmp_path, method="POST", content=b"1")
    ask(faults, "F50", tmp_path, method="POST", content=b"2")
    assert len(files(tmp_path)) == 4


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", "null", '{"v": 1}', '{"v": 99}', "\ud800", "[" * 100000, '{"v":1,"asked":5}']
)
def test_a_broken_file_is_none_and_is_replaced(faults: Faults, tmp_path: Path, broken: str) -> None:
    ask(faults, "F50", tmp_path)
    (path,) = files(tmp_path)
    path.write_bytes(broken.encode("utf-8", "surrogatepass"))
    assert isinstance(ask(faults, "F50", tmp_path), Response)
    assert json.loads(path.read_text("utf-8"))["status"] == 200


def test_offline_old_answers_serve_if_asked(faults: Faults, tmp_path: Path) -> None:
    ask(faults, "F50", tmp_path)
    (path,) = files(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"fetched_at": 1000.0}), "utf-8")
    refused = ask(faults, "F50", tmp_path, offline=True)
    served = ask(faults, "F50", tmp_path, offline=True, stale=True)
    assert isinstance(refused, Failure)
    assert refused.reason is Reason.OFFLINE
    assert isinstance(served, Response)
    assert served.cached_at == 1000.0
    assert faults.connections("F50") == 1


def test_an_old_answer_helps_where_the_host_does_not(faults: Faults, tmp_path: Path) -> None:
    url = faults.url("F05")
    host = url.split("/")[2].split(":")[0]
    Cache(tmp_path).save(Asked(host, url), Response(url, 200, body=b"old"), 1000.0)
    served = ask(faults, "F05", tmp_path, stale=True)
    assert isinstance(served, Response)
    assert served.body == b"old"
    assert isinstance(ask(faults, "F05", tmp_path), Failure)


def test_a_folder_that_cannot_be_written_costs_nothing(faults: Faults, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    assert isinstance(ask(faults, "F50", blocked), Response)


def test_git_does_not_see_the_cache(faults: Faults, tmp_path: Path) -> None:
    ask(faults, "F50", tmp_path)
    assert (tmp_path / ".gitignore").read_text("utf-8") == "*\n"
    assert not list(tmp_path.rglob("*.tmp"))


def test_names_of_hosts_stay_within_the_folder(tmp_path: Path) -> None:
    for host in ("../..", "..", ".", "[::1]", "a/b", "C:\\x", ""):
        assert Asked(host, "x").path(tmp_path).resolve().parent.parent == tmp_path.resolve()


def test_age_is_counted_and_the_future_is_not_young() -> None:
    found, missing = Response("", 200, cached_at=1000.0), Response("", 404, cached_at=1000.0)
    assert fresh(found, 60, 1060)
    assert not fresh(found, 60, 1061)
    assert not fresh(found, 60, 999)
    assert fresh(found, 1e9, 1000 + NEGATIVE_S + 1)
    assert not fresh(missing, 1e9, 1000 + NEGATIVE_S + 1)
