"""What the log of the preparation says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.service.prepare import deployments_file, interval_of, words_of

PREFECT = "All deployments deployed\n\tTo execute flow runs, start a worker in a separate terminal\n"


def test_prefects_advice_to_start_a_worker_is_not_passed_on_and_its_failures_are():
    assert words_of(PREFECT, 0) == (
        "all deployments of prefect.yaml are on the server; `broadsheet up` starts the worker that runs them"
    )
    assert words_of("no such flow", 1) == "no such flow"


@pytest.mark.parametrize(
    ("every", "name", "expected"),
    [
        (None, "ingest", timedelta(minutes=5)),
        (1, "ingest", timedelta(minutes=1)),
        (None, "audit", timedelta(days=1)),
        (None, "analyse", timedelta(minutes=30)),
        (None, "maintain", timedelta(days=7)),
    ],
)
def test_how_often_a_deployment_runs_is_read_from_its_schedule(tmp_path: Path, every, name, expected):
    assert interval_of(deployments_file(tmp_path, every), name, datetime(2026, 4, 2, 9, 31, tzinfo=UTC)) == expected
