"""Figures for Prometheus: what is in the snapshot, what is on the disk, and nothing secret."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prefect.states import Completed
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from flows.hooks import record_run_end
from flows.ingest import ingest
from flows.service.metrics import Metrics
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse
from tasks.notify import note_failure
from tasks.notify.incidents import Failure
from tasks.publish import publish


def told(settings: Settings) -> dict[str, float]:
    """Every figure by its name and labels, as a monitor reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Metrics(settings))
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {
        " ".join([sample.name, *map("=".join, sorted(sample.labels.items()))]): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two runs, one of which failed a source; one source late and failing, one not."""
    declared = tmp_path / "sources.yaml"
    declared.write_text(
        "sources:\n"
        + "".join(f"  - {{name: {name}, kind: feed, location: 'https://a.example/'}}\n" for name in ("desk", "wire"))
    )
    settings = Settings(home=tmp_path, contact="desk@example.org", sources_file=declared)
    with open_warehouse(settings) as database:
        database.execute("""
            INSERT INTO sources BY NAME SELECT uuid() AS source_id, name, 'feed' AS kind,
            'https://a.example/' AS location, now() AS first_seen_at
            FROM (VALUES ('desk'), ('wire')) AS v(name)
        """)
        run = (
            "INSERT INTO ops.runs BY NAME SELECT ? AS run_id, 'ingest' AS flow, [] AS inputs, "
            "?::TIMESTAMPTZ AS started_at, ?::TIMESTAMPTZ AS ended_at, ? AS status, 2 AS discovered, "
            "false AS resumed, [] AS warnings"
        )
        for number, status in enumerate(("completed", "source_failed")):
            ended = datetime.now(UTC) - timedelta(minutes=60 - number)
            database.execute(run, [f"run-{number}", ended, ended, status])
        database.execute("""
            INSERT INTO ops.outcomes BY NAME
            SELECT 'run-0' AS run_id, position, source_id, uuid() AS address_id, '' AS url, status, reason,
            [] AS checks,
                false AS retryable, now() AS recorded_at
            FROM sources, (VALUES (0, 'loaded', 'new'), (1, 'failed', 'deadline')) AS v(position, status, reason)
        """)
        database.execute("""
            INSERT INTO ops.source_states BY NAME
            SELECT source_id, now() AS asked_at, now() - CASE name WHEN 'desk' THEN INTERVAL 1 HOUR ELSE INTERVAL 1
            MINUTE END
                AS next_ask_at, 600 AS interval_seconds, 'ok' AS status,
                CASE name WHEN 'desk' THEN 3 ELSE 0 END AS failures,
                1 AS items, 1 AS known_items, 0.0 AS most_per_hour
            FROM sources
        """)
    publish(settings)
    return settings


def test_figures_say_how_candidates_and_runs_ended_and_which_sources_are_late(settings):
    found = told(settings)
    assert found["broadsheet_snapshot_readable"] == 1
    assert found["broadsheet_candidates_total reason=new status=loaded"] == 2
    assert found["broadsheet_candidates_total reason=deadline status=failed"] == 2
    assert found["broadsheet_runs_total flow=ingest status=completed"] == 1
    assert found["broadsheet_runs_total flow=ingest status=source_failed"] == 1
    assert {state: found[f"broadsheet_sources state={state}"] for state in ("asked", "late", "failing")} == {
        "asked": 2,
        "late": 1,
        "failing": 1,
    }
    assert found["broadsheet_articles"] == 0


def test_a_source_that_is_no_longer_declared_is_not_late_for_ever(settings):
    settings.sources_file.write_text("sources:\n  - {name: wire, kind: feed, location: 'https://a.example/'}\n")
    found = told(settings)
    assert (found["broadsheet_sources state=asked"], found["broadsheet_sources state=late"]) == (1, 0)
    settings.sources_file.write_text("nothing that could be understood")
    assert told(settings)["broadsheet_sources state=asked"] == 2


def test_the_age_of_the_last_success_counts_from_the_run_that_ended_well(settings):
    assert 3600 <= told(settings)["broadsheet_last_success_age_seconds flow=ingest"] < 3660


def noted(settings: Settings, monkeypatch: pytest.MonkeyPatch, *states: str) -> None:
    """Scheduled runs that ended so, one after the other."""
    monkeypatch.setenv("BROADSHEET_HOME", str(settings.home))
    monkeypatch.setenv("PREFECT__FLOW_RUN_ID", "6f1b2c3d-0000-4000-8000-000000000001")
    for state in states:
        asyncio.run(record_run_end(ingest, None, Completed(name=state)))


@pytest.mark.parametrize(
    ("states", "seconds"),
    [(["NothingToDo"], 0), (["NothingToDo", "SourceFailed"], 0), (["SourceFailed"], 3600), (["PutOff"], 3600)],
)
def test_a_look_that_found_nothing_due_is_a_success_though_no_run_is_recorded(settings, monkeypatch, states, seconds):
    noted(settings, monkeypatch, *states)
    assert seconds <= told(settings)["broadsheet_last_success_age_seconds flow=ingest"] < seconds + 60


def test_without_a_snapshot_the_rest_is_told_all_the_same(tmp_path: Path, monkeypatch):
    noted(Settings(home=tmp_path), monkeypatch, "NothingToDo")
    found = told(Settings(home=tmp_path))
    assert found["broadsheet_last_success_age_seconds flow=ingest"] < 60
    assert found["broadsheet_snapshot_readable"] == 0
    assert found["broadsheet_disk_free_bytes"] > 0
    assert not [name for name in found if name.startswith("broadsheet_candidates")]


def test_no_address_and_no_setting_is_told(settings):
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Metrics(settings))
    text = generate_latest(registry).decode()
    assert "example" not in text
    assert str(settings.home) not in text


def test_scheduled_runs_that_failed_before_they_had_a_row_are_counted(settings):
    assert told(settings)["broadsheet_runs_failed_total flow=ingest state=Failed"] == 0
    for number in range(3):
        failure = Failure(key="run/ingest", id=f"{number}", title="ingest failed", what="x", at=datetime.now(UTC))
        note_failure(failure, settings, flow="ingest", state="Failed")
    assert told(settings)["broadsheet_runs_failed_total flow=ingest state=Failed"] == 3
