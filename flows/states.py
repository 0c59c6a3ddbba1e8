"""As which Prefect state a flow ends: its name for whoever listens, its message for whoever looks."""

from __future__ import annotations

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.steps import reported
from schemas.errors import BroadsheetError, QualityGateClosed, SourceBusy, UsageError
from schemas.outcomes import Status
from schemas.settings import Settings
from tasks.load import RunResult


def state_of(ended: RunResult) -> State[RunResult]:
    """The state that says how a run ended."""
    counts = [f"{total:,} {status}" for status in Status if (total := ended.total(status))]
    told = "; ".join([f"{', '.join(counts) or 'nothing'} of {ended.discovered:,}", *ended.completed_lines])
    if failed := ended.all_failed_sources:
        return Failed(name="SourceFailed", data=ended, message=f"nothing from {', '.join(failed[:10])}; {told}")
    if ended.all_held:
        return Completed(name="CompletedWithQuarantine", data=ended, message=told)
    if not ended.discovered and not ended.completed:
        # Sources of a run that waits are not asked: that is not as good as nothing being due.
        name = "PutOff" if ended.not_completed else "NothingToDo"
        return Completed(name=name, data=ended, message="; ".join(["there was nothing to do", *ended.warnings]))
    return Completed(data=ended, message=told)


def stopped(error: BroadsheetError, settings: Settings) -> State[RunResult]:
    """The state of a run that a check stopped; whoever asks for its result gets the error, with the cure.

    Raises any other error again. Either way the quality page says so, unless the call itself was wrong.
    """
    if not isinstance(error, UsageError | SourceBusy):
        reported(settings)
    if not isinstance(error, QualityGateClosed):
        raise error
    return Failed(name="QualityFailed", data=error, message=error.what)
