"""The lock of the one process that writes the warehouse: loading, publishing and maintenance take it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from schemas.errors import WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings
from tasks.files.atomic import make_folder
from tasks.files.locks import LockHeld, locked
from tasks.store.faults import RESTORE

_OWNER_ALONE = 0o700


@contextmanager
def writer_lock(settings: Settings) -> Iterator[None]:
    """Hold the writer's lock while the block runs; it ends with the process.

    Raises WarehouseBusy naming the holder after the setting writer_wait_seconds, WarehouseUnusable where the folder or
    the file cannot be made.
    """
    if not settings.private.exists():
        make_home(settings)
    path = writer_lock_file(settings)
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(path, settings.writer_wait_seconds))
        except LockHeld as held:
            raise WarehouseBusy(
                f"the warehouse {settings.warehouse} is being written by {held}",
                "Wait for it to finish, or end it; then run again. Nothing was lost: the run resumes.",
            ) from None
        except OSError as error:
            raise WarehouseUnusable(f"{path}: {error.strerror}", "Make the folder writable.") from error
        yield


def require_warehouse(settings: Settings) -> None:
    """Raises WarehouseUnusable where the warehouse is gone and something that it published is there: none is begun in
    its place. Also where it is a named pipe or a folder: opening a pipe would wait.
    """
    if settings.warehouse.is_file():
        return
    if settings.warehouse.exists():
        raise WarehouseUnusable(f"the warehouse {settings.warehouse} is no file", RESTORE)
    published = (settings.published, settings.snapshot, *settings.former_snapshots.glob("*.duckdb"))
    left = next((path for path in published if path.exists()), None)
    if left:
        raise WarehouseUnusable(
            f"the warehouse {settings.warehouse} is gone, but {left} was published from it",
            "`broadsheet maintain --from-snapshot` makes the warehouse from the newest whole snapshot. To"
            " begin with nothing,"
            " set BROADSHEET_HOME to another folder.",
        )


def writer_lock_file(settings: Settings) -> Path:
    """The lock's file; it names the process that holds the lock."""
    return settings.private / "writer.lock"


def make_home(settings: Settings) -> None:
    """Make the data folder, which the setting `readers` opens, and `private/`, the owner's alone, whatever the umask.

    A data folder that is there keeps its mode: its owner may want it so. Raises WarehouseUnusable.
    """
    try:
        if not settings.home.exists():
            make_folder(settings.home, settings.folder_mode)
        make_folder(settings.private, _OWNER_ALONE)
    except OSError as error:
        raise WarehouseUnusable(
            f"the folder {settings.private} cannot be made: {error.strerror}",
            "Set BROADSHEET_HOME to a folder that can be written.",
        ) from error


def is_owner(settings: Settings) -> bool:
    """Whether this process may write into the data folder; a reader, or anybody on a read-only file system, may not."""
    folder = settings.private if settings.private.exists() else settings.home
    return not folder.exists() or os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def close_folders(settings: Settings) -> None:
    """Let only the owner into the folders that are nobody else's business (mode 700), whatever the umask was."""
    for folder in (settings.private, settings.archive, settings.runs, settings.set_aside, settings.logs):
        with suppress(OSError):  # it is not there yet, is another user's, or the file system is read-only
            if stat.S_IMODE(folder.stat().st_mode) != _OWNER_ALONE:
                folder.chmod(_OWNER_ALONE)
