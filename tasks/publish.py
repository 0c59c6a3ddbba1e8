"""warehouse -> snapshot: the copy that people open. It is written beside, synced and renamed: a reader sees the old or
the new one.

Any commit to the warehouse since the last publication is a change, also outcomes without an article: the next run reads
from the snapshot which addresses were asked when. A run that wrote nothing publishes nothing.
"""

from __future__ import annotations

import os

import duckdb

from schemas.errors import WarehouseUnusable
from schemas.settings import Settings
from tasks.store.copies import replace_with_copy
from tasks.store.engine import attached
from tasks.store.faults import warehouse_error
from tasks.store.snapshots import keep_snapshot, surplus_snapshots
from tasks.store.writer_lock import writer_lock

_SECOND = 1_000_000_000


def publish(settings: Settings) -> bool:
    """Make the snapshot a copy of the warehouse; False where it is one already, or where there is no warehouse yet.

    It holds the writer's lock, so the warehouse is closed in this process. The setting keep_snapshots says how many
    former snapshots are kept. Raises WarehouseBusy, WarehouseUnusable, DiskFull; the present snapshot then is
    unchanged.
    """
    if not settings.warehouse.exists():
        return False
    with writer_lock(settings):
        _close(settings)
        if _is_published(settings):
            return False
        written = settings.warehouse.stat().st_mtime_ns
        keep_snapshot(settings)
        try:
            replace_with_copy(settings.warehouse, settings.snapshot)
            os.utime(settings.snapshot, ns=(written, written))
        except OSError as error:
            raise WarehouseUnusable(
                f"the snapshot {settings.snapshot} cannot be written: {error.strerror}",
                "Free some disk space and run again; the former snapshot is as it was.",
            ) from error
        for old in surplus_snapshots(settings):
            old.path.unlink(missing_ok=True)
    return True


def _close(settings: Settings) -> None:
    """Merge the write-ahead log that a killed writer left: opening and closing the warehouse does it."""
    if settings.warehouse.with_name(settings.warehouse.name + ".wal").exists():
        try:
            with attached(settings.warehouse, "READ_WRITE"):
                pass
        except duckdb.Error as error:
            raise warehouse_error(error, settings.warehouse) from error


def _is_published(settings: Settings) -> bool:
    """Whether the snapshot has the size and the time of writing of the warehouse; publishing sets that time."""
    try:
        ours, theirs = settings.warehouse.stat(), settings.snapshot.stat()
    except FileNotFoundError:
        return False
    # A file system may count whole seconds: then two commits can have the same time.
    is_exact = ours.st_mtime_ns % _SECOND != 0
    return is_exact and (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)
