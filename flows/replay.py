"""The way of an article from the archive on: captures are chosen, then cleaned, validated and loaded as in a run of
ingest.

A capture needs no network, so a changed check or a better extractor reaches the articles that are loaded already.
"""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from flows.hooks import recorded
from flows.ingest import run_pipeline
from flows.pipeline import PIPELINE_FLOW, begin_pipeline, run_after_recovery, run_name
from schemas.errors import UsageError
from tasks.chain.processes import WorkerProcesses
from tasks.load import RunResult
from tasks.replay import Choice, choose
from tasks.runs.folder import RunRequest, new_run


def _flow_run_name() -> str:
    return run_name([f"replay of {flow_run.parameters.get('source') or 'all sources'}"])


@flow(name="replay", flow_run_name=_flow_run_name, **PIPELINE_FLOW)
@recorded
async def replay(source: str = "", since: datetime | None = None, where: str = "") -> State[RunResult]:
    """Read captures of the archive again: of one source, captured since, under a condition over the view `replayable`.

    Changed text becomes a new version. Held articles that pass today's checks are loaded; articles that fail them are
    held. Runs that were cut off are completed first.
    """
    settings = begin_pipeline()
    choice = Choice(source, since, where)

    def work(processes: WorkerProcesses) -> RunResult:
        with new_run(RunRequest(inputs=_in_words(choice), flow="replay"), settings, datetime.now(UTC)) as run:
            try:
                choose(run.folder, choice, settings)
            except UsageError:
                run.finish()
                raise
            return run_pipeline(run, processes, settings)

    return run_after_recovery(work, run_pipeline, settings)


def _in_words(choice: Choice) -> list[str]:
    """The choice as the inputs that are recorded with the run."""
    since = [f"since {choice.since.isoformat()}"] if choice.since else []
    return [words for words in (choice.source, *since, choice.condition) if words] or ["everything"]
