"""Runs that were cut off, before anything new: what stops one of them stops no other, and what would stop any begins
none.
"""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from threading import Event

import duckdb
import httpx
import pytest

from flows.recover import RecoveredRuns, complete_cut_off_runs
from schemas.errors import DiskFull, DoesNotAddUp, QualityGateClosed, UsageError, WarehouseBusy, WarehouseUnusable
from tasks.discover import discover
from tasks.load import RunResult
from tasks.runs.claims import claimed_by_others, claims_lock
from tasks.runs.folder import RunRequest, new_run
from tasks.runs.state import read_part, run_folders

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def two(settings, tmp_path) -> list[str]:
    """The ids of two runs, of a file each, that were cut off when they had found it."""
    found = []
    for second, name in enumerate(("a.txt", "b.txt")):  # ids sort by time
        (tmp_path / name).write_text("The ferry waits.")
        with new_run(RunRequest(inputs=[str(tmp_path / name)]), settings, NOW + timedelta(seconds=second)) as run:
            discover(run.folder, run.request.inputs, None, settings, NOW)
        found.append(run.run_id)
    return found


def resumed(settings, error: BaseException):
    """What is told where the first run that is taken over meets this error, and which runs were walked through."""
    walked: list[str] = []

    def run_pipeline(run):
        walked.append(run.run_id)
        if len(walked) == 1:
            raise error
        run.finish()
        return RunResult(run.run_id, 1, 1, 1, {"loaded": {"new": 1}})

    return complete_cut_off_runs(run_pipeline, settings), walked


@pytest.mark.parametrize(
    "error",
    [
        WarehouseBusy("somebody writes"),
        WarehouseUnusable("no database"),
        DiskFull("full"),
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        duckdb.IOException("Could not write file: No space left on device"),
        httpx.ConnectError("the server is gone"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_would_stop_any_run_is_raised_and_counts_against_none(settings, two, error):
    expected = DiskFull if isinstance(error, (OSError, duckdb.Error)) else type(error)
    with pytest.raises(expected):
        resumed(settings, error)
    assert not [folder for folder in run_folders(settings) if read_part(folder, "failure")]
    _, walked = resumed(settings, UsageError("no contact"))
    assert walked == two


@pytest.mark.parametrize(
    "error", [DoesNotAddUp("1 and 2"), MemoryError("died"), duckdb.InternalException("?")], ids=repr
)
def test_what_one_run_alone_meets_puts_it_off_with_its_sources_and_the_other_is_completed(settings, two, error):
    earlier, walked = resumed(settings, error)
    assert walked == two
    [words] = earlier.warnings
    assert words.startswith(f"run {two[0]} was cut off and still waits: {type(error).__name__}: ")
    assert "(try 1 of 6; the next from " in words
    with new_run(RunRequest(inputs=["x"]), settings, NOW) as run, claims_lock(settings):
        held = claimed_by_others(run.folder, settings)
    assert [(name.rpartition("/")[2], by.run_id, by.is_postponed) for name, by in held.items()] == [
        ("a.txt", two[0], True)
    ]


def test_a_closed_gate_is_told_with_its_run_and_the_other_is_completed(settings, two):
    earlier, walked = resumed(settings, QualityGateClosed("batch 00001: check x failed", "Mend it."))
    assert walked == two
    assert [run.run_id for run in earlier.completed] == [two[1]]
    assert earlier.gate_error.what == f"run {two[0]}, which was cut off: batch 00001: check x failed"
    assert not [folder for folder in run_folders(settings) if read_part(folder, "failure")]


def test_what_was_completed_and_what_was_not_stand_beside_how_the_new_run_ended():
    completed = RunResult("run-1", 1, 1, 1, {"loaded": {"new": 1}})
    ended = RecoveredRuns(warnings=["run run-0 still waits"], completed=[completed]).added_to(
        RunResult("run-2", 1, 0, 0, warnings=["no date"])
    )
    assert ended.warnings == ["no date", "run run-0 still waits"]
    assert ended.completed == [completed]


def test_one_that_hangs_is_put_off_and_what_follows_is_done(settings, two):
    settings = settings.model_copy(update={"recovery_seconds": 0.2})
    walked: list[str] = []
    is_over = Event()

    def run_pipeline(run):
        walked.append(run.run_id)
        if run.run_id == two[0]:
            is_over.wait(60)
        run.finish()
        return RunResult(run.run_id, 1, 1, 1, {"loaded": {"new": 1}})

    try:
        recovered = complete_cut_off_runs(run_pipeline, settings)
        assert walked == two
        assert (recovered.has_stuck_one, [run.run_id for run in recovered.completed]) == (True, [two[1]])
        [words] = recovered.warnings
        assert words.startswith(f"run {two[0]} was cut off and still waits: StuckRun: no sign of life for ")
        # No other run asks its inputs meanwhile, and no other process takes it over.
        with new_run(RunRequest(inputs=["x"]), settings, NOW) as run, claims_lock(settings):
            held = claimed_by_others(run.folder, settings)
        assert [(name.rpartition("/")[2], by.run_id) for name, by in held.items()] == [("a.txt", two[0])]
    finally:
        is_over.set()
