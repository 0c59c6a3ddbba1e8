"""What becomes of runs whose process is gone: taken over, mended, put off or explained; one never stops another."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.fields import Article
from schemas.records import Candidate, Capture, CheckResult, Verdict
from schemas.settings import Settings
from tasks.discover import discover
from tasks.files.atomic import write_note
from tasks.load import begin_run
from tasks.load.run_events import give_up
from tasks.load.warehouse import open_warehouse
from tasks.runs.claims import claim, claimed_by_others, claims_lock, claims_of, live_runs
from tasks.runs.folder import Run, RunRequest, new_run
from tasks.runs.handover import batch_folders, progress_in, write_rows
from tasks.runs.recovery import (
    PostponedRun,
    UnrecoverableRun,
    describe_failure,
    describe_progress,
    record_failure,
    recover_runs,
    stopped_runs,
)
from tasks.runs.state import StoppedRun, read_state, update_state

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
STEPS = {"captures": Capture, "articles": Article, "results": CheckResult, "verdicts": Verdict}


@pytest.fixture
def cut_off(settings: Settings, tmp_path: Path) -> Path:
    """The folder of a run over two files, a batch each, that was cut off when both were judged and none loaded."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The ferry waits.")
    words = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    with new_run(RunRequest(inputs=words, columns={"file": "f"}, again=True), settings, NOW) as run:
        discover(run.folder, words, None, settings.model_copy(update={"batch_size": 1}), NOW)
        for batch in batch_folders(run.folder):
            for name, kind in STEPS.items():
                write_rows(batch / f"{name}.parquet", kind, [])
    return run.folder


def left(folder: Path) -> list[str]:
    """The steps that are done, of both batches."""
    return [f"{b.name[-1]} {name}" for b in batch_folders(folder) for name in STEPS if (b / f"{name}.parquet").exists()]


def test_a_run_is_taken_over_as_it_was_asked_for_and_by_one_process_only(settings, cut_off: Path):
    [run] = recover_runs(settings, NOW)
    assert (run.run_id, run.started_at, run.resumed) == (cut_off.name, NOW, True)
    assert (run.request.columns, run.request.again, run.request.due_only) == ({"file": "f"}, True, False)
    assert describe_progress(run.folder) == "of 2 batches 2 are fetched, 2 cleaned, 2 judged"
    assert recover_runs(settings, NOW) == []
    with run:
        pass
    assert [found.run_id for found in recover_runs(settings, NOW)] == [run.run_id]


@pytest.mark.parametrize(
    ("damaged", "remain"),
    [
        ("captures", []),
        ("articles", ["1 captures"]),
        ("results", ["1 captures", "1 articles"]),
        ("verdicts", ["1 captures", "1 articles", "1 results"]),
    ],
)
def test_a_step_whose_file_was_cut_short_is_done_again_with_all_behind_it(settings, cut_off, damaged, remain):
    file = cut_off / "00001" / f"{damaged}.parquet"
    os.truncate(file, file.stat().st_size // 2)
    [run] = recover_runs(settings, NOW)
    assert isinstance(run, Run)
    assert left(cut_off) == [*remain, "2 captures", "2 articles", "2 results", "2 verdicts"]


def test_states_of_sources_that_were_cut_short_are_left_out_so_that_the_sources_stay_due(settings, cut_off):
    (cut_off / "source_states.parquet").write_bytes(b"PAR1")
    assert isinstance(recover_runs(settings, NOW)[0], Run)
    assert not (cut_off / "source_states.parquet").exists()
    assert not (cut_off / "documents.parquet").exists()


@pytest.mark.parametrize(
    "damaged",
    [{"request": ""}, {"request": [], "started_at": None}, {"started_at": 7}, {"request": {"words": []}}],
    ids=str,
)
def test_what_was_asked_for_need_not_be_known_once_it_is_found(settings, cut_off, damaged: dict[str, Any]):
    update_state(cut_off, **damaged)
    with recover_runs(settings, NOW)[0] as run:
        assert (run.started_at, run.request.inputs) == (NOW, ["not known: state.json does not say"])
    update_state(cut_off, discovered=None)
    with recover_runs(settings, NOW)[0] as lost:
        assert (lost.why[:49], lost.request) == ("its state.json does not say what it was asked for", None)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda run: update_state(run, discovered={}), "its state.json does not say how many batches it has"),
        (lambda run: update_state(run, discovered={"fetched_after": [0, 0, 0]}), "of its 3 batches 2 are there"),
        (
            lambda run: (run / "00002" / "candidates.parquet").write_text("PAR1"),
            "candidates.parquet of batch 00002 cannot be read",
        ),
    ],
)
def test_a_run_that_cannot_be_completed_is_named_with_the_reason(settings, cut_off, damage, why):
    damage(cut_off)
    [lost] = recover_runs(settings, NOW)
    assert isinstance(lost, UnrecoverableRun)
    assert lost.why.startswith(why)
    assert lost.request.again
    with lost:
        assert lost.set_aside(settings) == f"; its files are in {settings.home}/set-aside/{cut_off.name}"
    assert list(settings.runs.iterdir()) == []
    assert (settings.home / "set-aside" / cut_off.name / "why.txt").read_text() == f"{lost.why}\n"


