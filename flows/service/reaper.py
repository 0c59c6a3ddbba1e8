"""The processes of one `up`: find them, signal them, and end them all when the supervisor is gone.

They are found by a mark in their environment, which every child inherits. Parents and sessions would not lead to them:
a flow run is started by the worker, and its worker processes have sessions of their own.

`python -m flows.service.reaper MARK` is the process that waits until its parent has ended, in whatever way, and then
kills every process with that mark. This module imports only the standard library, so that this process stays small.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MARK = "UP_OF_BROADSHEET"
"""The environment variable that all processes of one `up` inherit; its value is different for each `up`."""
RUN = b"PREFECT__FLOW_RUN_ID="
"""The environment of a flow run's process, and of the processes below it, has this variable."""


def marked(mark: str, *, only_runs: bool = False) -> list[int]:
    """The ids of the processes with this mark, without this process. `only_runs`: those that belong to a flow run."""
    return marked_by(f"{MARK}={mark}".encode(), *([RUN] if only_runs else []))


def marked_by(variable: bytes, prefix: bytes = b"") -> list[int]:
    """The ids of all other processes whose environment has this `NAME=value`, and a variable that begins with
    `prefix`.
    """
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended, or belongs to another user
        if variable in variables and any(other.startswith(prefix) for other in variables):
            found.append(int(folder.name))
    return [pid for pid in found if pid != os.getpid()]


def send(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to these processes; those that have ended are skipped."""
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def wait_until(is_true: Callable[[], object], seconds: float, interval: float) -> bool:
    """Call `is_true` every `interval` seconds until it is true. False if it was not within `seconds`.

    The one poll loop of this package. A retry library would be a new dependency, and heavier than the loop: what is
    polled here are processes and ports, without errors to classify or delays to grow.
    """
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(interval)
    return True


def kill_all(mark: str) -> None:
    """Kill all processes with this mark. A process that starts meanwhile is found the next time round.

    Multiprocessing's trackers of resources get time to remove the semaphores of the others, and end by themselves.
    """

    def none_left() -> bool:
        left = marked(mark)
        send([pid for pid in left if not _is_tracker(pid)], signal.SIGKILL)
        return not left

    if not wait_until(none_left, seconds=5, interval=0.05):
        send(marked(mark), signal.SIGKILL)


def _is_tracker(pid: int) -> bool:
    try:
        return b"multiprocessing.resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False  # it ended


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdin.buffer.read()
    kill_all(sys.argv[1])
