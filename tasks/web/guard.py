"""Which addresses may be connected to. Pure: addresses in, a verdict out.

`ipaddress.is_global` is not enough: on Python 3.11 it calls several ranges global that lead back inside (NAT64,
6to4, IPv4-compatible addresses). So: a list of what is closed, and of IPv6 only the global unicast block.
Ranges: IANA special-purpose address registries (RFC 6890 and its updates).
"""

from __future__ import annotations

import json
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


OPENED_BY = "; if it is yours, broadsheet.toml opens it: "
"""Between what is closed and the lines of settings that would open it."""
BETWEEN_LINES = " and "


class AddressBlocked(Exception):
    """A host leads to a closed network or port; the message says all that is closed, and what would open it."""


def check(
    host: str, port: int, addresses: Sequence[str], allowed_cidrs: Sequence[str], allowed_ports: Sequence[int]
) -> None:
    """Raises AddressBlocked where the port or any of the host's addresses is closed: one bad address condemns the host."""
    allowed = [ip_network(cidr) for cidr in allowed_cidrs]
    said: list[str] = []
    lines: list[str] = []
    if closed := next((text for text in addresses if not _may_be(_parsed(text), allowed)), None):
        who = host if host == closed else f"{host} is {closed}, which"
        said.append(f"{who} is in a private or reserved network")
        lines.append(f"allow_cidrs = {json.dumps([*allowed_cidrs, str(ip_network(_parsed(closed)))])}")
    if port not in allowed_ports:
        said.append(f"port {port} is closed" if said else f"{host}:{port}: this port is closed")
        lines.append(f"allow_ports = {json.dumps(sorted({*allowed_ports, port}))}")
    if said:
        raise AddressBlocked(", and ".join(said) + OPENED_BY + BETWEEN_LINES.join(lines))


def is_open(address: str) -> bool:
    """Whether anybody may be asked at this address, without any setting."""
    return _may_be(_parsed(address), ())


def _parsed(text: str) -> IPv4Address | IPv6Address:
    return ip_address(text.partition("%")[0])


def _may_be(address: IPv4Address | IPv6Address, allowed: Sequence[IPv4Network | IPv6Network]) -> bool:
    return _is_open(address) or any(address in network for network in allowed)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)
