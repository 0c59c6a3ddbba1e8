"""An audit that finds something: told to people, recorded, and an event for whoever listens."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.cli.checks import run_audit
from schemas.errors import QualityGateClosed
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]


def with_a_lost_candidate(home: Path) -> Settings:
    """A warehouse in which a run discovered one candidate more than it has outcomes."""
    settings = Settings(home=home)
    with open_warehouse(settings) as database:
        at = datetime(2026, 4, 2, 9, tzinfo=UTC)
        database.execute(
            "INSERT INTO ops.runs VALUES ('run-1', 'ingest', [], ?, ?, 'completed', 1, false, [])", [at, at]
        )
    publish(settings)
    return settings


def test_the_command_shows_what_failed_records_it_and_ends_with_exit_code_4(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path))
    settings = with_a_lost_candidate(tmp_path)
    with pytest.raises(QualityGateClosed, match=r"audit of 2026-04-02: check outcomes_add_up found 1") as closed:
        run_audit("2026-04-02", "", as_json=False)
    assert closed.value.exit_code == 4
    assert "outcomes_add_up" in capsys.readouterr().out
    with open_warehouse(settings) as database:
        assert database.execute("SELECT status FROM ops.runs WHERE flow = 'audit'").fetchall() == [("quality_failed",)]


def test_the_flow_ends_as_quality_failed_with_an_artifact_and_an_event(command, prefect, tmp_path: Path):
    with_a_lost_candidate(command.home)
    script = (
        "import asyncio\nfrom datetime import date\nfrom flows.audit import audit\n"
        "print(asyncio.run(audit(day=date(2026, 4, 2), return_state=True)).name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=command.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "QualityFailed\n"
    artifacts = prefect.post("/artifacts/filter", json={}).json()
    assert [found["key"] for found in artifacts if "outcomes_add_up" in str(found["data"])] == ["audit"]
    wanted = {"filter": {"event": {"name": ["broadsheet.check.failed"]}}}
    until = time.monotonic() + 30
    while not (events := prefect.post("/events/filter", json=wanted).json()["events"]):
        assert time.monotonic() < until, "no event came"
        time.sleep(0.2)
    assert events[0]["resource"]["prefect.resource.id"] == "broadsheet.check.outcomes_add_up"
