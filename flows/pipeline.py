"""What the flows share: options, settings and log at the start, recovery before new work, the state at the end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from prefect.client.schemas.objects import State
from prefect.context import SyncClientContext
from prefect.logging.handlers import APILogHandler
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.hooks import RUN_END_HOOKS, started_by_worker
from flows.polite_stop import end_by_signals, leave_threads_behind
from flows.recover import RecoveredRuns, complete_cut_off_runs
from flows.steps import report
from schemas.checks import require_sound_checks
from schemas.errors import BroadsheetError, QualityGateClosed, SourceBusy, UsageError
from schemas.outcomes import Status
from schemas.settings import Settings, load_settings
from tasks.chain.processes import WorkerProcesses, worker_processes
from tasks.checks.own_expectations import require_known_expectations
from tasks.load import RunResult
from tasks.logs import NAME, file_handler, set_up
from tasks.publish import mend_snapshot
from tasks.runs.folder import Run
from tasks.store.disk import require_room
from tasks.store.engine import without_pandas
from tasks.store.writer_lock import close_folders, make_home

PIPELINE_FLOW: dict[str, Any] = {"task_runner": ThreadPoolTaskRunner(max_workers=32), **RUN_END_HOOKS}
"""Options of the flows that take batches through the steps: ingest, replay, backfill."""
RunPipeline = Callable[[Run, WorkerProcesses, Settings], RunResult]


def run_name(inputs: list[str]) -> str:
    """The name of a flow run on the Prefect server, for people who look for it in a list: `desk and 2 more, 2026-04-02
    09:30`.
    """
    more = f" and {len(inputs) - 1} more" if len(inputs) > 1 else ""
    return f"{inputs[0]}{more}, {datetime.now(UTC):%Y-%m-%d %H:%M}"


def begin_flow() -> Settings:
    """The settings, with the log set up and the snapshot mended.

    Raises UsageError for settings that are wrong, WarehouseUnusable for a warehouse that is gone or damaged.
    """
    if started_by_worker():
        end_by_signals()
    settings = load_settings()
    make_home(settings)
    _set_up_logs(settings)
    close_folders(settings)
    mend_snapshot(settings)
    return settings


def begin_pipeline() -> Settings:
    """The same for flows that validate articles.

    Raises UsageError also for checks of a source that are wrong, DiskFull where what they load could not be published.
    """
    settings = begin_flow()
    require_sound_checks(settings)
    require_known_expectations(settings)
    require_room(settings)
    return settings


def _set_up_logs(settings: Settings) -> None:
    """Once a process. If a worker started it, our lines also go to Prefect's page of the run, and Prefect's lines to
    our file.

    In a command Prefect stays quiet: the command itself tells the person what happened.
    """
    set_up(settings)
    ours = logging.getLogger(NAME)
    if not started_by_worker() or any(isinstance(handler, APILogHandler) for handler in ours.handlers):
        return
    # PREFECT_LOGGING_EXTRA_LOGGERS does not help: Prefect reads it at its import, before there are settings.
    ours.addHandler(APILogHandler())
    file = file_handler(settings)
    if file:
        logging.getLogger("prefect").addHandler(file)


def run_after_recovery(
    work: Callable[[WorkerProcesses], RunResult], run_pipeline: RunPipeline, settings: Settings
) -> State[RunResult]:
    """Complete the runs that were cut off, then do the new work. Returns the state that the flow ends in.

    Raises every BroadsheetError but QualityGateClosed, which becomes a state.
    """
    # One client for all tasks: each would make its own otherwise, with connections and a TLS context that takes 20 ms.
    with worker_processes() as processes, SyncClientContext.get_or_create(), without_pandas():
        recovered = RecoveredRuns()
        try:
            recovered = complete_cut_off_runs(lambda run: run_pipeline(run, processes, settings), settings)
            if recovered.has_stuck_one:
                leave_threads_behind()
                with closing(processes.replaced()) as others:
                    result = work(others)
            else:
                result = work(processes)
        except BroadsheetError as error:
            return stopped(recovered.gate_error or error, settings)
    if recovered.gate_error:
        return stopped(recovered.gate_error, settings)
    return state_of(recovered.added_to(result))


def state_of(ended: RunResult) -> State[RunResult]:
    """The state of a run that ended: its name is for automations, its message for people."""
    counts = [f"{total:,} {status}" for status in Status if (total := ended.total(status))]
    message = "; ".join([f"{', '.join(counts) or 'nothing'} of {ended.discovered:,}", *ended.completed_lines])
    if failed := ended.all_failed_sources:
        return Failed(name="SourceFailed", data=ended, message=f"nothing from {', '.join(failed[:10])}; {message}")
    if ended.all_held:
        return Completed(name="CompletedWithQuarantine", data=ended, message=message)
    if not ended.discovered and not ended.completed:
        # A run that waits to be completed keeps its sources: they were not asked. That is worse than that none was due.
        name = "PutOff" if ended.not_completed else "NothingToDo"
        return Completed(name=name, data=ended, message="; ".join(["there was nothing to do", *ended.warnings]))
    return Completed(data=ended, message=message)


def stopped(error: BroadsheetError, settings: Settings) -> State[RunResult]:
    """The state of a run that a quality gate stopped; its result raises the error. Raises any other error again.

    The quality page is written first and shows the error, except errors in the call itself.
    """
    if not isinstance(error, UsageError | SourceBusy):
        report(settings)
    if not isinstance(error, QualityGateClosed):
        raise error
    return Failed(name="QualityFailed", data=error, message=error.what)
