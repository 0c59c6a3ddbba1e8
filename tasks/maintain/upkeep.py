"""Maintenance, in one call: remove what is older, or more, than the settings keep; compact the warehouse; publish.

Run it seldom. It may run beside everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from schemas.errors import UsageError
from schemas.settings import MEGABYTE, Settings
from tasks.load.search_index import merge_segments
from tasks.load.warehouse import kept_copies, open_warehouse
from tasks.maintain.compaction import Room, room
from tasks.maintain.compaction import compact as write_anew
from tasks.maintain.drafts import Draft, abandoned_drafts, remove
from tasks.maintain.retention import ArchiveFile, Retention, archive_files, decide, record, unlink
from tasks.publish import is_held, publish
from tasks.report import write_report_or_warn
from tasks.store.copies import megabytes
from tasks.store.faults import DatabaseDamaged
from tasks.store.snapshots import require_whole, surplus_snapshots
from tasks.store.sql import sql_text
from tasks.store.writer_lock import require_warehouse, writer_lock


@dataclass(frozen=True, slots=True)
class OldRuns:
    """Numbers of rows that are older than the settings keep."""

    runs: int = 0
    outcomes: int = 0
    fetches: int = 0


def old_runs(database: duckdb.DuckDBPyConnection, settings: Settings, now: datetime) -> OldRuns:
    """Find the rows to remove, for `remove_old_runs` on the same connection."""
    for name, days in (("runs_from", settings.keep_runs_days), ("fetches_from", settings.keep_fetches_days)):
        limit = now - timedelta(days=days) if days else None
        database.execute(f"SET VARIABLE {name} = ?::TIMESTAMPTZ", [limit])
    database.execute("SET VARIABLE under_way = ?", [[folder.name for folder in settings.runs.glob("*/")]])
    database.execute(sql_text("tasks.maintain", "old_runs"))
    counts = [
        database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # type: ignore[index]
        for table in ("old_runs", "old_outcomes", "old_fetches")
    ]
    return OldRuns(*counts)


def remove_old_runs(database: duckdb.DuckDBPyConnection, going: OldRuns) -> None:
    """Remove the rows found, in one transaction. Done again, it changes nothing. Raises duckdb.Error."""
    if going == OldRuns():
        return
    database.begin()
    try:
        database.execute(sql_text("tasks.maintain", "remove_old_runs"))
        database.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a failed COMMIT has rolled back already
            database.rollback()
        raise


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What was done; of a dry run, what would be."""

    retention: Retention
    drafts: list[Draft]
    """Left by processes that were killed."""
    runs: OldRuns = field(default_factory=OldRuns)
    snapshots: list[Path] = field(default_factory=list)
    copies: list[Path] = field(default_factory=list)
    compacted: Room | None = None
    """The warehouse's file before it was written anew; None where that was not worth it."""
    bytes_after: int = 0
    warnings: list[str] = field(default_factory=list)
    """What is wrong with the quality page."""


def keep_up(
    settings: Settings, now: datetime, *, dry_run: bool, compact: bool = False, replace_snapshot: bool = False
) -> Upkeep:
    """Remove what the settings no longer keep, and compact the warehouse where that frees enough of the file.

    `dry_run`: change nothing, return what would be done. `compact`: compact in any case.
    `replace_snapshot`: publish also where the snapshot is of another warehouse or has many more articles.
    Raises WarehouseBusy, WarehouseUnusable; the next call then does what is left.
    """
    drafts = abandoned_drafts(settings, now)
    if not dry_run:
        remove(drafts)
    if settings.catalogue:
        _tend_shared(settings, dry_run=dry_run)
    require_warehouse(settings)
    if not settings.warehouse.exists():
        return Upkeep(Retention([], [], []), drafts)
    with open_warehouse(settings) as database:
        retention = decide(archive_files(database, settings), settings.archive_days, now)
        runs = old_runs(database, settings, now)
        if not dry_run:
            record(database, retention.going, settings.archive_days, now)
            remove_old_runs(database, runs)
            merge_segments(database, settings)  # few large segments of search's postings instead of many small ones
    found = room(settings)
    is_due = compact or found.is_worth_it(settings.compact_free_percent)
    done = Upkeep(
        retention,
        drafts,
        runs,
        [one.path for one in surplus_snapshots(settings)],
        kept_copies(settings)[settings.keep_migration_copies :],
        found if is_due else None,
    )
    return done if dry_run else _finished(done, settings, now, unasked=not replace_snapshot)


