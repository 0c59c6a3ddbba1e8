"""When a host was last asked, and until when it wants peace: for batches side by side, discovery, and the next run.

One small file a host, read and written under its lock. A file that is damaged, or cannot be written, is as none: each
batch still keeps its own pace. Times are those of the wall clock, as another process has another monotonic one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import BinaryIO

import orjson

from schemas.settings import Settings
from tasks.files.locks import open_lock, take_lock
from tasks.web.host_files import host_file

_DAY = 86_400.0
_MINUTE = 60.0
_NOTE_BYTES = 128


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds since 1970. `paused_by` is the status (429, 503) that asked for the pause."""

    asked_at: float = 0.0
    paused_until: float = 0.0
    paused_by: int = 0

    def pause(self, now: float) -> float:
        """Seconds of the pause that are left. Further ahead than a day it is no pause but a clock that was wrong."""
        left = self.paused_until - now
        return left if 0 < left <= _DAY else 0.0

    def wait(self, interval: float, now: float) -> float:
        """Seconds until the interval is over. A last time that lies far ahead is a clock that was wrong."""
        return max(0.0, min(self.asked_at, now) + interval - now) if self.asked_at - now < _MINUTE else 0.0


class HostTimes:
    def __init__(self, settings: Settings, host: str) -> None:
        self._path = host_file(settings.private / "pace", host)

    def claim(self, interval: float, clock: Callable[[], float]) -> tuple[float, Times]:
        """Note a start, if it may be now. Gives the seconds to wait, 0 where the start is noted, and what was found."""
        with suppress(OSError), self._locked() as file:
            found = _read(file)
            now = clock()  # asked under the lock: whoever had it before noted a start that would lie ahead otherwise
            wait = max(found.wait(interval, now), found.pause(now))
            if wait == 0:
                _write(file, Times(now, found.paused_until, found.paused_by))
            return wait, found
        return 0.0, Times()

    def note_start(self, now: float) -> None:
        """A request that was claimed before left only now."""
        with suppress(OSError), self._locked() as file:
            found = _read(file)
            _write(file, Times(max(now, found.asked_at), found.paused_until, found.paused_by))

    def note_pause(self, seconds: float, status: int, now: float) -> None:
        """The host asked for this pause. A longer one that it asked for before stays."""
        with suppress(OSError), self._locked() as file:
            found = _read(file)
            if seconds > found.pause(now):
                _write(file, Times(found.asked_at, now + seconds, status))

    def pause(self, now: float) -> float:
        """Seconds of the pause that are left; nothing is written, not even for a host that was never asked."""
        with suppress(OSError), self._path.open("rb") as file:
            return _read(file).pause(now)
        return 0.0

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = open_lock(self._path)
        with os.fdopen(descriptor, "r+b") as file:
            # Held for a few microseconds: nothing waits or asks under it.
            take_lock(descriptor, wait=True)
            yield file


def _read(file: BinaryIO) -> Times:
    try:
        note = orjson.loads(file.read())
        return Times(float(note["asked_at"]), float(note["paused_until"]), int(note["paused_by"]))
    except (ValueError, TypeError, KeyError):
        return Times()


def _write(file: BinaryIO, times: Times) -> None:
    # Always as long as before: cutting a file off makes some file systems write it out at once, 3 ms each time.
    file.seek(0)
    file.write(orjson.dumps(asdict(times)).ljust(_NOTE_BYTES))
    file.flush()
