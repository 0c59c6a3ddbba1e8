"""The state that a run ends in says how it ended: the name for automations, the message for people."""

from __future__ import annotations

import pytest
from prefect.states import Failed

from flows.ingest import state_of
from flows.steps import _is_busy, _was_killed
from schemas.errors import WarehouseBusy, WarehouseUnusable
from tasks.load import Ended
from tasks.step_process import StepDied, StepKilled, StepTooSlow


def ended(discovered: int, failed_sources: tuple[str, ...] = (), **outcomes: dict[str, int]) -> Ended:
    return Ended("run-1", discovered, 0, 0, outcomes, [*failed_sources])


@pytest.mark.parametrize(
    ("how", "name", "message"),
    [
        (ended(0), "NothingToDo", "there was nothing to do"),
        (
            ended(1203, loaded={"new": 3}, unchanged={"not_due": 1200}),
            "Completed",
            "3 loaded, 1,200 unchanged of 1,203",
        ),
        (
            ended(4, loaded={"new": 2}, quarantined={"failed_checks": 2}),
            "CompletedWithQuarantine",
            "2 loaded, 2 quarantined of 4",
        ),
        (ended(2, ("desk",), failed={"deadline": 2}), "SourceFailed", "nothing from desk; 2 failed of 2"),
    ],
)
def test_the_name_and_the_message_of_a_state_say_how_a_run_ended(how, name, message):
    state = state_of(how)
    assert (state.name, state.message) == (name, message)
    assert state.is_failed() == (name == "SourceFailed")


@pytest.mark.parametrize(
    ("condition", "error", "tries_again"),
    [
        (_is_busy, WarehouseBusy("busy"), True),
        (_is_busy, WarehouseUnusable("no warehouse"), False),
        (_was_killed, StepKilled("exit code -9"), True),
        (_was_killed, StepDied("OSError: no space left on device"), False),
        (_was_killed, StepTooSlow("took too long"), False),
        (_was_killed, WarehouseBusy("busy"), False),
    ],
)
def test_only_what_may_pass_is_tried_again(condition, error, tries_again):
    assert condition(None, None, Failed(data=error)) is tries_again
