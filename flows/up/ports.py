"""Sockets of 127.0.0.1 that the supervisor listens on, and hands to those that answer there."""

from __future__ import annotations

import socket
import time

from schemas.errors import UsageError

_PATIENCE = 5.0
"""Seconds: what a killed `up` leaves behind is gone by then."""


def listening(port: int) -> socket.socket:
    """A socket that listens on the port, 0 for any free one. Raises UsageError where that cannot be."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return socket.create_server(("127.0.0.1", port), backlog=128)
        except (OSError, OverflowError) as error:
            if isinstance(error, OverflowError) or time.monotonic() > until:
                raise UsageError(
                    f"port {port} of 127.0.0.1: {getattr(error, 'strerror', None) or error}",
                    "End what uses it, or name others: broadsheet up --port 4300 --page-port 4380.",
                ) from error
            time.sleep(0.2)
