"""The snapshot: opened so that SQL can only read it, and the former ones, found by number or by time.

    broadsheet.duckdb                           the present snapshot, which people open
    private/published.db                        the same bytes, which our own programs read
    snapshots/20260402T093000.123456Z.duckdb    a former one, named by the time of its data

People open the first as they like: a shell may lock it, write to it, or leave a log beside it. So our programs read a
file of
their own. A former snapshot is kept by a hard link: nothing is copied.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.files.atomic import make_folder
from tasks.store.engine import quoted
from tasks.store.faults import PUBLISH_ANEW, Fault, classify_error, damage_raised

_NAME = "%Y%m%dT%H%M%S.%fZ"
_CLOSED = (
    "SET allow_persistent_secrets = false",
    "SET autoload_known_extensions = false",
    "SET autoinstall_known_extensions = false",
    # With them, a name in SQL that is not a table would find variables of this program.
    "SET python_enable_replacements = false",
    "SET TimeZone = 'UTC'",
    "SET enable_external_access = false",
)
_NO_FILES = ("SET disabled_filesystems = 'LocalFileSystem'",)
"""The file that is attached may be written in spite of `enable_external_access`: COPY … TO. A question with limits is
checked before
it is run (tasks/query.py); it needs files for what memory does not hold."""
_LOCKED = "SET lock_configuration = true"


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """Memory and disk that DuckDB may use, in megabytes, and its threads."""

    memory_mb: int
    threads: int
    spill: Path | None
    """Folder for data beyond the memory limit; None: it writes nothing to disk."""
    spill_mb: int


@contextmanager
def open_to_read(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The snapshot for our own programs, by `snapshot_to_read`. Raises what `open_snapshot` raises.

    Where our copy is damaged, the file that people open is read.
    """
    with ExitStack() as stack:
        path = snapshot_to_read(settings)
        try:
            database = stack.enter_context(open_snapshot(path))
        except UsageError:
            if path == settings.snapshot or not settings.snapshot.exists():
                raise
            database = stack.enter_context(open_snapshot(settings.snapshot))
        yield database


def snapshot_to_read(settings: Settings) -> Path:
    """The file with the published data that this process should read: our copy, or the one that people open.

    The latter where this user may not read `private/`, where there is no copy yet (an earlier release published), and
    where
    an earlier release has published since the copy was made.
    """
    try:
        copy = file_state(settings.published)
        newer = file_state(settings.snapshot) == file_state(settings.warehouse) != copy
    except OSError:
        return settings.snapshot
    is_ours = copy is not None and os.access(settings.published, os.R_OK) and not newer
    return settings.published if is_ours else settings.snapshot


def file_state(path: Path) -> tuple[int, int] | None:
    """Size in bytes and time of the last write in nanoseconds; None where there is no file. Raises OSError."""
    try:
        found = path.stat()
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ELOOP}:
            return None
        raise
    return found.st_size, found.st_mtime_ns


def file_of_people(settings: Settings) -> Path:
    """The file that the snapshot is, or that it names as a link; the link itself where it leads back to itself."""
    try:
        return settings.snapshot.resolve()
    except RuntimeError:
        return settings.snapshot


