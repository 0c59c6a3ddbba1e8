"""Keep the data folder from growing for ever: remove what is older, or more, than the settings keep."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.hooks import RUN_END_HOOKS, recorded
from flows.pipeline import begin_flow, run_name
from flows.steps import RETRY_BUSY_WAREHOUSE
from tasks.maintain.upkeep import Upkeep, keep_up, summary

# A retry after a busy warehouse continues where the try before it stopped.
_keep_up = task(name="keep-up", cache_policy=NO_CACHE, **RETRY_BUSY_WAREHOUSE)(keep_up)


@flow(name="maintain", flow_run_name=lambda: run_name(["upkeep"]), **RUN_END_HOOKS)
@recorded
async def maintain(dry_run: bool = False) -> State[Upkeep]:
    """Remove what the settings no longer keep, and compact the warehouse where that frees enough; `dry_run` only says
    so.
    """
    settings = begin_flow()
    done = _keep_up(settings, datetime.now(UTC), dry_run=dry_run)
    return Completed(data=done, message="; ".join([summary(done, settings, dry_run=dry_run), *done.warnings]))
