"""One writer at a time, who is named to whoever waits. Loading and publishing share it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings


@contextmanager
def writers_lock(settings: Settings) -> Iterator[None]:
    """Hold the writer's lock, which ends with its process. Raises WarehouseBusy naming the holder after the wait is over."""
    _make_folder(settings.private)
    path = settings.private / "writer.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise WarehouseUnusable(f"{path}: {error.strerror}", "Make the folder writable.") from error
    with os.fdopen(descriptor, "r+") as file:
        until = time.monotonic() + settings.writer_wait_seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    holder = file.read().strip() or "another process"
                    raise WarehouseBusy(
                        f"the warehouse {settings.warehouse} is being written by {holder}",
                        "Wait for it to finish, or end it; then run again. Nothing was lost: the run resumes.",
                    ) from None
                time.sleep(0.05)
        file.truncate(0)
        file.seek(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseUnusable(
            f"the folder {path} cannot be made: {error.strerror}",
            "Set BROADSHEET_HOME to a folder that can be written.",
        ) from error
