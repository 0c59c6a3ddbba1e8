"""Take what a source listed before it was declared, in pieces. Each piece is a run of its own; the schedule goes on.

After each piece everything is loaded and published, and its claims are released. So a source, a host or a lock is kept
from the schedule for one piece at most. To continue a backfill that was cut off, start it again: it skips what is
loaded already.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed
from pydantic import Field

from flows.hooks import recorded
from flows.ingest import run_pipeline
from flows.pipeline import PIPELINE_FLOW, begin_pipeline, run_name, stopped
from schemas.errors import BroadsheetError
from schemas.settings import Settings
from schemas.spans import Span
from tasks.chain.processes import WorkerProcesses, worker_processes
from tasks.discover.backfill import pieces_of, require_declared, write_piece
from tasks.discover.offers import Offer
from tasks.discover.readers.passed import PassedRecords
from tasks.load import RunResult
from tasks.runs.folder import RunRequest, new_run

Sources = Annotated[list[str] | None, Field(description="Names of declared sources; none for all of them.")]
Piece = Annotated[int, Field(ge=1, le=10_000, description="Addresses of a piece, which is a run of its own.")]


def _flow_run_name() -> str:
    first, *more = flow_run.parameters.get("sources") or ["all sources"]
    return run_name([f"backfill of {first}", *more])


@flow(name="backfill", flow_run_name=_flow_run_name, **PIPELINE_FLOW)
@recorded
async def backfill(sources: Sources = None, span: Span = Span(), piece: Piece = 500) -> State[Any]:  # noqa: B008 - frozen
    """Take the addresses that the sources list in the span and that were never fetched, piece by piece."""
    settings = begin_pipeline()
    sums: Counter[str] = Counter()
    warnings: list[str] = []
    passed = PassedRecords()
    with worker_processes() as processes:
        try:
            for source in require_declared(sources or [], settings):
                for offered in pieces_of(source, span, settings, _now(), piece, warnings.append, passed):
                    ended = _run_piece(source, offered, passed, processes, settings)
                    sums.update({status: ended.total(status) for status in ended.outcomes})
        except BroadsheetError as error:
            return stopped(error, settings)
    counts = (
        ", ".join(f"{count:,} {status}" for status, count in sums.most_common()) or "nothing that was not had already"
    )
    return Completed(data=sums, message="; ".join([counts, *warnings]))


def _run_piece(
    source: str, piece: list[Offer], passed: PassedRecords, processes: WorkerProcesses, settings: Settings
) -> RunResult:
    with new_run(RunRequest(inputs=[source], flow="backfill"), settings, _now()) as run:
        if write_piece(run.folder, piece, settings, _now(), passed):
            return run_pipeline(run, processes, settings)
        run.finish()
        return RunResult(run.run_id, 0, 0, 0)


def _now() -> datetime:
    return datetime.now(UTC)
