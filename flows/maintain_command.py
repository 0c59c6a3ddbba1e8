"""`broadsheet maintain`: what age makes superfluous goes, or is listed with `--dry-run`."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.console import err
from flows.reading import write_json, write_table
from schemas.settings import MEGABYTE, Settings, load_settings
from tasks.load.warehouse import open_warehouse
from tasks.maintain.retention import ArchiveFile, Retention, archive_files, decide, record, unlink
from tasks.publish import publish


def run_maintain(*, dry_run: bool, as_json: bool) -> None:
    """Keep the archive to its age, and tell what went."""
    settings = load_settings()
    kept = keep_archive_young(settings, datetime.now(UTC), dry_run=dry_run)
    if as_json:
        write_json(_told(kept, settings, dry_run=dry_run))
        return
    if kept.going:
        write_table([_row(file) for file in kept.going])
    err().print(summary(kept, settings, dry_run=dry_run), highlight=False)


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
    return decided


def summary(kept: Retention, settings: Settings, *, dry_run: bool) -> str:
    """In one line: what goes, and what stays."""
    if not settings.archive_days and not kept.going:
        return f"WARC files are kept for ever (setting archive_days is 0): {_sum(kept.staying)}"
    parts = [f"{_sum(kept.going)} {'would go' if dry_run else 'removed'}"]
    if kept.held:
        parts.append(f"{_sum(kept.held)} as old, kept for held articles")
    parts.append(f"{_sum(kept.staying)} younger than {settings.archive_days} days or in use")
    return f"WARC files: {'; '.join(parts)}"


def _told(kept: Retention, settings: Settings, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "archive_days": settings.archive_days,
        "going": [_row(file) for file in kept.going],
        "held": [_row(file) for file in kept.held],
        "staying": {"files": len(kept.staying), "bytes": sum(file.bytes for file in kept.staying)},
    }


def _row(file: ArchiveFile) -> dict[str, object]:
    return {
        "warc_file": file.warc_file,
        "bytes": file.bytes,
        "captures": file.captures,
        "holds": file.holds,
        "newest_at": file.newest_at,
    }


def _sum(files: list[ArchiveFile]) -> str:
    return f"{len(files)} ({sum(file.bytes for file in files) / MEGABYTE:.1f} MB)"
