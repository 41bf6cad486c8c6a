"""Text to addresses: never asked for what is none, never an exception but ours."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import httpx2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from faults import ODD_URLS
from papernotes.net import Failure, Fetcher, Reason, hosts
from papernotes.net.address import _SIMPLE, Url, location, parse
from papernotes.net.trouble import Trouble

BASE = parse("https://example.org/a/b?c=d")


@pytest.mark.parametrize("text", ODD_URLS, ids=range(len(ODD_URLS)))
def test_what_is_no_address_is_never_asked_for(text: str) -> None:
    async def ask() -> object:
        async with Fetcher(environ={}, resolver=hosts({})) as fetcher:
            return await fetcher.get(text)

    answer = asyncio.run(ask())
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.requests) == (Reason.SYNTAX, 0)
    assert answer.detail.isprintable()


@pytest.mark.parametrize("host", ["xn--a.test", "under_score.test", "a--b.test", "例え.test", "xn--r8jz45g.test."])
def test_strange_names_are_looked_up(host: str) -> None:
    async def ask() -> object:
        async with Fetcher(environ={}, resolver=hosts({})) as fetcher:
            return await fetcher.get(f"https://{host}/", attempts=1)

    answer = asyncio.run(ask())
    assert isinstance(answer, Failure)
    assert answer.reason is Reason.DNS_NXDOMAIN


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "DATA:,x", "file:///etc/passwd", "ftp://a/", "mailto:a@b"])
def test_other_schemes_are_forbidden(scheme: str) -> None:
    with pytest.raises(Trouble) as raised:
        parse(scheme)
    assert raised.value.reason is Reason.SCHEME_FORBIDDEN


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("HTTP://Example.ORG", "http://example.org"),
        ("https://例え.jp/論文", "https://xn--r8jz45g.jp/%E8%AB%96%E6%96%87"),
        ("https://example.org/a b#c", "https://example.org/a%20b"),
        ("https://example.org/%zz", "https://example.org/%zz"),
        ("https://example.org/a/../b", "https://example.org/b"),
        ("https://doi.org/10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O", None),
    ],
)
def test_addresses_are_read_as_browsers_do(text: str, url: str | None) -> None:
    assert str(parse(text)) == (url or text.replace("<", "%3C").replace(">", "%3E"))


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        (b"/x", "https://example.org/x"),
        (b"x", "https://example.org/a/x"),
        (b"?y", "https://example.org/a/b?y"),
        (b"//other.test/x", "https://other.test/x"),
        (b"http://other.test", "http://other.test"),
        ("/论".encode(), "https://example.org/%E8%AE%BA"),
        (b"/caf\xe9", "https://example.org/caf%E9"),
        (b"/a%2Fb", "https://example.org/a%2Fb"),
        (b"  /x  ", "https://example.org/x"),
    ],
)
def test_locations_lead_on(raw: bytes, url: str) -> None:
    assert str(location(raw, BASE)) == url


@pytest.mark.parametrize(
    "raw", [b"", b" ", b"//", b"///", b"http://", b"https:///x", b"/a b", b"/a\tb", b"\\\\x", b"http://u@x/", b"//:80"]
)
def test_locations_that_are_none_are_bad_http(raw: bytes) -> None:
    with pytest.raises(Trouble) as raised:
        location(raw, BASE)
    assert raised.value.reason is Reason.BAD_HTTP


@given(st.text())
@example("http://[::1%25eth0]/")
def test_any_text_is_an_address_or_trouble(text: str) -> None:
    with suppress(Trouble):
        assert parse(text).scheme in ("http", "https")


@given(st.from_regex(_SIMPLE, fullmatch=True))
@example("http://example.org:80/")
@example("http://1.2.3.4:65536/")
@example("http://a.org/" + "b" * 70_000)
@example("https://a.xn--a.org/")
@example("http://a.org/b/../c?d")
@example(f"http://{'a.' * 130}org/")
def test_a_simple_address_is_read_as_the_library_reads_it(text: str) -> None:
    with suppress(Trouble):
        found = parse(text)
        assert found == Url.of(httpx2.URL(text))


@given(st.binary())
@example(b"http:[")
@example(b"https://\xc0.\xff")
def test_any_bytes_are_a_location_or_trouble(raw: bytes) -> None:
    with suppress(Trouble):
        url = location(raw, BASE)
        assert url.scheme in ("http", "https")
        assert url.host
