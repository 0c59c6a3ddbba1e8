"""`broadsheet maintain`: what age makes superfluous goes, or is listed with `--dry-run`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flows.console import err
from flows.reading import write_json, write_table
from flows.report_command import report_after
from schemas.settings import MEGABYTE, Settings, load_settings
from tasks.load.finding import merge_segments
from tasks.load.warehouse import open_warehouse
from tasks.maintain.drafts import Draft, abandoned_drafts, remove
from tasks.maintain.retention import ArchiveFile, Retention, archive_files, decide, record, unlink
from tasks.publish import publish


@dataclass(frozen=True, slots=True)
class Upkeep:
    retention: Retention
    drafts: list[Draft]
    """Left by processes that were killed."""


def run_maintain(*, dry_run: bool, as_json: bool) -> None:
    """Keep the archive to its age, and tell what went."""
    settings = load_settings()
    done = keep_up(settings, datetime.now(UTC), dry_run=dry_run)
    if as_json:
        write_json(_told(done, settings, dry_run=dry_run))
        return
    if done.retention.going:
        write_table([_row(file) for file in done.retention.going])
    err().print(summary(done, settings, dry_run=dry_run), highlight=False)


def keep_up(settings: Settings, now: datetime, *, dry_run: bool) -> Upkeep:
    """Everything that is done now and then; with `dry_run` only what it would be.

    Raises WarehouseBusy, WarehouseUnusable.
    """
    drafts = abandoned_drafts(settings, now)
    if not dry_run:
        remove(drafts)
        put_search_in_order(settings)
    return Upkeep(keep_archive_young(settings, now, dry_run=dry_run), drafts)


def put_search_in_order(settings: Settings) -> None:
    """Few large segments of search's postings instead of many small ones. Raises WarehouseBusy, WarehouseUnusable."""
    if not settings.warehouse.exists():
        return
    with open_warehouse(settings) as database:
        is_changed = merge_segments(database, settings) > 0
    if is_changed:
        publish(settings)


def keep_archive_young(settings: Settings, now: datetime, *, dry_run: bool) -> Retention:
    """Remove what the setting archive_days no longer keeps; with `dry_run` only say what that is.

    Raises WarehouseBusy, WarehouseUnusable; then no file is removed, and what was decided is done the next time.
    """
    if not settings.warehouse.exists():
        return Retention([], [], [])
    with open_warehouse(settings) as database:
        decided = decide(archive_files(database, settings), settings.archive_days, now)
        if not dry_run:
            record(database, decided.going, settings.archive_days, now)
    if decided.going and not dry_run:
        publish(settings)
        unlink(decided.going, settings.archive)
        report_after(settings)
    return decided


def summary(done: Upkeep, settings: Settings, *, dry_run: bool) -> str:
    """In one line: what goes, and what stays."""
    kept, verb = done.retention, "would go" if dry_run else "removed"
    if settings.archive_days or kept.going:
        parts = [f"{_sum(kept.going)} {verb}"]
        if kept.held:
            parts.append(f"{_sum(kept.held)} as old, kept for held articles")
        parts.append(f"{_sum(kept.staying)} younger than {settings.archive_days} days or in use")
        words = f"WARC files: {'; '.join(parts)}"
    else:
        words = f"WARC files are kept for ever (setting archive_days is 0): {_sum(kept.staying)}"
    return f"{words}. Unfinished files: {_sum(done.drafts)} {verb}" if done.drafts else words


def _told(done: Upkeep, settings: Settings, *, dry_run: bool) -> dict[str, object]:
    staying = done.retention.staying
    return {
        "dry_run": dry_run,
        "archive_days": settings.archive_days,
        "going": [_row(file) for file in done.retention.going],
        "held": [_row(file) for file in done.retention.held],
        "staying": {"files": len(staying), "bytes": sum(file.bytes for file in staying)},
        "drafts": [{"file": draft.path, "bytes": draft.bytes} for draft in done.drafts],
    }


def _row(file: ArchiveFile) -> dict[str, object]:
    return {
        "warc_file": file.warc_file,
        "bytes": file.bytes,
        "captures": file.captures,
        "holds": file.holds,
        "newest_at": file.newest_at,
    }


def _sum(files: Sequence[ArchiveFile | Draft]) -> str:
    return f"{len(files)} ({sum(file.bytes for file in files) / MEGABYTE:.1f} MB)"
