"""A scheduled run that fails leaves word in the data folder, also where its settings could not be read."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from prefect.states import Failed

from flows.audit import audit
from flows.backfill import backfill
from flows.ingest import ingest
from flows.last_failures import forget_failure, last_failures, note_failure
from flows.maintain import maintain
from flows.operating.doctor import examine
from flows.operating.status import show_status
from flows.replay import replay
from schemas.errors import QualityGateClosed, UsageError
from schemas.settings import Settings

MISSPELT = UsageError("broadsheet.toml, line 1: there is no setting batch_sise", "Did you mean batch_size?")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PREFECT__FLOW_RUN_ID", "6f1b2c3d-0000-4000-8000-000000000001")
    return Settings(home=tmp_path / "data")


def fails(flow, state) -> None:
    asyncio.run(note_failure(flow, None, state))


def told(settings: Settings) -> list[tuple[str, str, str]]:
    return [(failure.flow, failure.what, failure.cure) for failure in last_failures(settings)]


def test_every_flow_notes_its_failure_and_forgets_it_once_it_ends_well():
    for flow in (ingest, audit, maintain, replay, backfill):
        assert (flow.on_failure_hooks[0], flow.on_completion_hooks[0]) == (note_failure, forget_failure)


def test_a_failure_is_noted_where_settings_cannot_be_read_and_stays_until_that_flow_ends_well(
    settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BROADSHEET_BATCH_SIZE", "many")
    fails(ingest, Failed(data=MISSPELT))
    assert told(settings) == [("ingest", MISSPELT.what, MISSPELT.cure)]
    monkeypatch.delenv("BROADSHEET_BATCH_SIZE")
    forget_failure(audit, None, None)
    assert len(told(settings)) == 1
    forget_failure(ingest, None, None)
    assert told(settings) == []


def test_an_error_that_is_none_of_ours_is_noted_with_its_kind(settings):
    fails(maintain, Failed(data=ZeroDivisionError("division by zero")))
    assert [(flow, what) for flow, what, _ in told(settings)] == [("maintain", "ZeroDivisionError: division by zero")]


def test_what_is_told_elsewhere_or_to_a_person_is_not_noted(settings, monkeypatch: pytest.MonkeyPatch):
    fails(ingest, Failed(data=MISSPELT))
    fails(ingest, Failed(name="QualityFailed", data=QualityGateClosed("a gate closed")))
    assert told(settings) == []
    monkeypatch.delenv("PREFECT__FLOW_RUN_ID")
    fails(ingest, Failed(data=MISSPELT))
    assert told(settings) == []


def test_status_and_doctor_name_the_failure_and_its_cure_also_before_anything_is_published(settings, capfd):
    fails(ingest, Failed(data=MISSPELT))
    show_status(settings, as_json=False)
    words = " ".join(capfd.readouterr().out.split())
    assert "UTC ingest: broadsheet.toml, line 1: there is no setting batch_sise Did you mean batch_size?" in words
    [finding] = [finding for finding in examine(last_failures(settings)[0].at) if finding.about == "failures"]
    assert (finding.state, finding.words[:29]) == ("fail", "the last scheduled ingest fai")
    assert finding.cure == "Did you mean batch_size? The next run that ends well removes this line."
