"""Which addresses may be connected to. Pure: addresses in, a verdict out.

`ipaddress.is_global` is not enough: on Python 3.11 it calls several ranges global that lead back inside (NAT64,
6to4, IPv4-compatible addresses). So: a list of what is closed, and of IPv6 only the global unicast block.
Ranges: IANA special-purpose address registries (RFC 6890 and its updates).
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_CLOSED_V4 = tuple(
    IPv4Network(cidr)
    for cidr in [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ]
)
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(IPv6Network(cidr) for cidr in ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"])


class AddressBlocked(Exception):
    """A host leads to a closed network or port; the message says which."""


def check_addresses(host: str, addresses: Sequence[str], allowed_cidrs: Sequence[str]) -> None:
    """Raises AddressBlocked where any of the host's addresses is closed: one bad address condemns the host."""
    allowed = [ip_network(cidr) for cidr in allowed_cidrs]
    for text in addresses:
        address = ip_address(text.partition("%")[0])
        if not _is_open(address) and not any(address in network for network in allowed):
            raise AddressBlocked(f"{host} is {text}, in a private or reserved network (setting allow_cidrs opens it)")


def check_port(host: str, port: int, allowed: Sequence[int]) -> None:
    if port not in allowed:
        raise AddressBlocked(f"{host}:{port}: this port is closed (setting allow_ports opens it)")


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)
