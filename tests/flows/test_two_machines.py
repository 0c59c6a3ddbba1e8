"""A run that is killed on one machine is completed on another: real command, PostgreSQL, a folder that both have."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.flows.commands import Command

pytestmark = [pytest.mark.slow, pytest.mark.parts, pytest.mark.xdist_group("postgres")]


def test_what_one_machine_left_another_completes(surroundings, tmp_path: Path, catalogue, project: Path):
    pages = str(project / "seeds" / "radio-estuary" / "pages")
    number = len(list(Path(pages).iterdir()))
    all_have = {"BROADSHEET_SHARED": str(tmp_path / "shared"), "BROADSHEET_CATALOGUE": catalogue}
    one, two = (
        Command(tmp_path / name, surroundings | all_have | {"BROADSHEET_HOME": str(tmp_path / name)})
        for name in ("one", "two")
    )
    one.environment["BROADSHEET_BATCH_SIZE"] = "2"
    runs = tmp_path / "shared" / "runs"

    killed = one.start("ingest", pages)
    while killed.poll() is None and not list(runs.glob("2*/*/articles.parquet")):
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    [left] = runs.glob("2*")

    done = two("ingest", pages)
    assert done.code == 0, done.err
    assert f"completed run {left.name}, which was cut off: {number} loaded" in done.err
    assert list(runs.glob("2*")) == []
    one("maintain")  # which publishes there what two has loaded
    for machine in (one, two):
        assert machine.rows(
            "SELECT count(*) AS articles, count(DISTINCT url) AS addresses, (SELECT count(*) FROM ops.runs) AS runs,"
            " (SELECT count(*) FROM ops.outcomes) AS outcomes FROM articles"
        ) == [{"articles": number, "addresses": number, "runs": 2, "outcomes": 2 * number}]
