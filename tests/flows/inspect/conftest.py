"""A data folder with a past, made in a moment."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.settings import Settings
from tasks.archive import Writer
from tasks.load.warehouse import open_warehouse

NOW = datetime.now(UTC).replace(microsecond=0)
"""Files have the time of the machine: a past of another day would be one of a clock that is wrong."""

PAST = """
SET VARIABLE now = ?::TIMESTAMPTZ;
INSERT INTO sources BY NAME
SELECT md5(name)::UUID AS source_id, name, 'feed' AS kind, 'https://a.example/' || name AS location,
getvariable('now') AS first_seen_at
FROM (VALUES ('desk'), ('wire'), ('quiet'), ('gone')) AS v(name);
INSERT INTO ops.source_states BY NAME
SELECT md5(name)::UUID AS source_id, getvariable('now') - INTERVAL 2 HOUR AS asked_at,
    getvariable('now') - to_minutes(late) AS next_ask_at, 600 AS interval_seconds,
    CASE WHEN failures > 0 THEN 'failed' ELSE 'ok' END AS status, CASE WHEN failures > 0 THEN 'tls' END AS reason,
    NULL AS detail, failures, 10 AS items, 10 AS known_items, 0 AS most_per_hour
FROM (VALUES ('desk', 5, 0), ('wire', -5, 2), ('quiet', 90, 0), ('gone', 90, 0)) AS v(name, late, failures);
INSERT INTO ops.runs BY NAME
SELECT run_id, flow, ['desk', 'wire'] AS inputs, getvariable('now') - to_minutes(ago) AS started_at,
    getvariable('now') - to_minutes(ago - 1) AS ended_at, status, discovered, resumed, [] AS warnings
FROM (VALUES
    ('20260402T080000-aaaaaa', 'ingest', 90, 'completed_with_quarantine', 3, true),
    ('20260402T090000-bbbbbb', 'ingest', 30, 'source_failed', 1, false),
    ('20260402T091500-cccccc', 'audit', 15, 'completed', 0, false)
) AS v(run_id, flow, ago, status, discovered, resumed);
INSERT INTO ops.outcomes BY NAME
SELECT run_id, position, md5(source)::UUID AS source_id, md5(url)::UUID AS address_id, url, status, reason,
    CASE WHEN status = 'quarantined' THEN ['words_enough'] ELSE [] END AS checks, detail,
    status = 'failed' AS retryable,
    false AS came_back, getvariable('now') AS recorded_at
FROM (VALUES
    ('20260402T080000-aaaaaa', 0, 'desk', 'https://a.example/1', 'loaded', 'new', NULL),
    ('20260402T080000-aaaaaa', 1, 'desk', 'https://a.example/2', 'quarantined', 'failed_checks', NULL),
    ('20260402T080000-aaaaaa', 2, 'wire', 'https://a.example/3', 'refused', 'robots', 'robots.txt says no'),
    ('20260402T090000-bbbbbb', 0, 'wire', 'https://a.example/wire', 'failed', 'tls', 'the certificate is over')
) AS v(run_id, position, source, url, status, reason, detail);
INSERT INTO ops.step_times BY NAME
SELECT '20260402T080000-aaaaaa' AS run_id, batch, step, getvariable('now') + to_seconds(batch) AS began_at, seconds
FROM (VALUES (0, 'discover', 1.5), (1, 'fetch', 2.0), (2, 'fetch', 6.0)) AS v(batch, step, seconds);
INSERT INTO ops.run_events VALUES ('20260402T080000-aaaaaa', getvariable('now'), 'resumed',
'of 2 batches 2 are fetched');
INSERT INTO ops.batches VALUES ('20260402T080000-aaaaaa', 1, 3, getvariable('now') - INTERVAL 89 MINUTE);
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that tests get a copy of."""
    settings = Settings(home=tmp_path_factory.mktemp("past") / "data")
    with Writer(settings.archive, "2026/04/one.warc.gz") as warc:
        place = warc.add_resource("https://a.example/1", b"<p>The ferry waits", "text/html", NOW)
    with open_warehouse(settings) as database:
        for statement in PAST.split(";\n"):
            database.execute(statement, [NOW] if "?" in statement else None)
        database.execute(
            """
            INSERT INTO captures BY NAME
            SELECT uuid() AS capture_id, md5('https://a.example/1')::UUID AS address_id, 'https://a.example/1' AS url, ?
            AS warc_file,
                ? AS warc_offset, ? AS warc_length, sha256('<p>The ferry waits') AS payload_sha256, 18 AS payload_bytes,
                ?::TIMESTAMPTZ AS captured_at, '20260402T080000-aaaaaa' AS run_id, [] AS opt_outs
            """,
            [place.warc_file, place.offset, place.length, NOW - timedelta(hours=1)],
        )
    shutil.copy(settings.warehouse, settings.snapshot)
    return settings.home


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    shutil.copytree(made, tmp_path / "data")
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "sources:\n"
        + "".join(
            f"- {{name: {n}, kind: feed, location: 'https://a.example/{n}'}}\n" for n in ("desk", "wire", "quiet")
        )
    )
    return Settings(home=tmp_path / "data", sources_file=sources, writer_wait_seconds=0, contact="desk@example.org")


@pytest.fixture
def now() -> datetime:
    return NOW
