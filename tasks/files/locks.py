"""Locks between processes. The kernel releases a lock when its process dies, however it dies (flock(2)).

Every lock of the project is taken here, by `take_lock`; docs/architecture.md lists them. `locked` also writes into the
file who holds the lock, so that a process that waits can name it.
"""

from __future__ import annotations

import fcntl
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import orjson

from schemas.private_parts import without_secrets

_NOTIFY = re.compile(r"^((?:--)?notify=).+")
"""Addresses of messages are secrets as a whole: what lets one send there is in their path."""
_LONGEST_COMMAND = 200
_POLL_SECONDS = 0.05
"""flock(2) waits without a time limit or not at all, so a limited wait has to ask again and again."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a lock, as it described itself."""

    pid: int
    host: str
    command: str
    since: datetime
    begun: str | None
    """Start time of the process, in the system's own count: it tells this process from a later one with the same
    number.
    """

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} ({self.command}), since {self.since:%Y-%m-%d %H:%M:%S} UTC"


class LockHeld(Exception):
    """Another process holds the lock; `holder` is None where nothing is known of it."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(str(holder or "another process"))
        self.holder = holder


@contextmanager
def locked(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the lock while the block runs. `wait_seconds` may be infinite.

    Raises LockHeld when the wait is over, OSError where the file cannot be opened.
    """
    descriptor = open_lock(path)
    try:
        until = time.monotonic() + wait_seconds
        while not take_lock(descriptor):
            if time.monotonic() >= until:
                raise LockHeld(read_holder(path))
            time.sleep(_POLL_SECONDS)
        write_holder(descriptor)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)  # the name must not stay for the time until the next holder has written its own
    finally:
        os.close(descriptor)


def open_lock(path: Path, *, create: bool = True) -> int:
    """A descriptor of the lock's file; closing it releases the lock. Raises OSError."""
    return os.open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if create else 0), 0o600)


def take_lock(descriptor: int, *, shared: bool = False, wait: bool = False) -> bool:
    """Take the lock; False where another process holds it, never with `wait`. Several may hold a `shared` lock.

    A descriptor that holds the lock already changes it to this kind; where that fails, it holds no lock. Raises
    OSError.
    """
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def current_holder(path: Path) -> Holder | None:
    """The process that holds the lock now, if any names itself. To look, it takes the lock for a moment."""
    try:
        descriptor = open_lock(path, create=False)
    except OSError:
        return None
    try:
        return None if take_lock(descriptor) else read_holder(path)
    finally:
        os.close(descriptor)


def write_holder(descriptor: int) -> None:
    """Write this process into the lock's file. If the disk is full, the note is skipped; the lock still holds."""
    me = Holder(os.getpid(), socket.gethostname(), _command(), datetime.now(UTC), _started(os.getpid()))
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, orjson.dumps(asdict(me)), 0)


def read_holder(path: Path) -> Holder | None:
    """The process named in the lock's file; None where none is, or it does not live: a killed one leaves its name
    behind.
    """
    holder = noted_holder(path)
    is_here = holder is not None and holder.host == socket.gethostname()
    return holder if is_here and holder and holder.begun is not None and _started(holder.pid) == holder.begun else None


def noted_holder(path: Path) -> Holder | None:
    """The process named in the lock's file, alive or not, on whichever machine; None where none is."""
    try:
        note = orjson.loads(path.read_bytes())
        since = datetime.fromisoformat(note["since"])
        return Holder(int(note["pid"]), note["host"], note["command"], since, note["begun"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _started(pid: int) -> str | None:
    """Start time of the process; None where there is no such process, empty where the system does not tell."""
    try:
        # The name in brackets may hold anything; the fields begin behind it.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return fields[_START_TIME]
    except (OSError, IndexError):
        pass
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return None
    except PermissionError:
        return ""
    return ""


_START_TIME = 19
"""Of /proc/PID/stat (proc_pid_stat(5): field 22, counted here from 0 behind the name)."""


def _command() -> str:
    """The command line as it was typed, without the passwords in addresses, and without the addresses of `notify`."""
    words = [Path(sys.argv[0]).name, *sys.argv[1:]] if sys.argv[0] else ["python"]
    words = [_NOTIFY.sub(r"\1***", word) for word in words]
    words = ["***" if before == "--notify" else word for before, word in pairwise(["", *words])]
    return without_secrets(" ".join(words))[:_LONGEST_COMMAND]
