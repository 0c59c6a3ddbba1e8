"""A batch of 500 against very many articles: the CPU of finding its copies and its stories. `million [ARTICLES]
[PER_DAY]`.

The articles are made: keys are random numbers, terms are drawn so that few are common and many are rare.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from schemas.settings import Settings
from tasks.analyse import comparing
from tasks.load.warehouse import open_warehouse

BATCH = 500
KEYS = 25
TERMS = 80


def main(words: list[str]) -> None:
    articles = int(words[0]) if words else 1_000_000
    per_day = int(words[1]) if len(words) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        with open_warehouse(settings) as database:
            _fill(database, articles, per_day)
            size = settings.warehouse.stat().st_size / 1e6
            print(
                f"{articles:,} articles, {per_day:,} a day, {KEYS} keys and {TERMS} terms each; "
                f"the file has {size:,.0f} MB"
            )
            _batch(database, articles)
            _told(
                "copies: candidates",
                lambda: comparing.run_sql(
                    database, "copy_pairs", commonest=comparing.COMMONEST_KEY, nearest=comparing.MOST_PAIRS
                ),
            )
            _told("stories: links and decision", lambda: comparing.update_stories(database))


def _fill(database: duckdb.DuckDBPyConnection, articles: int, per_day: int) -> None:
    database.execute("SELECT setseed(0.5)")
    identity = "('00000000-0000-5000-8000-' || lpad(i::VARCHAR, 12, '0'))::UUID"
    database.execute(
        "INSERT INTO articles (article_id, source_id, url, first_seen_at, last_seen_at, current_version, status) "
        f"SELECT {identity}, uuid(), i::VARCHAR,"
        f" TIMESTAMPTZ '2020-01-01' + to_hours((i * 24 // {per_day})::INTEGER), now(), 1, 'live' "
        f"FROM range({articles}) AS r(i)"
    )
    database.execute(
        f"INSERT INTO analysis.copy_keys SELECT (random() * 9e18)::BIGINT, {identity} "
        f"FROM range({articles}) AS r(i), range({KEYS})"
    )
    for first in range(0, articles, 100_000):
        until = min(articles, first + 100_000)
        database.execute(
            f"INSERT INTO analysis.article_terms SELECT {identity}, DATE '2020-01-01' + (i // {per_day})::INTEGER,"
            f" list('w' || (200000 * power(random(), 4))::INTEGER), list((1 + random() * 5)::INTEGER)"
            f" FROM range({first}, {until}) AS r(i), range({TERMS}) GROUP BY i"
        )


def _batch(database: duckdb.DuckDBPyConnection, articles: int) -> None:
    database.execute(
        "CREATE OR REPLACE TEMP TABLE batch AS SELECT article_id, 1 AS version FROM analysis.article_terms "
        f"ORDER BY article_id DESC LIMIT {BATCH}"
    )
    database.execute(
        "CREATE OR REPLACE TEMP TABLE batch_copy_keys AS SELECT key, article_id FROM analysis.copy_keys "
        "WHERE article_id IN (SELECT article_id FROM batch)"
    )
    assert articles >= BATCH


def _told(what: str, work: Callable[[], Any]) -> None:
    start = time.process_time()
    work()
    print(f"{what:<28} {time.process_time() - start:.2f} s CPU for {BATCH} articles")
    sys.stdout.flush()
