"""Which WARC files are old enough to remove, and their removal, which is recorded before it is done.

A file is removed as a whole, once its newest capture is older than the setting archive_days. A file is never removed
that is not ours, or that an open hold or an unfinished run points into. The order makes it safe against a crash: record
the removal, publish the snapshot, unlink the file. A file that is recorded and still there is removed the next time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from schemas.settings import Settings
from tasks.store.engine import cursor
from tasks.store.sql import sql_text


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A WARC file of ours, and the numbers of rows that point into it."""

    warc_file: str
    """Relative to the archive."""
    bytes: int
    newest_at: datetime
    """Time of its newest capture; of a file without any (revisits only), the time of writing."""
    captures: int = 0
    holds: int = 0
    """Captures of articles that are held."""
    is_under_way: bool = False
    """Whether an unfinished run points into it."""
    removed_at: datetime | None = None
    """Set where it is recorded as removed but still there: the process died in between."""


@dataclass(frozen=True, slots=True)
class Retention:
    """The decision about each file."""

    going: list[ArchiveFile]
    held: list[ArchiveFile]
    """Old enough, but kept because articles of it are held."""
    staying: list[ArchiveFile]


def archive_files(database: duckdb.DuckDBPyConnection, settings: Settings) -> list[ArchiveFile]:
    """Every WARC file below the archive, by name."""
    sql = sql_text("tasks.maintain", "uses")
    uses = {row[0]: row[1:] for row in database.execute(sql).fetchall()}
    runs = _runs_under_way(settings)
    pointed_to = _pointed_to(settings)
    found = []
    for path in sorted(settings.archive.rglob("*.warc.gz")):
        if path.name.startswith("."):
            continue  # being written
        name = str(path.relative_to(settings.archive))
        captures, newest_at, holds, removed_at = uses.get(name, (0, None, 0, None))
        facts = path.stat()
        found.append(
            ArchiveFile(
                warc_file=name,
                bytes=facts.st_size,
                newest_at=newest_at or datetime.fromtimestamp(facts.st_mtime, UTC),
                captures=captures,
                holds=holds,
                is_under_way=path.name.startswith(runs) or str(path) in pointed_to,
                removed_at=removed_at,
            )
        )
    return found


def decide(found: list[ArchiveFile], days: int, now: datetime) -> Retention:
    """Which files to remove. With 0 days only those are removed whose removal was recorded before."""
    limit = now - timedelta(days=days)
    going, held, staying = [], [], []
    for file in found:
        is_old = days > 0 and file.newest_at < limit
        if file.is_under_way or not (is_old or file.removed_at):
            staying.append(file)
        elif file.holds and not file.removed_at:
            held.append(file)
        else:
            going.append(file)
    return Retention(going, held, staying)


def record(database: duckdb.DuckDBPyConnection, going: list[ArchiveFile], days: int, now: datetime) -> None:
    """Record the removals in one transaction; its commit makes them final."""
    new = [[f.warc_file, f.bytes, f.captures, f.newest_at, days, now] for f in going if f.removed_at is None]
    if new:
        database.begin()
        database.executemany(
            "INSERT INTO ops.archive_removals (warc_file, bytes, captures, newest_at, archive_days, removed_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            new,
        )
        database.commit()


def unlink(going: list[ArchiveFile], archive: Path) -> None:
    """Remove the files. Call it after the removals are recorded and published in the snapshot."""
    for file in going:
        (archive / file.warc_file).unlink(missing_ok=True)


def _runs_under_way(settings: Settings) -> tuple[str, ...]:
    """Prefixes of the names of their WARC files: a resumed run writes a file of the same name again."""
    return tuple(f"{folder.name}-" for folder in settings.runs.glob("*/"))


def _pointed_to(settings: Settings) -> set[str]:
    """Files that unfinished batches read from, whichever run wrote them."""
    found: set[str] = set()
    for path in settings.runs.glob("*/*/c*s.parquet"):  # candidates, captures
        try:
            rows = cursor().execute(
                "SELECT DISTINCT warc_file FROM read_parquet(?, hive_partitioning = false) WHERE warc_file IS NOT NULL",
                [str(path)],
            )
            found.update(str(settings.archive / name) for (name,) in rows.fetchall())
        except duckdb.IOException:
            if path.exists():
                raise
            # the run ended at this moment
    return found
