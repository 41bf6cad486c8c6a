"""Which addresses may be connected to: public ones, at the ports of the web."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from papernotes.net.answer import Reason
from papernotes.net.trouble import Trouble

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

WEB_PORTS = frozenset({80, 443, 8080, 8443})
# https://www.iana.org/assignments/ipv6-address-space: all that is routed lies in here.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Public for Python 3.11, but not for the registries: the relays of 6to4, and documentation (RFC 9637).
_SPECIAL: tuple[Network, ...] = (
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("3fff::/20"),
)


@dataclass(frozen=True, slots=True)
class Guard:
    """The check of every address just before it is connected to."""

    allow: tuple[Network, ...] = ()
    """Networks that are let through though they are private, at any port."""

    @classmethod
    def of(cls, networks: Iterable[str]) -> Guard:
        """A guard that lets networks such as 10.0.0.0/8 through.

        Raises ValueError for what is no network."""
        return cls(tuple(ipaddress.ip_network(network.strip(), strict=False) for network in networks))

    def check(self, addresses: Iterable[str], port: int) -> None:
        """Nothing, if every address may be connected to at this port.

        All of them: a name with one public and one private address is how a private one is reached by chance.
        Raises Trouble."""
        for text in addresses:
            address = ipaddress.ip_address(text)
            if self._allowed(address):
                continue
            if not is_public(address):
                raise Trouble(Reason.PRIVATE_ADDRESS, f"{address} is not a public address")
            if port not in WEB_PORTS:
                raise Trouble(Reason.PORT_FORBIDDEN, f"port {port} is none of the web")

    def _allowed(self, address: Address) -> bool:
        faces = (address, *embedded(address))
        return any(face in network for network in self.allow for face in faces if face.version == network.version)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, and so is every address it carries inside."""
    inner = embedded(address)
    if inner:
        return all(is_public(face) for face in inner)
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    if any(address in network for network in _SPECIAL if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def embedded(address: Address) -> tuple[Address, ...]:
    """The IPv4 addresses that an IPv6 address stands for: mapped, 6to4, Teredo (server, client), NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address in _NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    one = address.ipv4_mapped or address.sixtofour
    return (one,) if one else tuple(address.teredo or ())
