"""What is sent, to whom, and what is never sent; offline; the barrier against hostile bytes."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from faults import HAS_IPV6, Faults
from faults.reply import by, page, redirect, reply
from faults.serve import Handler, Listener, Visit
from often import examples
from papernotes import __version__
from papernotes.net import Answer, Clock, Failure, Fetcher, Reason, Response, Timeouts, hosts
from papernotes.net.address import parse
from papernotes.net.connection import Connection
from papernotes.net.exchange import Appetite, Request, converse
from papernotes.net.keys import user_agent
from papernotes.net.trouble import Trouble
from papernotes.net.wire import Patience, Wire

SENTINEL = "s3ntinel/key+value"
HOST = "api.openalex.org"


@pytest.fixture(scope="module")
def running() -> Iterator[Faults]:
    with Faults() as faults:
        yield faults


@pytest.fixture
def faults(running: Faults) -> Faults:
    running.reset()
    return running


def ask(faults: Faults, url: str, settings: dict[str, Any] | None = None, **how: Any) -> Answer:
    async def one() -> Answer:
        given = {**faults.fetcher(), "clock": Clock(0.01), "timeouts": Timeouts(5, 5, 10), **(settings or {})}
        async with Fetcher(**given) as fetcher:
            return await fetcher.get(url, **how)

    return asyncio.run(one())


def serve(faults: Faults, name: str, handler: Handler, tls: str = "") -> str:
    """The address of another listener; with `tls` it has that name and a certificate for it."""
    return faults.extra(name, Listener("", tls, handler, faults.certificate(tls) if tls else None))


def test_the_user_agent_says_who_asks(faults: Faults) -> None:
    ask(faults, faults.url("F50"), {"site_url": "https://notes.example/", "contact": "me@notes.example"})
    ask(faults, faults.url("F50"), {"environ": {"PAPERNOTES_CONTACT": "env@notes.example"}})
    said = [seen.headers["user-agent"] for seen in faults.seen("F50")]
    assert said == [
        f"papernotes/{__version__} (+https://notes.example/; mailto:me@notes.example)",
        f"papernotes/{__version__} (mailto:env@notes.example)",
    ]


def test_nothing_slips_out_of_the_user_agent() -> None:
    assert user_agent("1", "https://a/\r\nX: y", "论文 (me)@b") == "papernotes/1 (+https://a/X:y; mailto:me@b)"
    assert user_agent("1") == "papernotes/1"


@pytest.fixture
def keyed(faults: Faults) -> tuple[str, dict[str, Any]]:
    """A server by the name of a service that wants a key, and how to reach it."""
    elsewhere = faults.url("F50")
    echo = by(
        lambda visit: visit.seen.target.startswith("/away"),
        redirect(302, lambda visit: elsewhere + visit.seen.target[1:]),
        by(
            lambda visit: visit.seen.target.startswith("/wrong"),
            redirect(302, lambda visit: f"ftp://x/{visit.seen.target}"),
            lambda visit: reply(200, f"{visit.seen.target} {SENTINEL}", ("X-Echo", SENTINEL))(visit),
        ),
    )
    url = serve(faults, "keyed", echo, HOST)
    return url, {"environ": {"OPENALEX_API_KEY": SENTINEL}}


def test_a_key_is_sent_to_its_host_and_shown_nowhere(
    faults: Faults, keyed: tuple[str, dict[str, Any]], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    url, given = keyed
    caplog.set_level(logging.DEBUG)
    told = [ask(faults, url + path, {**given, "cache": tmp_path}, max_age_s=60) for path in ("", "away", "wrong")]
    assert re.search(r"api_key=s3ntinel(/|%2F)key(%2B)value", faults.seen("keyed")[0].target)
    files = "".join(path.read_text("utf-8") + str(path) for path in tmp_path.rglob("*") if path.is_file())
    shown = repr(told) + caplog.text + files
    assert "s3ntinel" not in shown
    assert isinstance(told[0], Response)
    assert b"***" in told[0].body
    # A redirect with the key in its Location is not followed to another host.
    assert isinstance(told[1], Failure)
    assert faults.connections("F50") == 0


def test_a_key_is_sent_over_tls_only(faults: Faults, keyed: tuple[str, dict[str, Any]]) -> None:
    plain = serve(faults, "plain-keyed", page())
    port = int(plain.rstrip("/").rsplit(":", 1)[1])
    resolver = hosts({HOST: [plain.split("/")[2].split(":")[0]]})
    ask(faults, f"http://{HOST}:{port}/", {**keyed[1], "resolver": resolver})
    assert [seen.target for seen in faults.seen("plain-keyed")] == ["/"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_headers_of_the_caller_do_not_cross_hosts(faults: Faults, status: int) -> None:
    url = serve(faults, f"cross-{status}", redirect(status, faults.url("F50")))
    ask(faults, url, headers={"Authorization": "Bearer x", "X-Token": "y", "Accept": "text/csv"})
    first, second = faults.seen(f"cross-{status}")[0].headers, faults.seen("F50")[0].headers
    assert first["authorization"] == "Bearer x"
    assert second["accept"] == "text/csv"
    assert not {"authorization", "x-token", "cookie"} & second.keys()


def test_cookies_do_not_outlive_a_call(faults: Faults) -> None:
    async def twice() -> None:
        async with Fetcher(**faults.fetcher(), clock=Clock(0.01)) as fetcher:
            await fetcher.get(faults.url("F29"))
            await fetcher.get(faults.url("F29"))

    asyncio.run(twice())
    assert [seen.headers.get("cookie") for seen in faults.seen("F29")] == [None, "pass=yes", None, "pass=yes"]


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_redirect_keeps_the_method_or_does_not(faults: Faults, status: int, method: str) -> None:
    to = by(lambda visit: visit.seen.target == "/new", page(), redirect(status, "/new"))
    url = serve(faults, f"post-{status}", to)
    ask(faults, url, method="POST", content=b'["a"]', headers={"Content-Type": "application/json"})
    assert [seen.method for seen in faults.seen(f"post-{status}")] == ["POST", method]


def test_what_is_posted_stays_with_its_host(faults: Faults) -> None:
    url = serve(faults, "post-away", redirect(307, faults.url("F50")))
    answer = ask(faults, url, method="POST", content=b"secret")
    assert isinstance(answer, Failure)
    assert (answer.reason, faults.connections("F50")) == (Reason.BAD_HTTP, 0)


def test_a_connection_that_was_closed_meanwhile_is_no_fault(faults: Faults) -> None:
    async def twice() -> list[Answer]:
        async with Fetcher(**faults.fetcher(), clock=Clock(0.01)) as fetcher:
            first = await fetcher.get(faults.url("F47"))
            await asyncio.sleep(0.05)
            return [first, await fetcher.get(faults.url("F47"))]

    assert [answer.status for answer in asyncio.run(twice()) if isinstance(answer, Response)] == [200, 200]
    assert faults.connections("F47") == 2


async def talking(visit: Visit) -> None:
    """Keeps the connection; /more says more than was asked for, /late a little later."""
    body = b"" if visit.seen.method == "HEAD" else b"ok"
    await visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + body)
    if visit.seen.target == "/late":
        await asyncio.sleep(0.02)
    if visit.seen.target != "/":
        await visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
    visit.keep = True


@pytest.mark.parametrize(
    ("path", "method", "connections"), [("", "GET", 1), ("", "HEAD", 1), ("more", "GET", 3), ("late", "GET", 3)]
)
def test_a_connection_is_kept_unless_somebody_speaks_unasked(
    faults: Faults, path: str, method: str, connections: int
) -> None:
    name = f"talking-{path}-{method}"
    url = serve(faults, name, talking) + path

    async def thrice() -> list[Answer]:
        async with Fetcher(**faults.fetcher(), clock=Clock(0.01)) as fetcher:
            answers = []
            for _ in range(3):
                answers.append(await fetcher.get(url, method=method))
                await asyncio.sleep(0.05)
            return answers

    answers = asyncio.run(thrice())
    assert {answer.body for answer in answers if isinstance(answer, Response)} == {b"" if method == "HEAD" else b"ok"}
    assert (len(faults.seen(name)), faults.connections(name)) == (3, connections)


async def flood(visit: Visit) -> None:
    """A body that never ends, comes as fast as it can, and unpacks to nothing."""
    await visit.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n\x78\x9c")
    while True:
        await visit.send(b"\x00\x00\x00\xff\xff" * 10_000)


def test_a_flood_ends_in_time(faults: Faults) -> None:
    url = serve(faults, "flood", flood)
    began = time.monotonic()
    answer = ask(faults, url, {"timeouts": Timeouts(5, 5, 0.5)})
    assert isinstance(answer, Failure)
    assert answer.reason is Reason.TIMEOUT_TOTAL
    assert time.monotonic() - began < 4


def test_offline_opens_nothing(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("a socket was opened")

    async def all_of_them() -> list[Answer]:
        monkeypatch.setattr(socket.socket, "connect", forbidden)
        monkeypatch.setattr(socket, "getaddrinfo", forbidden)
        async with Fetcher(offline=True, environ={}) as fetcher:
            return await fetcher.get_all(["https://example.org/", faults.url("F50"), "nonsense"])

    answers = asyncio.run(all_of_them())
    assert {(answer.reason, answer.requests) for answer in answers if isinstance(answer, Failure)} == {
        (Reason.OFFLINE, 0)
    }


def test_without_leave_nothing_on_this_machine_is_reached(faults: Faults) -> None:
    answers = [ask(faults, faults.url(fault), {"allow": []}) for fault in ("F50", "F36-good", "F13")]
    assert {answer.reason for answer in answers if isinstance(answer, Failure)} == {Reason.PRIVATE_ADDRESS}
    assert [faults.connections(fault) for fault in ("F50", "F36-good", "F13")] == [0, 0, 0]


def test_a_certificate_is_checked_for_each_name_of_an_address(faults: Faults) -> None:
    """The trap of links.md A6: a kept connection must not serve another name that leads to the same address."""
    url = faults.url("F36-good")
    given = faults.fetcher()
    address = asyncio.run(given["resolver"]("good.test"))
    names = hosts({"good.test": address, "evil.test": address})

    async def both() -> list[Answer]:
        async with Fetcher(**{**given, "resolver": names}, clock=Clock(0.01)) as fetcher:
            return [await fetcher.get(one) for one in (url, url.replace("good", "evil"))]

    good, evil = asyncio.run(both())
    assert isinstance(good, Response)
    assert isinstance(evil, Failure)
    assert evil.reason is Reason.TLS_HOSTNAME


@pytest.mark.skipif(not HAS_IPV6, reason="this machine has no IPv6")
@pytest.mark.parametrize("addresses", [["::1"], ["127.0.1.253", "::1"], ["::1", "127.0.1.253"]])
def test_a_host_on_ipv6_only_is_reached(faults: Faults, addresses: list[str]) -> None:
    """F37: whichever of its addresses comes first."""
    port = faults.extra("six", Listener("::1", handler=page())).rsplit(":", 1)[1]
    settings = {"resolver": hosts({"six.test": addresses}), "allow": ["::1/128", "127.0.1.0/24"]}
    assert isinstance(ask(faults, f"http://six.test:{port}", settings), Response)


def test_a_cancelled_call_is_cancelled(faults: Faults) -> None:
    async def cancel() -> None:
        async with Fetcher(**faults.fetcher()) as fetcher:
            task = asyncio.create_task(fetcher.get(faults.url("F09")))
            await asyncio.sleep(0.05)
            task.cancel()
            await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancel())


def test_a_proxy_counts_when_it_is_asked_for(faults: Faults) -> None:
    proxy = serve(faults, "proxy", page("by proxy"))
    environ = {"http_proxy": proxy, "NO_PROXY": ".direct.test"}
    ask(faults, "http://far.test/x", {"environ": environ})
    assert not faults.seen("proxy")
    answer = ask(faults, "http://far.test/x", {"environ": environ, "use_env_proxy": True})
    assert isinstance(answer, Response)
    assert [seen.target for seen in faults.seen("proxy")] == ["http://far.test/x"]
    for url in ("http://a.direct.test/", "http://10.0.0.1/", "http://127.0.9.9/"):
        assert isinstance(ask(faults, url, {"environ": environ, "use_env_proxy": True}), Failure)
    assert len(faults.seen("proxy")) == 1


def relay(address: str, port: int) -> Handler:
    """A proxy that knows one way, to a port of this machine, and wants to know who asks."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def handle(visit: Visit) -> None:
        if visit.seen.headers.get("proxy-authorization") != "Basic bWU6cGFzcw==":
            await visit.send(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
            return
        there, back = await asyncio.open_connection(address, port)
        await visit.send(b"HTTP/1.1 200 Go on\r\n\r\n")
        await asyncio.gather(pump(visit.reader, back), pump(there, visit.writer), return_exceptions=True)

    return handle


def test_a_proxy_lets_tls_through(faults: Faults) -> None:
    secret = serve(faults, "far", page("far away"), "far.test")
    port = int(secret.rstrip("/").rsplit(":", 1)[1])
    [address] = asyncio.run(faults.fetcher()["resolver"]("far.test"))
    proxy = serve(faults, "relay", relay(address, port))
    with_name = proxy.replace("//", "//me:pass@")

    def through(url: str, proxy: str) -> Answer:
        names = {"environ": {"https_proxy": proxy}, "use_env_proxy": True, "resolver": hosts({})}
        return ask(faults, url, names)

    good, unknown = through(secret, with_name), through(secret, proxy)
    assert isinstance(good, Response) and b"far away" in good.body
    assert {seen.target for seen in faults.seen("relay")} == {f"far.test:{port}"}
    assert isinstance(unknown, Failure) and "407" in unknown.detail
    # The name is what the certificate is checked for, whoever carries the bytes.
    wrong = through(secret.replace("far.test", "near.test"), with_name)
    assert isinstance(wrong, Failure) and wrong.reason is Reason.TLS_HOSTNAME


def test_a_proxy_of_another_kind_is_said() -> None:
    with pytest.raises(ValueError, match="no HTTP proxy"):
        Fetcher(environ={"ALL_PROXY": "socks5://localhost:1080"}, use_env_proxy=True)


HEADS = st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 Found\r\nLocation: ", b"HTTP/1.0 "])
TAILS = st.sampled_from([b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n"])


class Nowhere(asyncio.Transport):
    """Takes what is written."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert data


@given(HEADS, st.binary(max_size=200), TAILS, st.binary(max_size=200))
@examples(300)
@example(b"HTTP/1.1 200 OK\r\n", b"Content-Type: text/html; charset=\xff", b"\r\n\r\n", b"\x1f\x8b")
def test_any_bytes_are_a_reply_or_trouble(head: bytes, middle: bytes, tail: bytes, body: bytes) -> None:
    async def once() -> object:
        wire = Wire()
        wire.connection_made(Nowhere())
        for part in (head + middle, tail + body):
            wire.data_received(part)
        wire.eof_received()
        request = Request("GET", parse("http://example.org/"), [(b"host", b"example.org")])
        return await converse(
            Connection(wire), request, Appetite(1000), Patience(5, asyncio.get_running_loop().time() + 5)
        )

    try:
        assert asyncio.run(once())
    except Trouble as trouble:
        assert isinstance(trouble.reason, Reason)
