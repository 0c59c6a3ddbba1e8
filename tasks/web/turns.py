"""Wait for a turn: in order at each host, without using a global slot while waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from schemas.settings import Settings
from tasks.logs import log
from tasks.web.pace import BUSY, HostPace, HostTimes, Times

if TYPE_CHECKING:
    from tasks.web.shared_pace import SharedPace

_UNNOTICED = 0.01
"""An interval so short (in seconds) that the host cannot notice it."""


class HostGivenUp(Exception):
    """A host asked for a longer wait than the setting host_patience_seconds; it gets no more requests in this batch."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class NotedTimes(Protocol):
    """When a host was asked, and until when it wants to be left alone: in files of this machine (HostTimes), or in the
    catalogue of several machines (SharedHostTimes).
    """

    @property
    def is_shared(self) -> bool:
        """Whether every start is noted: others wait until a request that took its turn has left."""

    async def claim(
        self, interval: float, crawl_delay: float, clock: Callable[[], float], /
    ) -> tuple[float, Times]: ...  # the seconds to wait, 0 where the turn is taken, and what was found

    async def note_start(self, now: float, /) -> None: ...

    async def note_unused(self) -> None: ...

    async def note_pause(self, seconds: float, status: int, now: float, /) -> None: ...

    async def pause(self, now: float, /) -> float: ...


class HostTurns:
    """The turns of one host. Whoever holds a `place` may ask for turns, one request each."""

    def __init__(self, settings: Settings, host: str, total: asyncio.Semaphore, times: NotedTimes) -> None:
        self.pace = HostPace(settings.host_interval_seconds, settings.host_patience_seconds)
        self.place = asyncio.Semaphore(settings.fetch_per_host)
        self._door = asyncio.Lock()
        self._leaving: float | None = None
        self._total = total
        self._host = host
        self._times = times

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
            try:
                if self._leaving == started:
                    await self._times.note_unused()
            finally:
                self._leave(started)
                self._total.release()

    async def sent(self, started: float) -> None:
        """The request of a turn leaves now: looking up the name, connecting and TLS may have taken their time."""
        if time.monotonic() - started > _UNNOTICED or self._times.is_shared:
            await self._times.note_start(time.time())
            # Behind the note, which a busy disk or network keeps waiting: the request leaves after it.
            self.pace.started(time.monotonic())
        self._leave(started)

    def _leave(self, started: float) -> None:
        """Let the next one in: only now it is known from when its wait counts."""
        if self._leaving == started:
            self._leaving = None
            self._door.release()

    async def ended(self, started: float, status: int | None, asked: float | None) -> None:
        """A request that had its turn came to its end; `asked` is Retry-After in seconds."""
        pause = self.pace.ended(started, time.monotonic(), status, asked)
        if pause and status:
            await self._times.note_pause(pause, status, time.time())

    async def pause(self) -> float:
        """Seconds for which the host still wants no request, as far as it said so."""
        return await self._times.pause(time.time())

    async def _wait_or_place(self) -> float:
        """Seconds to wait; 0 where the host may be asked now, and then a place among all hosts is taken."""
        if wait := self._own_wait():
            return wait
        await self._total.acquire()
        placed = False
        try:
            # While this waited for the place, an answer may have slowed the host, or another batch have asked it.
            wait = self._own_wait() or await self._others_wait()
            placed = wait == 0
        finally:
            if not placed:
                self._total.release()
        return wait

    def _own_wait(self) -> float:
        if self.pace.given_up:
            raise HostGivenUp(*self.pace.given_up)
        return self.pace.wait(time.monotonic())

    async def _others_wait(self) -> float:
        wait, found = await self._times.claim(self.pace.interval, self.pace.crawl_delay, time.time)
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
        self._shared = _shared_pace(settings) if settings.catalogue else None

    def of(self, host: str) -> HostTurns:
        if host not in self._hosts:
            times = self._shared.of(host) if self._shared else HostTimes(self._settings, host)
            self._hosts[host] = HostTurns(self._settings, host, self._total, times)
        return self._hosts[host]

    async def aclose(self) -> None:
        if self._shared:
            await self._shared.aclose()


def _shared_pace(settings: Settings) -> SharedPace:
    from tasks.web.shared_pace import SharedPace  # noqa: PLC0415 - one machine alone needs none of it

    return SharedPace(settings)
