"""Opening the private warehouse: under the writer's lock, in its newest form, with a clear error for each kind of
fault.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from schemas.errors import WarehouseUnusable
from schemas.settings import Settings
from tasks.load.migrations import has_newest_marks, leave_lake, migrate, waiting_steps
from tasks.load.search_index import find_missing
from tasks.store.copies import replace_with_copy
from tasks.store.engine import STORAGE_VERSION, attached
from tasks.store.faults import Fault, classify_error, warehouse_error
from tasks.store.writer_lock import require_warehouse, writer_lock


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, open for writing and in its newest form, under the writer's lock.

    Before a migration changes what is there, a copy is kept. Raises WarehouseBusy, and WarehouseUnusable where the file
    is no DuckDB database, is too new or too old, or cannot be written, and where it is gone though a snapshot is there.
    With the setting catalogue it is the warehouse of all machines.
    """
    if settings.catalogue:
        from tasks.load.shared_warehouse import open_shared_warehouse  # noqa: PLC0415 - one machine needs none of it

        with open_shared_warehouse(settings) as database:
            yield database
        return
    with writer_lock(settings), ExitStack() as stack:
        require_warehouse(settings)
        is_old = settings.warehouse.exists()
        database, name = _attach(stack, settings)
        waiting = waiting_steps(database)
        if waiting and is_old:
            stack.close()  # a file is copied closed
            _keep_copy(settings, waiting[0].removesuffix(".sql"))
            database, name = _attach(stack, settings)
        if waiting or not has_newest_marks(database):
            migrate(database, name, settings)
        leave_lake(database)
        find_missing(database, settings)
        yield database


def _attach(stack: ExitStack, settings: Settings) -> tuple[duckdb.DuckDBPyConnection, str]:
    """Wait as long for another program that has the file open as for another writer."""
    until = time.monotonic() + settings.writer_wait_seconds
    while True:
        try:
            return stack.enter_context(attached(settings.warehouse, f"STORAGE_VERSION '{STORAGE_VERSION}'"))
        except duckdb.Error as error:
            if classify_error(error).fault is not Fault.HELD or time.monotonic() >= until:
                raise warehouse_error(error, settings.warehouse) from error
            time.sleep(0.2)


def _keep_copy(settings: Settings, step: str) -> None:
    """Raises WarehouseUnusable if the disk has no room for the copy; then nothing is migrated."""
    copy = settings.copies / f"before-{step}.duckdb"
    try:
        settings.copies.mkdir(exist_ok=True)
        replace_with_copy(settings.warehouse, copy)
    except OSError as error:
        raise WarehouseUnusable(
            f"{copy}, the warehouse before that migration, cannot be written: {error.strerror}",
            "Free some disk space and run again: nothing was migrated.",
        ) from error
    for old in kept_copies(settings)[settings.keep_migration_copies :]:
        old.unlink()


def kept_copies(settings: Settings) -> list[Path]:
    """Copies of the warehouse as it was before its last migrations, newest first."""
    return sorted(settings.copies.glob("*.duckdb"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
