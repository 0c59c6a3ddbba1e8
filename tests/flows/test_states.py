"""The state that a run ends in says how it ended: the name for automations, the message for people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from prefect.states import Failed

from flows.cli.run import exit_code
from flows.pipeline import state_of
from flows.recover import RecoveredRuns
from flows.steps import _is_busy, _was_killed
from schemas.errors import WarehouseBusy, WarehouseUnusable
from tasks.load import RunResult
from tasks.workers.step_process import StepDied, StepKilled, StepTooSlow


def ended(discovered: int, failed_sources: tuple[str, ...] = (), **outcomes: dict[str, int]) -> RunResult:
    return RunResult("run-1", discovered, 0, 0, outcomes, [*failed_sources])


@pytest.mark.parametrize(
    ("how", "name", "message"),
    [
        (ended(0), "NothingToDo", "there was nothing to do"),
        (
            RecoveredRuns(["run run-0 waits: the judge died"]).added_to(ended(0)),
            "PutOff",
            "there was nothing to do; run run-0 waits: the judge died",
        ),
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


UNCHANGED = {"unchanged": {"same_payload": 2}}


@pytest.mark.parametrize(
    ("outcomes", "failed", "name", "code", "told"),
    [
        ({"loaded": {"new": 400}}, [], "Completed", 0, "400 loaded"),
        (
            {"loaded": {"new": 1200}, "quarantined": {"failed_checks": 1}},
            [],
            "CompletedWithQuarantine",
            3,
            "1,200 loaded, 1 held",
        ),
        ({"failed": {"deadline": 2}}, ["desk"], "SourceFailed", 5, "2 failed"),
    ],
)
def test_what_a_completed_run_came_to_is_told_and_counts(outcomes, failed, name, code, told):
    completed = RunResult("run-0", 400, 400, 400, outcomes, failed)
    now = RunResult("run-1", 2, 0, 0, UNCHANGED, completed=[completed])
    assert now.completed_lines == [f"completed run run-0, which was cut off: {told}"]
    state = state_of(now)
    assert (state.name, exit_code(now)) == (name, code)
    assert state.message.endswith(f"2 unchanged of 2; completed run run-0, which was cut off: {told}")
    assert exit_code(replace(now, completed=[])) == 0


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
