"""Runs of several machines: claims and locks are those of the catalogue, so a run cut off here is completed there."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime

import psycopg
import pytest
from pydantic import SecretStr

from schemas.errors import RunTakenOver, WarehouseBusy
from tasks.runs.claims import claim, claimed_by_others, claims_lock, live_runs
from tasks.runs.folder import Run, RunRequest, new_run
from tasks.runs.recovery import recover_runs
from tasks.runs.run_lock import key_of, require_held
from tasks.runs.state import LOCK_FILE

pytestmark = [pytest.mark.parts, pytest.mark.xdist_group("postgres")]

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def machine(settings, catalogue, tmp_path):
    """Settings of a machine: a data folder of its own, the catalogue and the folder that all share."""

    def of(name: str):
        given = {"home": tmp_path / name, "shared": tmp_path / "shared", "catalogue": SecretStr(catalogue)}
        return settings.model_copy(update=given | {"writer_wait_seconds": 30.0})

    return of


RUN = """
import sys, time
from datetime import UTC, datetime
from schemas.settings import Settings
from tasks.runs.claims import claim, claims_lock
from tasks.runs.folder import RunRequest, new_run
home, shared, catalogue = sys.argv[1:]
settings = Settings(home=home, shared=shared, catalogue=catalogue)
with new_run(RunRequest(inputs=["desk"]), settings, datetime.now(UTC)) as run:
    with claims_lock(settings):
        claim(run.folder, ["desk"])
    print(run.run_id, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def run_of_one(machine, catalogue):
    """A run in a process of machine one: the process and the run's id. It is not there for locks of files."""
    one = machine("one")
    command = [sys.executable, "-c", RUN, str(one.home), str(one.shared), catalogue]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    run_id = process.stdout.readline().strip()
    # Another file of that name: the file system that these machines share has no locks.
    lock = one.runs / run_id / LOCK_FILE
    content = lock.read_bytes()
    lock.unlink()
    lock.write_bytes(content)
    yield process, run_id
    process.kill()
    process.wait()


def test_a_run_is_left_to_its_machine_for_as_long_as_that_lives(machine, run_of_one):
    process, run_id = run_of_one
    two = machine("two")
    assert recover_runs(two, NOW) == []
    with new_run(RunRequest(inputs=["desk"]), two, NOW) as mine, claims_lock(two):
        [theirs] = [run for run in live_runs(two) if run.run_id != mine.run_id]
        assert (theirs.run_id, theirs.holder.pid, theirs.claims) == (run_id, process.pid, frozenset({"desk"}))
        assert list(claimed_by_others(mine.folder, two)) == ["desk"]


def test_a_run_that_was_cut_off_on_one_machine_is_taken_over_by_another(machine, run_of_one):
    process, run_id = run_of_one
    process.kill()
    process.wait()
    while not (found := recover_runs(machine("two"), NOW)):
        time.sleep(0.1)  # PostgreSQL notices a moment later
    [run] = found
    with run:
        assert isinstance(run, Run)
        assert (run.run_id, run.resumed, run.request.inputs) == (run_id, True, ["desk"])
        assert recover_runs(machine("three"), NOW) == []


def held(catalogue: str) -> dict[int, int]:
    """Key of each advisory lock -> the process of PostgreSQL that serves its session."""
    with psycopg.connect(catalogue) as connection:
        return dict(
            connection.execute(
                "SELECT (classid::bigint << 32) | objid::bigint, pid FROM pg_locks WHERE locktype = 'advisory'"
            ).fetchall()
        )


def end_session(catalogue: str, key: int) -> None:
    with psycopg.connect(catalogue, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", [held(catalogue)[key]])


def test_a_process_that_lost_its_session_takes_its_lock_again(machine, catalogue):
    with new_run(RunRequest(inputs=["desk"]), machine("one"), NOW) as run:
        key = key_of(run.run_id)
        before = held(catalogue)[key]
        end_session(catalogue, key)
        while held(catalogue).get(key, before) == before:
            time.sleep(0.1)
        require_held(run.run_id)
    assert key not in held(catalogue)


def test_a_process_whose_run_was_taken_over_meanwhile_does_not_go_on(machine, catalogue):
    with new_run(RunRequest(inputs=["desk"]), machine("one"), NOW) as run, psycopg.connect(catalogue) as another:
        key = key_of(run.run_id)
        end_session(catalogue, key)
        another.execute("SELECT pg_advisory_lock(%s)", [key])
        with pytest.raises(RunTakenOver, match=f"run {run.run_id} was taken over by another machine"):
            while True:
                require_held(run.run_id)
                time.sleep(0.1)


def test_one_machine_at_a_time_decides_what_to_ask(machine):
    at_once = machine("two").model_copy(update={"writer_wait_seconds": 0.0})
    words = r"broadsheet \d+ on \S+, since .* is deciding which sources to ask"
    with claims_lock(machine("one")), pytest.raises(WarehouseBusy, match=words), claims_lock(at_once):
        pass
    with claims_lock(at_once):
        pass


def test_claims_of_a_run_that_ended_are_free_at_once(machine):
    one, two = machine("one"), machine("two")
    with new_run(RunRequest(inputs=["desk"]), one, NOW) as run:
        with claims_lock(one):
            claim(run.folder, ["desk"])
        run.finish()
    with new_run(RunRequest(inputs=["desk"]), two, NOW) as mine, claims_lock(two):
        assert claimed_by_others(mine.folder, two) == {}
