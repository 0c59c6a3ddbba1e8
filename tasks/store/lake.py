"""The warehouse of several machines: a DuckLake, its catalogue in PostgreSQL, its rows in Parquet files of a folder.

Two writers at once would corrupt it: DuckLake's snapshot isolation does not see that both chose the same next number,
or both added a row that neither had found. Two things prevent it, each enough by itself:

- one writer at a time holds an advisory lock, which ends with its session (`warehouse_lock`);
- a commit fails where anything was committed since its transaction began (`ducklake_max_retry_count = 0`), so also a
  writer that lost its lock without noticing can do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib.resources import files
from itertools import count
from typing import Any

import duckdb

from schemas.errors import CatalogueUnusable, UsageError, WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings
from tasks.store.catalogue import address, connect, driver, place, session_lock
from tasks.store.engine import cursor, quoted

_WRITING = 4_806_319_002
"""Key of the advisory lock of the one writer."""
KEPT_DAYS = 7
"""Days for which former states of the lake are kept."""
_EXTENSIONS = ("postgres_scanner", "ducklake")
_OWN_FIELDS = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "DATABASE"}
_numbers = count(1)


def warehouse_lock(settings: Settings) -> AbstractContextManager[None]:
    """Be the one writer of all machines while the block runs.

    Raises WarehouseBusy naming the holder after the setting writer_wait_seconds, CatalogueUnusable.
    """

    def busy(holder: str) -> WarehouseBusy:
        return WarehouseBusy(
            f"the warehouse of {place(settings)} is being written by {holder}",
            "Wait for it to finish, or end it; then run again. Nothing was lost: the run resumes.",
        )

    return session_lock(settings, _WRITING, busy)


@contextmanager
def attached_lake(settings: Settings, options: str = "") -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A cursor with the lake attached and in use, and the name it has there. `options`: of ATTACH, such as READ_ONLY.

    Raises CatalogueUnusable, WarehouseBusy where another machine wrote meanwhile, duckdb.Error.
    """
    name = f"lake_{next(_numbers)}"
    database = cursor()
    try:
        with _lake_errors(settings):
            _prepare(database)
            for statement in _secrets(name, settings):
                database.execute(statement)
            options = ", ".join(filter(None, ("OVERRIDE_DATA_PATH true", options)))
            database.execute(f"ATTACH 'ducklake:{name}' AS {name} ({options})")
            try:
                database.execute(f"USE {name}")
                yield database, name
            finally:
                with suppress(duckdb.Error):  # the connection to PostgreSQL may be gone
                    database.execute("USE memory")
                    database.execute(f"DETACH {name}")
    finally:
        with suppress(duckdb.Error):
            database.execute(f"DROP SECRET IF EXISTS {name}")
            database.execute(f"DROP SECRET IF EXISTS {name}_catalogue")
        database.close()


def is_there(settings: Settings) -> bool:
    """Whether the catalogue has a lake: the first load makes it. Raises CatalogueUnusable."""
    with connect(settings) as connection:
        return connection.execute("SELECT to_regclass('lake.ducklake_snapshot') IS NOT NULL").fetchone() == (True,)


def tend_lake(settings: Settings) -> None:
    """Merge small files into large ones, forget old states, remove files that no state has. Readers are not disturbed.

    Every batch adds some twenty files. A copy that has not been renewed for KEPT_DAYS is made anew as a whole. Raises
    WarehouseBusy, CatalogueUnusable.
    """
    if not is_there(settings):
        return
    with warehouse_lock(settings), attached_lake(settings) as (database, name):
        database.execute(f"CALL ducklake_flush_inlined_data('{name}')")
        database.execute(f"CALL ducklake_merge_adjacent_files('{name}')")
        old = f"older_than => now() - INTERVAL '{KEPT_DAYS} days'"
        database.execute(f"CALL ducklake_expire_snapshots('{name}', {old})")
        # What is no longer named may still be read by somebody who began before.
        for function in ("cleanup_old_files", "delete_orphaned_files"):
            database.execute(f"CALL ducklake_{function}('{name}', older_than => now() - INTERVAL '1 day')")


def _prepare(database: duckdb.DuckDBPyConnection) -> None:
    for extension in _EXTENSIONS:
        try:
            found = files(f"duckdb_extension_{extension}").joinpath("extensions")
            [file] = [entry for version in found.iterdir() for entry in version.iterdir()]
        except (ImportError, ValueError) as error:
            raise UsageError(
                f"the setting catalogue needs DuckDB's extension {extension}, which is not installed",
                "Install the extra: pip install 'broadsheet[lake]'.",
            ) from error
        database.execute(f"LOAD '{quoted(str(file))}'")
    database.execute("SET GLOBAL ducklake_max_retry_count = 0")
    # The catalogue's tables are small: asking for their size first, to read them in parts, costs more than it saves.
    database.execute("SET GLOBAL pg_use_ctid_scan = false")


def _secrets(name: str, settings: Settings) -> list[str]:
    """What DuckDB is told of the catalogue. As secrets, and not in ATTACH: an error would repeat the password."""
    known: dict[str, Any] = driver().conninfo.conninfo_to_dict(address(settings))
    ours = [f"{_OWN_FIELDS[field]} '{quoted(str(value))}'" for field, value in known.items() if field in _OWN_FIELDS]
    more = {"connect_timeout": "10", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
    more |= {field: str(value) for field, value in known.items() if field not in _OWN_FIELDS}
    path = " ".join(f"{field}={value}" for field, value in more.items())
    return [
        f"CREATE TEMPORARY SECRET {name}_catalogue (TYPE postgres, {', '.join(ours)})",
        f"CREATE TEMPORARY SECRET {name} (TYPE ducklake, METADATA_PATH '{quoted(path)}',"
        f" DATA_PATH '{quoted(str(settings.lake))}', METADATA_SCHEMA 'lake',"
        f" METADATA_PARAMETERS MAP {{'TYPE': 'postgres', 'SECRET': '{name}_catalogue'}})",
    ]


@contextmanager
def _lake_errors(settings: Settings) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        said = str(error)
        if "ducklake_max_retry_count" in said:
            raise WarehouseBusy(
                f"the warehouse of {place(settings)} was written by another machine meanwhile",
                "Run again: this was rolled back, and nothing was lost.",
            ) from error
        if any(words in said for words in _NO_ANSWER):
            raise CatalogueUnusable(
                f"the catalogue {place(settings)} does not answer: {_first_line(said)}",
                "Start PostgreSQL there, or mend the setting catalogue; then run again. Nothing was lost: the run"
                " resumes.",
            ) from error
        if isinstance(error, duckdb.IOException) and str(settings.lake) in said:
            raise WarehouseUnusable(
                f"the rows of the warehouse in {settings.lake} cannot be read or written: {_first_line(said)}",
                "Every machine needs the same folder there (setting shared), with all that was written.",
            ) from error
        raise


_NO_ANSWER = (
    "Unable to connect to Postgres",
    "server closed the connection",
    "terminating connection",
    "no connection to the server",
    "SSL connection has been closed",
    "connection not open",
)


def _first_line(said: str) -> str:
    return said.strip().splitlines()[0]
