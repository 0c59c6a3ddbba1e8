"""`broadsheet notify`: what it sends, what it prints, and that it never shows an address."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.cli.notify import notify
from flows.service.claim import claimed
from flows.service.plan import Options
from schemas.errors import SourceUnavailable, UsageError
from schemas.settings import Settings, load_settings
from tasks.files.locks import _command
from tasks.notify import note_failure
from tasks.notify.incidents import Failure
from tests.tasks.notify.receivers import http_receiver


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_test_goes_to_every_address_and_one_that_fails_is_named_by_its_number(home: Path, monkeypatch, capsys):
    with http_receiver() as receiver:
        monkeypatch.setenv(
            "BROADSHEET_NOTIFY", f"json://127.0.0.1:{receiver.port}/T0kenA123, json://127.0.0.1:9/T0kenB"
        )
        with pytest.raises(SourceUnavailable, match=r"not delivered to 2 \(json\)"):
            notify(test=True, watch=False, as_json=True)
    assert receiver.titles == ["Broadsheet: a test"]
    printed = capsys.readouterr().out
    assert [(row["address"], row["delivered"]) for row in json.loads(printed)] == [
        ("1 (json)", True),
        ("2 (json)", False),
    ]
    assert "T0ken" not in printed


def test_without_an_address_a_test_is_refused(home: Path, monkeypatch):
    monkeypatch.setenv("BROADSHEET_NOTIFY", "slack-webhook/news")
    with pytest.raises(UsageError, match="the setting notify names no address"):
        notify(test=True, watch=False, as_json=False)


def test_what_waits_is_sent_and_listed_and_left_to_up_where_that_runs(home: Path, monkeypatch, capsys):
    settings = Settings(home=home)
    note_failure(Failure(key="run/ingest", id="1", title="ingest failed", what="x", at=datetime.now(UTC)), settings)
    with http_receiver() as receiver:
        monkeypatch.setenv("BROADSHEET_NOTIFY", f'["json://127.0.0.1:{receiver.port}"]')
        with claimed(settings) as tell:
            tell(Options())
            notify(test=False, watch=False, as_json=True)
            assert receiver.titles == []
        capsys.readouterr()
        notify(test=False, watch=False, as_json=True)
    assert receiver.titles == ["Broadsheet: ingest failed"]
    [row] = json.loads(capsys.readouterr().out)
    assert (row["what"], row["failures"], row["addresses_sent"]) == ("ingest failed", 1, 1)


def test_a_single_address_or_block_stands_without_brackets_and_commas_in_an_address_are_its_own(
    home: Path, monkeypatch
):
    (home.parent / "broadsheet.toml").write_text('notify = "slack-webhook/news"')
    assert load_settings().notify_blocks == ["slack-webhook/news"]
    mail = "mailto://ana:sesame@mail.example?to=a@paper.example,b@paper.example"
    monkeypatch.setenv("BROADSHEET_NOTIFY", f"{mail},json://127.0.0.1/")
    assert load_settings().notify_addresses == [mail, "json://127.0.0.1/"]
    with pytest.raises(UsageError, match=r"setting notify = \(not shown\) \(--notify\) is not allowed: an address has"):
        load_settings(notify=["sesame"])


def test_a_process_that_holds_a_lock_does_not_name_the_addresses_it_was_given(monkeypatch):
    words = [
        "/bin/broadsheet",
        "--set",
        "notify=slack://T0kenA",
        "up",
        "--notify",
        "slack://T0kenB",
        "--notify=slack://T0kenC",
    ]
    monkeypatch.setattr("sys.argv", words)
    assert _command() == "broadsheet --set notify=*** up --notify *** --notify=***"
