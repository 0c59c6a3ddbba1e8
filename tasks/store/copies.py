"""A copy of a DuckDB file that nobody writes to meanwhile, made only where there is room for it."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from pathlib import Path
from typing import BinaryIO

from schemas.errors import DiskFull, WarehouseBusy
from schemas.settings import MEGABYTE
from tasks.files.atomic import atomic_write


def replace_with_copy(source: Path, target: Path) -> None:
    """`target` becomes a copy of `source`, whole and on disk, or stays as it was. Only for the holder of the writer's lock.

    Raises WarehouseBusy, DiskFull where there is not enough room, OSError.
    """
    for draft in target.parent.glob(f".{target.name}.*.draft"):
        draft.unlink()  # of a process that was killed: nobody else may be writing one
    with atomic_write(target) as draft:
        copy_database(source, draft)


def copy_database(source: Path, target: Path) -> None:
    """Copy under the lock that DuckDB's readers take: who has the file open for writing is told, who wants to has to wait.

    The source must not be open in this process: a POSIX lock ends with any close of the file in the process, DuckDB's own
    lock included. Where the file system shares blocks (Btrfs, XFS), the copy costs next to nothing.
    Raises WarehouseBusy, DiskFull where there is not enough room, OSError.
    """
    with source.open("rb") as original, target.open("wb") as copy:
        try:
            fcntl.lockf(original, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseBusy(
                f"{source} is open for writing in another program",
                "Close it there; for reading, open the snapshot broadsheet.duckdb instead.",
            ) from None
        size = os.fstat(original.fileno()).st_size
        require_room(target.parent, size, f"a copy of {source.name}")
        _copy(original, copy, size)


def require_room(folder: Path, size: int, what: str) -> None:
    """Raises DiskFull where the disk of the folder has less than `size` bytes left for `what`."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise DiskFull(
            f"{what} takes {megabytes(size)}, and the disk of {folder} has {megabytes(free)} left",
            "Free some disk space (`broadsheet maintain --dry-run` says what could go) and run again; nothing was changed.",
        )


def megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB"


def _copy(original: BinaryIO, copy: BinaryIO, size: int) -> None:
    try:
        left = size
        while left and (done := os.copy_file_range(original.fileno(), copy.fileno(), left)):
            left -= done
    except (AttributeError, OSError) as error:
        # Not every system and file system has it; a full disk is a full disk.
        if isinstance(error, OSError) and error.errno in _FULL:
            raise
        original.seek(0)
        copy.seek(0)
        shutil.copyfileobj(original, copy, 4 * MEGABYTE)


_FULL = {errno.ENOSPC, errno.EDQUOT}