def test_a_run_of_another_version_is_to_be_asked_again_as_it_was_asked(settings, cut_off):
    update_state(cut_off, form=0)
    [lost] = recover_runs(settings, NOW)
    assert (lost.why, lost.request.again) == ("another version of Broadsheet wrote its files", True)
    with lost:
        assert lost.set_aside(settings) == ""
    assert list(settings.runs.iterdir()) == []


@pytest.mark.parametrize("content", ["", "[]", '{"form": 1, "disc'])
def test_a_run_whose_whole_state_is_damaged_is_set_aside_with_the_reason(settings, cut_off, content: str):
    (cut_off / "state.json").write_text(content)
    [lost] = recover_runs(settings, NOW)
    assert (lost.why[:49], lost.request) == ("its state.json does not say what it was asked for", None)
    with lost:
        assert lost.set_aside(settings) == f"; its files are in {settings.home}/set-aside/{cut_off.name}"


def as_of_0_1_0(folder: Path, **notes: dict[str, Any]) -> None:
    """Leave the run as release 0.1.0 would have: each part of its state in a file of its own."""
    state = read_state(folder)
    (folder / "state.json").unlink()
    first = {"form": state["form"], "started_at": state["started_at"]}
    notes = {"run": state["request"] | first, "discovered": state["discovered"], **notes}
    for name, note in notes.items():
        write_note(folder / f"{name}.json", note)


def test_a_run_of_release_0_1_0_is_resumed_as_it_was_asked_for(settings, cut_off):
    as_of_0_1_0(cut_off, claims={"claims": ["desk"]}, **{"taken-over": {"times": 1, "done": 8}})
    with claims_lock(settings):
        assert (claims_of(cut_off), live_runs(settings)) == ({"desk"}, [])  # type: ignore[comparison-overlap]
    assert describe_progress(cut_off) == "of 2 batches 2 are fetched, 2 cleaned, 2 judged"
    with recover_runs(settings, NOW)[0] as run:
        assert (run.started_at, run.request.columns, run.request.again) == (NOW, {"file": "f"}, True)
        assert (claims_of(cut_off), progress_in(cut_off)) == ({"desk"}, (0, 2))  # type: ignore[comparison-overlap]
    assert [file.name for file in sorted(cut_off.glob("*.json"))] == ["state.json"]


def test_what_release_0_1_0_noted_of_a_stop_and_of_failed_tries_still_holds(settings, cut_off):
    stopped = {"what": "check x failed", "cure": "Mend it.", "at": NOW.isoformat(), "is_gate": True}
    failures = {"tries": 2, "why": "MemoryError: died", "again_at": (NOW + timedelta(minutes=30)).isoformat()}
    as_of_0_1_0(cut_off, claims={"claims": ["desk"], "are_kept": True}, stopped=stopped, failures=failures)
    for _ in range(2):  # as it was left, and as this release has written it anew
        assert stopped_runs(settings) == [StoppedRun(cut_off.name, "check x failed", "Mend it.", NOW, True)]
        assert describe_failure(cut_off).startswith("MemoryError: died; 2 of 6 tries, the next from 2026-04-02T10:00")
        [waiting] = recover_runs(settings, NOW)
        assert "MemoryError: died; it is tried again from 2026-04-02 10:00 UTC" in str(waiting)
        with new_run(RunRequest(inputs=["x"]), settings, NOW) as run, claims_lock(settings):
            assert [*claimed_by_others(run.folder, settings)] == ["desk"]
        run.finish()
    assert not (cut_off / "run.json").exists()


@pytest.mark.parametrize(("name", "is_resumed"), [("run", True), ("discovered", False)])
def test_a_damaged_note_of_release_0_1_0_costs_what_it_said_and_no_more(settings, cut_off, name, is_resumed):
    as_of_0_1_0(cut_off)
    (cut_off / f"{name}.json").write_text("{")
    with recover_runs(settings, NOW)[0] as found:
        assert isinstance(found, Run if is_resumed else UnrecoverableRun)


def test_an_operator_has_a_postponed_run_tried_now(settings, cut_off):
    [run] = recover_runs(settings, NOW)
    with run:
        record_failure(run, MemoryError("died"), NOW)  # type: ignore[arg-type]
    assert isinstance(recover_runs(settings, NOW)[0], PostponedRun)
    (cut_off / "try-now").touch()
    with recover_runs(settings, NOW)[0] as run:
        assert isinstance(run, Run)
        assert "(try 1 of 6" in str(record_failure(run, MemoryError("died"), NOW))
    assert isinstance(recover_runs(settings, NOW)[0], PostponedRun)


