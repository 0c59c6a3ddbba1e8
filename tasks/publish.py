"""warehouse -> snapshot: the copy that people open. It is written beside, synced and renamed: a reader sees the old or
the new one.

    private/warehouse.duckdb ─▶ private/published.db, which our own programs read ─▶ broadsheet.duckdb, which people
    open

Any commit to the warehouse since the last publication is a change, also outcomes without an article: the next run reads
from the snapshot which addresses were asked when. A run that wrote nothing publishes nothing.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.errors import UsageError, WarehouseBusy, WarehouseUnusable
from schemas.settings import MEGABYTE, Settings
from tasks.files.atomic import atomic_write
from tasks.store.copies import copy_database, remove_drafts
from tasks.store.engine import attached
from tasks.store.faults import DatabaseDamaged, Fault, classify_error, warehouse_error
from tasks.store.snapshots import (
    file_of_people,
    file_state,
    former_snapshots,
    keep_snapshot,
    open_snapshot,
    require_whole,
    surplus_snapshots,
)
from tasks.store.tools_file import refresh_tools_file
from tasks.store.writer_lock import close_folders, require_warehouse, writer_lock

_SECOND = 1_000_000_000
_LEAST_SHARE = 0.9
"""Of the articles of the last snapshot that a new one has, unless removals were recorded."""
_READ_WHOLE_BYTES = 64 * MEGABYTE
"""Up to this size every block of a copy is read before it takes the place of the snapshot: 0.1 s of processor time for
13 MB. Of larger ones `maintain` does it.
"""
_SIDE_FILES = (".wal", ".tmp")
"""What DuckDB leaves beside a file that it writes; nobody writes a snapshot in order."""


def publish(settings: Settings, *, unasked: bool = True, anew: bool = False) -> bool:
    """Make the snapshot a copy of the warehouse; False where it is one already, or where there is no warehouse yet.

    It holds the writer's lock, so the warehouse is closed in this process. The setting keep_snapshots says how many
    former
    snapshots are kept. With `unasked`, a snapshot of another warehouse, or one with many more articles, is not
    replaced. With `anew`, it is
    copied in any case.
    Raises WarehouseBusy, WarehouseUnusable, DiskFull; the present snapshot then is unchanged.
    """
    if settings.catalogue:
        from tasks.load.shared_warehouse import refresh_copy  # noqa: PLC0415 - one machine needs none of it

        refresh_copy(settings)
    require_warehouse(settings)
    if not settings.warehouse.exists():
        return False
    close_folders(settings)
    with writer_lock(settings):
        _close(settings)
        is_new = anew or not is_published(settings)
        if is_new:
            try:
                _copy(settings, unasked=unasked)
            except OSError as error:
                raise WarehouseUnusable(
                    f"the snapshot {error.filename or settings.snapshot} cannot be written: {error.strerror}",
                    "Free some disk space, or make the folder writable, and run again; the former snapshot"
                    " is as it was.",
                ) from error
        remove_side_files(settings)
        for old in surplus_snapshots(settings):
            old.path.unlink(missing_ok=True)
    if is_new:
        refresh_tools_file(settings)
    return is_new


def mend_snapshot(settings: Settings) -> None:
    """Publish anew where the snapshot is gone, was touched by another program, or cannot be opened, and no run is
    writing.

    It compares times and sizes and reads the first blocks. Raises WarehouseUnusable: the warehouse is gone or damaged.
    """
    if settings.catalogue:
        publish(settings)  # what other machines loaded since
    require_warehouse(settings)
    if not settings.warehouse.exists():
        return
    is_whole = _opens(settings)
    if not is_whole or _is_touched(settings):
        with suppress(WarehouseBusy):
            publish(settings.model_copy(update={"writer_wait_seconds": 0}), anew=not is_whole)


def is_published(settings: Settings) -> bool:
    """Whether both copies have the size and the time of writing of the warehouse; publishing sets that time."""
    ours = file_state(settings.warehouse)
    # A file system may count whole seconds: then two commits can have the same time.
    is_exact = ours is not None and ours[1] % _SECOND != 0
    return is_exact and ours == file_state(settings.published) == file_state(settings.snapshot)


def remove_side_files(settings: Settings) -> None:
    """Remove the logs and folders that programs left beside the snapshot: with them nobody can open it."""
    for path in _side_files(settings):
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _side_files(settings: Settings) -> list[Path]:
    places = {settings.snapshot, file_of_people(settings)}  # a link: DuckDB writes beside the name that it was given
    found = [place.with_name(place.name + ending) for place in sorted(places) for ending in _SIDE_FILES]
    return [path for path in found if os.path.lexists(path)]


def _is_touched(settings: Settings) -> bool:
    """Whether another program changed or removed the snapshot since it was published, or left files beside it."""
    ours, of_people = file_state(settings.published), file_state(settings.snapshot)
    return bool(_side_files(settings)) or (ours is not None and ours != of_people)


def _opens(settings: Settings) -> bool:
    """Whether our copy and the snapshot have whole first blocks. A snapshot that a program holds open counts as
    whole.
    """
    for path in (settings.published, settings.snapshot):
        try:
            if path.exists():
                with open_snapshot(path):
                    pass
        except (UsageError, DatabaseDamaged) as error:
            if not is_held(error):
                return False
    return True


def is_held(error: Exception) -> bool:
    """Whether a snapshot could not be opened because another program has it open for writing."""
    return isinstance(error.__cause__, duckdb.Error) and classify_error(error.__cause__).fault is Fault.HELD


def _copy(settings: Settings, *, unasked: bool) -> None:
    """Raises OSError, WarehouseBusy, WarehouseUnusable."""
    written = settings.warehouse.stat().st_mtime_ns
    people = file_of_people(settings)  # a link stays one: the file that it names is replaced
    for target in (settings.published, people):
        remove_drafts(target)
    with atomic_write(settings.published) as draft:
        copy_database(settings.warehouse, draft)
        found = _contents(draft, settings)
        if unasked:
            _require_successor(found, settings)
        os.utime(draft, ns=(written, written))
        keep_snapshot(settings)
    with atomic_write(people) as draft:
        copy_database(settings.published, draft)
        _give_to_readers(draft, people, settings)
        os.utime(draft, ns=(written, written))


def _give_to_readers(draft: Path, replaced: Path, settings: Settings) -> None:
    """The group of the file that is replaced, and the mode of the setting readers."""
    with suppress(OSError):  # there is none yet, or this user is not in its group
        os.chown(draft, -1, replaced.stat().st_gid)
    draft.chmod(settings.snapshot_mode)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What tells whether one database may take the place of another."""

    origin: str
    """The id of the warehouse. Releases before 0.1.0's last had none: the time of the first migration."""
    born: str
    articles: int
    removed: list[tuple[float, int]]
    """Recorded removals of articles: Unix time, number."""