def _tend_shared(settings: Settings, *, dry_run: bool) -> None:
    """Files of the lake, and the copy of it that this machine has."""
    from tasks.load.shared_warehouse import refresh_copy  # noqa: PLC0415 - one machine needs none of it
    from tasks.store.lake import tend_lake  # noqa: PLC0415

    if not dry_run:
        tend_lake(settings)
    refresh_copy(settings)


def _finished(done: Upkeep, settings: Settings, now: datetime, *, unasked: bool) -> Upkeep:
    """Compact, publish, then remove files: the published snapshot already says that they are gone.

    Every block is read: a damaged warehouse is not published, and a damaged snapshot is published anew. Raises
    WarehouseUnusable.
    """
    if done.compacted:
        write_anew(settings)
    with writer_lock(settings):
        require_whole(settings.warehouse)
    is_new = publish(settings, unasked=unasked)
    if not _are_whole(settings.published, settings.snapshot):
        is_new = publish(settings, unasked=unasked, anew=True)
        require_whole(settings.published)  # damage that is in it now is the warehouse's
    warnings = write_report_or_warn(settings, now) if is_new else []
    unlink(done.retention.going, settings.archive)
    for path in (*done.snapshots, *done.copies):
        path.unlink(missing_ok=True)
    return replace(done, bytes_after=settings.warehouse.stat().st_size, warnings=warnings)


def _are_whole(*paths: Path) -> bool:
    for path in paths:
        try:
            require_whole(path)
        except (DatabaseDamaged, UsageError) as error:
            if not is_held(error):
                return False
    return True


def summary(done: Upkeep, settings: Settings, *, dry_run: bool) -> str:
    """One line for people: what was removed (or would be), and what stays."""
    verb = "would go" if dry_run else "removed"
    parts = [_of_archive(done.retention, settings, verb)]
    if done.drafts:
        parts.append(f"Unfinished files: {_sum(done.drafts)} {verb}")
    if done.runs != OldRuns():
        what = f"{done.runs.runs} runs, {done.runs.outcomes} outcomes, {done.runs.fetches} fetches"
        parts.append(f"Older than the settings keep: {what} {verb}")
    if done.snapshots:
        parts.append(f"Former snapshots: {len(done.snapshots)} {verb}")
    if done.copies:
        parts.append(f"Copies from before migrations: {len(done.copies)} {verb}")
    if done.compacted:
        before = f"{megabytes(done.compacted.total)}, {megabytes(done.compacted.free)} of it free"
        parts.append(
            f"The warehouse would be written anew ({before})"
            if dry_run
            else f"The warehouse was written anew: {megabytes(done.bytes_after)} ({before})"
        )
    return ". ".join(parts)


def _of_archive(kept: Retention, settings: Settings, verb: str) -> str:
    if not settings.archive_days and not kept.going:
        return f"WARC files are kept for ever (setting archive_days is 0): {_sum(kept.staying)}"
    parts = [f"{_sum(kept.going)} {verb}"]
    if kept.held:
        parts.append(f"{_sum(kept.held)} as old, kept for held articles")
    parts.append(f"{_sum(kept.staying)} younger than {settings.archive_days} days or in use")
    return f"WARC files: {'; '.join(parts)}"


def _sum(files: Sequence[ArchiveFile | Draft]) -> str:
    return f"{len(files)} ({sum(file.bytes for file in files) / MEGABYTE:.1f} MB)"
