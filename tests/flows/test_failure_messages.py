"""Failures of runs become messages, whatever Prefect's server does."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.analyse import analyse
from flows.audit import _note, audit
from flows.backfill import backfill
from flows.ingest import ingest
from flows.maintain import maintain
from flows.replay import replay
from flows.service.notify import FailureWatch
from flows.service.prefect_api import PrefectApi
from schemas.records import AuditResult
from schemas.settings import Settings
from tasks.notify import deliver, read_ledger
from tasks.notify.watch import STARTED_BY, overdue_schedule
from tasks.runs.folder import RunRequest, new_run
from tasks.runs.scheduled import FlowEnd, write_end, write_schedule
from tasks.runs.state import update_state
from tests.tasks.notify.receivers import http_receiver

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)

LOCKED = """
import asyncio, os, sqlite3, sys
from pathlib import Path
from flows.service.prefect_server import serving

home = Path(os.environ["BROADSHEET_HOME"])
with serving(home / "private" / "prefect") as server:
    server.wait()
    from prefect import flow
    from prefect.runtime import flow_run
    from flows.hooks import RUN_END_HOOKS, recorded
    from schemas.settings import load_settings
    from tasks.notify import read_ledger

    begun, locked = [], asyncio.Event()

    @flow(**RUN_END_HOOKS)
    @recorded
    async def ingest(number: int) -> None:
        begun.append(number)
        await locked.wait()
        os.environ["PREFECT__FLOW_RUN_ID"] = str(flow_run.id)
        raise RuntimeError(f"run {number} cannot go on")

    async def main() -> None:
        runs = [asyncio.create_task(ingest(number)) for number in range(50)]
        while len(begun) < 50:
            await asyncio.sleep(0.05)
        database = f"file:{home}/private/prefect/prefect.db?mode=rw"
        lock = sqlite3.connect(database, uri=True, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        locked.set()
        while read_ledger(load_settings()).failed != {"ingest": {"Failed": 50}}:
            await asyncio.sleep(0.05)
        known = "SELECT count(*), count(*) FILTER (WHERE state_type IN ('FAILED', 'CRASHED')) FROM flow_run"
        rows, failed = lock.execute(known).fetchone()  # a client on a busy machine may have created a run twice
        print("all are on the server:", rows >= 50, "failed there:", failed, flush=True)
        os._exit(0)

    asyncio.run(main())
"""


@pytest.mark.xdist_group("prefect")
@pytest.mark.slow
@pytest.mark.long
def test_of_fifty_runs_that_fail_while_prefects_database_is_locked_all_are_told(tmp_path: Path, surroundings):
    ours = {name: value for name, value in surroundings.items() if not name.startswith("PREFECT_")}
    environment = ours | {"BROADSHEET_HOME": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-c", LOCKED], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.stdout == "all are on the server: True failed there: 0\n", done.stderr[-2000:]
    with http_receiver() as receiver:
        settings = Settings(home=tmp_path / "data", notify=[f"json://127.0.0.1:{receiver.port}"])
        deliver(settings, datetime.now(UTC))
    [message] = receiver.messages
    assert message["title"] == "Broadsheet: ingest failed 50 times"


def test_every_flow_records_its_end_before_prefect_is_told():
    assert [
        flow.name
        for flow in (ingest, replay, backfill, analyse, audit, maintain)
        if not hasattr(flow.fn, "__wrapped__")
    ] == []


def test_the_parameters_of_a_recorded_flow_are_checked_as_they_are_declared():
    assert audit.validate_parameters({"day": "2026-04-02"}) == {"day": date(2026, 4, 2), "source": ""}
    assert replay.validate_parameters({"since": "2026-04-02T09:30:00Z"})["since"] == NOW
    span = backfill.validate_parameters({"sources": ["desk"], "span": {"since": "2026-01-01"}})["span"]
    assert f"{span.since:%Y-%m-%d}" == "2026-01-01"
    for flow in (ingest, analyse, maintain):
        flow.validate_parameters({})


def result(status: str, check: str, day: date, *, is_new: bool, source: str = "wire/desk") -> AuditResult:
    return AuditResult(
        day=day, source_id=None, source=source, check_id=check, severity="critical", action="flag", status=status,
        observed=3.0, lowest=10.0, highest=None, history=30, message="", is_new=is_new,
    )  # fmt: skip


def test_a_critical_check_is_told_once_and_again_when_it_passes(tmp_path: Path):
    day = date(2026, 4, 1)
    with http_receiver() as receiver:
        settings = Settings(home=tmp_path, notify=[f"json://127.0.0.1:{receiver.port}"])
        now = datetime.now(UTC)
        _note([result("fail", "volume_is_usual", day, is_new=True)], settings)
        deliver(settings, now)
        _note([result("fail", "volume_is_usual", day + timedelta(1), is_new=False)], settings)
        _note([result("pass", "volume_is_usual", day, is_new=False, source="wire")], settings)
        deliver(settings, now + timedelta(hours=2))
        _note([result("pass", "volume_is_usual", day + timedelta(2), is_new=False)], settings)
        deliver(settings, now + timedelta(hours=2))
    assert receiver.titles == [
        "Broadsheet: check volume_is_usual fails",
        "Broadsheet: over: check volume_is_usual fails",
    ]
    assert receiver.messages[0]["message"].startswith("2026-04-01, wire/desk: found 3, expected at least 10.")


def test_a_scheduled_run_without_a_process_is_lost_and_one_of_a_person_or_of_before_is_not(tmp_path: Path):
    settings = Settings(home=tmp_path, writer_wait_seconds=0)
    for started_by in ("of-before", None, "killed"):
        watch = FailureWatch(settings, NOW, None, after_crash=False) if started_by != "of-before" else None
        with new_run(RunRequest(inputs=["desk"]), settings, NOW) as run:
            update_state(run.folder, **{STARTED_BY: {"id": started_by}} if started_by else {})
            if watch:
                watch.look(NOW)
                assert read_ledger(settings).incidents == {}, "its process is alive"
    watch.look(NOW)
    watch.look(NOW)
    [incident] = read_ledger(settings).incidents.values()
    assert (incident.title, incident.ids, incident.failures) == ("a run of ingest was lost", ("killed",), 2 - 1)
    FailureWatch(settings, NOW, None, after_crash=True).look(NOW)
    [incident] = read_ledger(settings).incidents.values()
    assert incident.ids == ("killed", "of-before"), "after a crash of `up` all of them count"
    assert read_ledger(settings).failed == {"ingest": {"Lost": 2}}


def test_a_schedule_that_stands_still_is_told_unless_a_run_is_under_way_or_it_was_stopped(tmp_path: Path):
    settings = Settings(home=tmp_path, writer_wait_seconds=0)
    since = NOW - timedelta(days=1)
    assert overdue_schedule(settings, since, NOW) is None, "there is no schedule"
    write_schedule(timedelta(minutes=5), settings)
    assert overdue_schedule(settings, NOW - timedelta(minutes=19), NOW) is None
    overdue = overdue_schedule(settings, since, NOW)
    assert overdue.what == "No scheduled run of ingest has ended since 2026-04-01 09:30 UTC, and none is under way."
    with new_run(RunRequest(inputs=["desk"]), settings, NOW):
        assert overdue_schedule(settings, since, NOW) is None
    write_end(FlowEnd("ingest", NOW - timedelta(minutes=3), "NothingToDo", "", ""), settings)
    assert overdue_schedule(settings, since, NOW) is None


@pytest.fixture
def server() -> Iterator[PrefectApi]:
    """Answers on loopback as Prefect's server does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            is_right = self.path == "/api/flow_runs/filter" and body["flow_runs"]["tags"] == {"all_": ["broadsheet"]}
            self.send_response(200 if is_right else 422)
            self.end_headers()
            self.wfile.write(RUNS.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listens:
        threading.Thread(target=listens.serve_forever, args=(0.02,), daemon=True).start()
        yield PrefectApi(f"http://127.0.0.1:{listens.server_port}/api", 10, "broadsheet:sesame")
        listens.shutdown()


RUNS = """[
 {"id": "1", "state_name": "Crashed", "tags": ["broadsheet", "ingest"], "state": {"message": "gone"}},
 {"id": "2", "state_name": "Failed", "tags": ["broadsheet", "audit"],
  "state": {"message": "Validation of flow parameters failed"}},
 {"id": "3", "state_name": "SourceFailed", "tags": ["broadsheet", "ingest"], "state": {"message": "nothing"}},
 {"id": "4", "state_name": "Failed", "tags": ["broadsheet", "another"], "state": {"message": "not ours"}}
]"""


def test_what_the_server_alone_knows_is_told_too_and_once(tmp_path: Path, server: PrefectApi):
    settings = Settings(home=tmp_path, writer_wait_seconds=0)
    watch = FailureWatch(settings, NOW, server, after_crash=False)
    watch.look(NOW)
    watch.look(NOW)
    assert {incident.title: incident.failures for incident in read_ledger(settings).incidents.values()} == {
        "a run of ingest was lost": 1,
        "audit failed": 1,
    }
