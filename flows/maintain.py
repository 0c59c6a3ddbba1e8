"""What is done now and then, so that the data folder does not grow for ever. So far: raw captures older than a setting go."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.maintain_command import keep_archive_young, summary
from schemas.settings import load_settings
from tasks.maintain.retention import Retention


@flow(name="maintain", retries=2, retry_delay_seconds=300)
async def maintain(dry_run: bool = False) -> State[Retention]:
    """Remove WARC files older than the setting archive_days; with `dry_run` only count them.

    Run again after an error it goes on where it ended, so a busy warehouse is simply waited for.
    """
    settings = load_settings()
    kept = keep_archive_young(settings, datetime.now(UTC), dry_run=dry_run)
    return Completed(data=kept, message=summary(kept, settings, dry_run=dry_run))
