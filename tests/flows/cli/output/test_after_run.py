"""Under the funnel stands what helps: each loss where there are few, and since when a source has nothing new."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from flows.cli.output.funnel import loss_line, losses_of, place, unchanged_in
from schemas.settings import Settings
from tasks.load import RunResult


@pytest.fixture
def known(settings: Settings, empty_warehouse: Path) -> Settings:
    """A snapshot with a run that lost six and asked one source that had nothing new."""
    settings.home.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.snapshot)
    with duckdb.connect(str(settings.snapshot)) as database:
        database.execute("""
            SET TimeZone = 'UTC';
            INSERT INTO sources (source_id, name, kind, first_seen_at) VALUES (md5('s')::UUID, 'estuary', 'feed',
            now());
            INSERT INTO ops.runs BY NAME SELECT 'run-1' AS run_id, 'ingest' AS flow,
            TIMESTAMPTZ '2026-04-02 09:00:00+00' AS started_at,
                [] AS inputs, 6 AS discovered, 'completed' AS status, false AS resumed, [] AS warnings;
            INSERT INTO ops.source_states BY NAME SELECT md5('s')::UUID AS source_id,
            TIMESTAMPTZ '2026-04-02 09:00:01+00' AS asked_at,
                TIMESTAMPTZ '2026-04-02 09:53:00+00' AS next_ask_at, 3000 AS interval_seconds, 'unchanged' AS status,
                0 AS failures,
                3 AS items, 3 AS known_items, 0.0 AS most_per_hour;
            INSERT INTO ops.documents BY NAME SELECT md5('s')::UUID AS source_id, 'u' AS url, 'u' AS answered_url,
            'x' AS sha256,
                TIMESTAMPTZ '2026-04-02 08:07:00+00' AS answered_at;
            INSERT INTO ops.outcomes BY NAME SELECT 'run-1' AS run_id, i AS position, md5('s')::UUID AS source_id,
                uuid() AS address_id, 'https://l.example/' || i AS url,
                CASE WHEN i = 1 THEN 'failed' ELSE 'refused' END AS status,
                CASE WHEN i = 1 THEN 'gone' ELSE 'unsupported_type' END AS reason, false AS retryable,
                false AS came_back,
                CASE WHEN i = 1 THEN NULL ELSE i || ': a PDF: turn it into text first' END AS detail, [] AS checks,
                TIMESTAMPTZ '2026-04-02 09:00:02+00' AS recorded_at FROM range(1, 7) AS r(i);
        """)
    return settings


def lost(settings: Settings, count: int) -> list[tuple[str, str]]:
    with duckdb.connect(str(settings.snapshot)) as database:
        database.execute("DELETE FROM ops.outcomes WHERE position > ?", [count])
    return losses_of(RunResult("run-1", count, 0, 0, {"refused": {"unsupported_type": count}}), settings)


def test_few_losses_are_told_one_by_one_with_what_helps(known: Settings):
    assert lost(known, 2) == [
        ("refused", "https://l.example/2: a PDF: turn it into text first"),
        ("failed", "https://l.example/1: the page is not there (404, 410)"),
    ]


def test_of_many_one_line_says_where_they_are(known: Settings):
    assert lost(known, 6) == [
        (
            "lost",
            "what happened to each of the 6: broadsheet runs run-1 · what helps: broadsheet why https://l.example/2",
        )
    ]


def test_a_run_that_lost_nothing_has_nothing_to_tell(settings: Settings):
    assert losses_of(RunResult("run-1", 1, 1, 1, {"loaded": {"new": 1}}), settings) == []
    assert [*unchanged_in(RunResult("run-1", 1, 1, 1), settings)] == []


def test_a_source_without_news_is_told_with_since_when_and_when_it_is_asked_next(known: Settings):
    assert [*unchanged_in(RunResult("run-1", 0, 0, 0), known)] == [
        "estuary: nothing new since 2026-04-02 08:07 UTC; the schedule asks it next from 2026-04-02 09:53 UTC on"
    ]
    assert [*unchanged_in(RunResult("run-2", 0, 0, 0), known)] == []


def test_a_path_is_short_below_the_working_folder_and_said_once(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a b.html"
    assert place(file.as_uri()) == "a b.html"
    assert place("file:///srv/a.html") == "/srv/a.html"
    assert loss_line({"url": file.as_uri(), "detail": f"{file}: no bytes", "reason": "empty"}) == "a b.html: no bytes"
