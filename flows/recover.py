"""Before anything new is asked: runs that were cut off are completed, put off, or given up with a reason. None stops what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx
from prefect.exceptions import PrefectException

from schemas.errors import DoesNotAddUp, QualityGateClosed, SourceBusy, UsageError, WarehouseError, disk_full
from schemas.settings import Settings
from tasks.load import RunResult
from tasks.load.run_events import give_up
from tasks.logs import log
from tasks.publish import publish
from tasks.runs.folder import Run, new_run
from tasks.runs.recovery import PostponedRun, UnrecoverableRun, record_failure, recover_runs

_MEETS_ANY_RUN = (WarehouseError, PrefectException, httpx.HTTPError)
"""No run can get on: another one begun now would only stop at the same place, and leave its folder beside this one's."""


@dataclass(slots=True)
class RecoveredRuns:
    """What became of the runs that were cut off: words for each that is not completed, the gate that stopped one, the completed."""

    words: list[str] = field(default_factory=list)
    closed: QualityGateClosed | None = None
    completed: list[RunResult] = field(default_factory=list)

    def beside(self, ended: RunResult) -> RunResult:
        """How a run ended, with what was completed before it and what was not."""
        warnings = [*ended.warnings, *self.words]
        return replace(ended, warnings=warnings, completed=self.completed, not_completed=self.words)


def complete_cut_off_runs(take_through: Callable[[Run], RunResult], settings: Settings) -> RecoveredRuns:
    """Take each through to the snapshot.

    Raises WarehouseBusy where another process is doing so and does not end, and what _complete raises: the runs that are
    left then are taken over by whoever comes next.
    """
    earlier = RecoveredRuns()
    waiting = recover_runs(settings, _now())
    try:
        while waiting:
            _dealt_with(waiting.pop(0), take_through, earlier, settings)
    finally:
        for left in waiting:
            if not isinstance(left, PostponedRun):
                with left:
                    pass  # given back: this process may live on
    for words in earlier.words:
        log("resume").warning("%s", words)
    return earlier


def _dealt_with(
    found: Run | PostponedRun | UnrecoverableRun,
    take_through: Callable[[Run], RunResult],
    earlier: RecoveredRuns,
    settings: Settings,
) -> None:
    if isinstance(found, PostponedRun):
        earlier.words.append(str(found))
        return
    run = _given_up(found, earlier, settings) if isinstance(found, UnrecoverableRun) else found
    if run:
        _complete(run, take_through, earlier)


def _complete(run: Run, take_through: Callable[[Run], RunResult], earlier: RecoveredRuns) -> None:
    """Raises what would meet any run: a busy or unusable warehouse, a full disk, a server that is gone."""
    with run:
        try:
            earlier.completed.append(take_through(run))
        except QualityGateClosed as closed:
            told = QualityGateClosed(f"run {run.run_id}, which was cut off: {closed.what}", closed.cure)
            earlier.closed = earlier.closed or told
        except (UsageError, SourceBusy) as error:
            earlier.words.append(str(PostponedRun(run.run_id, " ".join(str(error).split()))))
        except Exception as error:  # whatever it is: it must not stop what others ask for
            if full := disk_full(error):
                raise full from error
            if isinstance(error, _MEETS_ANY_RUN) and not isinstance(error, DoesNotAddUp):
                raise
            earlier.words.append(str(record_failure(run, error, _now())))


def _given_up(lost: UnrecoverableRun, earlier: RecoveredRuns, settings: Settings) -> Run | None:
    """What is known of it is recorded. Gives a run that asks its inputs again, where they are known."""
    with lost:
        try:
            anew = new_run(lost.request, settings, _now()) if lost.request else None
            why = lost.why + (f"; run {anew.run_id} asks its inputs again" if anew else "")
            give_up(lost.run_id, lost.folder, why, settings, _now(), are_asked_again=anew is not None)
            publish(settings)
            earlier.words.append(f"run {lost.run_id} was cut off and is given up: {why}{lost.set_aside(settings)}")
        except Exception as error:  # the next run tries it again; two that ask the same load it once
            earlier.words.append(str(PostponedRun(lost.run_id, f"{lost.why}, which cannot be recorded: {error}")))
            return None
    return anew


def _now() -> datetime:
    return datetime.now(UTC)
