"""Results that are old become figures of days, and nobody who asks a view can tell."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from tasks.load.audits import record_audit
from tests.histories import FAULTS, History, judge_yesterday, make

HISTORY = History(days=45, per_day=8)
VIEWS = (
    "check_pass_rates", "check_results_by_day", "failed_checks_by_day", "flapping_checks", "metrics_by_day",
    "source_checks",
    "source_drift", "text_drift", "volume_bands",
)  # fmt: skip
ROLLED_UP = {
    "expectation_results": "check_days",
    "row_failures": "failure_days",
    "batch_metrics": "metric_days",
    "audit_results": "audit_days",
}
METRICS = """
INSERT INTO quality.batch_metrics
SELECT run_id, batch, unnest(['held', 'mean_characters']), unnest([held, 900 + 7 * articles])
FROM quality.validation_runs
"""
TWICE_AND_TURNING = """
INSERT INTO quality.audit_results BY NAME
SELECT strftime(day + 1, '%Y%m%dT090000-a6a1n5') AS run_id, CASE WHEN dayofyear(day) % 3 = 0 THEN 'fail' ELSE 'pass' END
AS status,
    * EXCLUDE (run_id, status)
FROM quality.audit_results WHERE check_id = 'articles_as_usual'
"""


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    settings = make(tmp_path_factory.mktemp("lived"), HISTORY, FAULTS)
    judge_yesterday(settings, HISTORY)
    with duckdb.connect(str(settings.warehouse)) as database:
        database.execute(METRICS)
        database.execute(TWICE_AND_TURNING)
    return settings


@pytest.fixture
def settings(lived, tmp_path):
    shutil.copytree(lived.home, tmp_path / "data")
    return lived.model_copy(update={"home": tmp_path / "data"})


def seen(settings) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        return {view: database.execute(f"SELECT * FROM {view} ORDER BY ALL").fetchall() for view in VIEWS}


def oldest(settings, table: str, day: str) -> date | None:
    with duckdb.connect(str(settings.warehouse), read_only=True) as database:
        return database.execute(f"SELECT min({day}) FROM quality.{table}").fetchone()[0]


def rolled_up(settings, days: int, results: Iterable[Any] = ()) -> None:
    given = settings.model_copy(update={"keep_results_days": days})
    record_audit(list(results), HISTORY.yesterday, "completed", f"audit-{days}", given, HISTORY.now)


def test_views_say_the_same_of_results_that_became_figures_of_days(settings):
    before = seen(settings)
    assert all(before.values())
    # Twice: what became figures stays so, and more is added to it.
    for days in (30, 10):
        rolled_up(settings, days)
        after = seen(settings)
        assert {view: rows for view, rows in after.items() if rows != before[view]} == {}
    assert oldest(settings, "audit_results", "day") == HISTORY.today - timedelta(days=10)
    assert oldest(settings, "audit_days", "day") < HISTORY.today - timedelta(days=30)
    with duckdb.connect(str(settings.warehouse), read_only=True) as database:
        for table, days_of in ROLLED_UP.items():
            assert database.execute(f"SELECT count(*) > 0 FROM quality.{days_of}").fetchone()[0], table
        assert database.execute(
            "SELECT count(*) FROM quality.batch_metrics JOIN quality.validation_runs USING (run_id, batch)"
            f" WHERE validated_at < DATE '{HISTORY.today}' - 10"
        ).fetchone() == (0,)


def test_an_old_day_that_is_audited_again_has_its_last_word_changed(settings):
    rolled_up(settings, 10)
    day = HISTORY.today - timedelta(days=20)
    sql = (
        "SELECT status, observed, judgements, failures FROM quality.audit_days "
        f"WHERE check_id = 'articles_as_usual' AND day = DATE '{day}'"
    )
    with duckdb.connect(str(settings.warehouse)) as database:
        before = database.execute(sql).fetchall()
        assert {row[2] for row in before} == {2}
        database.execute(
            "INSERT INTO quality.audit_results SELECT 'late', day, source_id, check_id, severity, action, 'fail', "
            "99, NULL, 3, 8, NULL"
            f" FROM quality.audit_days WHERE check_id = 'articles_as_usual' AND day = DATE '{day}'"
        )
    rolled_up(settings, 11)
    with duckdb.connect(str(settings.warehouse), read_only=True) as database:
        assert set(database.execute(sql).fetchall()) == {("fail", 99.0, 3, before[0][3] + 1)}
        assert database.execute("SELECT count(*) FROM quality.audit_results WHERE run_id = 'late'").fetchone() == (0,)
