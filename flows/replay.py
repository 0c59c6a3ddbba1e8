"""The way of an article from the archive on: captures are chosen, then cleaned, judged and loaded as in a run of ingest.

What is fetched already needs no network, so a changed rule or a better extractor reaches what is in the tables.
"""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from flows.hooks import RUN_END_HOOKS
from flows.ingest import take_through
from flows.logs import set_up_logs
from flows.names import run_name
from flows.recover import RecoveredRuns, complete_cut_off_runs
from flows.states import state_of, stopped
from flows.worker_processes import WorkerProcesses, worker_processes
from schemas.errors import BroadsheetError, UsageError
from schemas.settings import Settings, load_settings
from schemas.source_checks import require_sound_checks
from tasks.load import RunResult
from tasks.replay import Choice, choose
from tasks.runs.folder import RunRequest, new_run


def _flow_run_name() -> str:
    return run_name([f"replay of {flow_run.parameters.get('source') or 'all sources'}"])


@flow(
    name="replay",
    flow_run_name=_flow_run_name,
    **RUN_END_HOOKS,
    task_runner=ThreadPoolTaskRunner(max_workers=32),  # type: ignore[arg-type]  # generic in Prefect, without a default
)
async def replay(source: str = "", since: datetime | None = None, where: str = "") -> State[RunResult]:
    """Read captures of the archive again: of one source, captured since, under a condition over the view `replayable`.

    What reads otherwise becomes a further version; what passes today's checks is let in, what fails them is held. Runs
    that were cut off are completed first.
    """
    settings = load_settings()
    set_up_logs(settings)
    require_sound_checks(settings)
    choice = Choice(source, since, where)
    with worker_processes() as steps:
        earlier = RecoveredRuns()
        try:
            earlier = complete_cut_off_runs(lambda run: take_through(run, steps, settings), settings)
            ended = _through(choice, steps, settings)
        except BroadsheetError as error:
            return stopped(earlier.closed or error, settings)
    if earlier.closed:
        return stopped(earlier.closed, settings)
    return state_of(earlier.beside(ended))


def _through(choice: Choice, steps: WorkerProcesses, settings: Settings) -> RunResult:
    with new_run(RunRequest(inputs=_asked(choice), flow="replay"), settings, datetime.now(UTC)) as run:
        try:
            choose(run.folder, choice, settings)
        except UsageError:
            run.finish()
            raise
        return take_through(run, steps, settings)


def _asked(choice: Choice) -> list[str]:
    """The choice as words, for the record of the run."""
    since = [f"since {choice.since.isoformat()}"] if choice.since else []
    return [words for words in (choice.source, *since, choice.condition) if words] or ["everything"]
