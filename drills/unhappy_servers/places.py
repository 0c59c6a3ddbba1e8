"""Which addresses of this machine are played as the web, and which as the inside of a network."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

OPEN = "127.1.0.0/24"
OPEN_HOSTS = tuple(f"127.1.0.{number}" for number in range(1, 255))
NEIGHBOUR = OPEN_HOSTS[-1]
"""A good server that is asked in the same breath as each unhappy one."""
CLOSED_HOST = "127.0.0.200"
"""The server listens here too: a request would be answered, if the guard let one through."""
SECRET = "/inside"  # noqa: S105
"""Only addresses in closed networks have this path, however they are written."""


def is_closed(local: str) -> bool:
    return ip_address(local) not in ip_network(OPEN)
