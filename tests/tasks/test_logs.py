"""The log: a JSON line an event with the ids around it, from several processes into one file, without passwords."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tasks.logs import NAME, ids, log, set_up
from tasks.runs.handover import step_times, timed


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    logger = logging.getLogger(NAME)
    handlers, level = [*logger.handlers], logger.level
    logger.handlers.clear()
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)


def lines(settings) -> list[dict[str, Any]]:
    return [json.loads(text) for file in sorted(settings.logs.iterdir()) for text in file.read_text().splitlines()]


def test_a_line_says_when_who_and_what_with_the_ids_around_it(settings):
    set_up(settings)
    set_up(settings)  # again, and still one line an event
    with ids(run="r1"), ids(batch=3):
        log("fetch").info("%s pages", 7, extra={"source": "wire", "next": datetime(2026, 4, 2, tzinfo=UTC)})
    log("fetch").debug("too quiet")
    [line] = lines(settings)
    assert datetime.now(UTC) - datetime.fromisoformat(str(line.pop("at"))) < timedelta(minutes=5)
    assert isinstance(line.pop("process"), int)
    assert line == {
        "level": "info", "logger": "broadsheet.fetch", "said": "7 pages",
        "run": "r1", "batch": 3, "source": "wire", "next": "2026-04-02T00:00:00+00:00",
    }  # fmt: skip


def test_passwords_in_addresses_and_traces_do_not_get_in(settings):
    set_up(settings)
    try:
        raise ValueError("https://ann:sesame@a.example/feed")
    except ValueError:
        log("fetch").exception("no answer from https://ann:sesame@a.example", extra={"url": "http://sesame@b.example/"})
    text = next(settings.logs.iterdir()).read_text()
    assert "sesame" not in text
    assert "https://***@a.example/feed" in text


def test_two_processes_share_the_file_and_no_line_is_torn(settings):
    code = (
        "import sys\nfrom schemas.settings import Settings\nfrom tasks.logs import log, set_up\n"
        "set_up(Settings(home=sys.argv[1]))\n"
        "for number in range(300): log('x').info('word ' * 200, extra={'number': number})"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(settings.home)]) for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert sorted(line["number"] for line in lines(settings)) == sorted([*range(300)] * 2)


def test_old_files_go_and_others_stay(settings):
    settings.logs.mkdir(parents=True)
    today = datetime.now(UTC).date()
    kept = [f"{today - timedelta(days=13)}.jsonl", "2020-01-01.txt", "notes.jsonl"]
    for name in (*kept, f"{today - timedelta(days=14)}.jsonl", "2020-01-01.jsonl"):
        (settings.logs / name).write_text("")
    set_up(settings)
    assert sorted(file.name for file in settings.logs.iterdir()) == sorted(kept)


def test_without_days_no_file_is_written_and_stderr_is_json_where_it_is_no_terminal(settings, capsys):
    set_up(settings.model_copy(update={"log_days": 0, "log_to_stderr": True}))
    log("load").warning("the disk is nearly full")
    assert not settings.logs.exists()
    assert json.loads(capsys.readouterr().err)["said"] == "the disk is nearly full"


def test_a_log_that_cannot_be_written_stops_nobody(settings):
    settings.home.mkdir()
    settings.logs.write_text("a file where the folder should be")
    set_up(settings)
    log("load").info("said to nobody")
    assert settings.logs.read_text() == "a file where the folder should be"


def test_a_step_is_timed_once_and_only_where_it_did_something(settings, tmp_path):
    set_up(settings)
    batch = tmp_path / "20260402T093000-aaaaaa" / "00007"
    batch.mkdir(parents=True)
    for _ in range(2):
        with timed("fetch", batch, "captures.parquet"):
            (batch / "captures.parquet").write_text("")
    with timed("clean", batch, "articles.parquet"):
        pass
    with pytest.raises(ValueError), timed("validate", batch, "verdicts.parquet"):
        raise ValueError("no such check")
    (batch / "steps.jsonl").open("a").write('{"step": "cle')
    assert [time.step for time in step_times(batch)] == ["fetch"]
    assert [(line["run"], line["batch"], line["said"]) for line in lines(settings)] == [
        ("20260402T093000-aaaaaa", 7, "fetch done"),
        ("20260402T093000-aaaaaa", 7, "validate failed: ValueError: no such check"),
    ]
