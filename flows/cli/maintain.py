"""`broadsheet maintain`: run the maintenance, or list with `--dry-run` what it would remove."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from flows.cli.output.console import err
from flows.cli.report import print_warnings
from flows.inspect.reading import write_json, write_table
from schemas.settings import Settings, load_settings
from tasks.maintain.retention import ArchiveFile
from tasks.maintain.upkeep import Upkeep, keep_up, summary


def run_maintain(*, dry_run: bool, as_json: bool, compact: bool = False) -> None:
    """Run the maintenance and print what was removed."""
    settings = load_settings()
    done = keep_up(settings, datetime.now(UTC), dry_run=dry_run, compact=compact)
    if as_json:
        write_json(_told(done, settings, dry_run=dry_run))
        print_warnings(done.warnings)
        return
    if done.retention.going:
        write_table([_row(file) for file in done.retention.going])
    err().print(summary(done, settings, dry_run=dry_run), highlight=False)
    print_warnings(done.warnings)


def _told(done: Upkeep, settings: Settings, *, dry_run: bool) -> dict[str, object]:
    staying = done.retention.staying
    return {
        "dry_run": dry_run,
        "archive_days": settings.archive_days,
        "going": [_row(file) for file in done.retention.going],
        "held": [_row(file) for file in done.retention.held],
        "staying": {"files": len(staying), "bytes": sum(file.bytes for file in staying)},
        "drafts": [{"file": draft.path, "bytes": draft.bytes} for draft in done.drafts],
        "rows": asdict(done.runs),
        "snapshots": done.snapshots,
        "copies": done.copies,
        "compacted": {**asdict(done.compacted), "after": done.bytes_after} if done.compacted else None,
    }


def _row(file: ArchiveFile) -> dict[str, object]:
    return {
        "warc_file": file.warc_file,
        "bytes": file.bytes,
        "captures": file.captures,
        "holds": file.holds,
        "newest_at": file.newest_at,
    }
