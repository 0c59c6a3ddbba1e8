"""Worker processes that read foreign text, and their limits."""

from __future__ import annotations

import resource
import signal
from multiprocessing.context import ForkServerContext

from pebble import ProcessPool

from schemas.errors import BroadsheetError


def worker_pool(workers: int, megabytes: int, context: ForkServerContext, tasks_a_worker: int = 0) -> ProcessPool:
    """A pool of worker processes, each replaced after so many tasks (0: never). Raises BroadsheetError without
    /dev/shm.
    """
    try:
        _ = context.RLock(), context.RLock()  # the pool makes two, once it is asked for something
    except OSError as error:
        raise BroadsheetError(
            f"no worker process can be started: {error.strerror}, for a semaphore in /dev/shm",
            "Mount /dev/shm with some room and writable, as systems and containers have it unless told otherwise.",
        ) from error
    return ProcessPool(
        max_workers=workers, max_tasks=tasks_a_worker, initializer=prepare, initargs=(megabytes,), context=context
    )


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