_HAS_TABLE = """
SELECT 1 FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name = 'ops' AND table_name = 'lineage'
"""


def _read_contents(path: Path) -> _Contents:
    """Raises UsageError, DatabaseDamaged, duckdb.Error."""
    with open_snapshot(path) as database:
        born, articles = database.execute(
            "SELECT (SELECT min(applied_at)::VARCHAR FROM schema_migrations), (SELECT count(*) FROM articles)"
        ).fetchall()[0]
        if not database.execute(_HAS_TABLE).fetchone():
            return _Contents("", born, articles, [])
        [(origin,)] = database.execute("SELECT min(lineage_id::VARCHAR) FROM ops.lineage").fetchall()
        removed = database.execute("SELECT epoch(removed_at), articles FROM ops.article_removals").fetchall()
        return _Contents(origin or "", born, articles, removed)


def _contents(draft: Path, settings: Settings) -> _Contents:
    try:
        if draft.stat().st_size <= _READ_WHOLE_BYTES:
            require_whole(draft)
        return _read_contents(draft)
    except (UsageError, DatabaseDamaged, duckdb.Error) as error:
        words = str(error).splitlines()[0].replace(f"the snapshot {draft} ", "")
        raise DatabaseDamaged(settings.warehouse, words) from error


def _require_successor(new: _Contents, settings: Settings) -> None:
    """Raises WarehouseUnusable where a present snapshot is of another warehouse, or has many more articles than the
    new one.
    """
    for path in _present(settings):
        try:
            old = _read_contents(path)
        except (UsageError, DatabaseDamaged, duckdb.Error) as error:
            if is_held(error) and not settings.published.exists():
                raise WarehouseBusy(*error.args) from error  # what it has is not known
            continue  # what is damaged cannot be lost by replacing it
        if (new.origin != old.origin) if old.origin else (new.born != old.born):
            raise WarehouseUnusable(
                f"the snapshot {path} is of another warehouse than {settings.warehouse}",
                f"Move it away if it is not needed, or put its own warehouse back. {_REPLACE}",
            )
        since = path.stat().st_mtime
        removed = sum(count for at, count in new.removed if at >= since)
        if new.articles + removed < old.articles * _LEAST_SHARE:
            raise WarehouseUnusable(
                f"the warehouse has {new.articles:,} articles, the snapshot {path} has {old.articles:,}; no"
                " removal is recorded",
                f"`broadsheet maintain --from-snapshot` restores a lost warehouse. {_REPLACE}",
            )


_REPLACE = "`broadsheet maintain --replace-snapshot` publishes in any case, and keeps the former snapshot."


def _present(settings: Settings) -> list[Path]:
    """The files that a new snapshot follows: our copy and that of people; where neither opens, the newest former
    one.
    """
    there = [path for path in (settings.published, settings.snapshot) if file_state(path)]
    if len(there) == 2 and file_state(there[0]) == file_state(there[1]):
        there.pop()
    return there or [one.path for one in former_snapshots(settings)[:1]]


def _close(settings: Settings) -> None:
    """Merge the write-ahead log that a killed writer left: opening and closing the warehouse does it."""
    if settings.warehouse.with_name(settings.warehouse.name + ".wal").exists():
        try:
            with attached(settings.warehouse, "READ_WRITE"):
                pass
        except duckdb.Error as error:
            raise warehouse_error(error, settings.warehouse) from error
