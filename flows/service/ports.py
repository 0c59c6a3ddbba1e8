"""Sockets that the supervisor listens on, and hands to those that answer there."""

from __future__ import annotations

import errno
import socket
import time

from schemas.errors import UsageError

_PATIENCE = 5.0
"""Seconds: what a killed `up` leaves behind is gone by then."""


def listening(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A socket that listens on the port, 0 for any free one, of an IPv4 address. Raises UsageError where that cannot be."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return socket.create_server((host, port), backlog=128)
        except (OSError, OverflowError) as error:
            if time.monotonic() > until or getattr(error, "errno", None) != errno.EADDRINUSE:
                raise UsageError(
                    f"port {port} of {host}: {getattr(error, 'strerror', None) or error}",
                    "End what uses it, or name others: broadsheet up --port 4300 --page-port 4380.",
                ) from error
            time.sleep(0.2)
