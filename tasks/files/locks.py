"""A lock between processes that the kernel gives back when its holder dies, and a note in it of who that is."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from schemas.private_parts import without_passwords

_LONGEST_COMMAND = 200
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock, as it said of itself."""

    pid: int
    host: str
    command: str
    since: datetime
    begun: str | None
    """When that process began, as the system counts: tells it from a later one of the same number."""

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} ({self.command}), since {self.since:%Y-%m-%d %H:%M:%S} UTC"


class LockHeld(Exception):
    """Somebody else holds the lock; `holder` is None where nothing is known of them."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(str(holder or "another process"))
        self.holder = holder


@contextmanager
def locked(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the lock for as long as the block runs. Raises Held after the wait, OSError where the file cannot be opened."""
    descriptor = open_lock(path)
    try:
        until = time.monotonic() + wait_seconds
        while not try_lock(descriptor):
            if time.monotonic() >= until:
                raise LockHeld(read_holder(path))
            time.sleep(_POLL_SECONDS)
        write_holder(descriptor)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)  # until the next one has signed, nobody is named
    finally:
        os.close(descriptor)


def open_lock(path: Path, *, new: bool = True) -> int:
    """A descriptor of the lock's file, which with `new` is made where it is not there. Raises OSError."""
    return os.open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if new else 0), 0o644)


def try_lock(descriptor: int) -> bool:
    """Take the lock if it is free. Closing the descriptor gives it back, and so does the end of the process."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def current_holder(path: Path) -> Holder | None:
    """Who holds the lock now, if anybody does. Looking takes the lock for a moment."""
    try:
        descriptor = open_lock(path, new=False)
    except OSError:
        return None
    try:
        return None if try_lock(descriptor) else read_holder(path)
    finally:
        os.close(descriptor)


def write_holder(descriptor: int) -> None:
    """Say who holds the lock, for whoever waits. A full disk takes no note, and no lock away."""
    me = Holder(os.getpid(), socket.gethostname(), _command(), datetime.now(UTC), _begun(os.getpid()))
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, orjson.dumps(asdict(me)), 0)


def read_holder(path: Path) -> Holder | None:
    """Who signed the lock; None where nobody did, or it is not known to live: one that was killed left its name for the next."""
    try:
        note = orjson.loads(path.read_bytes())
        since = datetime.fromisoformat(note["since"])
        holder = Holder(int(note["pid"]), note["host"], note["command"], since, note["begun"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    is_here = holder.host == socket.gethostname()
    return holder if is_here and holder.begun is not None and _begun(holder.pid) == holder.begun else None


def _begun(pid: int) -> str | None:
    """None where there is no such process; an empty text where the system does not say when it began."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return words[_BEGUN]
    except (OSError, IndexError):
        pass
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return None
    except PermissionError:
        return ""
    return ""


_BEGUN = 19
"""Place of the start time in /proc/PID/stat, counted from behind the name."""


def _command() -> str:
    """As it was typed, without passwords in addresses."""
    words = [Path(sys.argv[0]).name, *sys.argv[1:]] if sys.argv[0] else ["python"]
    return without_passwords(" ".join(words))[:_LONGEST_COMMAND]
