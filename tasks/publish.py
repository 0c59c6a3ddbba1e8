"""warehouse -> snapshot: the copy that people open. Copied beside, synced, renamed: a reader sees the old or the new one.

What counts as a change is any commit to the warehouse since the last publication: the next run reads from the snapshot
what was asked when, so outcomes without an article count too. A run that wrote nothing publishes nothing.
"""

from __future__ import annotations

import os

import duckdb

from schemas.errors import WarehouseUnusable
from schemas.settings import Settings
from tasks.store import former_snapshots
from tasks.store.copies import replace_with_copy
from tasks.store.engine import attached
from tasks.store.faults import warehouse_error
from tasks.store.writer_lock import writers_lock

_SECOND = 1_000_000_000


def publish(settings: Settings) -> bool:
    """Make the snapshot a copy of the warehouse; False where it is one already, or where there is no warehouse yet.

    Copied under the writer's lock, so that the warehouse is closed in this process. The former snapshot is kept as the
    setting keep_snapshots says. Raises WarehouseBusy, WarehouseUnusable; the former snapshot then is as it was.
    """
    if not settings.warehouse.exists():
        return False
    with writers_lock(settings):
        _close(settings)
        if _is_published(settings):
            return False
        written = settings.warehouse.stat().st_mtime_ns
        former_snapshots.keep(settings)
        try:
            replace_with_copy(settings.warehouse, settings.snapshot)
            os.utime(settings.snapshot, ns=(written, written))
        except OSError as error:
            raise WarehouseUnusable(
                f"the snapshot {settings.snapshot} cannot be written: {error.strerror}",
                "Free some disk space and run again; the former snapshot is as it was.",
            ) from error
        for old in former_snapshots.superfluous(settings):
            old.path.unlink(missing_ok=True)
    return True


def _close(settings: Settings) -> None:
    """A writer that was killed left its log beside the warehouse: opening takes it in, closing writes it down."""
    if settings.warehouse.with_name(settings.warehouse.name + ".wal").exists():
        try:
            with attached(settings.warehouse, "READ_WRITE"):
                pass
        except duckdb.Error as error:
            raise warehouse_error(error, settings.warehouse) from error


def _is_published(settings: Settings) -> bool:
    """Whether the snapshot has the size of the warehouse and, which publishing gives it, its time of writing."""
    try:
        ours, theirs = settings.warehouse.stat(), settings.snapshot.stat()
    except FileNotFoundError:
        return False
    # On file systems that count in whole seconds, two commits may have the same time.
    is_exact = ours.st_mtime_ns % _SECOND != 0
    return is_exact and (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)
