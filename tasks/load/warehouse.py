"""Opening the private warehouse: under the writer's lock, in its newest form, with faults told apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from schemas.errors import WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings
from tasks.engine import attached
from tasks.load.migrations import migrate
from tasks.writers_lock import writers_lock

STORAGE_VERSION = "v1.5.0"
"""Text is only compressed from this storage version on; with DuckDB's default, the column setting is silently ignored."""


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, open for writing and in its newest form, under the writer's lock.

    Raises WarehouseBusy, and WarehouseUnusable where the file is no DuckDB database, is too new, or cannot be written.
    """
    with writers_lock(settings), ExitStack() as stack:
        try:
            database, name = stack.enter_context(attached(settings.warehouse, f"STORAGE_VERSION '{STORAGE_VERSION}'"))
        except duckdb.Error as error:
            raise _told_apart(error, settings.warehouse) from error
        migrate(database, name)
        yield database


def _told_apart(error: duckdb.Error, path: Path) -> WarehouseBusy | WarehouseUnusable:
    told = str(error).splitlines()[0]
    if isinstance(error, duckdb.IOException) and "lock" in told:
        return WarehouseBusy(
            f"the warehouse {path} is open in another program: {told}",
            "Close it there; for reading, open the snapshot broadsheet.duckdb instead.",
        )
    return WarehouseUnusable(
        f"the warehouse {path} cannot be opened: {told}",
        "Move the file away, or upgrade where a newer DuckDB wrote it; the next run makes a new one, and the archive still"
        " has every capture.",
    )
