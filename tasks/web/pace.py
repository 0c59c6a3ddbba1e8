"""How fast a host may be asked. The decision is pure: events and the time go in, the moment of the next request comes
out. What is remembered of each host is kept in one small file a host, for batches side by side and for the next run.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

import orjson

from schemas.settings import Settings
from tasks.files.locks import open_lock, take_lock

LONGEST_CRAWL_DELAY = 120.0
"""Seconds. A host that asks for more between two requests is not fetched from."""
_LONGEST_INTERVAL = 120.0
"""Seconds: what latency alone may stretch the interval to."""
_LONGEST_PAUSE = 86_400.0
_FIRST_PAUSE = 30.0
"""Seconds of pause where a host is too busy and does not say for how long. Doubled each time."""
BUSY = {429: "http_429", 503: "http_5xx"}


class HostPace:
    """When the next request to one host may start.

    interval: least seconds between the starts of two requests. 0 leaves only what the host itself asks for.
    patience: seconds that this host may make us pause in all; if it asks for more, it is given up.
    """

    def __init__(self, interval: float, patience: float) -> None:
        self._setting = interval
        self._patience = patience
        self._crawl_delay = 0.0
        self._latency: float | None = None
        self._backoff = 0.0
        self._last_start: float | None = None
        self._not_before: float | None = None
        self._slowed_at: float | None = None
        self.given_up: tuple[str, str] | None = None
        """The reason's code and the detail, once the host asked for a longer pause than there is patience left."""

    @property
    def interval(self) -> float:
        """Seconds between two starts, as things stand."""
        latency = min(2 * (self._latency or 0.0), _LONGEST_INTERVAL) if self._setting else 0.0
        return max(self._setting, self._crawl_delay, latency, self._backoff)

    def wait(self, now: float) -> float:
        """Seconds until the next request may start; 0 where it may start now."""
        starts = [now]
        if self._last_start is not None:
            starts.append(self._last_start + self.interval)
        if self._not_before is not None:
            starts.append(self._not_before)
        return max(starts) - now

    @property
    def crawl_delay(self) -> float:
        """Seconds that robots.txt asks for, 0 where it asks for none."""
        return self._crawl_delay

    def keep_crawl_delay(self, seconds: float) -> None:
        """What robots.txt asks for. Of several (http and https, two ports) the longest counts."""
        self._crawl_delay = max(self._crawl_delay, min(seconds, LONGEST_CRAWL_DELAY))

    def started(self, now: float) -> None:
        self._last_start = now

    def ended(self, started: float, now: float, status: int | None, asked: float | None = None) -> float:
        """A request came to its end. `status` is None where there was no answer; `asked` is Retry-After in seconds.

        Gives the seconds of the pause that this calls for, 0 where it calls for none.
        """
        took = now - started
        # Only a page may lower an interval: a host in trouble gives its errors very quickly.
        if self._latency is None:
            self._latency = took
        elif status == 200 or took > self._latency:
            self._latency += (took - self._latency) / 4
        if status == 200:
            self._backoff /= 2
            if self._backoff <= max(self._setting, 1.0):
                self._backoff = 0.0
        elif status in BUSY:
            return self._slow_down(started, now, status, asked)
        return 0.0

    def paused(self, now: float, seconds: float, status: int, said: str = "asked to wait") -> None:
        """The host wants no request for so many seconds; another batch may have been told so."""
        seconds = min(seconds, _LONGEST_PAUSE)
        begin = max(now, self._not_before or now)
        further = max(0.0, now + seconds - begin)
        if further > self._patience:
            detail = (
                f"HTTP {status}: the host {said} {seconds:.0f} s, longer than we wait (setting host_patience_seconds)"
            )
            self.given_up = self.given_up or (BUSY[status], detail)
            return
        self._patience -= further
        self._not_before = max(begin, now + seconds)

    def _slow_down(self, started: float, now: float, status: int, asked: float | None) -> float:
        is_news = self._slowed_at is None or started >= self._slowed_at
        if asked is None:
            if not is_news:
                return 0.0  # It was on its way when the host was slowed: the same complaint, not a second one.
            self._backoff = min(max(_FIRST_PAUSE, 2 * self._backoff), _LONGEST_PAUSE)
        self._slowed_at = now
        pause = self._backoff if asked is None else asked
        self.paused(now, pause, status, "asked to wait" if asked is not None else "is too busy: the next wait would be")
        return pause


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After field asks for, at most a day; None where it says nothing that can be read.

    Either seconds or an HTTP date in any of its three forms. A date in the past asks for no wait.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), _LONGEST_PAUSE))
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if date.tzinfo is None:  # asctime's form names no zone: HTTP dates are always GMT
        date = date.replace(tzinfo=UTC)
    return min(max((date - now).total_seconds(), 0.0), _LONGEST_PAUSE)


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
    """What the batches of this machine know of one host, in a file. It waits for nothing: the methods are asynchronous
    because those of a catalogue are (tasks/web/shared_pace.py).
    """

    is_shared = False

    def __init__(self, settings: Settings, host: str) -> None:
        self._path = host_file(settings.private / "pace", host)

    async def claim(self, interval: float, _: float, clock: Callable[[], float]) -> tuple[float, Times]:
        """Note a start, if it may be now. Gives the seconds to wait, 0 where the start is noted, and what was found.

        The delay that robots.txt asks for is part of the interval: each batch of this machine reads the same file.
        """
        with suppress(OSError), self._locked() as file:
            found = _read(file)
            now = clock()  # asked under the lock: whoever had it before noted a start that would lie ahead otherwise
            wait = max(found.wait(interval, now), found.pause(now))
            if wait == 0:
                _write(file, Times(now, found.paused_until, found.paused_by))
            return wait, found
        return 0.0, Times()

    async def note_start(self, now: float) -> None:
        """A request that was claimed before left only now."""
        with suppress(OSError), self._locked() as file:
            found = _read(file)
            _write(file, Times(max(now, found.asked_at), found.paused_until, found.paused_by))

    async def note_unused(self) -> None:
        """A turn was taken and no request left: the noted start stays, which is only slower."""

    async def note_pause(self, seconds: float, status: int, now: float) -> None:
        """The host asked for this pause. A longer one that it asked for before stays."""
        with suppress(OSError), self._locked() as file:
            found = _read(file)
            if seconds > found.pause(now):
                _write(file, Times(found.asked_at, now + seconds, status))

    async def pause(self, now: float) -> float:
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


def host_file(folder: Path, host: str) -> Path:
    """The file of a host (or of scheme, host and port) in a folder; readable, and never too long."""
    # A host's name may fill a whole file name by itself; the hash tells the cut ones apart.
    readable = host.rpartition("://")[2].replace(":", "-")[:80]
    return folder / f"{readable}.{hashlib.sha256(host.encode()).hexdigest()[:12]}.json"
