"""`broadsheet doctor`: every fault is found, named, and comes with its cure; a doctor never falls ill."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows.inspect.doctor import EXAMINATIONS, examine
from flows.inspect.doctor_data import archive
from flows.inspect.doctor_setup import _out_of_range
from schemas.settings import Settings
from tasks.files.locks import locked
from tasks.notify import deliver, note_failure
from tasks.notify.incidents import Failure
from tasks.runs.folder import RunRequest, new_run
from tasks.store.writer_lock import writer_lock_file


@pytest.fixture
def looked(settings, now, monkeypatch: pytest.MonkeyPatch):
    """The findings that are not ok, of this data folder; keywords are settings."""
    for name in [name for name in os.environ if name.startswith(("BROADSHEET_", "PREFECT_"))]:
        monkeypatch.delenv(name)

    def looked(at=None, **given: object) -> list[tuple[str, str, str]]:
        chosen = {
            name: getattr(settings, name) for name in ("home", "sources_file", "contact", "writer_wait_seconds")
        } | given
        for name, value in chosen.items():
            monkeypatch.setenv(f"BROADSHEET_{name.upper()}", str(value))
        found = examine(at or now)
        assert all(finding.cure for finding in found if finding.state != "ok")
        return [(f.state, f.about, f.words) for f in found if f.state != "ok" and f.about not in {"disk", "memory"}]

    return looked


def test_a_sound_folder_has_only_its_late_sources_told(looked):
    assert looked() == [("warn", "sources", "2 late or unreachable: wire, quiet")]


def test_a_warehouse_that_ends_too_early_is_found_although_it_opens(looked, settings):
    os.truncate(settings.warehouse, settings.warehouse.stat().st_size - 300_000)
    [(state, words)] = [(state, words) for state, about, words in looked() if about == "warehouse"]
    assert (state, words) == ("fail", f"the warehouse {settings.warehouse} is damaged: it ends too early")


def test_declared_sources_that_every_user_can_change_are_found(looked, settings):
    settings.sources_file.chmod(0o666)
    assert ("warn", "files") in [(state, about) for state, about, _ in looked()]


def test_an_empty_folder_is_no_illness(looked, settings):
    shutil.rmtree(settings.home)
    assert looked() == [("warn", "snapshot", "nothing was published yet")]


def test_wrong_settings_are_the_only_finding(looked):
    assert looked(batch_size="many") == [
        ("fail", "settings", "setting batch_size = 'many' (BROADSHEET_BATCH_SIZE) is not allowed")
    ]


def test_what_people_declared_wrong_is_found(looked, settings, tmp_path: Path):
    (tmp_path / "checks.yaml").write_text("checks: 7")
    found = looked(contact="", checks_file=tmp_path / "checks.yaml", colour="blue")
    assert ("fail", "contact", "sources on the web are declared, and no contact is set") in found
    assert ("warn", "settings", "BROADSHEET_COLOUR is not a setting of Broadsheet, and is ignored") in found
    assert [state for state, about, _ in found if about == "checks"] == ["fail"]
    settings.sources_file.write_text("sources: 7")
    assert next(words for _, about, words in looked() if about == "sources").startswith(
        f"sources file {settings.sources_file} has no list"
    )


def test_versions_out_of_range_are_found():
    wanted = ["prefect==1.0", "no-such-package>=2", "duckdb>=1", 'marimo==0; extra == "explore"']
    assert [words for _, words in _out_of_range(wanted)] == [
        "prefect 3.8.8 is installed, ==1.0 is needed",
        "no-such-package is not installed, >=2 is needed",
    ]


def test_a_clock_that_is_behind_its_own_past_is_found(looked, now):
    assert next(words for _, about, words in looked(at=now - timedelta(days=2000)) if about == "clock").endswith(
        "before this program was written"
    )
    found = [words for _, about, words in looked(at=now - timedelta(days=2)) if about == "clock"]
    assert [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "then", words) for words in found] == [
        "it says then UTC, but warehouse.duckdb was written then UTC: it is behind, or was ahead then",
        "it says then UTC, but broadsheet.duckdb was written then UTC: it is behind, or was ahead then",
        "it says then UTC, but a run began then UTC: it is behind, or was ahead then",
    ]


def test_a_capture_that_is_gone_cut_or_changed_is_found(looked, settings, now):
    [file] = settings.archive.rglob("*.gz")
    whole = file.read_bytes()
    for content in (whole[:-40], whole[:-60] + bytes(60)):
        file.write_bytes(content)
        [finding] = archive(settings, now)
        assert finding.words.startswith("1 of 1 captures cannot be read: ")
    file.unlink()
    assert [about for state, about, _ in looked() if state == "fail"] == ["archive"]


def test_a_snapshot_that_is_behind_broken_or_of_another_version_is_found(looked, settings):
    with duckdb.connect(str(settings.snapshot)) as database:
        database.execute("DELETE FROM ops.batches")
    assert [words[:31] for _, about, words in looked() if about == "snapshot"] == ["it ends with a batch of never, "]
    with duckdb.connect(str(settings.snapshot)) as database:
        database.execute("INSERT INTO schema_migrations VALUES ('9999_future.sql', now())")
    assert (
        "fail",
        "snapshot",
        f"{settings.snapshot} has migrations that this version does not know: 9999_future.sql",
    ) in looked()
    settings.snapshot.write_bytes(b"no database")
    assert {about for state, about, _ in looked() if state == "fail"} >= {"snapshot", "archive"}


def test_a_warehouse_that_cannot_be_opened_is_found_and_one_that_is_written_is_not_disturbed(looked, settings):
    with locked(writer_lock_file(settings), 0):
        assert looked() == [("warn", "sources", "2 late or unreachable: wire, quiet")]
    settings.warehouse.write_bytes(b"no database")
    assert [about for state, about, _ in looked() if state == "fail"] == ["warehouse"]


def test_what_was_left_over_is_found(looked, settings, now):
    with new_run(RunRequest(inputs=["desk"]), settings, now) as run:
        pass
    (settings.home / "set-aside" / "20260401T080000-dddddd").mkdir(parents=True)
    draft = settings.home / ".broadsheet.duckdb.7.draft"
    draft.write_bytes(b"x" * 2_000_000)
    os.utime(draft, (0, 0))
    assert [words for _, about, words in looked() if about == "runs"] == [
        f"{run.run_id} waits, before it had found what there is to do: its process ended before it was finished; "
        "the next run completes it",
        f"20260401T080000-dddddd was given up; its files are in {settings.home}/set-aside/20260401T080000-dddddd",
        "1 files were never finished (2.0 MB)",
    ]


def test_an_examination_that_fails_itself_is_a_finding(looked, monkeypatch: pytest.MonkeyPatch):
    def breaks(*_: object):
        raise RuntimeError("a bone")

    monkeypatch.setattr("flows.inspect.doctor.EXAMINATIONS", (("clock", breaks),))
    assert looked() == [("fail", "clock", "cannot be examined: RuntimeError: a bone")]
    assert len(EXAMINATIONS) > 1


def test_a_server_that_does_not_answer_is_named_without_its_password(looked, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://ann:sesame@127.0.0.1:9/api")
    [(state, _, words)] = [found for found in looked() if found[1] == "prefect"]
    assert state == "fail"
    assert words.startswith("http://***@127.0.0.1:9/api does not answer: ")
    assert "sesame" not in words


def test_the_note_of_an_up_that_was_killed_names_no_server(looked, settings):
    note = settings.private / "up.json"
    note.write_text('{"process": 7, "api": "http://127.0.0.1:9/api", "page": "http://127.0.0.1:8/"}')
    assert [found for found in looked() if found[1] == "prefect"] == []
    with note.open() as file:  # `up` holds this lock as long as it runs
        fcntl.flock(file, fcntl.LOCK_EX)
        [(state, _, words)] = [found for found in looked() if found[1] == "prefect"]
    assert (state, words.partition(":9/api ")[2][:15]) == ("fail", "does not answer")


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
def test_schedules_that_make_no_runs_and_a_pool_without_a_worker_are_found(
    looked, api, prefect, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PREFECT_API_URL", api.split()[0])
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", api.split()[2])
    assert ("warn", "schedules", "no deployment of Broadsheet has a schedule") in looked()
    flow = prefect.post("/flows/", json={"name": "maintain"}).json()["id"]
    prefect.post("/work_pools/", json={"name": "doctors-pool", "type": "process"}).raise_for_status()
    schedule = {"schedule": {"interval": 3600}, "active": True}
    deployment = {"name": "upkeep", "flow_id": flow, "work_pool_name": "doctors-pool", "schedules": [schedule]}
    made = prefect.post("/deployments/", json=deployment).raise_for_status().json()["id"]
    try:
        found = looked()
        prefect.post(
            "/work_pools/doctors-pool/workers/heartbeat", json={"name": "one", "heartbeat_interval_seconds": 30}
        )
        living, dead = (looked(datetime.now(UTC) + timedelta(minutes=later)) for later in (0, 3))
    finally:
        prefect.delete(f"/deployments/{made}")
        prefect.delete("/work_pools/doctors-pool")
    # The session's server has no scheduler: just what a wrong SQLAlchemy does to one that has.
    assert ("fail", "schedules", "no run of upkeep is scheduled") in found
    assert ("fail", "worker", "no worker is online in the pool doctors-pool") in found
    assert [words for _, about, words in living if about == "worker"] == []
    assert [words for _, about, words in dead if about == "worker"] == ["no worker is online in the pool doctors-pool"]


def test_an_address_of_messages_that_cannot_be_reached_is_named_by_its_number(looked, settings, now):
    given = settings.model_copy(update={"notify": Settings(notify="json://127.0.0.1:9/T0kenA123").notify})
    note_failure(Failure(key="run/ingest", id="1", title="ingest failed", what="x", at=now), given)
    deliver(given, now)
    [(state, _, words)] = [found for found in looked(notify="json://127.0.0.1:9/T0kenA123") if found[1] == "notify"]
    assert (state, words[:47]) == ("warn", "address 1 was not reached, 1 time in a row: A C")
    assert "T0ken" not in words
