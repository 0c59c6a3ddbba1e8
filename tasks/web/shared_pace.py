"""The turns at hosts where several machines share a catalogue: a row a host in PostgreSQL, by its clock.

It takes the place of the files of tasks/web/pace.py. Without the catalogue nothing is fetched: a machine that cannot
ask when a host may be asked does not ask it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from schemas.settings import Settings
from tasks.store.catalogue import connect, connect_async, driver, unreachable
from tasks.store.sql import sql_text
from tasks.web.pace import Times

if TYPE_CHECKING:
    import psycopg

_LEAST_WAIT = 0.05
"""Seconds until a host is looked at again whose turn another machine has taken and not used yet."""
_RETRY_SECONDS = 0.5
_SENT = """
UPDATE broadsheet.host_turns SET
    asked_at = CASE WHEN %(sent)s THEN greatest(asked_at, clock_timestamp()) ELSE asked_at END,
    leaving_until = CASE WHEN taken_by = %(token)s THEN '-infinity' ELSE leaving_until END
WHERE host = %(host)s
"""
_PAUSED = """
UPDATE broadsheet.host_turns
SET paused_until = clock_timestamp() + make_interval(secs => %(seconds)s), paused_by = %(status)s
WHERE host = %(host)s AND (
    paused_until < clock_timestamp() + make_interval(secs => %(seconds)s)
    OR paused_until > clock_timestamp() + interval '1 day'
)
"""
_PAUSE = """
SELECT extract(epoch FROM paused_until - clock_timestamp())::double precision FROM broadsheet.host_turns
WHERE host = %(host)s AND paused_until BETWEEN clock_timestamp() AND clock_timestamp() + interval '1 day'
"""


class SharedPace:
    """The connection of one client to the catalogue; it belongs to the event loop that uses it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._turn = asyncio.Lock()
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def ask(self, sql: str, parameters: dict[str, Any]) -> tuple[Any, ...] | None:
        """Run a statement and give its first row. A lost connection is made anew for up to writer_wait_seconds.

        Raises CatalogueUnusable.
        """
        psycopg = driver()
        until = time.monotonic() + self.settings.writer_wait_seconds
        async with self._turn:
            while True:
                try:
                    if self._connection is None:
                        self._connection = await self._connect()
                    found = await self._connection.execute(sql, parameters)
                    return await found.fetchone() if found.description else None
                except psycopg.OperationalError as error:
                    await self.aclose()
                    if time.monotonic() >= until:
                        raise unreachable(self.settings, error) from error
                    await asyncio.sleep(_RETRY_SECONDS)

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        connection = await connect_async(self.settings)
        made = await (await connection.execute("SELECT to_regclass('broadsheet.host_turns')")).fetchone()
        if made is None or made[0] is None:
            (await asyncio.to_thread(connect, self.settings)).close()
        return connection

    def of(self, host: str) -> SharedHostTimes:
        return SharedHostTimes(self, host)

    async def aclose(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


class SharedHostTimes:
    """As HostTimes of tasks/web/pace.py, for all machines of one catalogue."""

    is_shared = True

    def __init__(self, pace: SharedPace, host: str) -> None:
        self._pace = pace
        self._host = host
        self._token = ""

    async def claim(self, interval: float, crawl_delay: float, clock: Callable[[], float]) -> tuple[float, Times]:
        self._token = secrets.token_hex(8)
        parameters = {
            "host": self._host,
            "token": self._token,
            "interval": interval,
            "crawl_delay": crawl_delay,
            "least": _LEAST_WAIT,
            # A machine that dies between its turn and its request keeps the host for so long.
            "leaving": self._pace.settings.fetch_seconds,
        }
        row = await self._pace.ask(sql_text("tasks.web", "claim_turn"), parameters)
        assert row is not None
        wait, pause, status = row
        return wait, Times(0.0, clock() + pause if pause else 0.0, status)

    async def note_start(self, _: float) -> None:
        await self._pace.ask(_SENT, {"host": self._host, "token": self._token, "sent": True})

    async def note_unused(self) -> None:
        await self._pace.ask(_SENT, {"host": self._host, "token": self._token, "sent": False})

    async def note_pause(self, seconds: float, status: int, _: float) -> None:
        await self._pace.ask(_PAUSED, {"host": self._host, "seconds": seconds, "status": status})

    async def pause(self, _: float) -> float:
        row = await self._pace.ask(_PAUSE, {"host": self._host})
        return float(row[0]) if row else 0.0
