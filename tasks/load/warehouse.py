"""Opening the private warehouse: under the writer's lock, in its newest form, with faults told apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from schemas.errors import WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings
from tasks.load.migrations import migrate
from tasks.writers_lock import writers_lock

STORAGE_VERSION = "v1.5.0"
"""Text is only compressed from this storage version on; with DuckDB's default, the column setting is silently ignored."""


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, open for writing and in its newest form, under the writer's lock.

    Raises WarehouseBusy, and WarehouseUnusable where the file is no DuckDB database, is too new, or cannot be written.
    """
    with writers_lock(settings):
        database = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
        try:
            database.execute("SET TimeZone = 'UTC'")
            _attach(database, settings.warehouse)
            database.execute("USE warehouse")
            migrate(database)
            yield database
        finally:
            database.close()


def _attach(database: duckdb.DuckDBPyConnection, path: Path) -> None:
    quoted = str(path).replace("'", "''")
    try:
        database.execute(f"ATTACH '{quoted}' AS warehouse (STORAGE_VERSION '{STORAGE_VERSION}')")
    except duckdb.IOException as error:
        told = str(error)
        if "lock" in told:
            raise WarehouseBusy(
                f"the warehouse {path} is open in another program: {told.splitlines()[0]}",
                "Close it there; for reading, open the snapshot broadsheet.duckdb instead.",
            ) from error
        raise WarehouseUnusable(
            f"the warehouse {path} cannot be opened: {told.splitlines()[0]}",
            "Move the file away; `broadsheet ingest` makes a new one, and the archive still has every capture.",
        ) from error
    except duckdb.Error as error:
        raise WarehouseUnusable(
            f"the warehouse {path} cannot be opened: {str(error).splitlines()[0]}",
            "Was it written by a newer DuckDB? Move the file away, or upgrade.",
        ) from error
