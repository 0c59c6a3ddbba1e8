"""The catalogue: a PostgreSQL database by which several machines agree. Nothing here is imported without the setting.

Every connection asks for keepalives in both directions, so each side notices within half a minute that the other is
gone: locks of a session end with it, also where a machine is cut off from its network.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from schemas.errors import CatalogueUnusable, UsageError, WarehouseBusy
from schemas.settings import Settings
from tasks.store.machines import announce

if TYPE_CHECKING:
    import psycopg

_CONNECT_SECONDS = 10
_KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""Seconds, seconds, probes: 25 s after its last word the other side counts as gone."""
_POLL_SECONDS = 0.1
_MAKING = 4_806_319_001
"""Key of the advisory lock under which the tables of a catalogue are made."""


def driver() -> ModuleType:
    """The package psycopg. Raises UsageError where the extra is not installed."""
    try:
        import psycopg  # noqa: PLC0415 - an extra, which no other command may need
    except ImportError as error:
        raise UsageError(
            f"the setting catalogue needs a package that is not installed: {error}",
            "Install the extra: pip install 'broadsheet[lake]'.",
        ) from error
    return psycopg


def connect(settings: Settings, *, announced: bool = True) -> psycopg.Connection[Any]:
    """A connection to the catalogue, its tables made; each statement commits by itself.

    `announced`: this machine says what it is (machines.py). Raises CatalogueUnusable, also where another machine that
    is at work has other versions.
    """
    try:
        connection: psycopg.Connection[Any] = driver().connect(address(settings), **_options())
    except driver().Error as error:
        raise unreachable(settings, error) from error
    try:
        _make_tables(connection, settings)
        if announced:
            _announce(connection, settings)
    except driver().Error as error:
        connection.close()
        raise unreachable(settings, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _announce(connection: psycopg.Connection[Any], settings: Settings) -> None:
    """Not at each connection: a run makes many."""
    key, at = (address(settings), settings.home), time.monotonic()
    if at - _announced.get(key, -_SILENT_SECONDS) >= _SILENT_SECONDS:
        announce(connection, settings, datetime.now(UTC))
        _announced[key] = at


_SILENT_SECONDS = 30.0
_announced: dict[tuple[str, Path], float] = {}


def take_session_lock(connection: psycopg.Connection[Any], key: int) -> bool:
    """Take an advisory lock that ends with the connection; False where another session has it.

    Raises psycopg.OperationalError.
    """
    found = connection.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
    return bool(found and found[0])


def held_locks(connection: psycopg.Connection[Any]) -> dict[int, str]:
    """Key of each advisory lock that is held -> who holds it: `broadsheet 4711 on paper, since 2026-04-02 09:30 UTC`.

    Raises psycopg.OperationalError.
    """
    rows = connection.execute(
        "SELECT (classid::bigint << 32) | objid::bigint, application_name, backend_start"
        " FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND granted AND objsubid = 1"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    ).fetchall()
    return {key: f"{name}, since {begun:%Y-%m-%d %H:%M} UTC" for key, name, begun in rows}


@contextmanager
def session_lock(settings: Settings, key: int, busy: Callable[[str], WarehouseBusy]) -> Iterator[None]:
    """Hold an advisory lock while the block runs. It ends with the session, however the process ends.

    `busy` makes the error of the words for who holds it, raised after the setting writer_wait_seconds. Raises
    CatalogueUnusable.
    """
    connection = connect(settings)
    try:
        until = time.monotonic() + settings.writer_wait_seconds
        try:
            while not take_session_lock(connection, key):
                if time.monotonic() >= until:
                    raise busy(held_locks(connection).get(key, "another machine"))
                time.sleep(_POLL_SECONDS)
        except driver().Error as error:
            raise unreachable(settings, error) from error
        yield
    finally:
        connection.close()


async def connect_async(settings: Settings) -> psycopg.AsyncConnection[Any]:
    """As `connect`, for an event loop. The tables are there: a connection of the other kind was made before. Raises
    psycopg.OperationalError.
    """
    opened: psycopg.AsyncConnection[Any] = await driver().AsyncConnection.connect(address(settings), **_options())
    return opened


def address(settings: Settings) -> str:
    assert settings.catalogue is not None
    return settings.catalogue.get_secret_value()


def unreachable(settings: Settings, error: Exception) -> CatalogueUnusable:
    """The error to raise where the catalogue does not answer. The password is in no message of libpq."""
    said = str(error).strip().splitlines()
    return CatalogueUnusable(
        f"the catalogue {place(settings)} does not answer: {said[0] if said else type(error).__name__}",
        "Start PostgreSQL there, or mend the setting catalogue; then run again. Nothing was lost: the run resumes.",
    )


def place(settings: Settings) -> str:
    """Where the catalogue is, for people: host, port and database."""
    known = driver().conninfo.conninfo_to_dict(address(settings))
    return f"{known.get('host', 'localhost')}:{known.get('port', 5432)}/{known.get('dbname', '')}"


def _options() -> dict[str, Any]:
    return {
        "autocommit": True,
        "connect_timeout": _CONNECT_SECONDS,
        "application_name": f"broadsheet {os.getpid()} on {socket.gethostname()}",
        "options": " ".join(f"-c tcp_{name}={value}" for name, value in _KEEPALIVES.items()),
        "tcp_user_timeout": 25_000,
        **_KEEPALIVES,
    }


def _make_tables(connection: psycopg.Connection[Any], settings: Settings) -> None:
    """Raises CatalogueUnusable where another release made the tables."""
    if set(_known_steps()) == (done := _done(connection)):
        return
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING])
        connection.execute("CREATE SCHEMA IF NOT EXISTS broadsheet")
        connection.execute("CREATE TABLE IF NOT EXISTS broadsheet.steps (name text PRIMARY KEY)")
        done = _done(connection)
        if unknown := done - set(_known_steps()):
            raise CatalogueUnusable(
                f"the catalogue {place(settings)} was made by a newer Broadsheet: it has {min(unknown)}",
                "All machines of one catalogue need the same release: upgrade this one.",
            )
        for name in _known_steps():
            if name not in done:
                connection.execute(files("schemas").joinpath("catalogue", name).read_bytes())
                connection.execute("INSERT INTO broadsheet.steps (name) VALUES (%s)", [name])


def _done(connection: psycopg.Connection[Any]) -> set[str]:
    there = connection.execute("SELECT to_regclass('broadsheet.steps')").fetchone()
    if not there or there[0] is None:
        return set()
    return {name for (name,) in connection.execute("SELECT name FROM broadsheet.steps").fetchall()}


@cache
def _known_steps() -> tuple[str, ...]:
    entries = files("schemas").joinpath("catalogue").iterdir()
    return tuple(sorted(entry.name for entry in entries if entry.name.endswith(".sql")))
