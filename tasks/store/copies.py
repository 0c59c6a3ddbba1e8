"""Copies of DuckDB files, made only while no program writes them and where the disk has room."""

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
    """Replace `target` by a synced copy of `source`; on an error it stays as it was. Call it under the writer's lock.

    Raises WarehouseBusy, DiskFull where there is not enough room, OSError.
    """
    remove_drafts(target)
    with atomic_write(target) as draft:
        copy_database(source, draft)


def remove_drafts(target: Path) -> None:
    """Remove the drafts of a file that killed processes left: under the writer's lock no other process writes one."""
    for draft in target.parent.glob(f".{target.name}.*.draft"):
        draft.unlink(missing_ok=True)


def copy_database(source: Path, target: Path) -> None:
    """Copy under the lock that readers of DuckDB take (POSIX, fcntl(2)): no program can open the file for writing
    meanwhile.

    The source must not be open in this process: a POSIX lock ends with any close of the file in the process, and so
    would DuckDB's own. Where the file system shares blocks (Btrfs, XFS), the copy needs almost no time and room. Raises
    WarehouseBusy where another program has it open for writing, DiskFull where there is not enough room, OSError.
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
        require_free_space(target.parent, size, f"a copy of {source.name}")
        _copy(original, copy, size)


def require_free_space(folder: Path, size: int, what: str) -> None:
    """Raise DiskFull where the disk of the folder has less than `size` bytes free for `what`."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise DiskFull(
            f"{what} takes {megabytes(size)}, and the disk of {folder} has {megabytes(free)} left",
            "Free some disk space (`broadsheet maintain --dry-run` says what could go) and run again; nothing was"
            " changed.",
        )


def megabytes(size: float) -> str:
    """Bytes in words: `1,234.5 MB`."""
    return f"{size / MEGABYTE:,.1f} MB"


def _copy(original: BinaryIO, copy: BinaryIO, size: int) -> None:
    try:
        left = size
        while left and (done := os.copy_file_range(original.fileno(), copy.fileno(), left)):
            left -= done
    except (AttributeError, OSError) as error:
        # Some systems and file systems cannot do it. A full disk is an error of its own.
        if isinstance(error, OSError) and error.errno in _FULL:
            raise
        original.seek(0)
        copy.seek(0)
        shutil.copyfileobj(original, copy, 4 * MEGABYTE)


_FULL = {errno.ENOSPC, errno.EDQUOT}
