"""`broadsheet status` and `runs`: what is going on and how it went, also where there is next to nothing to tell."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from datetime import UTC, datetime

import duckdb
import pytest

from flows.inspect.doctor_runs import prefect
from flows.inspect.runs import show_run, show_runs
from flows.inspect.status import show_status
from flows.inspect.under_way import is_asleep
from flows.service.claim import claimed
from flows.service.plan import Options
from schemas.errors import UsageError
from schemas.records import Candidate
from tasks.files.locks import Holder, locked
from tasks.runs.claims import claim, claims_lock
from tasks.runs.folder import RunRequest, new_run
from tasks.runs.handover import write_rows
from tasks.runs.state import record_discovered
from tasks.store.writer_lock import writer_lock_file


@pytest.fixture
def told(capfdbinary):
    """What a function writes for programs."""

    def told(show, *given):
        show(*given, as_json=True)
        return json.loads(capfdbinary.readouterr().out)

    return told


def test_status_tells_the_last_runs_what_is_late_what_was_resumed_and_how_full_the_disk_is(settings, told):
    found = told(show_status, settings)
    assert [run["run_id"][-6:] for run in found["runs"]] == ["cccccc", "bbbbbb", "aaaaaa"]
    assert found["last_run"] == {"run_id": "20260402T090000-bbbbbb", "outcomes": {"failed": {"tls": 1}}}
    # A source is late after a quarter of an hour, or its interval where that is longer; what is declared no more is
    # not.
    assert [(row["source"], row["state"]) for row in found["late"]] == [
        ("wire", "failed 2 times: tls"),
        ("quiet", "late"),
    ]
    assert [(event["event"], event["detail"]) for event in found["events"]] == [
        ("resumed", "of 2 batches 2 are fetched")
    ]
    assert (found["under_way"], found["waiting"], found["set_aside"], found["writer"]) == ([], [], [], None)
    assert found["disk"]["warehouse"] == settings.warehouse.stat().st_size
    assert found["disk"]["archive"] == sum(file.stat().st_size for file in settings.archive.rglob("*.gz"))
    assert 0 < found["disk"]["free"] <= found["disk"]["total"]


def test_status_names_who_carries_a_run_what_it_asks_and_who_writes(settings, told, now):
    with new_run(RunRequest(inputs=["desk"]), settings, now) as run, locked(writer_lock_file(settings), 0):
        with claims_lock(settings):
            claim(run.folder, ["wire", "desk"])
        record_discovered(run.folder, {"candidates": 7, "fetched_after": [0]})
        (run.folder / "00001").mkdir()
        (run.folder / "00001" / "progress").write_text("3")
        found = told(show_status, settings)
    [row] = found["under_way"]
    assert (row["run_id"], row["process"], row["asks"]) == (run.run_id, os.getpid(), ["desk", "wire"])
    assert (row["cleaned"], row["candidates"], row["is_asleep"]) == (3, 7, False)
    assert found["writer"].startswith(f"process {os.getpid()} on {socket.gethostname()}")


def test_status_says_that_up_runs_here_and_where_its_page_is(settings, capfd):
    with claimed(settings) as tell:
        tell(Options(page_port=4444))
        show_status(settings, as_json=False)
    shown = re.sub(r"since [\d :-]{19} UTC", "since TIME", capfd.readouterr().out)
    assert shown.splitlines()[2] == "up        running since TIME, page http://127.0.0.1:4444/"
    show_status(settings, as_json=False)
    assert "up  " not in capfd.readouterr().out


def test_status_tells_an_up_that_starts_and_one_that_was_killed_from_one_that_runs(settings, capfd):
    with claimed(settings) as tell:
        tell(Options(page_port=4444), is_ready=False)
        show_status(settings, as_json=False)
        assert "nothing is scheduled yet" in capfd.readouterr().out
        (about,) = [f.words for f in prefect(settings, datetime.now(UTC))]
        assert about == "`broadsheet up` is starting: nothing is scheduled yet"
        left = (settings.private / "up.json").read_text()
    (settings.private / "up.json").write_text(left)  # what `kill -9` leaves
    show_status(settings, as_json=False)
    assert f"not running: process {os.getpid()} was killed" in capfd.readouterr().out


def test_status_says_what_waits_and_why_and_what_was_set_aside(settings, told, now):
    with new_run(RunRequest(inputs=["desk"]), settings, now) as run:
        record_discovered(run.folder, {"candidates": 1, "fetched_after": [0]})
        (run.folder / "00001").mkdir()
        write_rows(run.folder / "00001" / "candidates.parquet", Candidate, [])
    (settings.home / "set-aside" / "20260401T080000-dddddd").mkdir(parents=True)
    found = told(show_status, settings)
    assert found["waiting"] == [
        {
            "run_id": run.run_id,
            "standing": "of 1 batches 0 are fetched, 0 cleaned, 0 judged",
            "why": "its process ended before it was finished; the next run completes it",
        }
    ]
    assert found["set_aside"] == ["20260401T080000-dddddd"]
    with pytest.raises(UsageError, match=f"run {run.run_id} is not finished"):
        show_run(settings, run.run_id, as_json=True)


def test_people_are_told_the_same_in_words(settings, now, capfd):
    with new_run(RunRequest(inputs=["desk"]), settings, now) as run:
        show_status(settings, as_json=False)
    words = capfd.readouterr().out
    assert f"under way {run.run_id}: discovering; process {os.getpid()} on " in words
    assert "failed · tls" in words
    assert "failed 2 times: tls" in words
    show_run(settings, "20260402T08", as_json=False)
    words = capfd.readouterr().out
    for part in (
        "asked for: desk, wire",
        "quarantined · failed_checks",
        "robots.txt says no",
        "of 2 batches 2 are fetched",
    ):
        assert part in words


def test_the_first_run_of_all_is_seen_before_anything_is_published(settings, told, now):
    shutil.rmtree(settings.home)
    with pytest.raises(UsageError, match="there is no snapshot"):
        show_status(settings, as_json=True)
    with new_run(RunRequest(inputs=["desk"]), settings, now) as run:
        found = told(show_status, settings)
    assert [row["run_id"] for row in found["under_way"]] == [run.run_id]
    assert (found["published_at"], found["last_run"]) == (None, None)


def test_a_snapshot_of_an_earlier_version_is_told_with_the_cure(settings):
    with duckdb.connect(str(settings.snapshot)) as database:
        database.execute("DROP VIEW run_history")
    for show in (lambda: show_status(settings, as_json=True), lambda: show_runs(settings, 5, as_json=True)):
        with pytest.raises(
            UsageError, match=r"was published by an earlier version.*\nThe next run of `broadsheet ingest`"
        ):
            show()


def test_a_process_that_was_stopped_by_its_terminal_is_seen_as_asleep(now):
    with subprocess.Popen(["sleep", "60"]) as process:
        here, elsewhere = (Holder(process.pid, host, "sleep", now, "") for host in (socket.gethostname(), "elsewhere"))
        assert not is_asleep(here)
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        assert (is_asleep(here), is_asleep(elsewhere), is_asleep(None)) == (True, False, False)
        process.kill()


def test_one_run_is_told_in_full_by_the_beginning_of_its_id(settings, told):
    found = told(show_run, settings, "20260402T08")
    assert (found["status"], found["inputs"], found["discovered"]) == ("completed_with_quarantine", ["desk", "wire"], 3)
    assert found["outcomes"] == {"loaded": {"new": 1}, "quarantined": {"failed_checks": 1}, "refused": {"robots": 1}}
    assert [(row["source"], row["loaded"], row["held"], row["lost"]) for row in found["sources"]] == [
        ("wire", 0, 0, 1),
        ("desk", 1, 1, 0),
    ]
    assert [
        (row["step"], row["batches"], row["seconds"], row["slowest"], row["slowest_batch"]) for row in found["steps"]
    ] == [
        ("discover", 1, 1.5, 1.5, 0),
        ("fetch", 2, 8.0, 6.0, 2),
    ]
    assert [(row["url"][-1], row["reason"], row["detail"]) for row in found["losses"]] == [
        ("2", "failed_checks", "words_enough"),
        ("3", "robots", "robots.txt says no"),
    ]


def test_the_history_is_newest_first_and_as_long_as_asked(settings, told):
    assert [run["run_id"][-6:] for run in told(show_runs, settings, 2)] == ["cccccc", "bbbbbb"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("2026", "3 runs begin with 2026: 20260402T080000-aaaaaa, "), ("x", "no run has an id that begins with x")],
)
def test_a_run_that_is_not_one_is_told(settings, text: str, words: str):
    with pytest.raises(UsageError, match=words):
        show_run(settings, text, as_json=True)
