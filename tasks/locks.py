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

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} ({self.command}), since {self.since:%Y-%m-%d %H:%M:%S} UTC"


class Held(Exception):
    """Somebody else holds the lock; `holder` is None where nothing is known of them."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(str(holder or "another process"))
        self.holder = holder


@contextmanager
def locked(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the lock for as long as the block runs. Raises Held after the wait, OSError where the file cannot be opened."""
    descriptor = opened(path)
    try:
        until = time.monotonic() + wait_seconds
        while not taken(descriptor):
            if time.monotonic() >= until:
                raise Held(holder_in(path))
            time.sleep(_POLL_SECONDS)
        sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def opened(path: Path, *, new: bool = True) -> int:
    """A descriptor of the lock's file, which with `new` is made where it is not there. Raises OSError."""
    return os.open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if new else 0), 0o644)


def taken(descriptor: int) -> bool:
    """Take the lock if it is free. Closing the descriptor gives it back, and so does the end of the process."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sign(descriptor: int) -> None:
    """Say who holds the lock, for whoever waits. A full disk takes no note, and no lock away."""
    me = Holder(os.getpid(), socket.gethostname(), _command(), datetime.now(UTC))
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, orjson.dumps(asdict(me)), 0)


def holder_in(path: Path) -> Holder | None:
    """Who signed the lock last; None where nobody did, or the note cannot be read."""
    try:
        note = orjson.loads(path.read_bytes())
        return Holder(int(note["pid"]), note["host"], note["command"], datetime.fromisoformat(note["since"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _command() -> str:
    """As it was typed, without passwords in addresses."""
    words = [Path(sys.argv[0]).name, *sys.argv[1:]] if sys.argv[0] else ["python"]
    return without_passwords(" ".join(words))[:_LONGEST_COMMAND]
