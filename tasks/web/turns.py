"""Wait for a turn: in order at each host, without using a global slot while waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from schemas.settings import Settings
from tasks.logs import log
from tasks.web.pace import BUSY, HostPace, HostTimes

_UNNOTICED = 0.01
"""An interval so short (in seconds) that the host cannot notice it."""


class HostGivenUp(Exception):
    """A host asked for a longer wait than the setting host_patience_seconds; it gets no more requests in this batch."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class HostTurns:
    """The turns of one host. Whoever holds a `place` may ask for turns, one request each."""

    def __init__(self, settings: Settings, host: str, total: asyncio.Semaphore) -> None:
        self.pace = HostPace(settings.host_interval_seconds, settings.host_patience_seconds)
        self.place = asyncio.Semaphore(settings.fetch_per_host)
        self._door = asyncio.Lock()
        self._leaving: float | None = None
        self._total = total
        self._host = host
        self._times = HostTimes(settings, host)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[float]:
        """Sleeps until the host may be asked, then waits for a place among all hosts; gives the moment of the start.

        Raises HostGivenUp.
        """
        await self._door.acquire()
        try:
            # Take a global slot only when this host's wait is over.
            while wait := await self._wait_or_place():
                log("pace").debug("waiting for the host's turn", extra={"host": self._host, "seconds": wait})
                await asyncio.sleep(wait)
        except BaseException:
            self._door.release()
            raise
        started = self._leaving = time.monotonic()
        self.pace.started(started)
        try:
            yield started
        finally:
            self._leave(started)
            self._total.release()

    def sent(self, started: float) -> None:
        """The request of a turn leaves now: looking up the name, connecting and TLS may have taken their time."""
        now = time.monotonic()
        if now - started > _UNNOTICED:
            self.pace.started(now)
            self._times.note_start(time.time())
        self._leave(started)

    def _leave(self, started: float) -> None:
        """Let the next one in: only now it is known from when its wait counts."""
        if self._leaving == started:
            self._leaving = None
            self._door.release()

    def ended(self, started: float, status: int | None, asked: float | None) -> None:
        """A request that had its turn came to its end; `asked` is Retry-After in seconds."""
        pause = self.pace.ended(started, time.monotonic(), status, asked)
        if pause and status:
            self._times.note_pause(pause, status, time.time())

    def pause(self) -> float:
        """Seconds for which the host still wants no request, as far as it said so."""
        return self._times.pause(time.time())

    async def _wait_or_place(self) -> float:
        """Seconds to wait; 0 where the host may be asked now, and then a place among all hosts is taken."""
        if wait := self._own_wait():
            return wait
        await self._total.acquire()
        placed = False
        try:
            # While this waited for the place, an answer may have slowed the host, or another batch have asked it.
            wait = self._own_wait() or self._others_wait()
            placed = wait == 0
        finally:
            if not placed:
                self._total.release()
        return wait

    def _own_wait(self) -> float:
        if self.pace.given_up:
            raise HostGivenUp(*self.pace.given_up)
        return self.pace.wait(time.monotonic())

    def _others_wait(self) -> float:
        wait, found = self._times.claim(self.pace.interval, time.time)
        if wait and (pause := found.pause(time.time())) and found.paused_by in BUSY:
            self.pace.paused(time.monotonic(), pause, found.paused_by)
            return max(wait, self._own_wait())
        return wait


class Turns:
    """The turns of every host, by name: `www.` is a host of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._total = asyncio.Semaphore(settings.fetch_concurrency)
        self._hosts: dict[str, HostTurns] = {}

    def of(self, host: str) -> HostTurns:
        if host not in self._hosts:
            self._hosts[host] = HostTurns(self._settings, host, self._total)
        return self._hosts[host]
