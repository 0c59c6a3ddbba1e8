"""A snapshot opened so that nothing can come of it but an answer: read-only, no files, no network, no extensions, within limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.errors import UsageError
from tasks.store.engine import quoted
from tasks.store.faults import Fault, classify_error

_CLOSED = (
    "SET allow_persistent_secrets = false",
    "SET autoload_known_extensions = false",
    "SET autoinstall_known_extensions = false",
    # Or a name in SQL that is no table finds variables of this program.
    "SET python_enable_replacements = false",
    "SET TimeZone = 'UTC'",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What DuckDB may take."""

    memory_mb: int
    threads: int
    spill: Path | None
    """Folder for what finds no room in memory; None: nothing goes to disk."""
    spill_mb: int


@contextmanager
def opened(
    path: Path, limits: Limits | None = None, writable: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A snapshot, locked down; `writable` is the one file beside it that this program (its SQL never) may write.

    In a DuckDB of its own: one that opens the file itself would share settings with every other reader in the process.
    Raises UsageError where there is none, or it cannot be opened.
    """
    if not path.exists():
        raise UsageError(
            f"there is no snapshot {path} yet",
            "Run `broadsheet demo` or `broadsheet ingest` first, or set BROADSHEET_HOME.",
        )
    database = duckdb.connect(":memory:")
    try:
        try:
            database.execute(f"ATTACH '{quoted(str(path))}' AS broadsheet (TYPE duckdb, READ_ONLY)")
        except duckdb.Error as error:
            raise _unreadable(error, path) from error
        database.execute("USE broadsheet")
        for setting in (*_limiting(limits), *_allowing(writable), *_CLOSED):
            database.execute(setting)
        yield database
    finally:
        database.close()


def _limiting(limits: Limits | None) -> list[str]:
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
    told = classify_error(error)
    match told.fault:
        case Fault.TOO_NEW:
            cure = "Upgrade Broadsheet, and DuckDB with it; or read it where it was written."
        case Fault.HELD:
            cure = "Whoever opens the snapshot should open it read-only; close it there."
        case _:
            cure = "The next run of `broadsheet ingest` publishes a new one; `broadsheet maintain` does so at once."
    return UsageError(f"the snapshot {path} {told.words}", cure)
