"""Addresses that may be connected to, and names that stand for others."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.net import Reason, hosts
from papernotes.net.connect import interleaved
from papernotes.net.guard import Guard, is_public
from papernotes.net.names import literal
from papernotes.net.trouble import Trouble

# https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::808:808 100::1
2001::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 2002:c0a8:101::1 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1
ff02::1 ff0e::1 2001:0:7f00:1:0:0:f5ff:fffe
""".split()
PUBLIC = """
1.1.1.1 8.8.8.8 93.184.215.14 100.63.255.255 100.128.0.1 172.32.0.1 192.0.1.1 223.255.255.255
2606:4700:4700::1111 2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    with pytest.raises(Trouble) as raised:
        Guard().check([address], 443)
    assert raised.value.reason is Reason.PRIVATE_ADDRESS


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass_at_the_ports_of_the_web(address: str) -> None:
    Guard().check([address], 443)
    with pytest.raises(Trouble) as raised:
        Guard().check([address], 22)
    assert raised.value.reason is Reason.PORT_FORBIDDEN


@given(st.ip_addresses(v=4))
def test_no_disguise_opens_what_is_closed(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for disguise in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert is_public(ipaddress.IPv6Address(disguise)) == is_public(address)


@given(st.ip_addresses())
def test_nothing_but_the_global_internet_is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if is_public(address):
        assert address.is_global or getattr(address, "ipv4_mapped", None)
        assert not (address.is_multicast or address.is_loopback or address.is_link_local or address.is_unspecified)


def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(Trouble):
        Guard().check(["8.8.8.8", "10.0.0.1"], 443)


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "2002:a01:203::"])
def test_allowed_networks_pass_at_any_port(address: str) -> None:
    guard = Guard.of(["10.0.0.0/8", "fd00::/8"])
    guard.check([address, "fd00::1"], 12345)
    with pytest.raises(Trouble):
        guard.check(["192.168.0.1"], 443)


def test_what_is_no_network_is_said() -> None:
    with pytest.raises(ValueError, match="loopback"):
        Guard.of(["loopback"])


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("127.0.0.1.", "127.0.0.1"),
        ("[::1]", "::1"),
        ("localhost", "127.0.0.1"),
        ("localhost.", "127.0.0.1"),
        ("app.localhost", "127.0.0.1"),
        ("example.org", None),
        ("1.2.3.4.5", None),
        ("4294967296", None),
        ("arxiv.org.", None),
    ],
)
def test_numbers_are_addresses_however_written(host: str, address: str | None) -> None:
    assert literal(host) == address


def test_a_table_of_names_is_a_hosts_file() -> None:
    async def otherwise(host: str) -> list[str]:
        return [f"asked {host}"]

    table = {"a.test": ["192.0.2.1"], "gone.test": Reason.DNS_NXDOMAIN}
    resolve = hosts(table, otherwise)
    assert asyncio.run(resolve("A.test.")) == ["192.0.2.1"]
    assert asyncio.run(resolve("b.test")) == ["asked b.test"]
    with pytest.raises(Trouble):
        asyncio.run(resolve("gone.test"))
    with pytest.raises(Trouble):
        asyncio.run(hosts(table)("b.test"))


def test_families_take_turns() -> None:
    assert interleaved(["::1", "::2", "::3", "1.1.1.1"]) == ["::1", "1.1.1.1", "::2", "::3"]
    assert interleaved(["1.1.1.1", "2.2.2.2"]) == ["1.1.1.1", "2.2.2.2"]
