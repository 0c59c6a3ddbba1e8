"""Before new work: complete the runs that were cut off, postpone them, or give them up with a reason.

A run that cannot be completed never stops new work, except for an error that would stop any run. Nor does one that
hangs: it is completed in a thread, which is left behind when nothing of it shows a sign of life any more.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Thread

import httpx
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectException

from schemas.errors import DoesNotAddUp, QualityGateClosed, SourceBusy, UsageError, WarehouseError, disk_full
from schemas.settings import Settings
from tasks.load import RunResult
from tasks.load.run_events import give_up
from tasks.logs import log
from tasks.publish import publish
from tasks.runs.folder import Run, new_run
from tasks.runs.handover import note_life, seconds_without_life
from tasks.runs.recovery import PostponedRun, UnrecoverableRun, record_failure, recover_runs

_POLL_SECONDS = 1.0
_STOPS_ANY_RUN = (WarehouseError, PrefectException, httpx.HTTPError)
"""Errors that a new run would meet too: it would stop at the same place and leave one more unfinished folder."""


@dataclass(slots=True)
class RecoveredRuns:
    """What became of the runs that were cut off."""

    warnings: list[str] = field(default_factory=list)
    """One for each run that is not completed."""
    gate_error: QualityGateClosed | None = None
    """Of the first run that a quality gate stopped."""
    completed: list[RunResult] = field(default_factory=list)
    has_stuck_one: bool = False
    """Whether a thread of this process still hangs in one of them."""

    def added_to(self, ended: RunResult) -> RunResult:
        """The result of the new run, with the completed runs and the warnings added."""
        warnings = [*ended.warnings, *self.warnings]
        return replace(ended, warnings=warnings, completed=self.completed, not_completed=self.warnings)


def complete_cut_off_runs(run_pipeline: Callable[[Run], RunResult], settings: Settings) -> RecoveredRuns:
    """Take every run that was cut off to the snapshot.

    Raises WarehouseBusy if another process is doing the same and does not end, and errors that would stop any run. The
    runs that are left then are recovered by the next flow.
    """
    recovered = RecoveredRuns()
    waiting = recover_runs(settings, _now())
    try:
        while waiting:
            _recover(waiting.pop(0), run_pipeline, recovered, settings)
    finally:
        for left in waiting:
            if not isinstance(left, PostponedRun):
                with left:
                    pass  # release its lock, because this process may live on
    for warning in recovered.warnings:
        log("resume").warning("%s", warning)
    return recovered


def _recover(
    found: Run | PostponedRun | UnrecoverableRun,
    run_pipeline: Callable[[Run], RunResult],
    recovered: RecoveredRuns,
    settings: Settings,
) -> None:
    if isinstance(found, PostponedRun):
        recovered.warnings.append(str(found))
        return
    run = _give_up(found, recovered, settings) if isinstance(found, UnrecoverableRun) else found
    if run:
        _complete(run, run_pipeline, recovered, settings)


class StuckRun(Exception):
    """Nothing of it got on for as long as the setting recovery_seconds says."""


def _complete(run: Run, run_pipeline: Callable[[Run], RunResult], recovered: RecoveredRuns, settings: Settings) -> None:
    """Raises what would stop any run: a busy or unusable warehouse, a full disk, a Prefect server that is gone."""
    ended = _begin(run, run_pipeline)
    note_life()
    while not ended.done():
        wait([ended], timeout=_POLL_SECONDS)
        if not ended.done() and (silent := seconds_without_life(run.folder)) > settings.recovery_seconds:
            stuck = StuckRun(f"no sign of life for {silent:.0f} s (setting recovery_seconds)")
            recovered.warnings.append(str(record_failure(run, stuck, _now())))
            recovered.has_stuck_one = True
            return  # the thread keeps the lock of the run, and with it the claims, until this process ends
    with run:
        try:
            recovered.completed.append(ended.result())
        except QualityGateClosed as closed:
            error = QualityGateClosed(f"run {run.run_id}, which was cut off: {closed.what}", closed.cure)
            recovered.gate_error = recovered.gate_error or error
        except (UsageError, SourceBusy) as error:
            recovered.warnings.append(str(PostponedRun(run.run_id, " ".join(str(error).split()))))
        except Exception as error:  # any other error concerns this run only: new work goes on
            if full := disk_full(error):
                raise full from error
            if isinstance(error, _STOPS_ANY_RUN) and not isinstance(error, DoesNotAddUp):
                raise
            recovered.warnings.append(str(record_failure(run, error, _now())))


def _begin(run: Run, run_pipeline: Callable[[Run], RunResult]) -> Future[RunResult]:
    """Complete the run in a thread with a pool of its own, so that nobody else waits for a step that hangs."""
    ended: Future[RunResult] = Future()

    def work() -> None:
        with ExitStack() as stack:
            try:
                if context := FlowRunContext.get():
                    pool = stack.enter_context(context.task_runner.duplicate())
                    stack.enter_context(context.model_copy(update={"task_runner": pool}))
                ended.set_result(run_pipeline(run))
            except BaseException as error:  # whoever waits gets it
                ended.set_exception(error)

    Thread(target=copy_context().run, args=(work,), name=f"complete-{run.run_id}", daemon=True).start()
    return ended


def _give_up(lost: UnrecoverableRun, recovered: RecoveredRuns, settings: Settings) -> Run | None:
    """Record what is known of the run. Returns a new run that asks its inputs again, if they are known."""
    with lost:
        try:
            anew = new_run(lost.request, settings, _now()) if lost.request else None
            why = lost.why + (f"; run {anew.run_id} asks its inputs again" if anew else "")
            give_up(lost.run_id, lost.folder, why, settings, _now(), are_asked_again=anew is not None)
            publish(settings)
            recovered.warnings.append(f"run {lost.run_id} was cut off and is given up: {why}{lost.set_aside(settings)}")
        except Exception as error:  # the next flow tries again; if two runs ask the same inputs, they are loaded once
            recovered.warnings.append(str(PostponedRun(lost.run_id, f"{lost.why}, which cannot be recorded: {error}")))
            return None
    return anew


def _now() -> datetime:
    return datetime.now(UTC)
