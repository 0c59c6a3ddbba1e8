"""A scheduled run leaves word in the data folder of how it ended, also where its settings could not be read."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.audit import audit
from flows.backfill import backfill
from flows.hooks import record_run_end
from flows.ingest import ingest
from flows.inspect.doctor import examine
from flows.inspect.status import show_status
from flows.maintain import maintain
from flows.replay import replay
from flows.service.command import RunEndMessages
from schemas.errors import QualityGateClosed, UsageError
from schemas.settings import Settings
from tasks.report.said import moment
from tasks.runs.scheduled import last_failures, last_look

MISSPELT = UsageError("broadsheet.toml, line 1: there is no setting batch_sise", "Did you mean batch_size?")
NOTHING: State[Any] = Completed(name="NothingToDo", message="there was nothing to do")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PREFECT__FLOW_RUN_ID", "6f1b2c3d-0000-4000-8000-000000000001")
    return Settings(home=tmp_path / "data")


def ends(flow, state) -> None:
    asyncio.run(record_run_end(flow, None, state))


def told(settings: Settings) -> list[tuple[str, str, str]]:
    return [(end.flow, end.what, end.cure) for end in last_failures(settings)]


def words_of_status(settings: Settings, capfd: pytest.CaptureFixture[str]) -> str:
    show_status(settings, as_json=False)
    return " ".join(capfd.readouterr().out.split())


def test_every_flow_notes_how_it_ends():
    for flow in (ingest, audit, maintain, replay, backfill):
        assert (flow.on_failure_hooks[0], flow.on_completion_hooks[0]) == (record_run_end, record_run_end)


def test_a_failure_is_noted_where_settings_cannot_be_read_and_stays_until_that_flow_ends_well(
    settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BROADSHEET_BATCH_SIZE", "many")
    ends(ingest, Failed(data=MISSPELT))
    assert told(settings) == [("ingest", MISSPELT.what, MISSPELT.cure)]
    monkeypatch.delenv("BROADSHEET_BATCH_SIZE")
    ends(audit, Completed())
    assert len(told(settings)) == 1
    ends(ingest, Completed())
    assert told(settings) == []


def test_an_error_that_is_none_of_ours_is_noted_with_its_kind(settings):
    ends(maintain, Failed(data=ZeroDivisionError("division by zero")))
    assert [(flow, what) for flow, what, _ in told(settings)] == [("maintain", "ZeroDivisionError: division by zero")]


def test_no_password_is_noted(settings):
    ends(ingest, Failed(data=ValueError("proxy http://ana:secret@proxy.example/ refused")))
    assert told(settings)[0][1] == "ValueError: proxy http://***@proxy.example/ refused"


def test_what_is_told_elsewhere_or_to_a_person_is_no_failure(settings, monkeypatch: pytest.MonkeyPatch):
    ends(ingest, Failed(data=MISSPELT))
    ends(ingest, Failed(name="QualityFailed", data=QualityGateClosed("a gate closed")))
    assert told(settings) == []
    monkeypatch.delenv("PREFECT__FLOW_RUN_ID")
    ends(ingest, Failed(data=MISSPELT))
    assert told(settings) == []


def test_status_and_doctor_name_the_failure_and_its_cure_also_before_anything_is_published(settings, capfd):
    ends(ingest, Failed(data=MISSPELT))
    assert (
        "UTC ingest: broadsheet.toml, line 1: there is no setting batch_sise Did you mean batch_size?"
        in words_of_status(settings, capfd)
    )
    [finding] = [finding for finding in examine(last_failures(settings)[0].at) if finding.about == "failures"]
    assert (finding.state, finding.words[:29]) == ("fail", "the last scheduled ingest fai")
    assert finding.cure == "Did you mean batch_size? The next run that ends well removes this line."


def test_status_says_when_the_schedule_looked_and_that_nothing_was_due(settings, capfd):
    ends(ingest, NOTHING)
    assert (
        f"schedule last look {last_look(settings).at:%Y-%m-%d %H:%M:%S} UTC, there was nothing to do"
        in words_of_status(settings, capfd)
    )


@pytest.mark.parametrize("state", [Completed(), Failed(data=MISSPELT), Failed(name="SourceFailed")])
def test_the_look_goes_with_the_next_scheduled_run_that_had_something_to_do_or_failed(settings, state):
    ends(ingest, NOTHING)
    ends(ingest, state)
    assert last_look(settings) is None


def test_a_run_of_a_person_is_no_look_of_the_schedule(settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PREFECT__FLOW_RUN_ID")
    ends(ingest, NOTHING)
    assert last_look(settings) is None


def test_up_tells_each_end_once_but_neither_that_nothing_was_due_nor_the_same_trouble_again(settings):
    ends(maintain, Completed(message="nothing to remove"))
    news = RunEndMessages(settings)
    assert news.new() == []
    ends(ingest, NOTHING)
    assert news.new() == []
    ends(ingest, Completed(message="3 loaded of 3"))
    ends(audit, Failed(data=MISSPELT))
    assert news.new() == ["ingest: 3 loaded of 3", f"audit failed: {MISSPELT.what}\n  {MISSPELT.cure}"]
    assert news.new() == []
    ends(audit, Failed(data=MISSPELT))
    assert news.new() == []
    ends(ingest, Completed(message="3 loaded of 3"))
    assert news.new() == ["ingest: 3 loaded of 3"]
    ends(ingest, Completed(name="PutOff", message="there was nothing to do; run run-0 waits: the judge died"))
    assert news.new() == ["ingest: PutOff: there was nothing to do; run run-0 waits: the judge died"]
    ends(ingest, Failed(name="SourceFailed", message="nothing from wire; 0 of 0"))
    assert news.new() == ["ingest: SourceFailed: nothing from wire; 0 of 0"]


def page_of(settings: Settings) -> str:
    return " ".join(lxml.html.parse(str(settings.reports / "index.html")).getroot().text_content().split())


def test_the_quality_page_tells_that_scheduled_runs_fail_since_when_and_how_often_until_one_ends_well(settings):
    for _ in range(3):
        ends(ingest, Failed(data=MISSPELT))
    [end] = last_failures(settings)
    assert (end.failures, end.failing_since < end.at) == (3, True)
    assert f"scheduled runs fail: ingest broke off 3 times in a row, last on {moment(end.at)}: {MISSPELT.what}." in (
        page_of(settings)
    )
    ends(ingest, NOTHING)
    assert "scheduled runs fail" not in page_of(settings)
    ends(ingest, Failed(data=MISSPELT))
    assert "ingest broke off once" in page_of(settings)


def test_a_failure_that_an_earlier_release_noted_counts_as_the_first(settings):
    note = settings.private / "last_ends" / "audit.json"
    note.parent.mkdir(parents=True)
    note.write_text('{"at": "2026-04-01T06:00:00+00:00", "state": "Failed", "what": "x", "cure": "", "well_at": null}')
    ends(audit, Failed(data=MISSPELT))
    assert last_failures(settings)[0].failures == 2
