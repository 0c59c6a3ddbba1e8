"""A warehouse with a past: sources that do the same every day, but for what the test changes about the last one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from schemas.settings import Settings

_PAST = """
-- Every day at nine a run; of each source ten candidates: seven new articles, a revision, an alias,
-- and a page that is gone.
INSERT INTO sources SELECT md5(name)::UUID, name, 'feed', NULL, NULL, NULL, NULL, TIMESTAMPTZ '2026-01-01', NULL,
NULL FROM (SELECT unnest($sources) AS name);

CREATE TEMP TABLE days AS
SELECT d::DATE AS day, strftime(d, '%Y%m%d') AS run_id, d + INTERVAL 9 HOUR AS moment
FROM generate_series(DATE '2026-04-02' - $days::INTEGER, DATE '2026-04-02', INTERVAL 1 DAY) AS t (d);

INSERT INTO ops.runs SELECT run_id, 'ingest', [], moment, moment, 'completed', 10 * len($sources), false, [] FROM days;

CREATE TEMP TABLE offered AS
SELECT d.*, s.source_id, s.name, i, (row_number() OVER (PARTITION BY run_id ORDER BY name, i) - 1)::INTEGER AS position,
    md5(run_id || name || i)::UUID AS id
FROM days AS d, sources AS s, range(10) AS t (i);

INSERT INTO ops.outcomes BY NAME
SELECT run_id, position, source_id, id AS address_id, 'https://' || name || '.example/' || i AS url,
    CASE WHEN i = 9 THEN 'failed' WHEN i = 8 THEN 'alias' ELSE 'loaded' END AS status,
    CASE WHEN i = 9 THEN 'gone' WHEN i = 8 THEN 'same_text' WHEN i = 7 THEN 'revised' ELSE 'new' END AS reason,
    [] AS checks, false AS retryable, id AS article_id, 1 AS version, CASE WHEN i < 9 THEN id END AS capture_id,
    moment AS recorded_at
FROM offered;

INSERT INTO ops.fetches BY NAME
SELECT run_id, position, 1 AS attempt, 'https://x.example' AS url, CASE WHEN i = 9 THEN 'gone' END AS reason,
0 AS redirects,
    100 AS elapsed_ms, moment AS fetched_at
FROM offered;

INSERT INTO captures BY NAME
SELECT id AS capture_id, id AS address_id, 'https://x.example' AS url, 'a.warc.gz' AS warc_file, 0 AS warc_offset,
    1 AS warc_length, 'x' AS payload_sha256, 1 AS payload_bytes, moment AS captured_at, run_id
FROM offered WHERE i < 9;

INSERT INTO articles SELECT id, source_id, 'https://x.example', NULL, moment, moment, 1, 'live', NULL FROM offered
WHERE i < 8;

INSERT INTO article_versions BY NAME
SELECT id AS article_id, 1 AS version, id AS content_hash, id AS text_hash, 'A title' AS title, 'Said' AS description,
    repeat('x', (2000 + 100 * (i % 4))::INTEGER) AS body, 'en' AS language, moment - INTERVAL 2 HOUR AS published_at,
    'minute' AS published_precision, 300 AS word_count, 'article' AS page_kind, [] AS flags, id AS capture_id,
    'trafilatura' AS extractor, run_id, moment AS loaded_at
FROM offered WHERE i < 8;

INSERT INTO paragraphs
SELECT id, 1, n, n * 200, CASE WHEN n = 9 THEN 2000 + 100 * (i % 4) ELSE n * 200 + 190 END
FROM offered, range(10) AS t (n) WHERE i < 8;
INSERT INTO article_authors SELECT id, 1, 1, md5('Ana')::UUID FROM offered WHERE i < 8;
INSERT INTO links SELECT id, 1, 1, 'https://b.example', 'b.example', 'there', false FROM offered WHERE i < 8;
"""


@pytest.fixture
def past(settings: Settings, empty_warehouse: Path) -> Callable[..., Settings]:
    """A snapshot in which the sources have so many days behind them; `changes` are made to it in SQL."""

    def past(sources: list[str], days: int = 35, changes: tuple[str, ...] = ()) -> Settings:
        settings.private.mkdir(parents=True)
        shutil.copy(empty_warehouse, settings.warehouse)
        with duckdb.connect(str(settings.warehouse)) as database:
            database.execute("SET TimeZone = 'UTC'")
            for statement in _PAST.split(";\n"):
                given = {
                    name: value for name, value in (("sources", sources), ("days", days)) if f"${name}" in statement
                }
                if statement.strip():
                    database.execute(statement, given)
            for change in changes:
                database.execute(change)
        shutil.copy(settings.warehouse, settings.snapshot)
        return settings

    return past
