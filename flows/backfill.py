"""What a source listed long before it was declared: taken in pieces, each a run of its own, while the schedule goes on.

Between two pieces everything is loaded, published and given back, so no source, host or lock is kept from the schedule for
longer than one piece. Cut off, it is simply started again: what was had is passed over.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows.hooks import RUN_END_HOOKS
from flows.ingest import take_through
from flows.logs import set_up_logs
from flows.names import run_name
from flows.states import stopped
from flows.worker_processes import WorkerProcesses, worker_processes
from schemas.errors import BroadsheetError
from schemas.settings import Settings, load_settings
from schemas.source_checks import require_sound_checks
from schemas.spans import Span
from tasks.discover.backfill import pieces_of, require_declared, write_piece
from tasks.discover.offers import Offer
from tasks.load import RunResult
from tasks.runs.folder import RunRequest, new_run

Sources = Annotated[list[str] | None, Field(description="Names of declared sources; none for all of them.")]
Piece = Annotated[int, Field(ge=1, le=10_000, description="Addresses of a piece, which is a run of its own.")]


def _flow_run_name() -> str:
    first, *more = flow_run.parameters.get("sources") or ["all sources"]
    return run_name([f"backfill of {first}", *more])


@flow(
    name="backfill",
    flow_run_name=_flow_run_name,
    **RUN_END_HOOKS,
    task_runner=ThreadPoolTaskRunner(max_workers=32),  # type: ignore[arg-type]  # generic in Prefect, without a default
)
async def backfill(sources: Sources = None, span: Span = Span(), piece: Piece = 500) -> State[Any]:  # noqa: B008 - frozen
    """Take what the sources list in the span and was never had, piece by piece. The schedule is not disturbed."""
    settings = load_settings()
    set_up_logs(settings)
    require_sound_checks(settings)
    sums: Counter[str] = Counter()
    warnings: list[str] = []
    with worker_processes() as steps:
        try:
            for source in require_declared(sources or [], settings):
                for offered in pieces_of(source, span, settings, _now(), piece, warnings.append):
                    ended = _through(source, offered, steps, settings)
                    sums.update({status: ended.total(status) for status in ended.outcomes})
        except BroadsheetError as error:
            return stopped(error, settings)
    told = (
        ", ".join(f"{count:,} {status}" for status, count in sums.most_common()) or "nothing that was not had already"
    )
    return Completed(data=sums, message="; ".join([told, *warnings]))


def _through(source: str, piece: list[Offer], steps: WorkerProcesses, settings: Settings) -> RunResult:
    with new_run(RunRequest(inputs=[source], flow="backfill"), settings, _now()) as run:
        if write_piece(run.folder, piece, settings, _now()):
            return take_through(run, steps, settings)
        run.finish()
        return RunResult(run.run_id, 0, 0, 0)


def _now() -> datetime:
    return datetime.now(UTC)
