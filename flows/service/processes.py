"""The processes that belong to one `up`, found by the mark that they inherit: not by parents or sessions, which change."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from flows.service.plan import MARK

RUN = b"PREFECT__FLOW_RUN_ID="
"""How the environment of a flow run's process, and of those below it, tells it."""


def marked(mark: str, *, only_runs: bool = False) -> list[int]:
    """Process ids that bear the mark, without this process; `only_runs`: those that carry a flow run."""
    return marked_by(f"{MARK}={mark}".encode(), *([RUN] if only_runs else []))


def marked_by(word: bytes, beginning: bytes = b"") -> list[int]:
    """Ids of all processes but this one with that word in their environment, and one that begins with `beginning`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # ended a moment ago, or another user's
        if word in words and any(other.startswith(beginning) for other in words):
            found.append(int(folder.name))
    return [pid for pid in found if pid != os.getpid()]


def send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def kill_all(mark: str, *, but: int = 0) -> None:
    """Until there is none: one that is being started while we look is met the next time."""
    for _ in range(100):
        left = [pid for pid in marked(mark) if pid != but]
        if not left:
            return
        send(left, signal.SIGKILL)
        time.sleep(0.05)