@contextmanager
def open_snapshot(
    path: Path, limits: QueryLimits | None = None, writable: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A snapshot, read-only, without access to files, network, extensions or settings.

    `writable` is the one other file that may be written, by this program and not by SQL. The connection has a DuckDB
    of its
    own: the one of the process would share its settings with all other readers.
    Raises UsageError where there is no snapshot, or it cannot be opened; DatabaseDamaged where damage is found while
    it is read.
    """
    if not path.exists():
        raise UsageError(
            f"there is no snapshot {path} yet",
            "Run `broadsheet ingest` first (in a checkout also `broadsheet demo`), or set BROADSHEET_HOME.",
        )
    if not path.is_file():
        raise UsageError(f"the snapshot {path} is no file", PUBLISH_ANEW)  # opening a named pipe would wait
    database = duckdb.connect(":memory:")
    try:
        try:
            database.execute(f"ATTACH '{quoted(str(path))}' AS broadsheet (TYPE duckdb, READ_ONLY)")
        except duckdb.Error as error:
            raise _unreadable(error, path) from error
        database.execute("USE broadsheet")
        for setting in (*_limiting(limits), *_allowing(writable), *_CLOSED, *_NO_FILES[limits is not None :], _LOCKED):
            database.execute(setting)
        with damage_raised(path):
            yield database
    finally:
        database.close()


def require_whole(path: Path) -> int:
    """Read every block of a database that nobody writes. Returns how many articles it has.

    Raises UsageError where it cannot be opened, DatabaseDamaged where a block is damaged.
    """
    with open_snapshot(path) as database:
        tables = database.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
        ).fetchall()
        for schema, table in tables:
            database.execute(f'SELECT bit_xor(hash(t)) FROM "{schema}"."{table}" AS t').fetchall()
        counted = database.execute("SELECT count(*) FROM articles").fetchone()
    return counted[0] if counted else 0


def _limiting(limits: QueryLimits | None) -> list[str]:
    if limits is None:
        return []
    return [
        f"SET memory_limit = '{limits.memory_mb}MB'",
        f"SET threads = {limits.threads}",
        f"SET temp_directory = '{quoted(str(limits.spill)) if limits.spill else ''}'",
        *([f"SET max_temp_directory_size = '{limits.spill_mb}MB'"] if limits.spill else []),
    ]


def _allowing(writable: Path | None) -> list[str]:
    return [f"SET allowed_paths = ['{quoted(str(writable))}']"] if writable else []


def _unreadable(error: duckdb.Error, path: Path) -> UsageError:
    diagnosis = classify_error(error)
    match diagnosis.fault:
        case Fault.TOO_NEW:
            cure = "Upgrade Broadsheet, and DuckDB with it; or read it where it was written."
        case Fault.HELD:
            cure = "Close it there: programs should open the snapshot read-only."
        case Fault.FORBIDDEN:
            cure = "Ask its owner: the setting readers says who may read it, the user alone, the group or all."
        case Fault.FOREIGN_LOG:
            cure = "`broadsheet maintain` removes it; a program that writes to the snapshot left it there."
        case _:
            cure = PUBLISH_ANEW
    return UsageError(f"the snapshot {path} {diagnosis.words}", cure)


@dataclass(frozen=True, slots=True)
class PublishedSnapshot:
    """A snapshot, and the time of its data: the last write of the warehouse that it is a copy of."""

    at: datetime
    path: Path


def keep_snapshot(settings: Settings) -> None:
    """Keep the present snapshot before it is replaced. On file systems without hard links nothing is kept.

    The file that people open is linked, unless one of them has changed it since: then our copy is.
    """
    copy, of_people = file_state(settings.published), file_state(settings.snapshot)
    is_touched = bool(copy and of_people and of_people != copy and of_people[1] >= copy[1])
    present = _dated(settings.published if of_people is None or is_touched else file_of_people(settings))
    is_same_data = present and file_state(present.path) == file_state(settings.warehouse)
    if present is None or is_same_data or settings.keep_snapshots == 0:
        return
    newest = former_snapshots(settings)[:1]
    if newest and present.at - newest[0].at < timedelta(hours=settings.keep_snapshots_hours):
        return
    kept = settings.former_snapshots / f"{present.at:{_NAME}}.duckdb"
    for original in (present.path, settings.published):  # another disk has no hard links to this one
        with suppress(OSError):
            make_folder(settings.former_snapshots, settings.folder_mode)
            os.link(original, kept)
            kept.chmod(settings.snapshot_mode)
            return


def surplus_snapshots(settings: Settings) -> list[PublishedSnapshot]:
    """The former snapshots beyond the number in the setting keep_snapshots, newest first."""
    return former_snapshots(settings)[settings.keep_snapshots :]


def former_snapshots(settings: Settings) -> list[PublishedSnapshot]:
    """The former snapshots, newest first, without the present one."""
    found = []
    for path in settings.former_snapshots.glob("*.duckdb"):
        try:
            at = datetime.strptime(path.stem, _NAME).replace(tzinfo=UTC)
            is_present = any(one.exists() and path.samefile(one) for one in (settings.snapshot, settings.published))
        except (ValueError, FileNotFoundError):
            continue  # not ours, or removed at this moment
        if not is_present:  # a process may have been killed between the link and the replacement
            found.append(PublishedSnapshot(at, path))
    return sorted(found, key=lambda one: one.at, reverse=True)


def present_snapshot(settings: Settings) -> PublishedSnapshot | None:
    """The present snapshot, in the file that this process should read; None before the first publication."""
    return _dated(snapshot_to_read(settings))


def _dated(path: Path) -> PublishedSnapshot | None:
    state = file_state(path)
    if state is None:
        return None
    seconds, rest = divmod(state[1], 1_000_000_000)
    return PublishedSnapshot(datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=rest // 1000), path)


def snapshot_as_of(wanted: str, settings: Settings) -> Path:
    """The snapshot that was present at a time, or that number of snapshots ago.

    `wanted` is a number (0: the present one, 1: the one before), a day (its end) or a time, in UTC where it has no
    zone. Raises UsageError, which lists the snapshots that there are.
    """
    present = present_snapshot(settings)
    there = [*([present] if present else []), *former_snapshots(settings)]
    if wanted.isdecimal() and len(wanted) <= _MOST_DIGITS:
        chosen = there[int(wanted) :][:1]
    else:
        moment = _moment(wanted)
        chosen = [one for one in there if one.at <= moment][:1]
    if not chosen:
        kept = "; ".join(f"{number}: {one.at:%Y-%m-%d %H:%M:%S}" for number, one in enumerate(there)) or "none"
        raise UsageError(
            f"no snapshot is kept as of {wanted}",
            f"There are (UTC): {kept}. The setting keep_snapshots says how many former ones are kept.",
        )
    return chosen[0].path


_MOST_DIGITS = 4
"""20260402 is a day, not a number of snapshots."""


def _moment(wanted: str) -> datetime:
    try:
        moment = datetime.fromisoformat(wanted.strip())
    except ValueError as error:
        raise UsageError(
            f"{wanted!r} is neither a number nor a time", "Write 1, 2026-04-02 or 2026-04-02T09:30."
        ) from error
    if len(wanted.strip()) <= len("2026-04-02"):
        moment += timedelta(days=1, microseconds=-1)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
