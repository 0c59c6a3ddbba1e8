"""What is done now and then, so that the data folder does not grow for ever. Raw captures older than a setting go, and
files that a killed process never finished.
"""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.logs import set_up_logs
from flows.maintain_command import Upkeep, keep_up, summary
from schemas.settings import load_settings


@flow(name="maintain", retries=2, retry_delay_seconds=300)
async def maintain(dry_run: bool = False) -> State[Upkeep]:
    """Remove WARC files older than the setting archive_days, and unfinished files; with `dry_run` only count them.

    Run again after an error it goes on where it ended, so a busy warehouse is simply waited for.
    """
    settings = load_settings()
    set_up_logs(settings)
    done = keep_up(settings, datetime.now(UTC), dry_run=dry_run)
    return Completed(data=done, message=summary(done, settings, dry_run=dry_run))
