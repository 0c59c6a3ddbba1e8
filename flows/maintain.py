"""What is done now and then, so that the data folder does not grow for ever: what is older, or more, than settings keep goes."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.hooks import RUN_END_HOOKS
from flows.logs import set_up_logs
from flows.names import run_name
from flows.steps import WAITS_FOR_WRITER
from schemas.settings import load_settings
from tasks.maintain.upkeep import Upkeep, keep_up, summary

# Tried again after a busy warehouse it goes on where it ended.
_keep_up = task(name="keep-up", cache_policy=NO_CACHE, **WAITS_FOR_WRITER)(keep_up)


@flow(
    name="maintain",
    flow_run_name=lambda: run_name(["upkeep"]),
    **RUN_END_HOOKS,
)
async def maintain(dry_run: bool = False) -> State[Upkeep]:
    """Remove what the settings keep no longer, and compact the warehouse where that is worth it; with `dry_run` only say so."""
    settings = load_settings()
    set_up_logs(settings)
    done = _keep_up(settings, datetime.now(UTC), dry_run=dry_run)
    return Completed(data=done, message="; ".join([summary(done, settings, dry_run=dry_run), *done.warnings]))
