"""Claims of runs, between real processes: good while their process lives, gone with it, and never both at once."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import SourceBusy, WarehouseBusy
from schemas.settings import Settings
from tasks.discover import discover
from tasks.runs.claims import claim, claimed_by_others, claims_lock, keep_claims, live_runs
from tasks.runs.folder import RunRequest, new_run
from tasks.runs.state import update_state

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)

HOLDER = """
import sys, time
from datetime import UTC, datetime
from schemas.settings import Settings
from tasks.runs.claims import claim, claims_lock
from tasks.runs.folder import RunRequest, new_run
settings = Settings(home=sys.argv[1])
run = new_run(RunRequest(inputs=sys.argv[2:]), settings, datetime.now(UTC))
with claims_lock(settings):
    claim(run.folder, sys.argv[2:])
print(run.run_id, flush=True)
time.sleep(60)
"""
RACER = """
import sys
from pathlib import Path
from schemas.settings import Settings
from tasks.discover import discover
from tasks.runs.folder import RunRequest, new_run
from datetime import UTC, datetime
settings = Settings(home=sys.argv[1], sources_file=sys.argv[2])
run = new_run(RunRequest(inputs=["desk"]), settings, datetime.now(UTC))
sys.stdin.readline()
print(discover(run.folder, ["desk"], None, settings).candidates, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def started(settings: Settings) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process of its own with this code, and the data folder as its first word; it ends with the test."""
    processes = []

    def start(code: str, *words: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", code, str(settings.home), *map(str, words)]
        processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A sources file with one folder of two files."""
    (tmp_path / "desk").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "desk" / name).write_text("The ferry waits.")
    (tmp_path / "sources.yaml").write_text("sources: [{name: desk, kind: files, location: desk}]")
    return tmp_path / "sources.yaml"


def asked(settings: Settings, desk: Path, **how: Any):
    """What a run of this process finds when it asks the source `desk`."""
    wait = min(settings.source_wait_seconds, 3600) if settings.source_wait_seconds > 60 else 0
    given = settings.model_copy(update={"sources_file": desk, "source_wait_seconds": wait})
    with new_run(RunRequest(inputs=["desk"]), given, NOW) as run:
        return discover(run.folder, ["desk"], None, given, NOW, **how)


def test_a_source_that_another_run_asks_is_left_out_with_words_until_that_process_is_killed(settings, desk, started):
    holder = started(HOLDER, "desk")
    run_id = holder.stdout.readline().strip()
    found = asked(settings, desk)
    assert (found.candidates, found.sources_asked) == (0, 0)
    [words] = found.warnings
    assert words.startswith(f"desk was left out: run {run_id} (process {holder.pid} on ")
    os.kill(holder.pid, signal.SIGSTOP)  # asleep is not dead
    assert asked(settings, desk).candidates == 0
    holder.kill()
    holder.wait()
    assert (asked(settings, desk).candidates, asked(settings, desk).warnings) == (2, [])


def test_whoever_names_such_a_source_is_told_who_asks_it(settings, desk, started):
    holder = started(HOLDER, "desk")
    run_id = holder.stdout.readline().strip()
    with pytest.raises(SourceBusy, match=f"desk is being asked by run {run_id} .process {holder.pid} "):
        asked(settings, desk, is_named=True)
    assert SourceBusy.exit_code == 6


def test_of_many_that_ask_at_the_same_moment_one_does(settings, desk, started):
    racers = [started(RACER, desk) for _ in range(2)]
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    assert sorted(racer.stdout.readline() for racer in racers) == ["0\n", "2\n"]


def test_other_names_are_free(settings, started):
    holder = started(HOLDER, "desk")
    holder.stdout.readline()
    with new_run(RunRequest(inputs=["wire"]), settings, NOW) as run, claims_lock(settings):
        claim(run.folder, ["wire"])
        assert list(claimed_by_others(run.folder, settings)) == ["desk"]
        assert sorted(sorted(other.claims) for other in live_runs(settings)) == [["desk"], ["wire"]]


def test_a_process_that_stops_while_it_decides_is_named_to_whoever_waits(settings):
    settings.private.mkdir(parents=True)
    with (settings.private / "leases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with (
            pytest.raises(WarehouseBusy, match="another process is deciding which sources to ask"),
            claims_lock(settings),
        ):
            pass


def test_claims_that_cannot_be_read_are_none(settings):
    with new_run(RunRequest(inputs=["wire"]), settings, NOW) as run:
        update_state(run.folder, claims=3)
        with claims_lock(settings):
            assert live_runs(settings)[0].claims == frozenset()


def test_a_run_that_stopped_at_what_would_only_come_again_keeps_its_sources_and_nobody_waits_for_it(settings, desk):
    with new_run(RunRequest(inputs=["desk"]), settings, NOW) as gone:
        keep_claims(gone.folder, ["desk"])
    found = asked(settings, desk)
    assert (found.candidates, found.warnings) == (
        0,
        [f"desk was left out: run {gone.run_id}, which stopped and waits (`broadsheet status` says why)"],
    )
    patient = settings.model_copy(update={"source_wait_seconds": 3600})
    with pytest.raises(SourceBusy, match=f"desk waits with run {gone.run_id}"):
        asked(patient, desk, is_named=True)