def test_folders_that_are_no_runs_are_left_alone_and_halves_of_runs_are_removed(settings, cut_off):
    shutil.rmtree(cut_off)
    for name in ("my notes", ".finished-20260402T093000-aaaaaa", ".new-20260402T093000-aaaaaa"):
        (settings.runs / name).mkdir()
        (settings.runs / name / "carried").write_text("")
    assert recover_runs(settings, NOW) == []
    assert [folder.name for folder in settings.runs.iterdir()] == ["my notes"]


def test_a_run_that_fails_again_and_again_waits_ever_longer_and_is_given_up_at_last(settings, cut_off):
    [run], now, waits = recover_runs(settings, NOW), NOW, []
    while isinstance(run, Run):
        with run:
            assert "MemoryError: the cleaner died (try" in str(
                record_failure(run, MemoryError("the cleaner died"), now)
            )
        before = now
        [run] = recover_runs(settings, now)
        while isinstance(run, PostponedRun):
            assert "MemoryError: the cleaner died; it is tried again from" in str(run)
            now += timedelta(minutes=10)
            [run] = recover_runs(settings, now)
        waits.append((now - before) / timedelta(minutes=10))
    assert waits == [1, 3, 9, 27, 81, 0]
    assert run.why == "it failed 6 times, the last time with MemoryError: the cleaner died"


def test_a_wait_that_lies_further_ahead_than_any_is_a_clock_that_was_wrong(settings, cut_off):
    [run] = recover_runs(settings, NOW)
    with run:
        record_failure(run, MemoryError(), NOW + timedelta(days=400))  # type: ignore[arg-type]
    assert isinstance(recover_runs(settings, NOW)[0], Run)


def test_what_kills_every_process_that_takes_it_over_counts_as_failing(settings, cut_off):
    for _ in range(9):  # whoever ends in good order counts for nothing
        with recover_runs(settings, NOW)[0]:
            pass
    for _ in range(5):
        [run] = recover_runs(settings, NOW)
        run._lock.close()  # the kernel does that for a process that was killed
    [waiting] = recover_runs(settings, NOW)
    assert "RuntimeError: 5 processes died over it" in str(waiting)


def test_a_run_waits_while_another_asks_what_it_claims(settings, cut_off):
    with new_run(RunRequest(inputs=["desk"]), settings, NOW) as other:
        with claims_lock(settings):
            claim(other.folder, ["desk"])
            claim(cut_off, ["desk"])
        [waiting] = recover_runs(settings, NOW)
        assert str(waiting).startswith(
            f"run {cut_off.name} was cut off and still waits: desk is being asked by run {other.run_id}"
        )
    assert isinstance(recover_runs(settings, NOW)[0], Run)


@pytest.mark.parametrize(
    ("are_asked_again", "outcomes"), [(False, [("failed", "not_resumed", "the disk burnt")] * 2), (True, [])]
)
def test_a_run_that_is_given_up_ends_with_a_reason_for_each_candidate(
    settings, cut_off, empty_warehouse, are_asked_again, outcomes
):
    settings.private.mkdir(exist_ok=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    begin_run(cut_off.name, ["x"], 2, [], False, NOW, settings)
    for _ in range(2):  # done again, it changes nothing
        give_up(cut_off.name, cut_off, "the disk burnt", settings, NOW, are_asked_again=are_asked_again)
    with open_warehouse(settings) as database:
        assert database.execute("SELECT status, reason, detail FROM ops.outcomes").fetchall() == outcomes
        [(status, discovered, warnings)] = database.execute(
            "SELECT status, discovered, warnings FROM ops.runs"
        ).fetchall()
        assert database.execute("SELECT event, detail FROM ops.run_events").fetchall() == [
            ("given_up", "the disk burnt")
        ]
    assert (status, discovered) == ("given_up", len(outcomes))
    told = (
        "the disk burnt"
        if outcomes
        else "2 candidates were discovered, the others did not get to an end; the disk burnt"
    )
    assert warnings == [told]


def test_candidates_that_cannot_be_read_stop_nobody_from_giving_up(settings, cut_off, empty_warehouse):
    settings.private.mkdir(exist_ok=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    (cut_off / "00001" / "candidates.parquet").write_bytes(b"")
    write_rows(cut_off / "00002" / "candidates.parquet", Candidate, [])
    give_up(cut_off.name, cut_off, "the disk burnt", settings, NOW)
    with open_warehouse(settings) as database:
        assert database.execute("SELECT status FROM ops.runs").fetchall() == [("given_up",)]


def test_a_folder_in_place_of_the_state_is_a_damaged_state(settings, cut_off):
    (cut_off / "state.json").unlink()
    (cut_off / "state.json").mkdir()
    assert read_state(cut_off) == {}
    assert [stop.run_id for stop in stopped_runs(settings)] == [cut_off.name]
