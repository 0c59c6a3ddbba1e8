"""Limits of a worker process that reads foreign text."""

from __future__ import annotations

import resource
import signal


def prepare(megabytes: int) -> None:
    """What a worker does first. Pebble ends it by SIGTERM, whose handler in Python a hung parser would never get to:
    3 s until SIGKILL follows, in which no other worker gets work.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    limit_memory(megabytes)


def limit_memory(megabytes: int) -> None:
    """Cap the address space, so that a hostile page ends in MemoryError here and not in the machine's last memory."""
    _, allowed = resource.getrlimit(resource.RLIMIT_AS)
    limit = megabytes * 1_000_000 if allowed == resource.RLIM_INFINITY else min(megabytes * 1_000_000, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
