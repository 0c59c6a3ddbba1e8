"""A scheduled run that had nothing to do leaves word that the schedule looked."""

from __future__ import annotations

from pathlib import Path

import pytest
from prefect.states import Completed, Failed

from flows.ingest import ingest
from flows.last_look import last_look, note_look
from flows.operating.status import show_status
from schemas.settings import Settings

NOTHING = Completed(name="NothingToDo", message="there was nothing to do")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PREFECT__FLOW_RUN_ID", "6f1b2c3d-0000-4000-8000-000000000001")
    return Settings(home=tmp_path / "data")


def test_status_says_when_the_schedule_looked_and_that_nothing_was_due(settings, capfd):
    note_look(ingest, None, NOTHING)
    show_status(settings, as_json=False)
    words = " ".join(capfd.readouterr().out.split())
    assert f"schedule last look {last_look(settings).at:%Y-%m-%d %H:%M:%S} UTC, there was nothing to do" in words


@pytest.mark.parametrize("state", [Completed(), Failed(), Failed(name="SourceFailed")])
def test_the_word_goes_with_the_next_scheduled_run_that_had_something_to_do_or_failed(settings, state):
    note_look(ingest, None, NOTHING)
    note_look(ingest, None, state)
    assert last_look(settings) is None


def test_a_run_of_a_person_is_no_look_of_the_schedule(settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PREFECT__FLOW_RUN_ID")
    note_look(ingest, None, NOTHING)
    assert last_look(settings) is None


def test_ingest_leaves_word_however_it_ends():
    assert note_look in ingest.on_completion_hooks
    assert note_look in ingest.on_failure_hooks
