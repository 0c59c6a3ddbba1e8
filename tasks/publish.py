"""warehouse -> snapshot: the copy that people open. Copied beside, synced, renamed: a reader sees the old or the new one."""

from __future__ import annotations

import shutil

from schemas.errors import WarehouseUnusable
from schemas.settings import Settings
from tasks.handover import whole_file
from tasks.writers_lock import writers_lock


def publish(settings: Settings) -> bool:
    """Replace the snapshot with a copy of the warehouse; False where there is no warehouse yet.

    Copied under the writer's lock, so that the warehouse is closed in this process: a copy read while it is open would
    silently take away DuckDB's own lock (POSIX locks end with any close of the file in the process).
    Raises WarehouseBusy, WarehouseUnusable; the former snapshot then is as it was.
    """
    if not settings.warehouse.exists():
        return False
    with writers_lock(settings):
        _copy(settings)
    return True


def _copy(settings: Settings) -> None:
    log = settings.warehouse.with_name(settings.warehouse.name + ".wal")
    if log.exists():
        raise WarehouseUnusable(f"{log} is still there: the warehouse was not closed", "Run `broadsheet ingest` again.")
    try:
        with whole_file(settings.snapshot) as draft:
            shutil.copyfile(settings.warehouse, draft)
    except OSError as error:
        raise WarehouseUnusable(
            f"the snapshot {settings.snapshot} cannot be written: {error.strerror}",
            "Free some disk space and run again; the former snapshot is as it was.",
        ) from error
